"""Did anyone speak alone? The report's first sentence says what the entries say, and what they cannot."""

import pytest
from factories import LENA, TOMAS, TestHouse, draft
from reported import approved_by, publish, published, read, report

from approval.errors import NotPermitted
from approval.outcome import Uncertain
from approval.reading import Period
from approval.record.bundle.asked import Asked


def answer(page: str) -> str:
    """What stands on the first screen, from the question on."""
    text = read(page).text
    return text[text.rindex("Did anyone speak for the city alone?") : text.index("Refused attempts")]


def test_nothing_published_is_said_so(house: TestHouse) -> None:
    house.checked()
    assert "Nothing was published through Countersign in this period" in answer(report(house))


def test_replies_that_another_approved_are_counted(house: TestHouse) -> None:
    for number in range(3):
        published(house, f"The meeting moved to {number} p.m.")
    assert "No. 3 of 3 replies published in this period were approved by a designated approver" in answer(report(house))


def test_what_is_not_watched_is_said_in_the_same_place(house: TestHouse) -> None:
    said = answer(report(house))
    assert "Posts made outside of Countersign" in said
    assert "they are not watched yet" in said
    assert "their names are withheld" in said


def test_a_reply_proposed_before_the_period_is_not_vouched_for(house: TestHouse) -> None:
    early = house.checked(text="Early.")
    house.clock.advance(hours=1)
    start = house.clock.time
    publish(house, approved_by(house, early))
    published(house)
    said = answer(report(house, Asked(Period(start))))
    assert "Not as far as this report can tell. Of 2 replies published in this period, 1 was approved" in said
    assert "of 1 it cannot be told, since it was proposed before the period" in said


def log(house: TestHouse, action: str, proposal: str, **plain: str | int) -> None:
    """An entry of another hand."""
    with house.store.begin() as tx:
        tx.log(action, "police", proposal, {"revision": 1, **plain})


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([], "no check of this wording is on record"),
        ([("revision.checked", {"severity": "block"})], "a rule forbids this wording"),
        ([("revision.checked", {"required": 1})], "it needed 1 approval by others, and none stood on record"),
        (
            [("revision.checked", {"required": 1}), ("review.approved", {"actor": "APPROVER-91"})],
            "none stood on record",
        ),
        ([("revision.checked", {"required": 1}), ("review.approved", {"actor": "PERSON-93"})], "none stood on record"),
        ([("revision.checked", {"required": 2}), ("review.approved", {"actor": "APPROVER-93"})], "needed 2 approvals"),
        (
            [
                ("revision.checked", {"required": 1}),
                ("review.approved", {"actor": "APPROVER-93"}),
                ("review.withdrawn", {"actor": "APPROVER-93"}),
            ],
            "none stood on record",
        ),
        (
            [
                ("revision.checked", {"required": 1}),
                ("review.approved", {"actor": "APPROVER-93"}),
                ("review.rejected", {"actor": "APPROVER-94"}),
            ],
            "had been turned down",
        ),
        (
            [
                ("revision.checked", {"required": 1}),
                ("review.approved", {"actor": "APPROVER-93"}),
                ("revision.checked", {"required": 1}),
            ],
            "none stood on record",
        ),
    ],
)
def test_whoever_spoke_alone_is_named_first(
    house: TestHouse, told: list[tuple[str, dict[str, str | int]]], why: str
) -> None:
    published(house)
    log(house, "proposal.submitted", "ALONE", actor="PROPOSER-91")
    check = 0
    for action, plain in told:
        with house.store.read() as reading:
            seq = reading.next_seq()
        check = seq if action == "revision.checked" else check
        log(house, action, "ALONE", **({"check": check} if action == "review.approved" else {}), **plain)
    log(house, "publish.started", "ALONE")
    log(house, "publish.succeeded", "ALONE")
    said = answer(report(house))
    assert "Yes, by this record. Of 2 replies published in this period, 1 did not have the approval by others" in said
    assert why in said


def test_an_approval_by_a_check_that_was_not_the_last_does_not_count(house: TestHouse) -> None:
    log(house, "proposal.submitted", "ALONE", actor="PROPOSER-91")
    log(house, "revision.checked", "ALONE", required=1)
    log(house, "review.approved", "ALONE", actor="APPROVER-93", check=0)
    log(house, "publish.started", "ALONE")
    log(house, "publish.succeeded", "ALONE")
    assert "none stood on record" in answer(report(house))


def test_what_a_person_confirmed_was_published_once(house: TestHouse) -> None:
    proposal = house.approved()
    assert house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Uncertain("No answer."))
    house.workflow.confirm(LENA, proposal.id, 1, True, "https://square.example/1")
    said = answer(report(house))
    assert "No. 1 of 1 replies published in this period was approved by a designated approver" in said
    log(house, "publish.succeeded", proposal.id)
    assert "it was published twice" in answer(report(house))


def test_what_was_published_without_a_beginning_or_twice_is_named(house: TestHouse) -> None:
    twice = published(house)
    log(house, "publish.succeeded", twice.id)
    log(house, "proposal.submitted", "ALONE", actor="PROPOSER-91")
    log(house, "publish.succeeded", "ALONE")
    said = answer(report(house))
    assert "it was published twice" in said
    assert "that its release began is not on record" in said
    assert (
        "Of 2 replies published in this period, 2 did not have the approvals by others that they need; 0 did." in said
    )


def test_whoever_only_changed_it_is_an_author_too(house: TestHouse) -> None:
    proposal = house.checked()
    house.workflow.revise(TOMAS, proposal.id, 1, draft(text="In Tomás's words."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    with pytest.raises(NotPermitted):
        house.approve(house.see(proposal), TOMAS)
    publish(house, approved_by(house, proposal))
    page = report(house)
    assert "No. 1 of 1 replies" in answer(page)
    assert read(page).table("refused")["Approving, or deciding on, a reply that they had written themselves"] == {
        "Code": "own_proposal",
        "Attempts": "1",
    }
