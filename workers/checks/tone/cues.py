"""The named cues of tone: each has a name and a sentence that a person would trust, and phrases that it is known by.

They stand in phrasebook/*.toml, so that anybody can read and change them; phrases.py says how a phrase is written.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from workers.checks.tone.phrases import PhraseIndex, compile_phrase
from workers.checks.tone.tokens import Tokens

BOOK = Path(__file__).with_name("phrasebook")


@dataclass(frozen=True, slots=True)
class Cue:
    """A named way of being rude. `why` says in a sentence what a reader hears, `mend` what to write instead.

    `sure` are phrases that hardly any civil reply has; `hints` are heard in civil replies too and only weigh in.
    A cue in another language than English has no model beside it, and is raised by itself.
    """

    name: str
    why: str
    mend: str
    sure: tuple[str, ...]
    hints: tuple[str, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue heard at text[start:end]; `sure` says by which kind of phrase, `phrases` by which ("cue: phrase")."""

    cue: Cue
    start: int
    end: int
    sure: bool
    phrases: tuple[str, ...]


@lru_cache(maxsize=1)
def cues() -> dict[str, Cue]:
    """All cues by name, in the order of the phrasebook."""
    found: dict[str, Cue] = {}
    for file in sorted(BOOK.glob("*.toml")):
        if file.name != "classes.toml":
            for name, entry in tomllib.loads(file.read_text("utf-8")).items():
                found[name] = Cue(
                    name, entry["why"], entry["mend"], tuple(entry["sure"]), tuple(entry["hints"]),
                    entry.get("language", "en"),
                )  # fmt: skip
    return found


@lru_cache(maxsize=8)
def heard(read: Tokens) -> tuple[Heard, ...]:
    """Every cue in a text, in its order; where several phrases of one cue overlap, the longest stands for them."""
    found: list[Heard] = []
    by_name = cues()
    for (phrase, sure), first, last in _index().find(read):
        cue = by_name[phrase.partition(": ")[0]]
        found.append(Heard(cue, *read.apart.span(first, last), sure, (phrase,)))
    return tuple(_longest(found))


def classes() -> dict[str, frozenset[str]]:
    """The classes of words that phrases may name."""
    entries = tomllib.loads((BOOK / "classes.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in entries.items()}


@lru_cache(maxsize=1)
def _index() -> PhraseIndex:
    known = classes()
    return PhraseIndex(
        [
            ((f"{cue.name}: {phrase}", sure), compile_phrase(phrase, known))
            for cue in cues().values()
            for sure, phrases in ((True, cue.sure), (False, cue.hints))
            for phrase in phrases
        ]
    )


def _longest(found: list[Heard]) -> list[Heard]:
    kept: list[Heard] = []
    last: dict[tuple[str, bool], int] = {}
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        at = last.get(key := (each.cue.name, each.sure))
        if at is None or each.start >= kept[at].end:
            last[key] = len(kept)
            kept.append(each)
        elif each.phrases[0] not in kept[at].phrases:
            kept[at] = replace(kept[at], phrases=(*kept[at].phrases, *each.phrases))
    return kept
