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
from workers.checks.reading import letter_runs
from workers.checks.urls import find_links

_PER_CENT = regex.compile(
    r"(?<![\p{N}.,])[\p{N}.,]{1,12}+ ?(?:%|(?:per ?cent(?:age points?)?|por ciento|pct|puntos porcentuales)\b)",
    regex.IGNORECASE,
)
# Each expression with words of which one is there where it finds something: most texts have none, and to see that is
# quicker than to search.
_PER_CENT_WORDS = frozenset("percent percentage per por pct puntos".split())  # noqa: SIM905
_BEFORE_SIGN = regex.compile(r"(?<![\p{N}.,])[\p{N}.,]{1,12}+ ?\Z")
_SHARE = regex.compile(
    r"\b(?:doubled|tripled|halved|(?:twice|three times|half) as (?:many|much)|(?:a third|a quarter|half|most) of all"
    r"|se (?:duplicó|triplicó|redujo a la mitad)|el doble de|la mitad de)\b",
    regex.IGNORECASE,
)
_SHARE_WORDS = frozenset(
    "doubled tripled halved many much all duplicó triplicó mitad doble".split()  # noqa: SIM905
)
_NUMBER = regex.compile(
    r"\p{N}(?<![\p{L}\p{N}#.,:/\-]\p{N})\p{N}*+(?:[.,]\p{N}++)*+(?![\p{L}\p{N}:/%\-]| ?[ap]\.?m\b)", regex.IGNORECASE
)
_COMPARED = regex.compile(
    r"\b(?:fewer|less|more|higher|lower|better|worse|safer|menos|más|mayor|menor|mejor|peor)"
    r" (?:\p{L}++ ){0,3}(?:than|que)\b"
    r"|\b(?:highest|lowest|safest|worst|fewest|record (?:high|low))\b",
    regex.IGNORECASE,
)
_COMPARED_WORDS = frozenset("than que highest lowest safest worst fewest record".split())  # noqa: SIM905
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
_PERIOD_WORDS = frozenset(
    """
    jan january feb february mar march apr april jun june jul july aug august sep sept september oct october nov
    november dec december enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre may
    q quarter quarters half day days week weeks month months year years summer summers winter winters spring springs
    fall falls decade decades weekend weekends hour hours today yesterday tonight overnight monday tuesday wednesday
    thursday friday saturday sunday fiscal fy día días semana semanas mes meses trimestre trimestres año años verano
    veranos invierno inviernos hoy ayer anoche
    """.split()  # noqa: SIM905 - as a list it would fill the screen
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
        words = letter_runs(text)
        found = _percentages(text, words)
        if not _SHARE_WORDS.isdisjoint(words):
            found += [match.span() for match in _SHARE.finditer(text)]
        taken = {place for start, end in found for place in range(start, end)}
        trends = {sentence_at(text, hit.start) for hit in self.trends.find(text)}
        compared = not _COMPARED_WORDS.isdisjoint(words)
        for pattern in ((_NUMBER, _COMPARED) if compared else (_NUMBER,)) if trends else ():
            for match in pattern.finditer(text):
                free = match.start() not in taken and not _YEAR.fullmatch(match.group())
                if free and sentence_at(text, match.start()) in trends:
                    found.append(match.span())
        return sorted(found)

    def _has_period(self, text: str, claims: list[tuple[int, int]]) -> bool:
        if "19" not in text and "20" not in text and _PERIOD_WORDS.isdisjoint(letter_runs(text)):
            return False
        places = sentences(text)
        spoken = {sentence_at(text, start) for start, _ in claims}
        return any(_PERIOD.search(text, *places[number]) for number in spoken if number < len(places))


def _percentages(text: str, words: frozenset[str]) -> list[tuple[int, int]]:
    if not _PER_CENT_WORDS.isdisjoint(words):
        return [match.span() for match in _PER_CENT.finditer(text)]
    found = []
    sign = text.find("%")
    while sign >= 0:
        before = _BEFORE_SIGN.search(text, max(0, sign - 14), sign)
        if before is not None:
            found.append((before.start(), sign + 1))
        sign = text.find("%", sign + 1)
    return found


def _build(options: SourceOptions, context: Context) -> Check:
    return SourceRequired(context, options, Lists(context, "lists", options.lists))


SOURCE_REQUIRED = Kind(SourceOptions, _build)
