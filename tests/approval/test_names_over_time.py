"""accounts.toml may name people anew at any moment; nobody becomes another person by it."""

import pytest
from factories import ACCOUNT, LENA, NADIA, RUTH, TestHouse, accounts_text

from approval.errors import AlreadyReviewed, NotPermitted
from approval.people import Actor
from approval.proposal import Decision, State, Via

MASK = Actor("U0MASK")


def file(*people: tuple[str, str], required: int = 1) -> str:
    """People by id and Slack ids; everybody may propose and approve."""
    everybody = '["U0NADIA", "U0RUTH", "U0LENA", "U0MASK"]'
    named = "".join(
        f'[people.{key}]\nname = "{key}"\nslack = [{slack}]\n' for key, slack in (*people, ("iris", '"U0IRIS"'))
    )
    account = ACCOUNT.format(id="police", approvers=everybody, required=required)
    return named + account.replace('proposers = ["U0NADIA", "U0TOMAS"]', f"proposers = {everybody}")


@pytest.mark.parametrize("before", [(), (("begay", '"U0NADIA"'),)])
def test_an_author_who_is_named_anew_is_still_the_author(house: TestHouse, before: tuple[tuple[str, str], ...]) -> None:
    house.roles.become(file(*before))
    proposal = house.checked(actor=NADIA)
    house.roles.become(file(("nadia", '"U0NADIA"')))
    with pytest.raises(NotPermitted) as refusal:
        house.approve(proposal, NADIA)
    assert refusal.value.code == "own_proposal"
    with pytest.raises(NotPermitted):
        house.workflow.may_review(NADIA, proposal.id, 1, Decision.APPROVE)


def test_an_author_who_is_named_anew_can_still_withdraw(house: TestHouse) -> None:
    house.roles.become(file())
    proposal = house.checked(actor=NADIA)
    house.roles.become(file(("nadia", '"U0NADIA"')))
    assert house.workflow.withdraw(NADIA, proposal.id).state is State.WITHDRAWN


def test_a_reviewer_who_is_named_anew_still_counts_once(house: TestHouse) -> None:
    house.roles.become(file(required=2))
    proposal = house.approve(house.checked(actor=NADIA), RUTH)
    house.roles.become(file(("ruth", '"U0RUTH"'), required=2))
    with pytest.raises(AlreadyReviewed):
        house.approve(proposal, RUTH)
    assert house.approve(proposal, LENA).state is State.APPROVED
    assert house.house.release.claim(proposal.id)


def test_a_second_account_that_is_found_out_does_not_approve_its_owners_reply(house: TestHouse) -> None:
    house.roles.become(file())
    proposal = house.approve(house.checked(actor=NADIA), MASK)
    assert proposal.state is State.APPROVED
    house.roles.become(file(("nadia", '"U0NADIA", "U0MASK"')))
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.IN_REVIEW
    assert house.see(proposal).missing == 1


def test_a_second_account_that_is_found_out_does_not_approve_twice(house: TestHouse) -> None:
    house.roles.become(file(required=2))
    proposal = house.approve(house.approve(house.checked(actor=NADIA), RUTH), MASK)
    assert proposal.state is State.APPROVED
    house.roles.become(file(("ruth", '"U0RUTH", "U0MASK"'), required=2))
    assert house.house.release.claim(proposal.id) is None
    assert house.state(proposal) is State.IN_REVIEW


def test_a_reviewer_who_is_named_anew_can_take_their_reaction_back(house: TestHouse) -> None:
    house.roles.become(file())
    proposal = house.approve(house.checked(actor=NADIA), RUTH, via=Via.REACTION)
    house.roles.become(file(("ruth", '"U0RUTH"')))
    assert house.workflow.take_back(RUTH, proposal.id, 1, Decision.APPROVE, "Ev1").state is State.IN_REVIEW
    assert house.house.release.claim(proposal.id) is None


def test_the_first_act_under_a_changed_file_names_it_in_the_log(house: TestHouse) -> None:
    house.checked()
    house.checked()
    assert house.log().count("accounts.changed") == 1
    house.roles.become(accounts_text(required=2))
    proposal = house.submit()
    house.roles.become(accounts_text(required=1))
    house.house.checking.checked(proposal.id, 1, ())
    with house.store.read() as reading:
        changes = [entry.fields["file"] for entry in reading.entries() if entry.action == "accounts.changed"]
    assert len(changes) == 3
    assert changes[-1] == house.roles().digest
