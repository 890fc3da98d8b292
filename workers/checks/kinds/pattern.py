r"""Patterns (regular expressions) that must not be found in a reply.

`pattern`:
- `patterns` (needed): as RE2 reads them (https://github.com/google/re2/wiki/Syntax), which takes time in proportion to
  the text whatever the pattern. A pattern without capital letters is looked for in any case, one with them exactly as
  written; (?i) in front means any case. Written in plain letters it finds accents and letters that look alike too. \w
  and \b know the letters a to z only; [\p{L}] is any letter.
- `unless`: patterns that clear what stands in the same sentence.
- `finds`: what is found, for the finding: «a code that only the department knows».
- `where`: "text" (default), or "parent" for the post that is answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.spans import next_sentence, sentence_at
from workers.checks.patterns import Patterns


class PatternOptions(Options):
    patterns: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    finds: str = "what this rule is about"
    where: Literal["text", "parent"] = "text"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Each place that a pattern matches, unless something in its sentence clears it."""

    context: Context
    options: PatternOptions
    patterns: Patterns
    unless: Patterns
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if self.options.where == "text":
            for start, end in self._spans(draft.text):
                why = f"“{draft.text[start:end]}” is {self.options.finds}."
                yield self.context.finding(why, start, end, draft.text)
        elif draft.parent is not None:
            for start, end in self._spans(draft.parent.text):
                written = draft.parent.text[start:end]
                yield self.context.finding(f"In the post that is answered: “{written}” is {self.options.finds}.")

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        cleared: set[int] = set()

        def clears(place: int) -> int:
            cleared.add(sentence_at(text, place))
            return next_sentence(text, place)

        def is_cleared(place: int) -> int | None:
            return next_sentence(text, place) if sentence_at(text, place) in cleared else None

        if not self.unless:
            yield from self.patterns.find(text)
        elif self.patterns.find(text):
            self.unless.find(text, clears)
            # Asked again, because what is cleared must not take the place of what is not.
            yield from self.patterns.find(text, is_cleared)


def _build(options: PatternOptions, context: Context) -> Check:
    made: list[Patterns] = []
    wrong: list[str] = []
    for option, patterns, groups in (
        ("patterns", options.patterns, context.patterns),
        # Rarely asked for, so that nothing is won.
        ("unless", options.unless, None),
    ):
        try:
            made.append(Patterns(option, patterns, groups))
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n".join(wrong))
    return Pattern(context, options, *made)


PATTERN = Kind(PatternOptions, _build)
