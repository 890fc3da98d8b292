"""Which policy is in force: what the log says was adopted last, read from the pack that was kept with it."""

from approval.errors import Misconfigured
from approval.policy.document import Policy
from approval.policy.pack import Pack, parse_pack
from approval.reading import Reading
from approval.stored_policy import PolicyReading

ADOPTED = "policy.adopted"


class Policies:
    """Adopted policies by digest. A pack is read once and kept: it never changes under its digest."""

    def __init__(self) -> None:
        self._read: dict[str, Policy] = {}

    def in_force(self, reading: Reading) -> Policy | None:
        """The policy that was adopted last; None where none ever was."""
        entry = reading.last_entry(ADOPTED)
        return self.of(reading, str(entry.fields["policy"])) if entry else None

    def of(self, reading: PolicyReading, digest: str) -> Policy | None:
        """The adopted policy of that digest; None for "" and for one that never was.

        Misconfigured where what is kept is not what was adopted: nobody is judged by words that nobody adopted.
        """
        if digest in self._read:
            return self._read[digest]
        written = reading.pack(digest) if digest else None
        if written is None:
            return None
        policy = parse_pack(Pack.from_json(written))
        if policy.digest != digest:
            raise Misconfigured("The policy that is kept in the database is not the one that was adopted.")
        self._read[digest] = policy
        return policy
