"""A phrase is found wherever its words stand, although of all phrases only a few are tried there."""

import random

from workers.checks.tone.cues import classes, cues
from workers.checks.tone.phrases import PhraseIndex, Step, compile_phrase
from workers.checks.tone.tokens import tokens

PHRASES = [
    ((f"{cue.name}: {phrase}", True), compile_phrase(phrase, classes()))
    for cue in cues().values()
    for phrase in (*cue.sure, *cue.hints)
]
INDEX = PhraseIndex(PHRASES)
DRAWS = 5


def some_words(step: Step, chance: random.Random) -> list[str]:
    """What a step takes: a gap some fillers, anything else one of its words, or none where it may be missing."""
    if step.gap:
        return ["lo"] * chance.randint(0, step.gap)
    if step.edge or (step.optional and chance.random() < 0.5):
        return []
    return [chance.choice(sorted(step.words | {f"{begin}s" for begin in step.begins}))]


def test_a_phrase_is_found_wherever_its_words_stand() -> None:
    chance = random.Random(1)
    met, missed = set(), []
    for (name, _sure), steps in PHRASES * DRAWS:
        words = [word for step in steps for word in some_words(step, chance)]
        first = 0 if steps[0].edge else chance.randint(0, 3)
        before = chance.choices(["the", "you", "lo", ","], k=first)
        after = [] if any(step.edge == "$" for step in steps) else ["lo"]
        read = tokens(" ".join([*before, *words, *after]))
        # A bare «n't» is no token, and what stands behind a sentence's end begins another one.
        if list(read.plain) == [*before, *words, *after] and not any(step.edge for step in steps[1:-1]):
            met.add(name)
            if (name, first) not in {(found[0], at) for found, at, _ in INDEX.find(read)}:
                missed.append((name, read.text))
    assert missed == []
    assert len(met) > 0.9 * len(PHRASES)
