"""What the auditor's export says of the story."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

SPOKEN = {
    "own_proposal": "deciding on one's own reply",
    "not_reviewer": "deciding without being a designated approver",
    "not_proposer": "proposing without being a proposer",
    "unknown_person": "acting without any role",
    "not_auditor": "reading the record without being an auditor",
}


@dataclass(frozen=True)
class Recorded:
    """Counts of the record since a moment; `refused` by the code of the reason."""

    entries: int
    refused: Counter[str]


def counted(export: str, since: datetime) -> Recorded:
    """What an export in JSON Lines holds since `since` (aware)."""
    entries = [json.loads(line)["entry"] for line in export.splitlines()]
    ours = [entry for entry in entries if datetime.fromisoformat(entry["at"]) >= since]
    refused = Counter(str(entry["code"]) for entry in ours if entry["action"].endswith(".refused"))
    return Recorded(len(ours), refused)


def spoken(code: str) -> str:
    """The reason as a person says it."""
    return SPOKEN.get(code, code.replace("_", " "))
