"""The policy that something was checked under, ready to be shown."""

from dataclasses import dataclass

from approval.bootstrap import House
from approval.proposal import Proposal
from approval.reading import Reading
from bot.blocks.printed import Printed


@dataclass(frozen=True, slots=True)
class Reference:
    """Adopted policies, each with the address of the public page (`COUNTERSIGN_POLICY_URL`)."""

    house: House
    url: str = ""

    def of(self, proposal: Proposal) -> Printed:
        """The policy that the revision was checked under through which `proposal` is seen."""
        with self.house.store.read() as reading:
            current = proposal.revision.number == proposal.current
            digest = proposal.policy if current else _checked_under(reading, proposal)
            return Printed(self.house.policies.of(reading, digest), self.url)

    def named(self, digest: str) -> Printed:
        """The adopted policy of that digest."""
        with self.house.store.read() as reading:
            return Printed(self.house.policies.of(reading, digest), self.url)

    def in_force(self) -> Printed:
        """The policy that was adopted last."""
        return Printed(self.house.policy(), self.url)


def _checked_under(reading: Reading, proposal: Proposal) -> str:
    """What the log says of an earlier revision: the row names only the policy of the current one."""
    checks = [entry.fields for entry in reading.entries(proposal_id=proposal.id) if entry.action == "revision.checked"]
    mine = [fields for fields in checks if fields.get("revision") == proposal.revision.number]
    return str(mine[-1].get("policy", "")) if mine else ""
