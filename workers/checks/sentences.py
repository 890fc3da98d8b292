"""Where the sentences of a text end."""

import re
from collections.abc import Iterator
from functools import lru_cache

import regex

from workers.checks.shapes import of, shape

_BEFORE = regex.compile(r"[\p{L}\p{M}.]++\Z")
_AFTER = regex.compile(r"\s*+[\"'“‘«(\[*_¿¡]*+([\p{L}\p{M}\p{N}]*+)(\.?)")
_LETTERS = regex.compile(r"\p{L}(?:\.\p{L})++")
_FEW = 24
# What ends with a full stop and is no end, unless a word follows that hardly stands after it inside a sentence.
_SHORT = frozenset(
    """
    dr mr mrs ms mx st ste mt ft jr sr sra srta dra ud uds vd gov sen rep rev gen col lt sgt capt cpl det ofc dep insp
    cmdr hon pres prof atty supt dir asst ave av blvd rd ln ct pl hwy pkwy sq apt bldg rm nm ariz calif tex colo dept
    div est approx vs inc co corp ltd univ jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur
    thurs fri sat sun etc eg ie cf al no nos núm num tel ext fig vol pp pág hrs min mi lbs oz
    """.split()  # noqa: SIM905 - as a list it would fill the screen
)
_STARTERS = frozenset(
    """
    the we it this that these those you they he she if please our your their his her there here what why how who where
    when which do does did is are was were can could will would should has have had but and or so then thanks thank
    call see also after before during while because however unfortunately yes not nobody nothing everyone anyone
    el la los las un una nosotros ellos ellas usted ustedes su sus si por para pero gracias llame vea también cuando
    qué quién cómo dónde no hay es son está están oh sure wow maybe let get go stop
    """.split()  # noqa: SIM905
)


def sentence_ends(text: str, shaped: str = "") -> Iterator[int]:
    """The places, in order, up to which a sentence reaches; `shaped` is the text's shape, where it is known."""
    for match in _end().finditer(shaped or shape(text)):
        start, end = match.span()
        if text[start] in ".…" and not _ends(text, start, end, text[start:end]):
            continue
        yield end


@lru_cache(maxsize=1)
def _end() -> re.Pattern[str]:
    # A full stop, question or exclamation mark with what closes behind it, before white space or the end; or a new
    # line. After a small letter a capital may follow at once: people forget the space.
    return re.compile(
        rf"[{of('mark')}]++[{of('closing')}]*+(?=[{of('space')}]|\Z)|[{of('line')}]|[{of('full stop')}]"
        rf"|(?<=[{of('small')}])[{of('.', 'cry')}](?=[{of('capital')}][{of('small')}])"
        rf"|[{of('cry')}]++(?=[{of('proper letter', 'opening')}])"
    )


def _ends(text: str, start: int, end: int, mark: str) -> bool:
    """Whether full stops at text[start:end] end a sentence and not only an abbreviation or a thought."""
    after = _AFTER.match(text, end, end + _FEW)
    word = after.group(1) if after else ""
    if "…" in mark or ".." in mark:
        return not word[:1].islower()
    before = _BEFORE.search(text, max(0, start - _FEW), start)
    if before is None:
        return True
    short = before.group().casefold()
    if short == "no" or short == "nos":
        return not word[:1].isdecimal()
    letter = len(short) == 1 and short != "i"
    if not (letter or _LETTERS.fullmatch(short) or short in _SHORT):
        return True
    followed = bool(after and after.group(2))
    return (
        not word
        or ("\n" in text[end : end + 2])
        or (word.casefold() in _STARTERS and not followed and word[:1].isupper())
    )
