"""What a check looks for: entries of the policy's word lists, and words that the check names itself."""

from bisect import bisect_right
from collections.abc import Sequence

from workers.checks.kind import Context
from workers.checks.reading import Reading, read
from workers.checks.word_lists import Hit


class Sought:
    """Word lists and words; false where there is nothing to look for. ValueError for a list that is not there."""

    def __init__(
        self, context: Context, option: str, names: Sequence[str], words: Sequence[str] = (), language: str = "en"
    ) -> None:
        known = context.policy.lists
        unknown = [name for name in names if name not in known]
        if unknown:
            raise ValueError(
                f"{option}: there is no word list “{unknown[0]}” in words/. The policy has: "
                f"{', '.join(sorted(known)) or 'none'}."
            )
        self._lists = context.lists
        self._names = (*names, *((context.lists.add_inline(words, language),) if words else ()))

    def __bool__(self) -> bool:
        return bool(self._names)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Where they stand, in the order of the text."""
        return self._lists.find(read(text), self._names) if self._names else ()

    def why(self, text: str, hit: Hit) -> str:
        """The words as written, and the list that they are on: «“clown” is on the list “insults”.»"""
        written = text[hit.start : hit.end]
        if self._lists.is_inline(hit.list):
            meant = "" if hit.entry.removeprefix("=").casefold() == written.casefold() else f" (“{hit.entry}”)"
            return f"“{written}” is one of the words of this rule{meant}."
        return f"“{written}” is on the list “{plain_name(hit.list)}”."


def plain_name(name: str) -> str:
    """A list's name for people: «insults» for «insults.en», «talking down» for «talking-down.es»."""
    return name.partition(".")[0].replace("-", " ").replace("_", " ")


def sentence_of(reading: Reading, word: int) -> int:
    """The number of the sentence that holds the word."""
    return max(0, bisect_right(reading.sentences, (word, len(reading.words) + 1)) - 1)
