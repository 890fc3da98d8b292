"""What the walk's model knows of a reply: when it is due, worked out apart from the house."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Story:
    """What the model knows of a reply, or of a try that came to none: its words stand nowhere else."""

    word: str
    account: str
    begun: datetime
    last: datetime
    picture: int
    proposal: str = ""
    state: str = "in_review"
    gone: bool = False
    words: set[str] = field(default_factory=set)

    @property
    def due(self) -> datetime | None:
        months = 24 if self.account == "fire" else 0
        if self.state in ("published", "rejected", "expired"):
            months = max(12, months)
        if self.state == "tried":
            months = max(6, months)
        if self.state == "in_review" or not months:
            return None
        year, month = divmod(self.last.month - 1 + months, 12)
        year += self.last.year
        if self.last.day <= monthrange(year, month + 1)[1]:
            return self.last.replace(year=year, month=month + 1)
        return datetime(year, month + 2, 1, tzinfo=self.last.tzinfo)
