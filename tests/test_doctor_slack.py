"""The doctor asks a real workspace (the sandbox's) and says in plain words what does not fit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import accounts_text
from sandbox_server import RunningSandbox

from approval.accounts_file import parse_accounts
from countersign.doctor import duties, slack
from countersign.doctor.finding import Finding, Health

MANIFEST = Path(__file__).resolve().parents[1] / "bot" / "manifest.yaml"
GROUPS = accounts_text(approvers=("S0APPROVE",))


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path, manifest=MANIFEST) as running:
        yield running


def settings(sandbox: RunningSandbox, **changed: str) -> dict[str, str]:
    given = {
        "SLACK_BOT_TOKEN": sandbox.settings.bot_token,
        "SLACK_APP_TOKEN": sandbox.settings.app_token,
        "SLACK_API_URL": sandbox.slack_url,
    }
    return given | changed


def tokens(sandbox: RunningSandbox, manifest: Path = MANIFEST, **changed: str) -> list[Finding]:
    return list(slack.examine_tokens(settings(sandbox, **changed), manifest, slack.Workspace()))


def workspace(sandbox: RunningSandbox, text: str = GROUPS) -> list[Finding]:
    """The findings on channels, groups, people, and on who can approve for whom."""
    accounts, seen = parse_accounts(text), slack.Workspace(reachable=True)
    asked = slack.client(sandbox.settings.bot_token, sandbox.slack_url)
    return [*slack.examine_places(asked, accounts, seen), *duties.examine(accounts, seen.members)]


def wrongs(findings: list[Finding]) -> str:
    """What is wrong, as a person reads it; each with how to mend it."""
    wrong = [finding for finding in findings if finding.health is Health.WRONG]
    assert all(finding.mend for finding in wrong)
    return "\n".join(finding.what for finding in wrong)


def test_a_workspace_that_fits_has_nothing_to_mend(sandbox: RunningSandbox) -> None:
    findings = tokens(sandbox) + workspace(sandbox)
    assert wrongs(findings) == ""
    assert any("all 11 scopes" in finding.what for finding in findings)


def test_an_unknown_token_is_told_from_a_wrong_kind_and_a_missing_one(sandbox: RunningSandbox) -> None:
    assert "does not know the token" in wrongs(tokens(sandbox, SLACK_BOT_TOKEN="xoxb-of-somebody-else"))
    assert "starts with xoxb-" in wrongs(tokens(sandbox, SLACK_BOT_TOKEN="xoxp-1"))
    assert "SLACK_BOT_TOKEN is missing" in wrongs(tokens(sandbox, SLACK_BOT_TOKEN=""))
    assert "starts with xapp-" in wrongs(tokens(sandbox, SLACK_APP_TOKEN=sandbox.settings.bot_token))
    assert "app token does not work" in wrongs(tokens(sandbox, SLACK_APP_TOKEN="xapp-of-somebody-else"))


def test_http_mode_needs_the_signing_secret_and_no_app_token(sandbox: RunningSandbox) -> None:
    without = {"COUNTERSIGN_BOT_MODE": "http", "SLACK_APP_TOKEN": ""}
    assert wrongs(tokens(sandbox, **without)) == "SLACK_SIGNING_SECRET is missing"
    assert wrongs(tokens(sandbox, **without, SLACK_SIGNING_SECRET="s3cret")) == ""


def test_a_scope_that_the_manifest_has_and_the_app_not_is_named(sandbox: RunningSandbox, tmp_path: Path) -> None:
    later = tmp_path / "manifest.yaml"
    later.write_text(MANIFEST.read_text().replace("- users:read ", "- users:read.email # new\n      - users:read "))
    assert "scopes are missing: users:read.email" in wrongs(tokens(sandbox, later))


def test_slack_out_of_reach_is_said_once() -> None:
    nowhere = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/"}
    findings = list(slack.examine_tokens(nowhere, MANIFEST, slack.Workspace()))
    assert len(findings) == 1
    assert "Slack does not answer" in wrongs(findings)


def test_a_channel_that_the_bot_cannot_see_or_is_not_in_is_named(sandbox: RunningSandbox) -> None:
    sandbox.probe("channel", id="C0PARKS", name="parks", is_private=False, members=["U0OWEN"])
    elsewhere = wrongs(workspace(sandbox, GROUPS.replace("C0DESK", "C0PARKS")))
    nowhere = wrongs(workspace(sandbox, GROUPS.replace("C0DESK", "C0NOWHERE")))
    assert elsewhere == "account police: the bot is not in channel C0PARKS"
    assert nowhere == "account police: channel C0NOWHERE cannot be seen (channel_not_found)"


def test_an_oversight_channel_that_the_bot_is_not_in_is_named(sandbox: RunningSandbox) -> None:
    sandbox.probe("channel", id="C0PARKS", name="parks", is_private=False, members=["U0OWEN"])
    assert wrongs(workspace(sandbox, 'oversight = "C0OVERSEE"\n' + GROUPS)) == ""
    assert (
        wrongs(workspace(sandbox, 'oversight = "C0PARKS"\n' + GROUPS)) == "oversight: the bot is not in channel C0PARKS"
    )


def test_a_member_of_a_group_who_is_not_named_is_listed(sandbox: RunningSandbox) -> None:
    sandbox.post("group", {"group": "S0APPROVE", "users": ["U0RUTH", "U0LENA", "U0OWEN"]})
    assert "user group S0APPROVE: 1 of 3 members are not named: U0OWEN" in wrongs(workspace(sandbox))


def test_a_group_that_is_not_there_or_empty_is_named(sandbox: RunningSandbox) -> None:
    assert "user group S0NONE cannot be read" in wrongs(workspace(sandbox, GROUPS.replace("S0APPROVE", "S0NONE")))
    sandbox.post("group", {"group": "S0APPROVE", "users": []})
    assert "user group S0APPROVE is empty" in wrongs(workspace(sandbox))


def test_somebody_who_has_left_is_named(sandbox: RunningSandbox) -> None:
    sandbox.post("user", {"id": "U0LENA", "deleted": True})
    assert wrongs(workspace(sandbox)) == "Lena Whitehorse: Slack account U0LENA is deactivated"


def test_a_proposer_for_whom_nobody_else_could_approve_is_named(sandbox: RunningSandbox) -> None:
    alone = accounts_text(approvers=("U0TOMAS",))
    found = wrongs(workspace(sandbox, alone))
    assert "what Tomás Aragón proposes could never be approved: 1 approval(s) needed, 0 other approver(s)" in found
    assert "Nadia" not in found


def test_two_slack_accounts_of_one_person_are_one_approver(sandbox: RunningSandbox) -> None:
    twice = accounts_text(approvers=("U0TOMAS", "U0TOMAS2", "U0RUTH"), required=2)
    assert "what Tomás Aragón proposes could never be approved" in wrongs(workspace(sandbox, twice))
