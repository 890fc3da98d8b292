"""A text as tokens: plain words with contractions taken apart, numbers as one, punctuation, and sentences."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

# Every repetition is possessive and bounded, and what follows it cannot begin with what it repeats.
_NAMES = r"gov|org|com|net|example|ca|us|info"
_TOKEN = re.compile(
    rf"(?P<url>https?://\S{{1,200}}+|\b[\w-]{{1,40}}+(?:\.[\w-]{{1,40}}+){{0,3}}?\.(?:{_NAMES})\b(?:/\S{{0,200}}+)?+)"
    r"|(?P<number>[$£€#]?+\d[\d.,:/%-]{0,30}+)"
    r"|(?P<word>[^\W\d_]{1,40}+(?:['’][^\W\d_]{1,20}+)?+(?:-[^\W\d_]{1,40}+){0,3}+)"
    # A row of signs that nothing else can begin with and that stand for no other sign: each of them is a mark.
    r"|(?P<signs>[^\w\s\x00-\x7F£€’‘“”«»…–—]++)"
    r"|(?P<mark>[^\w\s])"
)
_MARKS = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": ".", "–": "-", "—": "-"}
_ENDS = frozenset(".!?")
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am", "n't": "not"}
_IS = frozenset(
    {"it", "that", "there", "here", "who", "what", "he", "she", "where", "how", "let", "everyone", "everybody"}
)
_WHOLE = {"won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not")}


class Token(NamedTuple):
    """text[start:end], and how it is compared: lower case, "you're" as "you" and "are", a number as "#"."""

    plain: str
    start: int
    end: int
    written: str
    word: bool


@dataclass(frozen=True, eq=False)
class Tokens:
    """A text's tokens in order, and its sentences as half open ranges of their indexes."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]

    @cached_property
    def plain(self) -> tuple[str, ...]:
        return tuple(map(itemgetter(0), self.tokens))


@lru_cache(maxsize=64)
def tokens(text: str) -> Tokens:
    """The text's tokens; the same text again costs nothing."""
    found: list[Token] = []
    sentences: list[tuple[int, int]] = []
    first = 0
    end = 0
    for match in _TOKEN.finditer(text):
        start, kind, before = match.start(), match.lastgroup, end
        end = match.end()
        # A mark after a blank still belongs to the sentence before it: "Well . . . no."
        if (
            start > before
            and len(found) > first
            and ((found[-1].plain in _ENDS and kind != "mark" and kind != "signs") or "\n" in text[before:start])
        ):
            sentences.append((first, len(found)))
            first = len(found)
        if kind == "signs":
            found += [Token(sign, at, at + 1, sign, False) for at, sign in enumerate(match[0], start)]
        elif kind == "mark":
            mark = text[start]
            found.append(Token(_MARKS.get(mark, mark), start, end, mark, False))
        elif kind == "word":
            written = match[0]
            plain = written.lower()
            if plain.isalpha() and plain not in _WHOLE:
                found.append(Token(plain, start, end, written, True))
            else:
                found += _taken_apart(written, plain.replace("’", "'"), start, end)
        else:
            found.append(Token("<url>" if kind == "url" else "#", start, end, match[0], False))
    if len(found) > first:
        sentences.append((first, len(found)))
    return Tokens(text, tuple(found), tuple(sentences))


def _taken_apart(written: str, plain: str, start: int, end: int) -> list[Token]:
    parts = _parts(plain)
    if len(parts) == 1:
        return [Token(parts[0], start, end, written, True)]
    middle = start + max(1, len(written) - (3 if plain.endswith(("n't", "'re", "'ve", "'ll")) else 2))
    return [
        Token(parts[0], start, middle, text := written[: middle - start], True),
        Token(parts[1], middle, end, written[len(text) :], True),
    ]


def _parts(plain: str) -> tuple[str, ...]:
    if "'" not in plain:
        return _WHOLE.get(plain, (plain,))
    if plain in _WHOLE:
        return _WHOLE[plain]
    if plain.endswith("'s") and plain[:-2] in _IS:
        return (plain[:-2], "us" if plain == "let's" else "is")
    for ending, full in _ENDINGS.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            return (plain[: -len(ending)], full)
    return (plain,)
