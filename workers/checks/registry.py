"""Which kinds of check there are: ours, and those of the packages that are installed beside us."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

from rq.timeouts import BaseTimeoutException

from approval.errors import Misconfigured
from approval.policy.visible import one_line
from workers.checks.kind import GROUP, Kind
from workers.checks.kinds import (
    answers,
    emergency,
    emoji,
    hashtags,
    house,
    juvenile,
    language,
    lexicon,
    named,
    near,
    pattern,
    pictures,
    politics,
    presumption,
    readability,
    shouting,
    sources,
    state,
    template,
    timing,
)
from workers.checks.tone.kind import TONE

# What a kind can be told is its own affair, so the type of its options is nobody's here.
OURS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        "length": house.LENGTH,
        "hidden_characters": house.HIDDEN_CHARACTERS,
        "gaps": house.GAPS,
        "look_alikes": house.LOOK_ALIKES,
        "links": house.LINKS,
        "personal_data": house.PERSONAL_DATA,
        "toxicity": house.TOXICITY,
        "lexicon": lexicon.LEXICON,
        "near": near.NEAR,
        "pattern": pattern.PATTERN,
        "named_near": named.NAMED_NEAR,
        "juvenile": juvenile.JUVENILE,
        "politics": politics.POLITICS,
        "presumption": presumption.PRESUMPTION,
        "emergency": emergency.EMERGENCY,
        "template": template.TEMPLATE,
        "shouting": shouting.SHOUTING,
        "hashtags": hashtags.HASHTAGS,
        "emoji": emoji.EMOJI,
        "readability": readability.READABILITY,
        "language": language.LANGUAGE,
        "repeat_target": timing.REPEAT_TARGET,
        "off_hours": timing.OFF_HOURS,
        "parent_required": state.PARENT_REQUIRED,
        "unaltered": state.UNALTERED,
        "source_required": sources.SOURCE_REQUIRED,
        "alt_text": pictures.ALT_TEXT,
        "picture_words": pictures.PICTURE_WORDS,
        "tone": TONE,
        "echo": answers.ECHO,
        "short_answer": answers.SHORT_ANSWER,
    }
)


def kinds() -> Mapping[str, Kind[Any]]:
    """Every kind by its name. Misconfigured, naming the distribution, where one cannot be used."""
    return _found()[0]


def giver(kind: str) -> str:
    """Who brings this kind: «the package river-checks 1.0», or «Countersign itself»."""
    return _found()[1][kind]


@lru_cache(maxsize=1)
def _found() -> tuple[Mapping[str, Kind[Any]], Mapping[str, str]]:
    """The kinds, and who brings each."""
    found = dict(OURS)
    givers = dict.fromkeys(OURS, "Countersign itself")
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, _distribution(each))):
        if point.name in found:
            raise Misconfigured(
                f"The check “{point.name}” is in {givers[point.name]} and in {_distribution(point)}. Remove one of the "
                "two: nobody could know which of them a rule of the policy means."
            )
        found[point.name] = _load(point)
        givers[point.name] = _distribution(point)
    return MappingProxyType(found), MappingProxyType(givers)


def _load(point: EntryPoint) -> Kind[Any]:
    try:
        kind = point.load()
    except BaseTimeoutException:  # the job's time is up, and no mistake of the package
        raise
    except Exception as error:  # a package may have errors of its own
        raise Misconfigured(
            f"The check “{point.name}” of {_distribution(point)} cannot be loaded from {point.value}: "
            f"{one_line(str(error)) or type(error).__name__}. Install that package again, or remove it."
        ) from error
    if not isinstance(kind, Kind):
        raise Misconfigured(
            f"The check “{point.name}” of {_distribution(point)} is no kind of check: {point.value} is of the type "
            f"{type(kind).__name__}. Its entry point has to name a Kind (workers/checks/kind.py)."
        )
    return kind


def _distribution(point: EntryPoint) -> str:
    return f"the package {point.dist.name} {point.dist.version}" if point.dist else "a package without a name"
