"""The word lists that a check names, and what is found of them."""

from collections.abc import Iterable

from workers.checks.kind import Context
from workers.checks.reading import read
from workers.checks.word_lists import Hit


class Lists:
    """Some lists of the policy. ValueError, with those that there are, where one of them is not there."""

    def __init__(self, context: Context, option: str, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._lists = context.lists
        known = context.policy.lists
        unknown = [name for name in self.names if name not in known]
        if unknown:
            raise ValueError(
                f"{option}: there is no word list “{unknown[0]}” in words/. The policy has: "
                f"{', '.join(sorted(known)) or 'none'}."
            )

    def __bool__(self) -> bool:
        return bool(self.names)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Where entries of these lists stand, in the order of the text."""
        return self._lists.find(read(text), self.names) if self.names else ()
