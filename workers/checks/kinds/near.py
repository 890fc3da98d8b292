"""Words that say together what none of them says alone: an insult and «you», a pet name and a name.

`near`:
- `lists`, `words`, `patterns`: what a finding points at. `near`, `near_words`: what has to stand near it. `third`,
  `third_words`: where there is one, it has to stand near it as well. Each needs something to look for.
- In `lists`, `near` and `third` may stand, besides word lists of the policy: "second_person" (you, your, usted ...),
  "person" (anybody but the reader: he, that officer, a name, a handle), "name" (two capitalised words, or one after a
  title), "handle", "parent_author" (the handle or name of who wrote the post), "question" (the sentence asks
  something), "number", "url". `not_names`: word lists of places and offices whose names are no person's.
- `within`: how many words may lie between (default 8), or "sentence" for the same sentence. The end of a sentence
  counts as eight words, so that a small number stays within one.
- `unless`, `unless_words`: clear what stands in the same sentence.
- `parent`: true, where what has to stand near may also stand in the post that is answered; or word lists, one of
  whose entries must stand there.
- `language`: whose forms the words written here have (default "en").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.groups import Group
from workers.checks.kinds.sought import Sought, sentence_of
from workers.checks.kinds.spans import Nearest
from workers.checks.reading import Reading, read
from workers.checks.word_lists import Hit

# As how many words the end of a sentence counts.
A_SENTENCE_END = 8


class NearOptions(Options):
    lists: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    near_words: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    third_words: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    within: int | Literal["sentence"] = Field(default=8)
    unless: tuple[str, ...] = ()
    unless_words: tuple[str, ...] = ()
    parent: bool | tuple[str, ...] = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Near:
    """Each word of the first group that has words of the others near it."""

    context: Context
    options: NearOptions
    first: Group
    others: tuple[Group, ...]
    unless: Sought
    parent: Sought
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if self.parent and (draft.parent is None or not self.parent.find(draft.parent.text)):
            return
        hits = self.first.find(draft, draft.text)
        if not hits:
            return
        text, reading = draft.text, read(draft.text)
        cleared = {sentence_of(reading, hit.first) for hit in self.unless.find(text)}
        beside = [_Beside(reading, group.find(draft, text), self.options.within) for group in self.others]
        answered = self._answered(draft)
        for hit in hits:
            if sentence_of(reading, hit.first) in cleared:
                continue
            found = [each.to(hit) for each in beside]
            if all(found):
                said = " and ".join(f"“{text[other.start : other.end]}”" for other in found if other)
                why = f"“{text[hit.start : hit.end]}” stands near {said}."
            elif answered:
                why = f"“{text[hit.start : hit.end]}” answers a post that says “{answered}”."
            else:
                continue
            yield self.context.finding(why, hit.start, hit.end, text)

    def _answered(self, draft: Draft) -> str:
        """What of the other groups stands in the post, where that is as good; "" if nothing does."""
        if self.options.parent is not True or draft.parent is None:
            return ""
        found = [group.find(draft, draft.parent.text) for group in self.others]
        return draft.parent.text[found[0][0].start : found[0][0].end] if all(found) else ""


class _Beside:
    """What stands near the hits of another group."""

    def __init__(self, reading: Reading, hits: tuple[Hit, ...], within: int | Literal["sentence"]) -> None:
        self._reading = reading
        self._within = within
        self._shifts = _shifts(reading)
        self._nearest = Nearest([self._apart(hit) for hit in hits])
        self._sentences: dict[int, list[Hit]] = {}
        for hit in hits:
            here = self._sentences.setdefault(sentence_of(reading, hit.first), [])
            # Two are enough: a hit shares words with the first of them or with none.
            if len(here) < 2:
                here.append(hit)

    def to(self, hit: Hit) -> Hit | None:
        """One of them near the hit; None if none is."""
        if self._within == "sentence":
            here = self._sentences.get(sentence_of(self._reading, hit.first), ())
            return next((other for other in here if other.last <= hit.first or hit.last <= other.first), None)
        moved = self._apart(hit)
        near = self._nearest.to(moved.first, moved.last)
        return near[1] if near is not None and near[0] <= self._within else None

    def _apart(self, hit: Hit) -> Hit:
        """The hit as many words further on as the ends of sentences before it count."""
        more = self._shifts[sentence_of(self._reading, hit.first)]
        return hit._replace(first=hit.first + more, last=hit.last + more)


def _shifts(reading: Reading) -> list[int]:
    """As how many words the ends before each sentence count; that of a single word (You. Clown.) as none."""
    shifts, before = [0], 1
    for first, last in reading.sentences:
        apart = before > 1 and last - first > 1
        shifts.append(shifts[-1] + (A_SENTENCE_END if apart else 0))
        before = last - first
    return shifts[1:] or [0]


def _build(options: NearOptions, context: Context) -> Check:
    if isinstance(options.within, int) and options.within < 0:
        raise ValueError("within: write how many words may lie between, 0 or more, or “sentence”.")
    language, not_names = options.language, Sought(context, "not_names", options.not_names)
    first = Group(context, "lists", options.lists, options.words, language, not_names, options.patterns)
    near = Group(context, "near", options.near, options.near_words, language, not_names)
    third = Group(context, "third", options.third, options.third_words, language, not_names)
    if not first:
        raise ValueError("lists: name a word list, or write “words” or “patterns”; a finding points at them.")
    if not near:
        raise ValueError("near: name a word list or a group of words, or write “near_words”.")
    return Near(
        context,
        options,
        first,
        (near, third) if third else (near,),
        Sought(context, "unless", options.unless, options.unless_words, language),
        Sought(context, "parent", options.parent if isinstance(options.parent, tuple) else ()),
    )


NEAR = Kind(NearOptions, _build)
