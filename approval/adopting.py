"""How a policy comes into force, and what that does to replies that are open."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from approval.acting import Acting
from approval.errors import InvalidContent
from approval.policies import ADOPTED
from approval.policy.compare import stricter
from approval.policy.document import Policy
from approval.policy.pack import Pack, parse_pack
from approval.proposal import State
from approval.transaction import Transaction

# Where a stricter rule still reaches: checked, and not on its way out.
OPEN = (State.IN_REVIEW, State.APPROVED)
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an adoption did: the policy, the one before it, which rules got stricter, what is checked again."""

    policy: Policy
    before: Policy | None
    stricter: tuple[str, ...]
    reopened: tuple[str, ...]


class Adopting(Acting):
    """The act of whoever runs Countersign for the city. That a body decided so stands in the policy itself."""

    def adopt(self, pack: Pack, by: str, why: str = "") -> Adoption:
        """Put a policy into force: new revisions are checked under it from now on.

        PolicyInvalid where it is none; InvalidContent where it is in force already, takes effect only later, or calls
        itself by the number of another that was adopted.
        """
        policy = parse_pack(pack)
        with self.store.begin() as tx:
            before = self.policies.in_force(tx)
            self._adoptable(tx, policy, before)
            tx.add_pack(policy.digest, policy.version, pack.to_json())
            tx.log(
                ADOPTED,
                plain={
                    "policy": policy.digest,
                    "version": policy.version,
                    "before": before.digest if before else "",
                    "rules": len(policy.rules),
                },
                private={"name": by, "reason": why, "title": policy.title},
            )
            raised = stricter(before, policy) if before else ()
            reopened = [
                proposal.id for proposal in tx.proposals_in(OPEN, ALL) if self.outdated(tx, proposal.policy, policy)
            ]
            for proposal_id in reopened:
                self.reopen(tx, tx.proposal(proposal_id), policy)
        return Adoption(policy, before, raised, tuple(reopened))

    def _adoptable(self, tx: Transaction, policy: Policy, before: Policy | None) -> None:
        if before and before.digest == policy.digest:
            raise InvalidContent(f"This is the policy in force already: {policy.name}.", "policy")
        today = tx.now.astimezone(ZoneInfo(policy.zone)).date()
        if policy.effective > today:
            raise InvalidContent(
                f"This policy takes effect on {policy.effective}; today is {today}. Adopt it on that day, or correct "
                "`effective` in policy.toml.",
                "effective",
            )
        same = tx.packs_of(policy.version)
        if same - {policy.digest}:
            raise InvalidContent(
                f"Version {policy.version} was adopted before with other words. Give this one another number: "
                "`version` in policy.toml.",
                "version",
            )
