"""What the model looks at in a reply: its words in rows of up to three, cues, its shape, and what it has of the parent.

One kind of feature counts words and cues (there or not there); the other is the text's shape, in small numbers.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from workers.checks.tone.cues import Heard, heard
from workers.checks.tone.language import english
from workers.checks.tone.tokens import Tokens, tokens

LONGEST_ROW = 3
# Where a word stands is kept this often, to be shown.
MOST_SPANS = 3
_YOU = frozenset(("you", "your", "yours", "yourself"))
_WE = frozenset(("we", "our", "us", "i", "my"))
# Words too common to say that a reply repeats its parent.
_COMMON = frozenset(
    (  # noqa: SIM905 -- one to a bar would fill a screen
        "a about after all am an and any are as at be been before but by can did do does for from had has have he"
        " her his how i if in into is it its just me my no not of on one or our out she so than that the their them"
        " then there they this to until up us was we were what when where which who will with would you your"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Features:
    """`present` are words and cues, each with the spans where it stands; `shape` are numbers about the whole."""

    present: Mapping[str, tuple[tuple[int, int], ...]]
    shape: Mapping[str, float]
    cues: tuple[Heard, ...]


def features(text: str, parent: str = "", known: Container[str] | None = None) -> Features:
    """The features of a reply's English, and of how it stands to the post that it answers ("" for none).

    With `known` only those are looked for; a row is known only if the row that it begins with is.
    """
    whole = tokens(text)
    read, found = english(whole), heard(whole)
    present: dict[str, tuple[tuple[int, int], ...]] = {}
    for name, start, end in chain(_rows(read, known), _places(read), _hints(found)):
        if known is None or name in known:
            before = present.get(name, ())
            if len(before) < MOST_SPANS:
                present[name] = (*before, (start, end))
    shape = _shape(read) | _relation(read, tokens(parent) if parent else None)
    return Features(present, shape if read.tokens else {}, found)


def _rows(read: Tokens, known: Container[str] | None) -> Iterator[tuple[str, int, int]]:
    plain, all_tokens = read.plain, read.tokens
    for first, row in enumerate(plain):
        if known is not None and row not in known:
            continue
        start = all_tokens[first].start
        yield row, start, all_tokens[first].end
        for last in range(first + 1, min(first + LONGEST_ROW, len(plain))):
            row = f"{row} {plain[last]}"
            if known is not None and row not in known:
                break
            yield row, start, all_tokens[last].end


def _places(read: Tokens) -> Iterator[tuple[str, int, int]]:
    """How sentences begin and end, and which words the first and the last sentence have."""
    plain, at = read.plain, read.tokens
    for first, last in read.sentences:
        for count in range(1, min(LONGEST_ROW, last - first) + 1):
            yield "^ " + " ".join(plain[first : first + count]), at[first].start, at[first + count - 1].end
        for count in range(2, min(LONGEST_ROW, last - first) + 1):
            yield " ".join(plain[last - count : last]) + " $", at[last - count].start, at[last - 1].end
    for mark, (first, last) in zip(("first:", "last:"), read.sentences[:1] + read.sentences[-1:], strict=False):
        for index in range(first, last):
            yield mark + plain[index], at[index].start, at[index].end


def _hints(found: tuple[Heard, ...]) -> Iterator[tuple[str, int, int]]:
    for each in found:
        if not each.sure:
            yield "cue:" + each.cue.name, each.start, each.end


def _shape(read: Tokens) -> dict[str, float]:
    plain = read.plain
    length = sum(map(itemgetter(2), read.tokens)) - sum(map(itemgetter(1), read.tokens)) + len(read.tokens)
    lengths = [last - first for first, last in read.sentences] or [0]
    you = sum(map(_YOU.__contains__, plain))
    we = sum(map(_WE.__contains__, plain))
    return {
        "length": min(length, 500) / 250,
        "sentences": min(len(lengths), 8) / 4,
        "short sentences": sum(length <= 4 for length in lengths) / len(lengths),
        "short last sentence": float(lengths[-1] <= 5),
        "longest sentence": min(max(lengths), 60) / 30,
        "words a sentence": min(len(plain) / len(lengths), 40) / 20,
        "numbers": min(plain.count("#"), 5) / 3,
        "link": float("<url>" in plain),
        "you": min(you, 6) / 3,
        "we": min(we, 6) / 3,
        "more you than we": (min(you, 6) - min(we, 6)) / 3,
        "exclamations": float(min(plain.count("!"), 3)),
        "questions": float(min(plain.count("?"), 3)),
        "quotes": min(plain.count('"') + plain.count("'"), 4) / 2,
        "commas": min(plain.count(","), 8) / 4,
        "brackets": float("(" in plain),
        "capitals": float(any(len(token.written) > 2 and token.written.isupper() for token in read.tokens)),
        "not": min(plain.count("not"), 4) / 2,
    }


def _relation(read: Tokens, parent: Tokens | None) -> dict[str, float]:
    """What the reply has of the parent: words repeated, words repeated in quotes, and how the parent was written."""
    if parent is None:
        return {"no parent": 1.0}
    theirs = {token for token in parent.plain if len(token) > 3} - _COMMON
    quoted, inside = 0, False
    for token in read.plain:
        if token in ('"', "'"):
            inside = not inside
        elif inside and token in theirs:
            quoted += 1
    return {
        "parent": 1.0,
        "repeats": min(len(theirs & set(read.plain)), 6) / 3,
        "repeats in quotes": min(quoted, 4) / 2,
        "parent's capitals": min(sum(len(t.written) > 2 and t.written.isupper() for t in parent.tokens), 5) / 3,
        "parent asks": float("?" in parent.text),
        "parent exclaims": float("!" in parent.text),
        "parent's length": min(len(parent.text), 200) / 100,
        "longer than parent": min(len(read.text) / max(len(parent.text), 1), 6) / 3,
        "parent is polite": float(bool({"please", "thanks", "thank", "hi", "hello", "morning"} & set(parent.plain))),
    }
