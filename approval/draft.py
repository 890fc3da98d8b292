"""What a person typed into the form, and whether it can be a reply at all."""

from dataclasses import dataclass

from approval.errors import InvalidContent
from approval.proposal import Media, Parent

# As much as Slack's form takes. Nothing is ever shortened: what is longer is sent back with its length.
LONGEST_TEXT = 3000


@dataclass(frozen=True, slots=True)
class Draft:
    """A wording that is proposed, before it has a number and a digest. `reason` is the source for its claims."""

    account: str
    text: str
    reason: str = ""
    parent: Parent | None = None
    media: tuple[Media, ...] = ()

    def validate(self) -> None:
        """InvalidContent, with the field it belongs to, where this cannot be stored or shown whole."""
        if not self.text.strip():
            raise InvalidContent("Write the reply first: the text is empty.", "text")
        for field, value in self._typed():
            validate_typed(value, field)
        for item in self.media:
            if not item.alt.strip():
                raise InvalidContent(f"Describe the picture {item.name} for people who cannot see it.", "alt")

    def _typed(self) -> list[tuple[str, str]]:
        typed = [("text", self.text), ("reason", self.reason)]
        if self.parent:
            typed += [("link", self.parent.url), ("author", self.parent.author), ("parent", self.parent.text)]
        return typed + [pair for item in self.media for pair in (("alt", item.alt), ("picture", item.name))]


def validate_typed(value: str, field: str) -> None:
    """InvalidContent, with the field it belongs to, where something typed cannot be stored or shown whole."""
    if len(value) > LONGEST_TEXT:
        raise InvalidContent(f"This is {len(value)} characters; at most {LONGEST_TEXT} can be reviewed whole.", field)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidContent("This holds a character that cannot be stored (NUL or half a pair).", field)
