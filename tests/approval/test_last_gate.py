"""The publish worker trusts no row: before release, everything the approval rests on is checked again."""

import base64
import json
from collections.abc import Callable

import pytest
from factories import LENA, NADIA, RUTH, TOMAS, TestHouse, accounts_text, draft, finding
from sqlalchemy import Table, delete, insert, select, update

from approval import tables
from approval.errors import NotPermitted
from approval.finding import Severity
from approval.proposal import Media, Proposal, State, Via, content_digest


def change(house: TestHouse, table: Table, **values: object) -> None:
    """What somebody with the database in their hands does: to all rows of a table, past all rules."""
    with house.store.engine.begin() as connection:
        connection.execute(update(table).values(**values))


def stopped(house: TestHouse, proposal: Proposal, state: State, code: str) -> None:
    """The claim gives nothing, sends it back to `state` and says so in the log."""
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is state
    with house.store.read() as reading:
        entry = list(reading.entries(proposal_id=proposal.id))[-1]
    assert entry.action == "publish.refused"
    assert entry.fields["code"] == code
    assert house.house.release.claim(proposal.id) is None


def insert_review(house: TestHouse, proposal: Proposal, person: str) -> None:
    with house.store.engine.begin() as connection:
        connection.execute(
            insert(tables.reviews).values(
                proposal=proposal.id,
                number=proposal.current,
                person=person,
                role="approver",
                decision="approve",
                via="button",
                reason="",
                digest=proposal.revision.digest,
                at=house.clock(),
            )
        )


def test_what_holds_is_released_once(house: TestHouse) -> None:
    proposal = house.approved()
    claimed = house.house.release.claim(proposal.id)
    assert claimed
    assert (claimed.state, claimed.attempts, claimed.claimed_at) == (State.PUBLISHING, 1, house.clock())
    assert house.house.release.claim(proposal.id) is None


@pytest.mark.parametrize(
    "tampering",
    [
        {"text": "The mayor resigned."},
        {"parent": '["http://elsewhere.example","@other","?",false]'},
        {"text": "The meeting moved to 5 p.m. "},
    ],
)
def test_a_text_or_parent_changed_in_the_database_is_not_released(
    house: TestHouse, tampering: dict[str, object]
) -> None:
    proposal = house.approved()
    change(house, tables.revisions, **tampering)
    stopped(house, proposal, State.BLOCKED, "content_changed")


def test_a_text_changed_together_with_its_digest_is_not_released(house: TestHouse) -> None:
    proposal = house.approved()
    forged = content_digest("police", None, "The mayor resigned.", ())
    change(house, tables.revisions, text="The mayor resigned.", digest=forged)
    change(house, tables.reviews, digest=forged)
    stopped(house, proposal, State.BLOCKED, "never_checked")


def test_a_reply_moved_to_another_account_is_not_released(house: TestHouse) -> None:
    text = accounts_text()
    house.roles.become(text + accounts_text(account="fire").removeprefix(text[: text.index("[accounts")]))
    proposal = house.approved()
    change(house, tables.proposals, account="fire")
    stopped(house, proposal, State.BLOCKED, "content_changed")


def pictured(house: TestHouse) -> Proposal:
    with house.store.begin() as tx:
        sha256 = tx.add_picture(b"a map")
    return house.approve(house.checked(media=(Media(sha256, "image/png", "map.png", "A map."),)))


def test_a_reply_with_a_picture_is_released(house: TestHouse) -> None:
    assert house.house.release.claim(pictured(house).id)


@pytest.mark.parametrize(
    ("table", "tampering"),
    [
        (tables.pictures, {"bytes": b"another map"}),
        (tables.revision_media, {"alt": "A route."}),
        (tables.revision_media, {"mime": "image/gif"}),
    ],
)
def test_a_picture_changed_in_the_database_is_not_released(
    house: TestHouse, table: Table, tampering: dict[str, object]
) -> None:
    proposal = pictured(house)
    change(house, table, **tampering)
    stopped(house, proposal, State.BLOCKED, "content_changed")


def test_a_review_with_no_entry_behind_it_approves_nothing(house: TestHouse) -> None:
    proposal = house.checked()
    insert_review(house, proposal, "ruth")
    change(house, tables.proposals, state="approved")
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_a_second_review_slipped_in_beside_a_true_one_is_not_counted(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(), RUTH)
    insert_review(house, proposal, "lena")
    change(house, tables.proposals, state="approved")
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")
    # The card must not go on counting it, and Lena herself must still be able to speak.
    assert [review.person for review in house.see(proposal).reviews] == ["ruth"]
    assert house.approve(house.see(proposal), LENA).state is State.APPROVED
    assert house.house.release.claim(proposal.id)


def test_a_state_set_by_hand_releases_nothing(house: TestHouse) -> None:
    for proposal in (house.submit(), house.checked()):
        change(house, tables.proposals, state="approved")
        assert house.house.release.claim(proposal.id) is None


def test_lowering_the_required_number_by_hand_releases_nothing(house: TestHouse) -> None:
    house.roles.become(accounts_text(required=2))
    proposal = house.approve(house.checked(), RUTH)
    change(house, tables.proposals, state="approved", required=1)
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")
    assert house.see(proposal).missing == 1


def test_no_number_set_by_hand_releases_what_nobody_approved(house: TestHouse) -> None:
    proposal = house.checked()
    change(house, tables.proposals, state="approved", required=0)
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_deleting_the_findings_does_not_lower_what_they_asked_for(house: TestHouse) -> None:
    proposal = house.approve(house.checked(finding(Severity.ESCALATE)), RUTH, "Checked.")
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.findings))
    change(house, tables.proposals, state="approved", required=1)
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


@pytest.mark.parametrize("also_findings", [True, False])
def test_what_a_rule_forbids_is_not_released_by_changing_its_state(house: TestHouse, also_findings: bool) -> None:
    proposal = house.checked(finding(Severity.BLOCK))
    insert_review(house, proposal, "ruth")
    change(house, tables.proposals, state="approved")
    if also_findings:
        change(house, tables.findings, severity="warn")
    stopped(house, proposal, State.BLOCKED, "blocked")


def test_what_was_never_checked_is_not_released(house: TestHouse) -> None:
    proposal = house.submit()
    change(house, tables.proposals, state="in_review")
    house.approve(house.see(proposal))
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.BLOCKED


def test_an_author_struck_out_of_the_revision_is_still_its_author(house: TestHouse) -> None:
    proposal = house.checked(actor=TOMAS)
    change(house, tables.revisions, author="nadia")
    change(house, tables.proposals, proposer="nadia", proposer_slack="U0NADIA", state="approved")
    insert_review(house, proposal, "tomas")
    with house.store.begin() as tx:
        house.workflow.log_act(tx, house.roles(), "review.approved", TOMAS, "approver", proposal)
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_an_author_struck_out_of_the_revision_cannot_approve_it(house: TestHouse) -> None:
    proposal = house.checked(actor=TOMAS)
    change(house, tables.revisions, author="nadia")
    with pytest.raises(NotPermitted, match="You wrote this reply"):
        house.approve(house.see(proposal), TOMAS)


def entries_of(house: TestHouse, action: str) -> list[int]:
    with house.store.read() as reading:
        return [entry.seq for entry in reading.entries() if entry.action == action]


def forge(name: str, value: str) -> Callable[[str], str]:
    def forged(_encoded: str) -> str:
        return base64.urlsafe_b64encode(json.dumps(["c2FsdA", name, value]).encode()).rstrip(b"=").decode()

    return forged


@pytest.mark.parametrize("name", ["person", "digest"])
def test_an_approval_whose_disclosure_was_exchanged_does_not_count(house: TestHouse, name: str) -> None:
    proposal = house.approved()
    (seq,) = entries_of(house, "review.approved")
    value = "lena" if name == "person" else proposal.revision.digest
    with house.store.engine.begin() as connection:
        connection.execute(
            update(tables.disclosures)
            .where(tables.disclosures.c.seq == seq, tables.disclosures.c.name == name)
            .values(encoded=forge(name, value)(""))
        )
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_an_approval_whose_disclosures_are_gone_does_not_count(house: TestHouse) -> None:
    proposal, (seq,) = house.approved(), entries_of(house, "review.approved")
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.disclosures).where(tables.disclosures.c.seq == seq))
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_a_withdrawal_whose_disclosures_are_gone_still_takes_the_approval_back(house: TestHouse) -> None:
    proposal = house.approve(house.checked(), RUTH, via=Via.REACTION)
    house.workflow.take_back(RUTH, proposal.id, 1, proposal.reviews[0].decision, "Ev1")
    (seq,) = entries_of(house, "review.withdrawn")
    with house.store.engine.begin() as connection:
        connection.execute(delete(tables.disclosures).where(tables.disclosures.c.seq == seq))
    insert_review(house, proposal, "ruth")
    change(house, tables.proposals, state="approved")
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_an_approval_of_another_reply_with_the_same_words_does_not_count(house: TestHouse) -> None:
    other, proposal = house.approved(), house.checked()
    assert other.revision.digest == proposal.revision.digest
    insert_review(house, proposal, "ruth")
    change(house, tables.proposals, state="approved")
    with house.store.engine.begin() as connection:
        connection.execute(
            update(tables.entries).where(tables.entries.c.action == "review.approved").values(proposal=proposal.id)
        )
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_a_rejection_relabelled_in_the_index_is_no_approval(house: TestHouse) -> None:
    proposal = house.checked()
    with house.store.begin() as tx:
        before = tx.proposal(proposal.id)
        house.workflow.log_act(tx, house.roles(), "review.rejected", RUTH, "approver", before)
    insert_review(house, proposal, "ruth")
    change(house, tables.proposals, state="approved")
    change(house, tables.entries, action="review.approved")
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is not State.PUBLISHING


def test_an_approval_of_an_earlier_revision_does_not_count(house: TestHouse) -> None:
    proposal = house.approved()
    first = proposal.revision.text
    house.workflow.revise(NADIA, proposal.id, 1, draft("Another."), house.form())
    house.house.checking.checked(proposal.id, 2, ())
    house.workflow.revise(NADIA, proposal.id, 2, draft(first), house.form())
    house.house.checking.checked(proposal.id, 3, ())
    insert_review(house, house.see(proposal), "ruth")
    change(house, tables.proposals, state="approved")
    stopped(house, proposal, State.IN_REVIEW, "approvals_missing")


def test_an_account_that_was_closed_or_removed_since_releases_nothing(house: TestHouse) -> None:
    for text in (accounts_text(approvers=()), accounts_text(account="fire")):
        house.roles.become(accounts_text())
        proposal = house.approved()
        house.roles.become(text)
        stopped(house, proposal, State.IN_REVIEW, "account_closed")


def test_an_approval_outlives_the_approvers_removal_since_roles_hold_when_people_act(house: TestHouse) -> None:
    proposal = house.approved()
    house.roles.become(accounts_text(approvers=("U0LENA",)))
    assert house.house.release.claim(proposal.id)


def test_a_stored_review_says_what_the_record_says(house: TestHouse) -> None:
    proposal = house.approved()
    with house.store.engine.connect() as connection:
        row = connection.execute(select(tables.reviews)).one()
    with house.store.read() as reading:
        entry = next(entry for entry in reading.entries() if entry.action == "review.approved")
    assert entry.disclosed["person"] == row.person
    assert entry.disclosed["digest"] == row.digest == proposal.revision.digest
