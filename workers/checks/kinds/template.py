"""What was to be filled in, or was only a trial.

`template`:
- `allow`: what may stand in brackets, as it is written: "[video]". Known already: video, photo, image, map, audio,
  link, thread, update, closed, sic, their like in Spanish, numbers ([1], [2/3]) and dots.
- `words`: more words and phrases that nobody means to publish ("INSERT HERE"), whatever their case.

Known are [..], {..}, <..>, ____, XXX-XXX, lorem ipsum, TODO, TBD, FIXME, and TEST where it is a line's first word or
all of it («A DUI TEST» passes), «test post», «please ignore», «esto es una prueba».
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.folding import small
from workers.checks.kind import Context, Kind, Options

_PLACE = regex.compile(
    r"\[\[?[^\[\]\n]{1,80}+\]{1,2}+|\{\{?[^{}\n]{1,80}+\}{1,2}+|<<?[\p{L}_/][^<>\n]{0,79}+>{1,2}+|%\p{Lu}[\p{Lu}_]{2,30}+%"
    r"|_{3,}+"
)
_PLACE_SIGNS = ("[", "{", "<", "%", "___")
_ENDS = r"(?=\s{0,9}(?:[.!,;]|\Z))"
_TRIAL = regex.compile(
    r"\b(?:(?i:lorem ipsum|asdf+g?h?j?k?l?)|TODO|FIXME|TB[DA]"
    r"|[Xx]{3,}+(?:[-–/. ][Xx]{2,}+)*+|X{2,}+(?:[-/]X{2,}+)++)(?![\p{L}\p{N}])"
    r"|^[ \t*_]{0,9}+(?P<test>(?:TEST|PRUEBA)(?:[ \-]?(?:TEST|PRUEBA|ONLY|POST|MESSAGE|[123]))*+)"
    r"(?=[ \t]{0,9}(?:[.,:;!*_\-–—]|$))"
    r"|\b(?i:(?:this is (?:just |only )?a )?test (?:post|message|tweet|reply|toot)"
    rf"|this is (?:just |only )?a test{_ENDS}|(?:please|pls) (?:ignore|disregard) this(?: (?:post|message))?{_ENDS}"
    rf"|est[oe] es (?:sólo |solo )?una prueba{_ENDS}|mensaje de prueba|(?:favor de )?ignorar? este mensaje)\b",
    regex.MULTILINE,
)
# One of these is in all that `_TRIAL` matches.
_TRIAL_WORDS = ("xx", "todo", "fixme", "tbd", "tba", "test", "prueba", "lorem", "asdf", "ignor", "disregard")
_KNOWN = regex.compile(
    r"video|vídeo|photos?|fotos?|image|imagen|map|mapa|audio|gif|pdf|link|enlace|thread|hilo|cont(?:inued|inúa)?\.?"
    r"|update[ds]?|actualización|actualizado|correct(?:ion|ed)|corrección|closed|cerrado|open(?:ed)?|abierto|live"
    r"|en vivo|sic|content warning|en español|español|english|p?\p{N}{1,3}(?:[/\-–]\p{N}{1,3})?|[.…]+",
    regex.IGNORECASE,
)


class TemplateOptions(Options):
    allow: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Each place that waits to be filled in, and each word of a trial."""

    context: Context
    allow: frozenset[str]
    words: regex.Pattern[str] | None
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        for match in _PLACE.finditer(text) if any(sign in text for sign in _PLACE_SIGNS) else ():
            written = match.group()
            square = written[0] == "[" and _KNOWN.fullmatch(written.strip("[] "))
            if not square and written.casefold() not in self.allow:
                yield self._finding(text, *match.span(), "waits to be filled in")
        lower = small(text)
        for match in _TRIAL.finditer(text) if any(word in lower for word in _TRIAL_WORDS) else ():
            yield self._finding(text, *match.span("test" if match.group("test") else 0), "is a trial and not a reply")
        for match in self.words.finditer(text) if self.words else ():
            yield self._finding(text, *match.span(), "is not meant to be published")

    def _finding(self, text: str, start: int, end: int, what: str) -> Finding:
        return self.context.finding(f"“{text[start:end]}” {what}.", start, end, text)


def _build(options: TemplateOptions, context: Context) -> Check:
    if any(not each.strip() for each in (*options.allow, *options.words)):
        raise ValueError("words: an empty word would be found everywhere.")
    words = "|".join(regex.escape(word.strip()) for word in options.words)
    return Template(
        context,
        frozenset(each.casefold() for each in options.allow),
        regex.compile(rf"(?<!\w)(?:{words})(?!\w)", regex.IGNORECASE) if words else None,
    )


TEMPLATE = Kind(TemplateOptions, _build)
