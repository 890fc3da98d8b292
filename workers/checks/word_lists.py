"""The policy's word lists, compiled once, and where their entries stand in a text."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from workers.checks.entries import Entry, Slot, read_entry
from workers.checks.inflection import is_particle
from workers.checks.masks import Masks
from workers.checks.reading import Reading

# How many words may stand where an entry has "...".
MOST_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of a list found in a text: words[first:last] of the reading, text[start:end] of the text."""

    list: str
    entry: str
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the tree of all entries: what may come next, at once or after a gap, and what ends here."""

    next: "dict[int, _Node]" = field(default_factory=dict)
    gap: "_Node | None" = None
    ends: dict[tuple[str, str], None] = field(default_factory=dict)


class _Step(NamedTuple):
    """A word of the lists at some place of a text, which reaches to words up to `last` and `tail` signs more."""

    slot: int
    last: int
    lead: int = 0
    tail: int = 0


class WordLists:
    """ValueError, naming the list's file and quoting the line, for an entry that cannot be understood."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._numbers: dict[Slot, int] = {}
        # Each form that a word of the lists can have, and the numbers of the slots that it fills.
        self._slots: dict[str, list[int]] = {}
        self._names: set[str] = set()
        self._inline: dict[tuple[str, tuple[str, ...]], str] = {}
        for name, lines in lists.items():
            self._add(name, lines, f"words/{name}.txt")
        self._prepare()

    @property
    def names(self) -> frozenset[str]:
        """The lists that there are."""
        return frozenset(self._names)

    def add_inline(self, words: Sequence[str], language: str = "en") -> str:
        """Take words that a check names itself as one more list; its name. The same words again are the same list."""
        key = (language, tuple(words))
        if key not in self._inline:
            name = f"words of the check, {len(self._inline) + 1}.{language}"
            self._add(name, words, "words")
            self._inline[key] = name
            self._prepare()
        return self._inline[key]

    def is_inline(self, name: str) -> bool:
        """Whether that list stands in a check and has no name for people."""
        return name in self._inline.values()

    def find(self, reading: Reading, names: Collection[str]) -> tuple[Hit, ...]:
        """Where entries of these lists stand, in the order of the text. KeyError for a list that is not there."""
        unknown = sorted(set(names) - self._names)
        if unknown:
            raise KeyError(unknown[0])
        everything = self._search(reading)
        hits = [hit for name in dict.fromkeys(names) for hit in everything.get(name, ())]
        return tuple(_longest(hits))

    def _add(self, name: str, lines: Sequence[str], where: str) -> None:
        language = name.rpartition(".")[2]
        for line in lines:
            try:
                entry = read_entry(line, language)
            except ValueError as error:
                # No number: what a policy holds of a list are its entries, without the comments between them.
                raise ValueError(f"{where}: {error}.") from None
            if entry is not None:
                self._plant(name, entry)
        self._names.add(name)

    def _plant(self, name: str, entry: Entry) -> None:
        for steps in entry.ways:
            node = self._root
            for step in steps:
                if step is None:
                    node.gap = node = node.gap or _Node()
                else:
                    node = node.next.setdefault(self._number(step), _Node())
            node.ends[name, entry.text] = None

    def _number(self, slot: Slot) -> int:
        number = self._numbers.get(slot)
        if number is None:
            number = self._numbers[slot] = len(self._numbers)
            for form in slot.forms():
                self._slots.setdefault(form, []).append(number)
        return number

    def _prepare(self) -> None:
        # Words that only hold a sentence together are not masked by anybody, and would be seen in every f***.
        self._masks = Masks(form for form in self._slots if not is_particle(form))
        # Checks of one text follow each other; two texts, the reply and the parent, take turns.
        self._search = lru_cache(maxsize=8)(self._search_all)
        root = self._root.next
        begin = {form: tuple(root[slot] for slot in slots if slot in root) for form, slots in self._slots.items()}
        self._begin = {form: nodes for form, nodes in begin.items() if nodes}

    def _search_all(self, reading: Reading) -> Mapping[str, tuple[Hit, ...]]:
        others = self._others(reading)
        barred = _barred(reading)
        found: dict[tuple[str, int, int], Hit] = {}
        root = self._root.next
        slots: list[Sequence[int]] = [self._slots.get(word.folded, ()) for word in reading.words]
        for first, word in enumerate(reading.words):
            nodes = self._begin.get(word.folded, ())
            if not nodes and first not in others:
                continue
            begin = [(node, _Step(0, first + 1)) for node in nodes]
            if first in others:
                begin += [(root[step.slot], step) for step in others[first] if step.slot in root]
            for node, step in begin:
                # Most words only begin an entry, and how it goes on does not follow.
                alone = not node.ends and node.gap is None and step.last not in others
                if alone and (step.last == len(slots) or node.next.keys().isdisjoint(slots[step.last])):
                    continue
                for last, tail, ends in _walk(node, step, slots, others, barred):
                    start, end = reading.span(first, last)
                    for name, entry in ends:
                        hit = Hit(name, entry, first, last, start - step.lead, end + tail)
                        found.setdefault((name, first, last), hit)
        by_name: dict[str, list[Hit]] = {}
        for hit in found.values():
            by_name.setdefault(hit.list, []).append(hit)
        return {name: tuple(hits) for name, hits in by_name.items()}

    def _others(self, reading: Reading) -> dict[int, list[_Step]]:
        """What of the lists' words can be read in other ways at the places of the text."""
        at: dict[int, list[_Step]] = {}
        for index, others in reading.others.items():
            for other in others:
                for form in self._masks.find(other.form) if other.masked else (other.form,):
                    for slot in self._slots.get(form, ()):
                        at.setdefault(index, []).append(_Step(slot, other.last, other.lead, other.tail))
        return at


def _walk(
    node: _Node,
    step: _Step,
    slots: Sequence[Sequence[int]],
    others: Mapping[int, list[_Step]],
    barred: frozenset[int],
) -> Iterator[tuple[int, int, Collection[tuple[str, str]]]]:
    """Where entries end that begin with this step: the word, the signs behind it, and lists with entries."""
    waiting = [(node, step.last, step.tail)]
    seen: set[tuple[int, int, int]] = set()
    while waiting:
        node, at, tail = waiting.pop()
        if node.ends:
            yield at, tail, node.ends
        if (not node.next and node.gap is None) or (id(node), at, tail) in seen:
            continue
        seen.add((id(node), at, tail))
        for after, most in ((node, 0), (node.gap, MOST_BETWEEN)):
            if after is None or not after.next:
                continue
            follow = after.next
            for place in range(at, min(at + most + 1, len(slots))):
                if place in barred:
                    break
                waiting += [(follow[slot], place + 1, 0) for slot in slots[place] if slot in follow]
                ways = others.get(place, ())
                waiting += [(follow[way.slot], way.last, way.tail) for way in ways if way.slot in follow]


def _barred(reading: Reading) -> frozenset[int]:
    """The words at which no entry goes on, because a sentence ended before; «Calm. Down.» are sentences of one word."""
    return frozenset(
        here[0] for before, here in pairwise(reading.sentences) if here[1] - here[0] > 1 and before[1] - before[0] > 1
    )


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits in the order of the text, without those that lie within a longer one."""
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.last > end:
            yield hit
            end = hit.last
