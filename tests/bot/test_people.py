"""Who acts is asked of Slack: anew for a decision, now and then for a form, and never guessed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import Roles, accounts_text
from running_bot import settings_for
from sandbox_server import RunningSandbox

from approval.people import BARRED, Role
from bot.app import slack_client
from bot.errors import SlackUnavailable
from bot.people import SECONDS_DECIDING, SECONDS_KEPT, People, barred


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path) as running:
        yield running


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def people(sandbox: RunningSandbox, seconds: Seconds) -> People:
    roles = Roles()
    roles.become(accounts_text(approvers=("S0APPROVE",)))
    return People(slack_client(settings_for(sandbox), 1), roles, "T0CITY", seconds)


def asked(sandbox: RunningSandbox, method: str) -> int:
    return sandbox.calls().get(method, 0)


def test_a_decision_asks_slack_each_time_that_its_limit_allows(
    people: People, sandbox: RunningSandbox, seconds: Seconds
) -> None:
    for count in (1, 2, 3):
        seconds.now += SECONDS_DECIDING + 0.1
        assert people.deciding("U0RUTH", Role.APPROVER).groups == {"S0APPROVE"}
        assert asked(sandbox, "usergroups.users.list") == asked(sandbox, "users.info") == count


def test_who_was_deactivated_is_soon_out_however_many_groups_there_are(
    sandbox: RunningSandbox, seconds: Seconds
) -> None:
    roles = Roles()
    roles.become(accounts_text(approvers=("S0APPROVE", "S0COMMS", "S0OTHER")))
    people = People(slack_client(settings_for(sandbox), 1), roles, "T0CITY", seconds)
    assert not people.deciding("U0RUTH", Role.APPROVER).barred
    sandbox.post("user", {"id": "U0RUTH", "deleted": True})
    seconds.now += SECONDS_DECIDING + 0.1
    assert people.deciding("U0RUTH", Role.APPROVER).barred == "deactivated"


def test_whoever_clicks_without_end_locks_nobody_out(tmp_path: Path, seconds: Seconds) -> None:
    roles = Roles()
    roles.become(accounts_text(approvers=("S0APPROVE",)))
    with RunningSandbox(tmp_path, lambda: 1_800_000_000 + seconds.now, rate_limits=True) as sandbox:
        people = People(slack_client(settings_for(sandbox), 1), roles, "T0CITY", seconds)
        for _ in range(200):
            seconds.now += 0.3
            people.deciding("U0TOMAS", Role.APPROVER)
        assert people.deciding("U0RUTH", Role.APPROVER).groups == {"S0APPROVE"}


def test_an_act_asks_only_for_the_groups_that_its_role_names(people: People, sandbox: RunningSandbox) -> None:
    people.deciding("U0NADIA", Role.PROPOSER)
    assert asked(sandbox, "usergroups.users.list") == 0


def test_opening_a_form_asks_at_most_every_half_minute(
    people: People, sandbox: RunningSandbox, seconds: Seconds
) -> None:
    people.looking("U0RUTH")
    seconds.now += SECONDS_KEPT
    people.looking("U0RUTH")
    assert asked(sandbox, "users.info") == asked(sandbox, "usergroups.users.list") == 1
    seconds.now += 1
    people.looking("U0RUTH")
    assert asked(sandbox, "users.info") == asked(sandbox, "usergroups.users.list") == 2


def test_what_slack_says_of_a_changed_group_is_forgotten_at_once(people: People, sandbox: RunningSandbox) -> None:
    assert people.looking("U0RUTH").groups
    sandbox.post("group", {"group": "S0APPROVE", "users": ["U0LENA"]})
    people.forget_group("S0APPROVE")
    assert not people.looking("U0RUTH").groups


def test_where_slack_does_not_answer_nobody_is_guessed(people: People, sandbox: RunningSandbox) -> None:
    sandbox.probe("limits", method="users.info", burst=0, per_second=0.001)
    with pytest.raises(SlackUnavailable):
        people.deciding("U0RUTH", Role.APPROVER)
    sandbox._stop()
    with pytest.raises(SlackUnavailable):
        people.deciding("U0RUTH", Role.APPROVER)
    sandbox._start()


def test_a_deactivated_account_and_the_bot_itself_are_barred(people: People, sandbox: RunningSandbox) -> None:
    sandbox.post("user", {"id": "U0RUTH", "deleted": True})
    assert people.deciding("U0RUTH", Role.APPROVER).barred == "deactivated"
    assert people.deciding("U0COUNTER", Role.APPROVER).barred == "bot"
    assert people.deciding("U0NOBODY", Role.APPROVER).barred == "unknown_user"


def test_the_holders_of_a_role_are_named_whether_listed_or_in_a_group(people: People) -> None:
    account = people._accounts().account("police")
    assert [person.name for person in people.holders(account, Role.APPROVER)] == [
        "Lena Whitehorse",
        "Ruth Okafor",
        "Tomás Aragón",
    ]


# As docs.slack.dev/reference/objects/user-object describes them.
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, ""),
        ({"deleted": True}, "deactivated"),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT"}, "bot"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_stranger": True}, "other_team"),
        ({"team_id": "T0OTHER"}, "other_team"),
        ({"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0CITY", "T0OTHER"]}}, ""),
    ],
)
def test_guests_bots_and_strangers_are_told_apart(said: dict[str, Any], why: str) -> None:
    user = {"id": "U0RUTH", "team_id": "T0CITY", "deleted": False, "is_bot": False, **said}
    assert barred(user, "T0CITY") == why
    assert why == "" or why in BARRED
