"""Figures and comparisons, which need a source and the time that they are about.

`source_required`:
- `lists`: word lists of what makes a claim of a number in the same sentence (fell, rose, more than, compared with).
- `source`: whether a link, or a source given as the reason, has to be there (default true).
- `period`: whether the sentence, or another with a claim, has to say of which time it speaks (default
  true).

A percentage is a claim by itself, also in words («percent», «por ciento», «half of», «doubled»). A number beside no
such word is none: a request's number, an hour, a phone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists
from workers.checks.kinds.spans import sentence_at, sentences
from workers.checks.urls import find_links

_PER_CENT = regex.compile(
    r"(?<![\p{N}.,])[\p{N}.,]{1,12}+ ?(?:%|(?:per ?cent(?:age points?)?|por ciento|pct|puntos porcentuales)\b)"
    r"|\b(?:doubled|tripled|halved|(?:twice|three times|half) as (?:many|much)|(?:a third|a quarter|half|most) of all"
    r"|se (?:duplicó|triplicó|redujo a la mitad)|el doble de|la mitad de)\b",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(
    r"(?<![\p{L}\p{N}#.,:/\-])\p{N}++(?:[.,]\p{N}++)*+(?![\p{L}\p{N}:/%\-]| ?[ap]\.?m\b)"
    r"|\b(?:fewer|less|more|higher|lower|better|worse|safer|menos|más|mayor|menor|mejor|peor)"
    r" (?:\p{L}++ ){0,3}(?:than|que)\b"
    r"|\b(?:highest|lowest|safest|worst|fewest|record (?:high|low))\b",
    regex.IGNORECASE,
)
_YEAR = regex.compile(r"(?:19|20)\p{N}{2}")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_PERIOD = regex.compile(
    rf"\b(?:(?:19|20)\p{{N}}{{2}}|(?:{_MONTH})|(?:in|last|this|since) may|q[1-4]"
    r"|(?:first|second|third|fourth) (?:quarter|half)"
    r"|(?:this|last|previous|past|per|each|every|a|the same|since|the) (?:\p{N}{1,3} )?(?:day|week|month|quarter|year"
    r"|summer|winter|spring|fall|decade|weekend|hour)s?|year[ \-]over[ \-]year|year to date|today|yesterday|tonight"
    r"|overnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|fiscal year|fy ?\p{N}{2,4}"
    r"|(?:este|esta|el|la|pasad[oa]|últim[oa]s?|cada|por) (?:\p{N}{1,3} )?(?:día|semana|mes|trimestre|año|verano"
    r"|invierno)(?:es|s)?|hoy|ayer|anoche)\b",
    regex.IGNORECASE,
)


class SourceOptions(Options):
    lists: tuple[str, ...] = ()
    source: bool = True
    period: bool = True


@dataclass(frozen=True, slots=True)
class SourceRequired:
    """The first figure that has no source, and the first that has no time."""

    context: Context
    options: SourceOptions
    trends: Lists
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        claims = self._claims(text)
        if not claims:
            return
        start, end = claims[0]
        quoted = text[start:end]
        missing = []
        if self.options.source and not draft.reason.strip() and not find_links(text):
            missing.append("where it comes from")
        if self.options.period and not self._has_period(text, claims):
            missing.append("of which time it speaks")
        if missing:
            yield self.context.finding(f"“{quoted}” does not say {' nor '.join(missing)}.", start, end, text)

    def _claims(self, text: str) -> list[tuple[int, int]]:
        found = [match.span() for match in _PER_CENT.finditer(text)]
        taken = {place for start, end in found for place in range(start, end)}
        trends = {sentence_at(text, hit.start) for hit in self.trends.find(text)}
        for match in _NUMBER.finditer(text) if trends else ():
            free = match.start() not in taken and not _YEAR.fullmatch(match.group())
            if free and sentence_at(text, match.start()) in trends:
                found.append(match.span())
        return sorted(found)

    def _has_period(self, text: str, claims: list[tuple[int, int]]) -> bool:
        places = sentences(text)
        spoken = {sentence_at(text, start) for start, _ in claims}
        return any(_PERIOD.search(text, *places[number]) for number in spoken if number < len(places))


def _build(options: SourceOptions, context: Context) -> Check:
    return SourceRequired(context, options, Lists(context, "lists", options.lists))


SOURCE_REQUIRED = Kind(SourceOptions, _build)
