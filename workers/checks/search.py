"""Where the entries of all word lists stand in a text, found in one pass over its words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from workers.checks.disguises import Disguises
from workers.checks.reading import Reading

# How many words may stand where an entry has "...".
MOST_BETWEEN = 3


class Hit(NamedTuple):
    """An entry of a list found in a text: words[first:last] of the reading, text[start:end] of the text."""

    list: str
    entry: str
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Node:
    """A place in the tree of all entries: what may come next, at once or after a gap, and what ends here."""

    next: "dict[int, Node]" = field(default_factory=dict)
    gap: "Node | None" = None
    ends: dict[tuple[str, str], None] = field(default_factory=dict)


class _Step(NamedTuple):
    """A word of the lists at some place of a text, which reaches to words up to `last` and `tail` signs more."""

    slot: int
    last: int
    lead: int = 0
    tail: int = 0


class _Begin(NamedTuple):
    """What a form begins: the entries that it is already, the slots that may follow at once, and whether others may."""

    nodes: tuple[Node, ...]
    ends: tuple[tuple[str, str], ...]
    follow: frozenset[int]
    gap: bool


class _Slots(dict[str, Sequence[int]]):
    """The slots that each form fills; a form of no list fills none."""

    def __missing__(self, form: str) -> Sequence[int]:
        return ()


class Search:
    """The tree of all entries, and the forms of words with the slots that they fill, made ready to be looked for."""

    def __init__(self, root: Node, slots: Mapping[str, Sequence[int]]) -> None:
        self._root = root.next
        self._slots = _Slots(slots)
        self._disguises = Disguises(slots)
        # Checks of one text follow each other; two texts, the reply and the parent, take turns.
        self.find = lru_cache(maxsize=8)(self._find)
        self._begin: dict[str, _Begin] = {}
        made: dict[tuple[int, ...], _Begin] = {}
        for form, filled in slots.items():
            key = tuple(slot for slot in filled if slot in self._root)
            if key:
                self._begin[form] = made.get(key) or made.setdefault(key, _begin([self._root[slot] for slot in key]))

    def _find(self, reading: Reading) -> Mapping[str, tuple[Hit, ...]]:
        """The hits of each list that has any."""
        others: dict[int, list[_Step]] = {}
        for index, other in self._disguises.of(reading):
            for slot in self._slots[other.form]:
                others.setdefault(index, []).append(_Step(slot, other.last, other.lead, other.tail))
        slots = [*map(self._slots.__getitem__, [word.folded for word in reading.words]), ()]
        barred = _barred(reading)
        found: dict[tuple[str, int, int], Hit] = {}

        def add(first: int, step: _Step, node: Node) -> None:
            for last, tail, ends in _walk(node, step, slots, others, barred):
                start, end = reading.span(first, last)
                for name, entry in ends:
                    hit = Hit(name, entry, first, last, start - step.lead, end + tail)
                    found.setdefault((name, first, last), hit)

        begins = self._begin
        for first, (form, start, end, _) in enumerate(reading.words):
            if form in begins:
                nodes, ends, follow, gap = begins[form]
                for name, entry in ends:
                    found[name, first, first + 1] = Hit(name, entry, first, first + 1, start, end)
                # Most words only begin an entry, and how it goes on does not follow.
                if gap or first + 1 in others or not follow.isdisjoint(slots[first + 1]):
                    for node in nodes:
                        add(first, _Step(0, first + 1), node)
            if first in others:
                for step in others[first]:
                    if step.slot in self._root:
                        add(first, step, self._root[step.slot])
        by_name: dict[str, list[Hit]] = {}
        for hit in found.values():
            by_name.setdefault(hit.list, []).append(hit)
        return {name: tuple(longest(hits)) for name, hits in by_name.items()}


def longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits in the order of the text, without those that lie within a longer one."""
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.last > end:
            yield hit
            end = hit.last


def _begin(nodes: Sequence[Node]) -> _Begin:
    return _Begin(
        tuple(nodes),
        tuple({name: (name, entry) for node in reversed(nodes) for name, entry in reversed(node.ends)}.values()),
        frozenset().union(*(node.next for node in nodes)),
        any(node.gap is not None for node in nodes),
    )


def _walk(
    node: Node,
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
