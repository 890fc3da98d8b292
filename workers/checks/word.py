"""One word of a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `folded` is how it is compared (lower case, plain letters); text[start:end] is how it stands there.

    `sign` is "@" for a handle, which is one word with its @, and "#" for a word of a hashtag, which is without it.
    """

    folded: str
    start: int
    end: int
    sign: str = ""
