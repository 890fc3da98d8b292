"""The policy's word lists, compiled once, and where their entries stand in a text."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from workers.checks.entries import Entry, Slot, read_entry
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

    next: dict[Slot, "_Node"] = field(default_factory=dict)
    gap: "_Node | None" = None
    ends: list[tuple[str, str]] = field(default_factory=list)


class WordLists:
    """ValueError, naming list and line, for an entry that cannot be understood."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._slots: dict[str, dict[Slot, None]] = {}
        self._names: set[str] = set()
        self._inline: dict[tuple[str, tuple[str, ...]], str] = {}
        for name, lines in lists.items():
            self._add(name, lines)
        self._prepare()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._names)

    def add_inline(self, words: Sequence[str], language: str = "en") -> str:
        """Take words that a check names itself as one more list; its name. The same words again are the same list."""
        key = (language, tuple(words))
        if key not in self._inline:
            name = f"words of the rule ({len(self._inline) + 1}).{language}"
            self._add(name, words)
            self._prepare()
            self._inline[key] = name
        return self._inline[key]

    def is_inline(self, name: str) -> bool:
        return name in self._inline.values()

    def find(self, reading: Reading, names: Collection[str]) -> tuple[Hit, ...]:
        """Where entries of these lists stand, in the order of the text. KeyError for a list that is not there."""
        unknown = sorted(set(names) - self._names)
        if unknown:
            raise KeyError(unknown[0])
        hits = [hit for name in sorted(set(names)) for hit in self._all(reading).get(name, ())]
        return tuple(_longest(hits))

    def _add(self, name: str, lines: Sequence[str]) -> None:
        self._names.add(name)
        language = name.rpartition(".")[2]
        for number, line in enumerate(lines, 1):
            try:
                entry = read_entry(line, language)
            except ValueError as error:
                raise ValueError(f"list {name}, line {number}: {error}") from None
            if entry is not None:
                self._plant(name, entry)

    def _plant(self, name: str, entry: Entry) -> None:
        for steps in entry.ways:
            node = self._root
            for step in steps:
                if step is None:
                    node.gap = node = node.gap or _Node()
                else:
                    node = node.next.setdefault(step, _Node())
                    for form in step.forms():
                        self._slots.setdefault(form, {})[step] = None
            if (name, entry.text) not in node.ends:
                node.ends.append((name, entry.text))

    def _prepare(self) -> None:
        self._masks = Masks(self._slots)
        # Checks of one text follow each other; two texts, the reply and the parent, take turns.
        self._all = lru_cache(maxsize=8)(self._search)

    def _search(self, reading: Reading) -> Mapping[str, tuple[Hit, ...]]:
        at = self._readings(reading)
        found: dict[tuple[str, int, int], Hit] = {}
        for first in at:
            for slot, last in at[first]:
                node = self._root.next.get(slot)
                if node is not None:
                    for name, entry, end in _walk(node, last, at, reading):
                        start, stop = reading.span(first, end)
                        found.setdefault((name, first, end), Hit(name, entry, first, end, start, stop))
        by_name: dict[str, list[Hit]] = {}
        for hit in found.values():
            by_name.setdefault(hit.list, []).append(hit)
        return {name: tuple(hits) for name, hits in by_name.items()}

    def _readings(self, reading: Reading) -> dict[int, list[tuple[Slot, int]]]:
        """What of the lists' words stands at each place of the text, and where it ends."""
        at: dict[int, list[tuple[Slot, int]]] = {}
        for index, word in enumerate(reading.words):
            slots = self._slots.get(word.folded)
            if slots:
                at[index] = [(slot, index + 1) for slot in slots]
        for index, others in reading.others.items():
            here = dict(at.get(index, ()))
            more = [
                (slot, other.last)
                for other in others
                for form in (self._masks.find(other.form) if other.masked else (other.form,))
                for slot in self._slots.get(form, ())
                if here.get(slot) != other.last
            ]
            if more:
                at[index] = list(dict.fromkeys([*at.get(index, ()), *more]))
        return dict(sorted(at.items()))


def _walk(
    node: _Node, at: int, readings: Mapping[int, list[tuple[Slot, int]]], reading: Reading
) -> Iterator[tuple[str, str, int]]:
    """The entries that are complete in words up to `at` or later: list, entry, and where they end."""
    waiting = [(node, at)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        node, at = waiting.pop()
        if (id(node), at) in seen:
            continue
        seen.add((id(node), at))
        yield from ((name, entry, at) for name, entry in node.ends)
        if node.next and _goes_on(reading, at):
            waiting += [(node.next[slot], last) for slot, last in readings.get(at, ()) if slot in node.next]
        if node.gap is not None:
            for place in range(at, at + MOST_BETWEEN + 1):
                if not _goes_on(reading, place):
                    break
                waiting += [
                    (node.gap.next[slot], last) for slot, last in readings.get(place, ()) if slot in node.gap.next
                ]


def _goes_on(reading: Reading, at: int) -> bool:
    """Whether the word belongs with the one before: no sentence ends between, or one of one word (Calm. Down.)."""
    if at >= len(reading.words):
        return False
    sentences = reading.sentences
    here = bisect_right(sentences, (at, len(reading.words) + 1)) - 1
    first, last = sentences[here]
    return at > first or last - first == 1 or (here > 0 and sentences[here - 1][1] - sentences[here - 1][0] == 1)


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits in the order of the text, without those that lie within a longer one."""
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.last > end:
            yield hit
            end = hit.last
