"""Nobody writes for the city before they have accepted the policy; a stricter one reaches what is open."""

import json
from datetime import timedelta

import pytest
from factories import LENA, NADIA, OWEN, QUIET_PACK, RUTH, TestHouse, before_any_policy, draft, finding, parent
from sqlalchemy import update

from approval import tables
from approval.bootstrap import build_house
from approval.errors import InvalidContent, Misconfigured, NoPolicy, NotPermitted, PolicyNotAccepted, Refusal
from approval.finding import Severity
from approval.jobs import Job
from approval.outcome import Published, Refused
from approval.policy.pack import Pack
from approval.proposal import Proposal, State


def changed(old: str, new: str, version: str = "2.0") -> Pack:
    """The factories' pack with one change and another number."""
    files = {
        name: text.replace('version = "1.0"', f'version = "{version}"').replace(old, new)
        for name, text in QUIET_PACK.files.items()
    }
    assert old == new or files != changed(old, old, version).files
    return Pack(files)


STRICTER = changed('severity = "warn"', 'severity = "escalate"')
REWORDED = changed("We do not say xyzzy.", "We never say xyzzy.")


def refusals(house: TestHouse, action: str) -> list[str]:
    with house.store.read() as reading:
        return [str(entry.fields["code"]) for entry in reading.entries() if entry.action == action]


def test_before_a_policy_is_adopted_nobody_proposes(house: TestHouse) -> None:
    house = before_any_policy(house)
    with pytest.raises(NoPolicy, match="countersign policy adopt"):
        house.workflow.begin(NADIA)
    with pytest.raises(NoPolicy):
        house.submit()
    assert refusals(house, "proposal.refused") == ["no_policy", "no_policy"]
    with pytest.raises(NotPermitted):
        house.workflow.begin(OWEN)


def test_nobody_proposes_before_they_have_accepted_the_policy(house: TestHouse) -> None:
    house = before_any_policy(house)
    policy = house.house.adopting.adopt(QUIET_PACK, "City Council").policy
    assert house.workflow.begin(NADIA)
    assert house.workflow.policy_to_accept(NADIA) == policy
    with pytest.raises(PolicyNotAccepted, match=r"How we answer, version 1\.0"):
        house.submit()
    assert refusals(house, "proposal.refused") == ["policy_not_accepted"]
    house.workflow.accept_policy(NADIA, policy.digest)
    assert house.workflow.policy_to_accept(NADIA) is None
    assert house.submit().state is State.CHECKING
    assert house.workflow.policy_to_accept(RUTH) == policy


def test_an_acceptance_is_on_record_once_with_the_version_it_is_of(house: TestHouse) -> None:
    house = before_any_policy(house)
    policy = house.house.adopting.adopt(QUIET_PACK, "City Council").policy
    for key in ("form-1", "form-1", "form-2"):
        house.workflow.accept_policy(NADIA, policy.digest, key)
    with house.store.read() as reading:
        (entry,) = [entry for entry in reading.entries() if entry.action == "policy.accepted"]
    assert (entry.fields["policy"], entry.fields["version"]) == (policy.digest, "1.0")


def test_who_is_not_named_accepts_nothing(house: TestHouse) -> None:
    with pytest.raises(NotPermitted):
        house.workflow.accept_policy(OWEN, QUIET_PACK.digest)
    assert refusals(house, "acceptance.refused") == ["unknown_person"]


def test_a_newer_policy_has_to_be_accepted_anew_also_to_edit(house: TestHouse) -> None:
    proposal = house.checked()
    newer = house.house.adopting.adopt(REWORDED, "City Council").policy
    with pytest.raises(PolicyNotAccepted):
        house.workflow.revise(NADIA, proposal.id, 1, draft(text="Another wording."), house.form())
    with pytest.raises(PolicyNotAccepted, match=r"version 2\.0"):
        house.workflow.accept_policy(NADIA, QUIET_PACK.digest)
    house.workflow.accept_policy(NADIA, newer.digest)
    assert house.workflow.revise(NADIA, proposal.id, 1, draft(text="Another wording."), house.form()).current == 2


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (QUIET_PACK, "in force already"),
        (changed("2026-01-05", "2026-12-24"), "takes effect on 2026-12-24; today is 2026-11-23"),
        (changed("We do not say xyzzy.", "We say it.", version="1.0"), r"Version 1\.0 was adopted before"),
    ],
)
def test_a_pack_that_cannot_come_into_force_says_why(house: TestHouse, pack: Pack, words: str) -> None:
    before = house.log()
    with pytest.raises(InvalidContent, match=words):
        house.house.adopting.adopt(pack, "City Council")
    assert house.log() == before
    policy = house.house.policy()
    assert policy is not None
    assert policy.digest == QUIET_PACK.digest


def test_an_earlier_policy_can_come_back_into_force(house: TestHouse) -> None:
    house.house.adopting.adopt(REWORDED, "City Council")
    house.house.adopting.adopt(QUIET_PACK, "City Council")
    policy = house.house.policy()
    assert policy is not None
    assert policy.version == "1.0"


def test_what_is_kept_of_a_policy_cannot_be_exchanged(house: TestHouse) -> None:
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.packs).values(pack=REWORDED.to_json()))
    fresh = build_house(house.store, house.roles)
    with pytest.raises(Misconfigured, match="not the one that was adopted"):
        fresh.workflow.submit(NADIA, draft(), "form")


def test_a_check_says_under_which_policy_and_by_which_rules(house: TestHouse) -> None:
    proposal = house.checked(finding(rule="C99"), finding(rule="A01"), finding(rule="C99"))
    assert proposal.policy == QUIET_PACK.digest
    with house.store.read() as reading:
        (entry,) = [entry for entry in reading.entries() if entry.action == "revision.checked"]
    assert (entry.fields["policy"], entry.fields["rules"]) == (QUIET_PACK.digest, "A01,C99")


def open_and_approved(house: TestHouse) -> tuple[Proposal, Proposal]:
    return house.checked(text="Waiting."), house.approved()


def test_a_stricter_rule_sends_what_is_open_back_to_the_checks(house: TestHouse) -> None:
    waiting, approved = open_and_approved(house)
    adoption = house.house.adopting.adopt(STRICTER, "City Council")
    assert adoption.stricter == ("C99",)
    assert set(adoption.reopened) == {waiting.id, approved.id}
    for proposal in (waiting, approved):
        assert house.state(proposal) is State.CHECKING
        assert "got stricter" in house.see(proposal).note
    assert house.house.release.claim(approved.id) is None
    house.house.checking.checked(approved.id, 1, ())
    again = house.see(approved)
    assert (again.state, again.missing, again.policy) == (State.IN_REVIEW, 1, STRICTER.digest)
    assert house.approve(again).state is State.APPROVED
    claimed = house.house.release.claim(approved.id)
    assert claimed is not None


def test_what_did_not_get_stricter_leaves_open_replies_as_they_are(house: TestHouse) -> None:
    waiting, approved = open_and_approved(house)
    assert house.house.adopting.adopt(REWORDED, "City Council").reopened == ()
    assert house.state(waiting) is State.IN_REVIEW
    assert house.house.release.claim(approved.id) is not None


def test_an_approval_from_before_the_new_check_does_not_count_wherever_it_comes_from(house: TestHouse) -> None:
    _, approved = open_and_approved(house)
    review = house.see(approved).reviews[0]
    house.house.adopting.adopt(STRICTER, "City Council")
    house.house.checking.checked(approved.id, 1, ())
    with house.store.begin() as tx:
        tx.add_review(approved.id, 1, review)
    with house.store.engine.begin() as connection:
        connection.execute(update(tables.proposals).values(state="approved"))
    assert house.house.release.claim(approved.id) is None
    assert house.state(approved) is State.IN_REVIEW
    assert house.log(approved)[-1] == "publish.refused"


def test_checks_under_a_policy_that_was_replaced_meanwhile_start_again(house: TestHouse) -> None:
    proposal = house.submit()
    house.house.adopting.adopt(STRICTER, "City Council")
    assert house.house.checking.checked(proposal.id, 1, (), QUIET_PACK.digest) is None
    assert house.state(proposal) is State.CHECKING
    with house.store.read() as reading:
        assert proposal.id in [task.proposal_id for task in reading.tasks([Job.CHECK], house.clock())]
    house.house.checking.checked(proposal.id, 1, (), STRICTER.digest)
    assert house.state(proposal) is State.IN_REVIEW


def test_a_failed_reply_that_is_tried_again_meets_the_policy_of_today(house: TestHouse) -> None:
    proposal = house.approved()
    assert house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Refused("Too long."))
    house.house.adopting.adopt(STRICTER, "City Council")
    house.workflow.retry(LENA, proposal.id, 1)
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.CHECKING
    assert house.log(proposal)[-1] == "proposal.reopened"


def test_replies_to_one_person_are_counted_however_their_handle_is_spelled(house: TestHouse) -> None:
    for author in ("@Gloria_M", "gloria_m", "@someone_else"):
        proposal = house.approve(house.checked(parent=parent(author=author), text=f"To {author}."))
        assert house.house.release.claim(proposal.id)
        house.house.release.finish(proposal.id, 1, Published("1", "https://square.example/1"))
        house.clock.advance(days=30)
    unpublished = house.checked(parent=parent(author="@gloria_m"))
    with house.store.read() as reading:
        since = house.clock.time.replace(year=2025)
        times = reading.earlier("gloria_m", since, but=unpublished.id)
        assert [time.day for time in times] == [23, 23]
        assert reading.earlier("", since) == ()


def test_a_draft_is_tried_by_anybody_named_and_forgotten(house: TestHouse) -> None:
    trial_id = house.workflow.try_draft(RUTH, "You are a clown.", "Why?", "command-1")
    assert house.workflow.try_draft(RUTH, "You are a clown.", "Why?", "command-1") == trial_id
    waiting = house.house.checking.to_try(trial_id)
    assert waiting is not None
    assert (waiting.text, waiting.parent, waiting.findings) == ("You are a clown.", "Why?", None)
    house.house.checking.tried(trial_id, QUIET_PACK.digest, (finding(Severity.BLOCK),))
    house.house.checking.tried(trial_id, QUIET_PACK.digest, ())
    with house.store.read() as reading:
        kept = reading.trial(trial_id)
        (notice,) = reading.tasks([Job.NOTICE], house.clock())
        words = [(entry.leaf, [item.encoded for item in entry.disclosures]) for entry in reading.entries()]
    assert kept is not None
    assert kept.findings == (finding(Severity.BLOCK),)
    assert notice.detail == {"kind": "tried", "to": "U0RUTH", "trial": trial_id}
    assert "clown" not in json.dumps(str(words))
    house.clock.advance(days=3)
    with house.store.begin() as tx:
        tx.forget_trials(timedelta(days=2))
        assert tx.trial(trial_id) is None


def test_a_draft_whose_checks_never_finish_is_told_so(house: TestHouse) -> None:
    trial_id = house.workflow.try_draft(NADIA, "Hello")
    house.house.checking.give_up(trial_id, 3)
    with house.store.read() as reading:
        trial = reading.trial(trial_id)
    assert trial is not None
    assert trial.findings is not None
    assert "did not finish" in trial.findings[0].message


@pytest.mark.parametrize("text", ["", "  ", "x" * 3001, "half \ud800 a pair"])
def test_a_draft_that_cannot_be_checked_is_sent_back(house: TestHouse, text: str) -> None:
    with pytest.raises(InvalidContent):
        house.workflow.try_draft(NADIA, text)


def test_outsiders_try_nothing(house: TestHouse) -> None:
    with pytest.raises(Refusal):
        house.workflow.try_draft(OWEN, "Hello")
    assert refusals(house, "trial.refused") == ["unknown_person"]


def test_nobody_fills_the_line_with_drafts(house: TestHouse) -> None:
    waiting = [house.workflow.try_draft(RUTH, f"Draft {number}") for number in range(3)]
    with pytest.raises(Refusal, match="still being checked"):
        house.workflow.try_draft(RUTH, "One more")
    house.workflow.try_draft(LENA, "Another person's")
    house.house.checking.tried(waiting[0], "", ())
    house.workflow.try_draft(RUTH, "One more")


def test_checks_are_given_up_only_for_the_wording_that_was_started(house: TestHouse) -> None:
    proposal = house.submit()
    with house.store.read() as reading:
        started = reading.serial(Job.CHECK, proposal.id)
    house.workflow.revise(NADIA, proposal.id, 1, draft(text="You clown."), house.form())
    assert house.house.checking.give_up(proposal.id, 3, started) is None
    assert house.state(proposal) is State.CHECKING
    with house.store.read() as reading:
        waiting = reading.serial(Job.CHECK, proposal.id)
    assert house.house.checking.give_up(proposal.id, 3, waiting)
