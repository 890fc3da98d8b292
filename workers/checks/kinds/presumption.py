"""Guilt said of somebody whom no court has found guilty.

`presumption`:
- `lists`: word lists of nouns that call a person guilty by themselves (killer, thug).
- `of_persons`: word lists of words that do so where a person is in the sentence (guilty, did it).
- `unless`: word lists for what keeps it open, in the same sentence (alleged, accused, charged, suspect).
- `verdict`: word lists for a court's finding, in the same sentence or the one before (a jury found, pleaded guilty).
  The number of a court case counts as well (D-202-CR-2024-01234, case no. 2024-118).

One of `lists` and `of_persons` is needed. «Not guilty» and «until proven guilty» are no finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists
from workers.checks.kinds.persons import mentions
from workers.checks.kinds.spans import sentence_at
from workers.checks.reading import letter_runs

CASE_NUMBER = regex.compile(
    r"\b[A-Z]{1,2}-?\p{Nd}{1,5}-[A-Z]{2}-\p{Nd}{2,4}-\p{Nd}{1,6}\b"
    r"|\b(?:case|cause|docket|caso|causa)(?: (?:number|no\.?|núm\.?|número))? ?#? ?[A-Z]{0,4}-?\p{Nd}"
    r"[\p{Nd}A-Z\-]{2,20}",
    regex.IGNORECASE,
)
_CASE_WORDS = frozenset({"case", "cause", "docket", "caso", "causa"})
_COURT = re.compile(r"-[a-z]{2}-", re.IGNORECASE)
_OPEN = regex.compile(
    r"\b(?:not|never|no|n['’]t|isn['’]t|wasn['’]t|presumed|unless|until|if|whether|hasta que|ni"
    r"|(?:until|unless|hasta que se)[\p{L} ]{0,20}(?:proven|proved|found|demuestre|declare|pruebe))"
    r"(?: (?:yet|been|found|a|the|es|está|sea|son|su))? \Z",
    regex.IGNORECASE,
)


class PresumptionOptions(Options):
    lists: tuple[str, ...] = ()
    of_persons: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presumption:
    """Each word of guilt that nothing in its sentence keeps open and no verdict stands behind."""

    context: Context
    nouns: Lists
    of_persons: Lists
    unless: Lists
    verdict: Lists
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        nouns, others = self.nouns.find(text), self.of_persons.find(text)
        if not nouns and not others:
            return
        people = {sentence_at(text, mention.start) for mention in mentions(text)}
        found = [*nouns, *(hit for hit in others if sentence_at(text, hit.start) in people)]
        verdicts = [hit.start for hit in self.verdict.find(text)] + [case.start() for case in _case_numbers(text)]
        judged = {sentence_at(text, place) for place in verdicts}
        left_open = {sentence_at(text, hit.start) for hit in self.unless.find(text)}
        for hit in sorted(found, key=lambda hit: hit.start):
            sentence = sentence_at(text, hit.start)
            if sentence in left_open or {sentence, sentence - 1} & judged:
                continue
            if _OPEN.search(text, max(0, hit.start - 40), hit.start):
                continue
            yield self.context.finding(
                f"“{text[hit.start : hit.end]}” says that somebody is guilty. Nothing here says that a court found so.",
                hit.start,
                hit.end,
                text,
            )


def _case_numbers(text: str) -> Iterator[regex.Match[str]]:
    # Nearly every text has none, which is seen sooner than by looking for one.
    possible = not _CASE_WORDS.isdisjoint(letter_runs(text)) or _COURT.search(text)
    return CASE_NUMBER.finditer(text) if possible else iter(())


def _build(options: PresumptionOptions, context: Context) -> Check:
    if not options.lists and not options.of_persons:
        raise ValueError("lists: write at least one word list, here or under of_persons.")
    return Presumption(
        context,
        Lists(context, "lists", options.lists),
        Lists(context, "of_persons", options.of_persons),
        Lists(context, "unless", options.unless),
        Lists(context, "verdict", options.verdict),
    )


PRESUMPTION = Kind(PresumptionOptions, _build)
