"""The policy's word lists, compiled once, and where their entries stand in a text."""

from collections.abc import Collection, Mapping, Sequence

from workers.checks.entries import Entry, Slot, read_entry
from workers.checks.letters import plain_spelling
from workers.checks.reading import Reading, read
from workers.checks.search import Hit, Node, Search, longest

__all__ = ["Hit", "WordLists"]

# A text with a little of all that is read in its own way.
_SAMPLE = "Buenos días, @doug: f**k #ThugThursday at 5 p.m.! It's $hit."


class WordLists:
    """ValueError, naming the list's file and quoting the line, for an entry that cannot be understood."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._root = Node()
        self._numbers: dict[Slot, int] = {}
        # Each form that a word of the lists can have, and the numbers of the slots that it fills.
        self._slots: dict[str, list[int]] = {}
        self._names: set[str] = set()
        self._inline: dict[tuple[str, tuple[str, ...]], str] = {}
        self._search: Search | None = None
        for name, lines in lists.items():
            self._add(name, lines, f"words/{name}.txt")

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
        return self._inline[key]

    def load(self) -> None:
        """Make ready what the first search needs, once no more words are added, and before a worker forks."""
        plain_spelling(_SAMPLE)
        self._made().find(read(_SAMPLE))

    def is_inline(self, name: str) -> bool:
        """Whether that list stands in a check and has no name for people."""
        return name in self._inline.values()

    def find(self, reading: Reading, names: Collection[str]) -> tuple[Hit, ...]:
        """Where entries of these lists stand, in the order of the text. KeyError for a list that is not there."""
        everything = self._made().find(reading)
        hits: list[Hit] = []
        for name in names:
            if name not in self._names:
                raise KeyError(name)
            hits += everything.get(name, ())
        return tuple(longest(hits)) if hits else ()

    def _made(self) -> Search:
        if self._search is None:
            # Not before a text is searched: a list of a check may be added until then.
            self._search = Search(self._root, self._slots)
        return self._search

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
        self._search = None

    def _plant(self, name: str, entry: Entry) -> None:
        for steps in entry.ways:
            node = self._root
            for step in steps:
                if step is None:
                    node.gap = node = node.gap or Node()
                else:
                    node = node.next.setdefault(self._number(step), Node())
            node.ends[name, entry.text] = None

    def _number(self, slot: Slot) -> int:
        number = self._numbers.get(slot)
        if number is None:
            number = self._numbers[slot] = len(self._numbers)
            for form in slot.forms():
                self._slots.setdefault(form, []).append(number)
        return number
