"""What no machine can check an approver answers; and what a machine got wrong, a reviewer may say."""

import pytest
from factories import (
    LENA,
    NADIA,
    OWEN,
    QUIET_PACK,
    RUTH,
    TOMAS,
    TOMAS_TOO,
    TestHouse,
    accounts_text,
    finding,
    under_policy,
)

from approval.errors import (
    AccountGone,
    AlreadyDisputed,
    InvalidContent,
    NotPermitted,
    QuestionsUnanswered,
    Refusal,
    StaleCheck,
    StaleRevision,
)
from approval.finding import Severity
from approval.people import Actor
from approval.policy.pack import Pack
from approval.proposal import Decision, Proposal, State, Via

ASKING = Pack(
    {
        **QUIET_PACK.files,
        "policy.toml": QUIET_PACK.files["policy.toml"].replace('"1.0"', '"1.1"')
        + """
[questions.true]
title = "True?"
text = "Is everything in it true, and is its source given?"
[questions.helpful]
title = "Helpful?"
text = "Does it help the person who asked?"
[questions.respectful]
title = "Respectful?"
text = "Would you say it to them across a counter?"
""",
    }
)
ALL = frozenset({"true", "helpful", "respectful"})


@pytest.fixture
def asked(house: TestHouse) -> Proposal:
    under_policy(house.house, ASKING)
    return house.checked(finding(), finding(Severity.ESCALATE, "grave.rule"))


def review(
    house: TestHouse,
    proposal: Proposal,
    answers: frozenset[str] = ALL,
    via: Via = Via.BUTTON,
    decision: Decision = Decision.APPROVE,
) -> Proposal:
    return house.workflow.review(
        RUTH, proposal.id, 1, decision, via, "Looked at it.", house.form(), answers, proposal.check
    )


def dispute(
    house: TestHouse, of: Proposal, *positions: int, who: Actor = RUTH, reason: str = "Wrong.", key: str = ""
) -> Proposal:
    return house.workflow.dispute(who, of.id, of.current, of.check, positions, reason, key)


@pytest.mark.parametrize("left_open", sorted(ALL))
def test_an_approval_answers_every_question(house: TestHouse, asked: Proposal, left_open: str) -> None:
    with pytest.raises(QuestionsUnanswered, match=f"(?i){left_open}\\?"):
        review(house, asked, ALL - {left_open})
    assert house.see(asked).reviews == ()
    with house.store.read() as reading:
        assert [entry.fields["code"] for entry in reading.entries() if entry.action == "review.refused"] == [
            "questions_unanswered"
        ]


def test_the_answers_are_on_record(house: TestHouse, asked: Proposal) -> None:
    assert review(house, asked).reviews[0].answers == ("helpful", "respectful", "true")
    with house.store.read() as reading:
        (entry,) = [entry for entry in reading.entries() if entry.action == "review.approved"]
    assert entry.fields["answers"] == "helpful,respectful,true"


def test_a_reaction_says_yes_to_all_of_them(house: TestHouse) -> None:
    under_policy(house.house, ASKING)
    approved = review(house, house.checked(), frozenset(), Via.REACTION)
    assert approved.state is State.APPROVED
    assert approved.reviews[0].answers == ("helpful", "respectful", "true")


def test_who_rejects_answers_nothing(house: TestHouse, asked: Proposal) -> None:
    rejected = review(house, asked, frozenset(), decision=Decision.REJECT)
    assert rejected.reviews[0].answers == ()


def test_an_approver_says_that_a_finding_is_wrong_and_nothing_is_decided_by_it(
    house: TestHouse, asked: Proposal
) -> None:
    for _ in range(2):
        dispute(house, asked, 1, 1, reason="It is a street's name.", key="form-x")
    assert house.see(asked) == asked
    with house.store.read() as reading:
        (entry,) = [entry for entry in reading.entries() if entry.action == "finding.disputed"]
    said = {"rule": "grave.rule", "severity": "escalate", "policy": ASKING.digest, "role": "approver"}
    assert said.items() <= entry.fields.items()
    assert {item.name: item.value for item in entry.disclosures}["reason"] == "It is a street's name."


@pytest.mark.parametrize(("who", "code"), [(NADIA, "own_proposal"), (OWEN, "unknown_person")])
def test_only_an_approver_who_wrote_none_of_it_says_so(
    house: TestHouse, asked: Proposal, who: Actor, code: str
) -> None:
    for act in (
        lambda: dispute(house, asked, 0, who=who),
        lambda: house.workflow.may_dispute(who, asked.id, 1, asked.check),
    ):
        with pytest.raises(NotPermitted) as refused:
            act()
        assert refused.value.code == code
        assert house.log(asked)[-1] == "dispute.refused"
    assert house.workflow.may_dispute(LENA, asked.id, 1, asked.check) == house.see(asked)


@pytest.mark.parametrize(
    ("positions", "reason", "error"),
    [
        ([0], " ", InvalidContent),
        ([], "Wrong.", InvalidContent),
        ([2], "Wrong.", StaleRevision),
        ([-1], "W", StaleRevision),
    ],
)
def test_what_is_wrong_with_which_finding_has_to_be_said(
    house: TestHouse, asked: Proposal, positions: list[int], reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        dispute(house, asked, *positions, who=LENA, reason=reason)
    assert "finding.disputed" not in house.log(asked)


def test_nobody_disputes_for_an_account_that_is_gone(house: TestHouse, asked: Proposal) -> None:
    house.roles.become(accounts_text(account="other"))
    with pytest.raises(AccountGone):
        dispute(house, asked, 0)
    assert isinstance(AccountGone("x"), Refusal)


def test_a_finding_is_called_wrong_once_by_a_person_and_the_second_time_they_are_told(
    house: TestHouse, asked: Proposal
) -> None:
    dispute(house, asked, 1)
    with pytest.raises(AlreadyDisputed, match="number 2 wrong already"):
        dispute(house, asked, 0, 1)
    dispute(house, asked, 0)
    dispute(house, asked, 0, who=LENA)
    with pytest.raises(AlreadyDisputed, match="each of these"):
        house.workflow.may_dispute(RUTH, asked.id, 1, asked.check)
    assert house.workflow.may_dispute(LENA, asked.id, 1, asked.check)
    assert house.log(asked).count("finding.disputed") == 3
    with house.store.read() as reading:
        codes = [entry.fields["code"] for entry in reading.entries(action="dispute.refused")]
    assert codes == ["already_disputed"] * 2


def test_a_person_of_two_accounts_calls_a_finding_wrong_once(house: TestHouse, asked: Proposal) -> None:
    dispute(house, asked, 0, who=TOMAS)
    with pytest.raises(AlreadyDisputed):
        dispute(house, asked, 0, who=TOMAS_TOO)


def test_the_findings_of_an_earlier_check_are_not_called_wrong_by_their_places(house: TestHouse) -> None:
    seen = house.checked(finding())
    house.house.adopting.adopt(ASKING, "City Council")
    house.house.checking.checked(seen.id, 1, (finding(rule="another.rule"),))
    with pytest.raises(StaleCheck):
        dispute(house, seen, 0)
