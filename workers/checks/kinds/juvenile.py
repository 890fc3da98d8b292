"""A child near words about an arrest.

`juvenile`:
- `lists` (needed): word lists of arrest, detention, charges.
- `age`: who is younger than this is a child (years, default 18).
- `schools`: whether a school's name or a grade counts as well (default true; colleges do not).
- `words`: word lists that mean a child without an age (teen, freshman); none by default.
- `within`: how many words may lie between the two (default 15).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists
from workers.checks.kinds.persons import Mention, Person
from workers.checks.kinds.spans import Nearest

_SPELLED = {
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13,
    "catorce": 14, "quince": 15, "dieciséis": 16, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18,
}  # fmt: skip
_NUMBER = rf"(?P<age>\p{{Nd}}{{1,3}}|{'|'.join(_SPELLED)})"
_AGES = (
    regex.compile(rf"\b{_NUMBER}[ \-‐]year[ \-‐]olds?\b", regex.IGNORECASE),
    regex.compile(rf"\b{_NUMBER} years? old\b|\b{_NUMBER}[ \-]?y/?o\b", regex.IGNORECASE),
    regex.compile(rf"\bage[ds]?:? {_NUMBER}\b(?! (?:or|and) (?:older|over|up))", regex.IGNORECASE),
    regex.compile(
        rf"\b(?:de |tiene |tenía |con )?{_NUMBER} años\b(?! de (?:cárcel|prisión|experiencia))", regex.IGNORECASE
    ),
    # «Doe, 15, was …»
    regex.compile(r"(?<=\p{L}, )(?P<age>\p{Nd}{1,2})(?=, )"),
)
_SCHOOL = regex.compile(
    r"(?:\b\p{Lu}[\p{L}\p{M}'’.]*+ ){1,3}(?:High|Middle|Elementary|Junior High|Prep|Preparatory|Mid)(?: School)?\b"
    r"|\b(?i:high|middle|elementary|grade)[ \-](?i:school)(?i:er)?s?\b"
    r"|\b(?i:[kp]indergartners?|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|[1-9](?:st|nd|rd|th)|1[0-2]th)[ \-]graders?)\b"
    r"|\b(?i:escuela|preparatoria|prepa|secundaria|primaria|kínder|kinder)\b(?: \p{Lu}[\p{L}\p{M}]++){0,3}+"
)


class JuvenileOptions(Options):
    lists: tuple[str, ...] = Field(min_length=1)
    age: int = Field(default=18, ge=1, le=25)
    schools: bool = True
    words: tuple[str, ...] = ()
    within: int = Field(default=15, ge=0, le=100)


@dataclass(frozen=True, slots=True)
class Juvenile:
    """Each age, school or word for a child that stands near a word about an arrest."""

    context: Context
    options: JuvenileOptions
    arrests: Lists
    words: Lists
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        arrests = self.arrests.find(text)
        if not arrests:
            return
        nearest, end = Nearest(arrests), 0
        for child in sorted(self._children(text), key=lambda mention: (mention.start, -mention.end)):
            near = nearest.to_text(text, child.start, child.end)
            if child.start < end or near is None or near[0] > self.options.within:
                continue
            end = child.end
            yield self.context.finding(
                f"“{text[child.start : child.end]}” tells that somebody is younger than {self.options.age}, and stands "
                f"near “{text[near[1].start : near[1].end]}”.",
                child.start,
                child.end,
                text,
            )

    def _children(self, text: str) -> Iterator[Mention]:
        for pattern in _AGES:
            for match in pattern.finditer(text):
                said = next(age for age in match.captures("age") if age)
                years = _SPELLED.get(said.casefold())
                if (int(said) if years is None else years) < self.options.age:
                    yield Mention(Person.DESCRIPTION, *match.span())
        if self.options.schools:
            for match in _SCHOOL.finditer(text):
                yield Mention(Person.DESCRIPTION, *match.span())
        for hit in self.words.find(text):
            yield Mention(Person.DESCRIPTION, hit.start, hit.end)


def _build(options: JuvenileOptions, context: Context) -> Check:
    return Juvenile(context, options, Lists(context, "lists", options.lists), Lists(context, "words", options.words))


JUVENILE = Kind(JuvenileOptions, _build)
