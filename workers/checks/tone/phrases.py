"""Phrases over tokens: the small language in which the cues are written, and how they are found.

A phrase is a row of steps: `word`, `one|of|these`, `begin*` (a word that begins so), `<class>` (a word of that class),
`[perhaps|this]` (may be missing), `~3` (up to three words between), `^` and `$` (where a sentence begins and ends),
`#` (a number), and any punctuation mark. `you are` is also "you're". Every step looks at one token and a gap at a few,
so that the work at each place of a text is bounded whatever the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workers.checks.tone.tokens import Tokens

# The cue, and whether the phrase is a sure one.
Name = tuple[str, bool]
_ENDS = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Step:
    """What one token must be: one of `words` or begin with one of `begins`; `optional` may be missing.

    A `gap` is up to so many tokens, and what comes after it is one of `after`; None where it may be anything.
    """

    words: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0
    after: frozenset[str] | None = None
    edge: str = ""

    def takes(self, token: str) -> bool:
        return token in self.words or (bool(self.begins) and token.startswith(self.begins))


_Entry = tuple[Name, tuple[Step, ...]]
# The phrases that begin with some word: by the second word, and those for any other, which need not have one.
_Table = tuple[dict[str, list[_Entry]], list[_Entry]]


def compile_phrase(phrase: str, classes: Mapping[str, frozenset[str]]) -> tuple[Step, ...]:
    """The steps of a phrase. ValueError for one that could begin anywhere or nowhere, or names an unknown class."""
    steps = tuple(_step(part, classes) for part in phrase.split())
    if not _beginnings(steps) or any(step.gap for step in _beginnings(steps)):
        raise ValueError(f"The phrase “{phrase}” must begin with a word.")
    return tuple(
        replace(step, after=_next(steps[index + 1 :])) if step.gap else step for index, step in enumerate(steps)
    )


def _beginnings(steps: Sequence[Step]) -> list[Step]:
    """The steps of which one takes the first token: those that may be missing and the first that may not."""
    found: list[Step] = []
    for step in steps:
        if not step.edge:
            found.append(step)
            if not step.optional:
                return found
    return []


def _step(part: str, classes: Mapping[str, frozenset[str]]) -> Step:
    if part in ("^", "$"):
        return Step(edge=part)
    if part == "~0":
        raise ValueError("“~0” leaves room for nothing, and no text would have such a phrase: leave it out.")
    if part.startswith("~") and part[1:].isdigit():
        return Step(gap=int(part[1:]))
    optional = len(part) > 2 and part.startswith("[") and part.endswith("]")
    words: set[str] = set()
    begins: list[str] = []
    for word in (part[1:-1] if optional else part).split("|"):
        if len(word) > 2 and word.startswith("<") and word != "<url>":
            if word[1:-1] not in classes:
                raise ValueError(f"There is no class of words “{word}”.")
            words |= classes[word[1:-1]]
        elif len(word) > 1 and word.endswith("*"):
            begins.append(word[:-1])
        else:
            words.add(word)
    return Step(frozenset(words), tuple(begins), optional)


class PhraseIndex:
    """Many named phrases, looked for together: only those whose first two words stand there are tried further."""

    def __init__(self, phrases: Sequence[_Entry]) -> None:
        # What may stand anywhere is found before what begins a sentence at the same place.
        self._tables = _tables(sorted(phrases, key=lambda entry: bool(entry[1][0].edge)))
        words = frozenset[str]().union(*(step.words for _, steps in phrases for step in steps))
        self._signs = [word for word in words if len(word) == 1 and not word.isascii() and not word.isalnum()]
        self._begins = tuple(first[:-1] for first in self._tables if len(first) > 1 and first.endswith("*"))

    def find(self, read: Tokens) -> Iterator[tuple[Name, int, int]]:
        """Name, first and one past the last token (of `read.apart`) of what is found, in the order of the text."""
        # Signs that stand in a row are no tokens yet.
        rows = "".join(read.rows)
        worth = self._worth_trying(read.distinct.union([sign for sign in self._signs if sign in rows]))
        if not worth:
            return
        read = read.apart
        plain = read.plain
        starts = {first for first, _ in read.sentences}
        ends = {last for _, last in read.sentences}
        for at in [at for at, token in enumerate(plain) if token in worth]:
            following = plain[at + 1] if at + 1 < len(plain) else ""
            for by_second, others in worth[plain[at]]:
                for name, steps in by_second.get(following, others):
                    end = _match(plain, at, steps, 0, starts, ends)
                    if end > at:
                        yield name, at, end

    def _worth_trying(self, distinct: frozenset[str]) -> dict[str, list[_Table]]:
        """The phrases that a text with these tokens may have, by its tokens: of most it has not even two words."""
        firsts = [(token, token) for token in distinct.intersection(self._tables)]
        if any(map("\n".join(distinct).__contains__, self._begins)):
            firsts += [(token, f"{begin}*") for begin in self._begins for token in distinct if token.startswith(begin)]
        found: dict[str, list[_Table]] = {}
        for token, first in firsts:
            by_second, others = self._tables[first]
            others = [entry for entry in others if all(_may_follow(step, distinct) for step in entry[1])]
            if others or not distinct.isdisjoint(by_second):
                found.setdefault(token, []).append((by_second, others))
        return found


def _may_follow(step: Step, distinct: frozenset[str]) -> bool:
    return step.after is None or not distinct.isdisjoint(step.after)


def _tables(phrases: Sequence[_Entry]) -> dict[str, _Table]:
    """Phrases by their first word."""
    by_first: dict[str, list[tuple[_Entry, frozenset[str] | None]]] = {}
    for entry in phrases:
        for first, second in _first_two(entry[1]).items():
            by_first.setdefault(first, []).append((entry, second))
    return {first: _table(entries) for first, entries in by_first.items()}


def _table(entries: Sequence[tuple[_Entry, frozenset[str] | None]]) -> _Table:
    seconds = frozenset[str]().union(*(second for _, second in entries if second))
    return (
        {word: [entry for entry, second in entries if second is None or word in second] for word in seconds},
        [entry for entry, second in entries if second is None],
    )


def _first_two(steps: Sequence[Step]) -> dict[str, frozenset[str] | None]:
    """What the first token can be ("so*" for any that begins so), and after each what the second; None for anything."""
    found: dict[str, frozenset[str] | None] = {}
    for index, step in enumerate(steps):
        if not step.edge:
            second = _next(steps[index + 1 :])
            for first in [*step.words, *(begin + "*" for begin in step.begins)]:
                before = found.get(first, frozenset())
                found[first] = None if before is None or second is None else before | second
            if not step.optional:
                break
    return found


def _next(steps: Sequence[Step]) -> frozenset[str] | None:
    """What the next token has to be; None where it may be anything."""
    found = frozenset[str]()
    for step in steps:
        if step.edge or step.gap or step.begins:
            return None
        found |= step.words
        if not step.optional:
            return found
    return None


def _match(plain: Sequence[str], at: int, steps: Sequence[Step], index: int, starts: set[int], ends: set[int]) -> int:
    """Where the phrase from this step on ends, -1 if it does not stand here."""
    while index < len(steps):
        step = steps[index]
        if step.edge:
            # A quotation mark or a greeting's comma may stand between a sentence's beginning and the phrase.
            if at not in (starts if step.edge == "^" else ends) and not (
                step.edge == "$" and at < len(plain) and plain[at] in _ENDS
            ):
                return -1
        elif step.gap:
            for place in range(at, at + step.gap + 1):
                last = place >= len(plain) or plain[place] in _ENDS
                if (step.after is None or (place < len(plain) and plain[place] in step.after)) and (
                    end := _match(plain, place, steps, index + 1, starts, ends)
                ) >= 0:
                    return end
                if last:
                    break
            return -1
        elif at < len(plain) and step.takes(plain[at]):
            if step.optional and (end := _match(plain, at + 1, steps, index + 1, starts, ends)) >= 0:
                return end
            at += 0 if step.optional else 1
        elif not step.optional:
            return -1
        index += 1
    return at
