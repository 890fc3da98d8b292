"""A text as tokens: plain words with contractions taken apart, numbers as one, punctuation, and sentences."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, compress
from operator import add

# Every repetition is possessive and bounded, and what follows it cannot begin with what it repeats.
_NAMES = r"gov|org|com|net|example|ca|us|info"
# What is common comes first: whatever it matches, those behind it would match as well, and at greater cost.
_TOKEN = re.compile(
    r"([^\W\d_]{1,40}+(?![\w.'’:-])"
    # A row of signs that nothing else can begin with and that stand for no other sign: each of them is a mark.
    r"|[^\w\s\x00-\x7F£€‘’“”«»…–—]++"
    r"|[^\w\s$£€#]"
    rf"|https?://\S{{1,200}}+|\b[\w-]{{1,40}}+(?:\.[\w-]{{1,40}}+){{0,3}}?\.(?:{_NAMES})\b(?:/\S{{0,200}}+)?+"
    r"|[$£€#]?+\d[\d.,:/%-]{0,30}+"
    r"|[^\W\d_]{1,40}+(?:['’][^\W\d_]{1,20}+)?+(?:-[^\W\d_]{1,40}+){0,3}+"
    r"|[^\w\s])"
)
_NUMBER = re.compile(r"[$£€#]?\d[\d.,:/%-]*+")
_MARKS = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": ".", "–": "-", "—": "-"}
_ENDS = frozenset(".!?")
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am", "n't": "not"}
_IS = frozenset(
    {"it", "that", "there", "here", "who", "what", "he", "she", "where", "how", "let", "everyone", "everybody"}
)
_WHOLE = {"won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not")}


@dataclass(frozen=True, eq=False)
class Tokens:
    """A text's tokens in order, and its sentences as half open ranges of their indexes.

    `plain` is how each is compared: lower case, "you're" as "you" and "are", a number as "#", a link as "<url>".
    `written` is how it stands in the text, and `before` what stands between it and the one before.
    Those in `rows` are several signs that stand in a row.
    """

    text: str
    plain: Sequence[str]
    written: Sequence[str]
    before: Sequence[str]
    sentences: Sequence[tuple[int, int]]
    rows: frozenset[str] = frozenset()

    @cached_property
    def apart(self) -> "Tokens":
        """The same with each sign of a row as a token by itself."""
        if self.rows.isdisjoint(self.plain):
            return self
        before, written, plain = _taken_apart(self.before, self.written, self.plain, {row: row for row in self.rows})
        places = [0, *accumulate([len(token) if token in self.rows else 1 for token in self.plain])]
        return Tokens(
            self.text, plain, written, before, [(places[first], places[last]) for first, last in self.sentences]
        )

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Every plain token once."""
        return frozenset(self.plain)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each plain token stands there."""
        return Counter(self.plain)

    @cached_property
    def ends(self) -> list[int]:
        """Where in the text each token ends."""
        return list(accumulate(map(add, map(len, self.before), map(len, self.written))))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from `first` to before `last` stand in the text."""
        return self.ends[first] - len(self.written[first]), self.ends[last - 1]


def is_word(plain: str) -> bool:
    """Whether a plain token is a word: no mark, number or link begins as one."""
    return plain[0].isalnum()


def tokens(text: str) -> Tokens:
    """The text's tokens; the same text again costs nothing."""
    return rows(text).apart


@lru_cache(maxsize=8)
def rows(text: str) -> Tokens:
    """The same with signs in a row as one token: most texts have nothing that asks for each of them."""
    # What stands between tokens and the tokens, by turns.
    pieces = _TOKEN.split(text)
    before, written = pieces[:-1:2], pieces[1::2]
    plain = list(map(str.lower, written))
    # As most words are compared as they are, only those that are not are looked at, each once.
    changed = [word for word in set(plain) if not word.isalpha() or word in _WHOLE]
    signs = frozenset([word for word in changed if len(word) > 1 and _is_row_of_signs(word)])
    parts = {word: _parts(word) for word in changed if word not in signs and (len(word) > 1 or _changes(word))}
    if any(len(each) != 1 for each in parts.values()):
        before, written, plain = _taken_apart(before, written, plain, parts)
    elif parts:
        plain = [parts[word][0] if word in parts else word for word in plain]
    return Tokens(text, plain, written, before, _sentences(plain, written, before, signs), signs)


def _sentences(plain: list[str], written: list[str], before: list[str], rows: frozenset[str]) -> list[tuple[int, int]]:
    # A mark after a blank still belongs to the sentence before it: "Well . . . no."
    breaks = [
        at
        for at in compress(range(1, len(plain)), before[1:])
        if "\n" in before[at] or (plain[at - 1] in _ENDS and not _is_mark(written[at]) and plain[at] not in rows)
    ]
    return list(zip([0, *breaks], [*breaks, len(plain)], strict=True)) if plain else []


def _is_mark(written: str) -> bool:
    return len(written) == 1 and not written.isalnum()


def _changes(lower: str) -> bool:
    """Whether a token of one character is compared as something else."""
    return lower in _MARKS or lower.isdecimal()


def _is_row_of_signs(lower: str) -> bool:
    first = lower[0]
    return first > "\x7f" and not first.isalnum() and first not in "£€" and lower not in _MARKS


@lru_cache(maxsize=4096)
def _parts(lower: str) -> tuple[str, ...]:
    """What a token in lower case is compared as."""
    if lower in _MARKS:
        return (_MARKS[lower],)
    if _NUMBER.fullmatch(lower):
        return ("#",)
    if "." in lower or "/" in lower:
        return ("<url>",)
    plain = lower.replace("’", "'")
    if plain in _WHOLE:
        return _WHOLE[plain]
    if plain.endswith("'s") and plain[:-2] in _IS:
        return (plain[:-2], "us" if plain == "let's" else "is")
    for ending, full in _ENDINGS.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            return (plain[: -len(ending)], full)
    return (plain,)


def _taken_apart(
    before: Sequence[str], written: Sequence[str], plain: Sequence[str], parts: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[str], list[str]]:
    """The same three with a place for each part of a token."""
    blanks: list[str] = []
    pieces: list[str] = []
    words: list[str] = []
    done = 0
    for at in [at for at, word in enumerate(plain) if word in parts]:
        several, piece = parts[plain[at]], written[at]
        blanks += before[done : at + 1]
        pieces += written[done:at]
        words += plain[done:at]
        words += several
        if len(several) == 1:
            pieces.append(piece)
        else:
            pieces += _cut(piece, plain[at]) if isinstance(several, tuple) else piece
            blanks += [""] * (len(several) - 1)
        done = at + 1
    return [*blanks, *before[done:]], [*pieces, *written[done:]], [*words, *plain[done:]]


def _cut(written: str, lower: str) -> tuple[str, str]:
    ending = 3 if lower.endswith(("n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll")) else 2
    middle = max(1, len(written) - ending)
    return written[:middle], written[middle:]
