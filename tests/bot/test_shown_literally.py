"""What people and posts say is shown as it is, and never gets into a log."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from factories import NADIA, accounts_text
from reading import elements, mrkdwn
from running_bot import DESK, City

from bot.logs import _Line

NASTY = "*b* _i_ ~s~ `c` <!channel> <!subteam^S0APPROVE> <@U0RUTH> @here <http://evil.example|your bank> & &amp; :tada:"


def every_block(city: City) -> list[dict[str, Any]]:
    """Everything that anybody sees anywhere: messages, private ones included, forms and Home tabs."""
    found: list[dict[str, Any]] = []
    for user in ("U0NADIA", "U0RUTH", "U0TOMAS"):
        for message in city.sandbox.messages(user, DESK):
            if message["user"] == "U0COUNTER":
                found += [*message["blocks"], {"type": "fallback", "mrkdwn": message["text"]}]
        for message in city.sandbox.direct_messages(user):
            found += [*message["blocks"], {"type": "fallback", "mrkdwn": message["text"]}]
        for form in city.sandbox.views(user):
            found += form["view"]["blocks"]
        found += (city.sandbox.home(user, refresh=True) or {"blocks": []})["blocks"]
    return found


def test_nothing_that_was_typed_or_posted_does_anything_where_it_is_shown(city: City) -> None:
    post = city.sandbox.citizen_posts("karl_h", NASTY)
    form = city.open_form("U0NADIA", f"{post['url']} {NASTY}")
    shown = every_block(city)
    assert city.fill("U0NADIA", form, reason=NASTY) == {"response_action": "update"}
    proposal = city.newest()
    assert proposal.revision.text == NASTY
    ts = city.check(proposal)
    city.sandbox.home("U0NADIA")
    city.sandbox.click("U0RUTH", DESK, ts, "request_changes")
    shown += every_block(city)
    city.fill("U0RUTH", city.form("U0RUTH"), reason=NASTY)
    city.sandbox.command("U0TOMAS2", DESK, "/reply", NASTY)
    city.sandbox.wait_for(lambda: city.sandbox.direct_messages("U0NADIA"))
    shown += every_block(city)
    for markup in mrkdwn(shown) + [each["mrkdwn"] for each in shown if "mrkdwn" in each]:
        assert "<!" not in markup
        assert "<http" not in markup
        assert "<@" not in markup
    # It is there, whole and literal.
    literal = [each["text"] for each in elements(shown) if isinstance(each.get("text"), str)]
    assert sum(NASTY in text for text in literal) >= 4
    assert not any(each.get("emoji") for each in elements(shown) if NASTY in str(each.get("text")))


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Every line that any logger would write, at its most talkative that the bot allows."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(_Line("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_whole_run_leaves_no_text_token_or_payload_in_the_log(city: City, logged: list[str]) -> None:
    post = city.sandbox.citizen_posts("gloria_m", "MARKER-parent")
    form = city.open_form("U0NADIA", f"{post['url']} MARKER-typed")
    city.fill("U0NADIA", form, text="MARKER-text", reason="MARKER-reason", alt="MARKER-alt\nMARKER-more")
    city.fill("U0NADIA", form, text="MARKER-text", reason="MARKER-reason")
    proposal = city.newest()
    ts = city.check(proposal)
    city.sandbox.click("U0NADIA", DESK, ts, "approve")
    city.sandbox.command("U0OWEN", "C0GENERAL", "/reply", "MARKER-outsider")
    city.sandbox.click("U0RUTH", DESK, ts, "reject")
    city.fill("U0RUTH", city.form("U0RUTH"), reason="MARKER-rejected")
    city.sandbox.wait_for(lambda: city.sandbox.direct_messages("U0NADIA"))
    # Something that nobody foresaw, and a database that is gone, in the middle of it.
    city.sandbox.click("U0NADIA", DESK, city.carded(text="MARKER-second")[1], "edit")
    city.desk.roles.accounts = None  # type: ignore[assignment]  # what no code can go on with
    city.sandbox.command("U0NADIA", DESK, "/reply", "MARKER-failing")
    city.sandbox.command("U0NADIA", DESK, "/reply", "MARKER-failing")
    city.desk.roles.become(accounts_text())
    assert any("listener failed" in line for line in logged)
    everything = "\n".join(logged)
    secrets = (city.settings.bot_token, city.settings.app_token, city.settings.signing_secret)
    for secret in ("MARKER", "xoxb-", "xapp-", *(each.get_secret_value() for each in secrets)):
        assert secret not in everything, [line for line in logged if secret in line][:3]


def test_a_listener_that_fails_keeps_the_form_and_does_nothing(city: City) -> None:
    form = city.open_form("U0NADIA", "Hello")
    city.desk.roles.accounts = None  # type: ignore[assignment]  # what no code can go on with
    assert "error" in city.fill("U0NADIA", form)
    city.desk.roles.become(accounts_text())
    assert city.form("U0NADIA")["id"] == form["id"]
    assert city.fill("U0NADIA", form) == {"response_action": "update"}
    assert city.newest().proposer_slack == NADIA.slack_id
