"""The form that shows the policy: within Slack's limits whatever the policy says, and read back as it was filled in."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proposals import ACCOUNTS, proposal
from reading import elements, mrkdwn, words
from test_card_property import printed
from test_forms import sent, texts
from written_policy import PAGE, policy

from approval.finding import Severity
from approval.policy.document import Policy
from approval.policy.pack import parse_pack, read_pack
from bot import dialogs
from bot.accepting import Interrupted, acceptance_form, accepted, changed
from bot.blocks.card import card
from bot.blocks.printed import Printed
from bot.settings import BotSettings
from sandbox.blocks.check import check_blocks, check_view
from sandbox.web_api.views import MAX_VIEW_BYTES

NOTHING = Interrupted()
SHIPPED = Path(__file__).parents[2] / "policies"


def form(
    of: Policy, url: str = PAGE, before: Policy | None = None, interrupted: Interrupted = NOTHING
) -> dict[str, Any]:
    view = acceptance_form(of, url, before, interrupted)
    assert check_view(view) == []
    assert mrkdwn([view]) == []
    assert len(json.dumps(view)) < MAX_VIEW_BYTES
    return view


def many(count: int, text: str = "We do that.") -> Policy:
    return policy(rules={f"R{number:03}": (f"Rule number {number}", text) for number in range(count)})


def test_every_rule_is_named_and_linked_to_its_place():
    view = form(many(300))
    links = {each["text"]: each["url"] for each in elements([view]) if each.get("type") == "link"}
    assert all(links[f"R{number:03}"] == f"{PAGE}#R{number:03}" for number in range(300))
    assert all(f"Rule number {number}" in words([view]) for number in range(300))
    assert links[PAGE] == PAGE


def test_without_a_page_the_rules_stand_whole_in_the_form():
    whole = "We answer within three days. " * 30
    view = form(many(50, whole), url="")
    assert words([view]).count(whole.strip()) == 50


@pytest.mark.parametrize("url", [PAGE, ""])
@pytest.mark.parametrize("folder", sorted(path.parent.name for path in SHIPPED.glob("*/policy.toml")))
def test_each_policy_that_ships_can_be_read_and_accepted_and_asks_its_questions_on_a_card(folder: str, url: str):
    shipped = parse_pack(read_pack(SHIPPED / folder))
    said = words([form(shipped, url)])
    assert all(rule.id in said and rule.title in said for rule in shipped.rules)
    assert url or all(rule.text in said for rule in shipped.rules)
    content = card(proposal(), ACCOUNTS, Printed(shipped, url))
    assert check_blocks(list(content.blocks), "message") == []
    assert all(each.title in words(content.blocks) and each.text in words(content.blocks) for each in shipped.questions)


def test_a_policy_longer_than_a_form_still_has_every_rule_by_its_title():
    view = form(many(400, "We answer. " * 200), url="")
    assert all(f"Rule number {number}" in words([view]) for number in range(400))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (policy(version="2.1"), "Its rules are those of version 2.0, which you accepted."),
        (many(2), "Since version 2.0, which you accepted: 2 rules new (R000, R001) and 2 rules gone (B03, C08)."),
        (many(20), "Since version 2.0, which you accepted: 20 rules new and 2 rules gone (B03, C08)."),
        (policy(questions={}), "Since version 2.0, which you accepted: other questions to the approvers."),
        (
            replace(policy(), rules=(replace(policy().rules[0], severity=Severity.WARN), policy().rules[1])),
            "Since version 2.0, which you accepted: 1 rule changed (B03).",
        ),
    ],
)
def test_what_changed_is_said_in_a_sentence(after: Policy, said: str):
    assert changed(policy(), after) == said
    assert said in words([form(after, before=policy())])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(printed(), st.none() | printed(), texts, texts, texts, st.booleans())
def test_any_policy_makes_a_form_that_slack_takes_and_that_keeps_what_was_typed(
    under: Printed, before: Printed | None, link: str, text: str, parent: str, above: bool
) -> None:
    assert under.policy is not None
    interrupted = Interrupted(link.strip(), text, parent, "7K3MXQ2P9A", 3, above)
    view = form(under.policy, under.url, before.policy if before else None, interrupted)
    back = accepted(sent(view))
    assert (back.policy, back.interrupted, back.ticked) == (under.policy.digest, interrupted, False)
    said = words([view])
    assert all(rule.id in said and rule.title in said for rule in under.policy.rules)


def test_the_longest_that_can_be_typed_stays_whole() -> None:
    interrupted = Interrupted("https://square.example/" + "x" * 970, "𝕏" * 1500, "p" * 3000)
    assert accepted(sent(form(policy(), interrupted=interrupted))).interrupted == interrupted


def test_what_is_taken_is_checked_against_the_policy_by_its_name():
    view = dialogs.taken(proposal(), ACCOUNTS.accounts["police"], (), Printed(policy(), PAGE))
    assert check_view(view) == []
    assert f"How we speak , version 2.0 ({policy().digest[:12]})" in words([view])


@pytest.mark.parametrize("url", ["", PAGE, "http://127.0.0.1:8765/policy/"])
def test_the_page_is_a_web_address_or_none(url: str):
    assert settings_with(url).policy_url == url
    assert settings_with(f"{PAGE}#B03").policy_url == PAGE


@pytest.mark.parametrize("url", ["policy.html", "javascript:alert(1)", "https://a b", "https://" + "x" * 500])
def test_an_address_that_no_card_could_link_to_is_refused(url: str):
    with pytest.raises(ValueError, match=r"policy_url|COUNTERSIGN_POLICY_URL"):
        settings_with(url)


def settings_with(url: str) -> BotSettings:
    return BotSettings(_env_file=None, bot_token="xoxb-1", app_token="xapp-1", policy_url=url)  # type: ignore[call-arg, arg-type]  # as from the environment
