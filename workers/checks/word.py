"""One word of a text, and another way to read it."""

from typing import NamedTuple

# A text has hundreds of these, each made in the time in which a reply is checked: a tuple is made three times as fast
# as a frozen dataclass.


class Word(NamedTuple):
    """A word: `folded` is how it is compared (lower case, plain letters); text[start:end] is how it stands there.

    `sign` is "@" for a handle, which is one word with its @, and "#" for a word of a hashtag, which is without it.
    """

    folded: str
    start: int
    end: int
    sign: str = ""


class Other(NamedTuple):
    """Another way to read words up to `last` (exclusive).

    Where it is `masked`, * in the form stands for any one letter, and a digit or sign for those that it resembles;
    `lead` signs before the first word and `tail` behind the last belong to it («$hit», «a$$»).
    """

    form: str
    last: int
    masked: bool = False
    lead: int = 0
    tail: int = 0
