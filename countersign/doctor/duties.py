"""Whether separation of duties can work: for every proposer there must be enough others who approve."""

from collections.abc import Iterator, Mapping

from approval.people import Account, Accounts, Role
from countersign.doctor.finding import Finding, not_needed, ok, wrong


def examine(accounts: Accounts, members: Mapping[str, frozenset[str] | None]) -> Iterator[Finding]:
    """One line an account; `members` are the Slack ids in each user group, None where they are not known."""
    for account in accounts.accounts.values():
        if any(members.get(group) is None for group in account.groups):
            yield not_needed(f"account {account.id}: who can approve for whom is not known without its user groups")
        else:
            yield from _account(account, accounts, members)


def _account(account: Account, accounts: Accounts, members: Mapping[str, frozenset[str] | None]) -> Iterator[Finding]:
    proposers = _people(account, Role.PROPOSER, accounts, members)
    approvers = _people(account, Role.APPROVER, accounts, members)
    required = account.required_approvals
    if not proposers:
        yield wrong(f"account {account.id}: nobody may propose", "name proposers in accounts.toml")
    for proposer in sorted(proposers):
        others = len(approvers - {proposer})
        if others < required:
            yield wrong(
                f"account {account.id}: what {accounts.name(proposer)} proposes could never be approved: "
                f"{required} approval(s) needed, {others} other approver(s)",
                "name more approvers in accounts.toml",
            )
    fewest = min((len(approvers - {proposer}) for proposer in proposers), default=0)
    if proposers and fewest >= required:
        tight = "" if fewest > required else "; a finding that asks for one approval more could not be satisfied"
        yield ok(
            f"account {account.id}: every proposer has at least {fewest} other approver(s), {required} needed{tight}"
        )


def _people(
    account: Account, role: Role, accounts: Accounts, members: Mapping[str, frozenset[str] | None]
) -> frozenset[str]:
    """The ids of the people who hold a role now; a person with two Slack accounts is one."""
    ids: set[str] = set()
    for member in account.roles[role]:
        ids |= (members.get(member) or frozenset()) if member.startswith("S") else {member}
    people = (accounts.person(slack_id) for slack_id in ids)
    return frozenset(person.id for person in people if person)
