"""Shows a finding's span in its place, with characters that nobody can see written out."""

import unicodedata
from itertools import groupby

import regex

from approval.finding import Finding
from bot.blocks.literal import Element, text

AROUND = 40
LONGEST_SPAN = 160

_HIDDEN = regex.compile(r"[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}\u2800]")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F\u200D\p{Extended_Pictographic}]*")
_GRAPHEME = regex.compile(r"\X")
_CONTROLS = {"\n": "⏎", "\t": "⇥", "\r": "U+000D CARRIAGE RETURN", "\x1b": "U+001B ESCAPE", "\x08": "U+0008 BACKSPACE"}


def marked(finding: Finding, whole: str) -> list[Element]:
    """The span in its surroundings, marked; nothing where the finding is about the whole text.

    Where the span does not stand in the reply's text (it is in a picture's description, say), it is shown alone.
    """
    if not finding.span:
        return []
    span = text(_shortened(written_out(finding.span)), code=True)
    if whole[finding.start : finding.end] != finding.span:
        return [span]
    before = whole[max(0, finding.start - AROUND) : finding.start].rpartition("\n")[2]
    after = whole[finding.end : finding.end + AROUND].partition("\n")[0]
    more_before = "…" if finding.start > len(before) and before else ""
    more_after = "…" if finding.end + len(after) < len(whole) and after else ""
    around = [text(f"{more_before}{readable(before)}")] if before else []
    return [*around, span, *([text(f"{readable(after)}{more_after}")] if after else [])]


def written_out(span: str) -> str:
    """The span with each character that cannot be seen named: «U+200B ZERO WIDTH SPACE», a run of them counted."""
    shown: list[str] = []
    for character, run in groupby(span):
        times = len(list(run))
        if not _HIDDEN.match(character):
            shown.append(character * times)
            continue
        name = _named(character)
        # A line's end is no riddle; it is drawn and not named.
        drawn = name * times if len(name) == 1 else f"[{name}{f' ×{times}' if times > 1 else ''}]"
        shown.append(drawn)
    return "".join(shown)


def readable(around: str) -> str:
    """Words with hidden characters written out, but emoji, which are made of such, left whole."""
    graphemes = (match.group() for match in _GRAPHEME.finditer(around))
    return "".join(each if _EMOJI.fullmatch(each) else written_out(each) for each in graphemes)


def _named(character: str) -> str:
    if character in _CONTROLS:
        return _CONTROLS[character]
    name = unicodedata.name(character, "") or f"({unicodedata.category(character)})"
    return f"U+{ord(character):04X} {name}"


def _shortened(span: str) -> str:
    """A long span's middle is left out here, and said so: the text itself stands whole above it."""
    if len(span) <= LONGEST_SPAN:
        return span
    half = LONGEST_SPAN // 2
    return f"{span[:half]} … [{len(span) - 2 * half:,} characters between] … {span[-half:]}"
