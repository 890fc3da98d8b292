"""What the model looks at in a reply: its words in rows of up to three, cues, its shape, and what it has of the parent.

One kind of feature counts words and cues (there or not there); the other is the text's shape, in small numbers.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from workers.checks.tone.cues import Heard, heard
from workers.checks.tone.language import english
from workers.checks.tone.tokens import Tokens, rows, tokens

LONGEST_ROW = 3
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
    """`present` are words and cues, each once; `shape` are numbers about the whole.

    They are features of `read`, the reply's English.
    """

    present: tuple[str, ...]
    shape: Mapping[str, float]
    cues: tuple[Heard, ...]
    read: Tokens


class Known:
    """The features that a model knows, made ready to be looked for; a row only if the row that it begins with is."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        # What follows the first word of a row: hardly any two neighbours of a text begin one.
        self._second: dict[str, set[str]] = {}
        for first, second in (name.split(" ")[:2] for name in self._names if " " in name):
            if first in self._names:
                self._second.setdefault(first, set()).add(second)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def of(self, read: Tokens) -> Iterator[str]:
        """The names that `where` finds of these, some of them more than once."""
        names, seconds, plain = self._names, self._second, read.plain
        yield from filter(names.__contains__, read.counts)
        for row, second, third in zip(plain, plain[1:], [*plain[2:], ""], strict=False):
            if row in seconds and second in seconds[row] and (row := f"{row} {second}") in names:
                yield row
                if third and (row := f"{row} {third}") in names:
                    yield row
        yield from map(itemgetter(0), _edges(read, names))


def features(text: str, parent: str = "", known: Known | None = None) -> Features:
    """The features of a reply's English, and of how it stands to the post that it answers ("" for none).

    With `known` only those are looked for.
    """
    whole = rows(text)
    read, found = english(whole), heard(whole)
    names = dict.fromkeys(known.of(read) if known else map(itemgetter(0), where(read, _Everything())))
    cues = ["cue:" + each.cue.name for each in found if not each.sure]
    names |= dict.fromkeys(name for name in cues if known is None or name in known)
    shape = _shape(read) | _relation(read, tokens(parent) if parent else None) if read.plain else {}
    return Features(tuple(names), shape, found, read)


def where(read: Tokens, wanted: Container[str]) -> Iterator[tuple[str, int, int]]:
    """Rows of words, how sentences begin and end, and which words the first and the last have, by their tokens.

    Each as often as it stands there: its name, its first token and one past its last.
    """
    plain = read.plain
    for at, (row, second, third) in enumerate(zip(plain, [*plain[1:], ""], [*plain[2:], "", ""], strict=False)):
        if row in wanted:
            yield row, at, at + 1
            if second and (row := f"{row} {second}") in wanted:
                yield row, at, at + 2
                if third and (row := f"{row} {third}") in wanted:
                    yield row, at, at + 3
    yield from _edges(read, wanted)


def _edges(read: Tokens, wanted: Container[str]) -> Iterator[tuple[str, int, int]]:
    plain = read.plain
    for first, last in read.sentences:
        row = "^"
        for at in range(first, min(first + LONGEST_ROW, last)):
            if (row := f"{row} {plain[at]}") not in wanted:
                break
            yield row, first, at + 1
        row = f"{plain[last - 1]} $"
        for at in range(last - 2, max(last - LONGEST_ROW, first) - 1, -1):
            if (row := f"{plain[at]} {row}") not in wanted:
                break
            yield row, at, last
    for mark, (first, last) in zip(("first:", "last:"), [*read.sentences[:1], *read.sentences[-1:]], strict=False):
        for at in range(first, last):
            if (row := mark + plain[at]) in wanted:
                yield row, at, at + 1


class _Everything:
    def __contains__(self, name: object) -> bool:
        return True


def _shape(read: Tokens) -> dict[str, float]:
    counts, count = read.counts, len(read.plain)
    length = sum(map(len, read.written)) + count
    lengths = [last - first for first, last in read.sentences]
    you = sum(counts[word] for word in _YOU)
    we = sum(counts[word] for word in _WE)
    return {
        "length": min(length, 500) / 250,
        "sentences": min(len(lengths), 8) / 4,
        "short sentences": sum(length <= 4 for length in lengths) / len(lengths),
        "short last sentence": float(lengths[-1] <= 5),
        "longest sentence": min(max(lengths), 60) / 30,
        "words a sentence": min(count / len(lengths), 40) / 20,
        "numbers": min(counts["#"], 5) / 3,
        "link": float("<url>" in counts),
        "you": min(you, 6) / 3,
        "we": min(we, 6) / 3,
        "more you than we": (min(you, 6) - min(we, 6)) / 3,
        "exclamations": float(min(counts["!"], 3)),
        "questions": float(min(counts["?"], 3)),
        "quotes": min(counts['"'] + counts["'"], 4) / 2,
        "commas": min(counts[","], 8) / 4,
        "brackets": float("(" in counts),
        "capitals": float(bool(_capitals(read))),
        "not": min(counts["not"], 4) / 2,
    }


def _capitals(read: Tokens) -> int:
    return len([written for written in filter(str.isupper, read.written) if len(written) > 2])


def _relation(read: Tokens, parent: Tokens | None) -> dict[str, float]:
    """What the reply has of the parent: words repeated, words repeated in quotes, and how the parent was written."""
    if parent is None:
        return {"no parent": 1.0}
    theirs = {token for token in parent.distinct if len(token) > 3} - _COMMON
    quoted, inside = 0, False
    for token in read.plain:
        if token in ('"', "'"):
            inside = not inside
        elif inside and token in theirs:
            quoted += 1
    return {
        "parent": 1.0,
        "repeats": min(len(theirs & read.distinct), 6) / 3,
        "repeats in quotes": min(quoted, 4) / 2,
        "parent's capitals": min(_capitals(parent), 5) / 3,
        "parent asks": float("?" in parent.text),
        "parent exclaims": float("!" in parent.text),
        "parent's length": min(len(parent.text), 200) / 100,
        "longer than parent": min(len(read.text) / max(len(parent.text), 1), 6) / 3,
        "parent is polite": float(bool({"please", "thanks", "thank", "hi", "hello", "morning"} & parent.distinct)),
    }
