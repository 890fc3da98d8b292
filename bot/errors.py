"""What can go wrong on the way between Slack and the rules. `str(error)` is shown to the person who acted.

CountersignError
├── SlackUnavailable   Slack could not be asked who this person is, so nothing was decided
├── FormNotOpened      the form could not be shown; `typed` goes back to the person
├── CardComing         a reaction to what may be a card of which nobody knows yet; Slack tells of it again
└── InvalidContent
    └── PicturesComing the pictures are still on their way; the same form can be submitted again
"""

from approval.errors import CountersignError, InvalidContent


class SlackUnavailable(CountersignError):
    """Slack could not be asked now. Who may act is never guessed, so the act is refused and may be tried again."""

    code = "slack_unavailable"


class FormNotOpened(CountersignError):
    """Slack would not open the form (its trigger lives three seconds); `typed` is what would else be lost."""

    def __init__(self, message: str, typed: str) -> None:
        super().__init__(message)
        self.typed = typed


class CardComing(CountersignError):
    """A card was posted, or is about to be, and where it stands is not written down yet. Nobody is told; it passes."""


class PicturesComing(InvalidContent):
    """A download goes on in the background; the next submission of the same form finds it done."""

    code = ""
