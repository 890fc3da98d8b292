"""Which letters the document's fonts have: what they lack is named by its code, so that no reader sees an empty box."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import regex
import typst
from fontTools.ttLib import TTFont

# Noto for the world's letters and emoji (SIL Open Font License), DejaVu for signs that it lacks (a free licence of its
# own): both let documents carry them. The second comes with what draws the charts.
_NOTO, _DEJAVU = "manimgx_fonts", "matplotlib"
# The first that has a letter draws it.
_FIRST, _LAST = ("Noto Sans", "Noto Emoji"), "DejaVu Sans"

# What has no picture of its own: joiners, and what says how the letter before is drawn.
_JOINING = regex.compile("[\u200c\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]")
# What an archive does not take (ISO 19005-3, 6.2.11.7): characters on whose meaning nobody agreed.
_NOT_TAKEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]")
# Longer than a line of a table may be, and nowhere to break it: a link, mostly.
_LONG = regex.compile(r"\S{25,}")
_PIECE = 12


@dataclass(frozen=True, slots=True)
class Letters:
    """What can be drawn; `joined` where characters may also say how others are drawn."""

    drawn: frozenset[int]
    joined: bool = True

    @property
    def plain(self) -> "Letters":
        """Only those that stand alone in any text: Latin ones, in one piece."""
        return Letters(frozenset(code for code in self.drawn if code < 0x250), joined=False)

    def named(self, text: str) -> str:
        """The text with the code in brackets in the place of each character that no font has."""
        return "".join(each if self._has(each) else f"[U+{ord(each):04X}]" for each in text)

    def _has(self, character: str) -> bool:
        if ord(character) in self.drawn or character in "\n\t\r":
            return True
        return self.joined and bool(_JOINING.fullmatch(character))


def font_files() -> list[Path]:
    """Where the fonts are."""
    with as_file(files(_NOTO)) as noto, as_file(files(_DEJAVU).joinpath("mpl-data", "fonts", "ttf")) as dejavu:
        return [*sorted(noto.glob("*.ttf")), dejavu / "DejaVuSans.ttf"]


def gathered(paths: Iterable[Path], folder: Path) -> typst.Fonts:
    """These fonts and no other: what lies beside one of them draws a box for whatever the others lack."""
    for path in paths:
        shutil.copyfile(path, folder / path.name)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def families(fonts: typst.Fonts) -> list[str]:
    """The fonts' names, in the order in which they are asked for a letter. LookupError where one is missing.

    Without fonts a document would come out empty, and nothing would say so.
    """
    found = fonts.families()
    if missing := {*_FIRST, _LAST} - {*found}:
        raise LookupError(f"The font {min(missing)} is missing.")
    return [*_FIRST, *(name for name in found if name not in (*_FIRST, _LAST)), _LAST]


def letters(paths: Iterable[Path]) -> Letters:
    """What the fonts can draw."""
    drawn = set[int]()
    for path in paths:
        with TTFont(path, lazy=True) as font:
            drawn |= font.getBestCmap().keys()
    return Letters(frozenset(code for code in drawn if not _NOT_TAKEN.fullmatch(chr(code))))


def breakable(text: str) -> list[str]:
    """The text in pieces between which a line may end, though nothing is written there."""
    pieces, last = list[str](), 0
    for word in _LONG.finditer(text):
        shapes = regex.findall(r"\X", word[0])
        whole = ["".join(shapes[at : at + _PIECE]) for at in range(0, len(shapes), _PIECE)]
        pieces += [text[last : word.start()] + whole[0], *whole[1:]]
        last = word.end()
    if rest := text[last:]:
        if pieces:
            pieces[-1] += rest
        else:
            pieces.append(rest)
    return pieces
