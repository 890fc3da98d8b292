"""Phrases over tokens: the small language in which the cues are written, and how they are found.

A phrase is a row of steps: `word`, `one|of|these`, `begin*` (a word that begins so), `<class>` (a word of that class),
`[perhaps|this]` (may be missing), `~3` (up to three words between), `^` and `$` (where a sentence begins and ends),
`#` (a number), and any punctuation mark. `you are` is also "you're". Every step looks at one token and a gap at a few,
so that the work at each place of a text is bounded whatever the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workers.checks.tone.tokens import Tokens

# The cue, and whether the phrase is a sure one.
Name = tuple[str, bool]
_ENDS = frozenset(".!?")
# So many letters of a word's beginning say whether a phrase can begin with it.
_HEAD = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What one token must be: one of `words` or begin with one of `begins`; `optional` may be missing."""

    words: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0
    edge: str = ""

    def takes(self, token: str) -> bool:
        return token in self.words or (bool(self.begins) and token.startswith(self.begins))


_Entry = tuple[Name, tuple[Step, ...], frozenset[str] | None]


def compile_phrase(phrase: str, classes: Mapping[str, frozenset[str]]) -> tuple[Step, ...]:
    """The steps of a phrase. ValueError for one that could begin anywhere, or names a class that is not there."""
    steps = tuple(_step(part, classes) for part in phrase.split())
    if not _beginnings(steps) or any(step.gap for step in _beginnings(steps)):
        raise ValueError(f"The phrase “{phrase}” must begin with a word.")
    return steps


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

    def __init__(self, phrases: Sequence[tuple[Name, tuple[Step, ...]]]) -> None:
        self._inside: dict[str, list[_Entry]] = {}
        self._beginning: dict[str, list[_Entry]] = {}
        # What every word that a phrase can begin with begins with; most words of most texts do not.
        self._heads: set[str] = set()
        for name, steps in phrases:
            entries = self._beginning if steps[0].edge else self._inside
            words = frozenset[str]().union(*(step.words for step in _beginnings(steps)))
            # A beginning is entered by a few letters; the whole of it is then asked for by the step itself.
            begins = {begin[:_HEAD] + "*" for step in _beginnings(steps) for begin in step.begins}
            for word in words | begins:
                entries.setdefault(word, []).append((name, steps, _second(steps)))
            self._heads |= {word[:_HEAD] for word in words} | {begin.removesuffix("*") for begin in begins}

    def find(self, read: Tokens) -> Iterator[tuple[Name, int, int]]:
        """Name, first and one past the last token of what is found, in the order of the text."""
        plain = read.plain
        starts = {first for first, _ in read.sentences}
        ends = {last for _, last in read.sentences}
        heads = self._heads
        for at, token in [each for each in enumerate(plain) if each[1][:_HEAD] in heads]:
            following = plain[at + 1] if at + 1 < len(plain) else ""
            for index in (self._inside, self._beginning) if at in starts else (self._inside,):
                for key in (token, token[:_HEAD] + "*"):
                    for name, steps, second in index.get(key, ()):
                        if second is None or following in second:
                            end = _match(plain, at, steps, 0, starts, ends)
                            if end > at:
                                yield name, at, end


def _second(steps: Sequence[Step]) -> frozenset[str] | None:
    """What the second token has to be; None where it may be many things."""
    if len(steps) < 2 or steps[0].edge or steps[0].optional:
        return None
    step = steps[1]
    return None if step.edge or step.optional or step.gap or step.begins else step.words


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
            for skipped in range(step.gap + 1):
                if (end := _match(plain, at + skipped, steps, index + 1, starts, ends)) >= 0:
                    return end
                if at + skipped >= len(plain) or plain[at + skipped] in _ENDS:
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
