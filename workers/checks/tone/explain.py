"""Why a reply without a sure cue scored high: the sentence that weighed most, what in it did, and the likeliest cue."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from workers.checks.reading import read as reading_of
from workers.checks.tone.cues import Cue
from workers.checks.tone.features import where
from workers.checks.tone.model import Model, Score
from workers.checks.tone.tokens import Tokens, is_word

# A row of words: the first token, and one past the last.
Row = tuple[int, int]
# More words than these explain nothing.
MOST_WORDS = 3
# A cue is named that weighs so much by itself, and so many times as much as the next.
LEAST_WEIGHT = 1.0
AHEAD = 1.5
# Words that say nothing when they stand alone.
_SMALL = frozenset(
    (  # noqa: SIM905 -- one to a bar would fill a screen
        "a about after again all also always am an and another any are as at be because been before being both but by"
        " can come could did do does doing done else even ever every few for from get go goes going got had has have"
        " he her here him his how i if in into is it its just know let like made make many may maybe me might more"
        " most much must my never no nor not now of off on once one only or other our ours out over own perhaps same"
        " say see shall she should so some such sure take than that the their theirs them then there these they"
        " thing things this those though through to too two up upon us very was way we well were what when where"
        " which while who whom whose why will with would yes yet you your yours yourself"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """text[start:end] is the sentence that weighed most, `words` the words in it that did, as they are written.

    `cue` is the likeliest that is heard in them, None where none is clearly ahead of the others.
    """

    start: int
    end: int
    words: tuple[str, ...]
    cue: Cue | None


def explain(learned: Model, score: Score, off: frozenset[str] = frozenset()) -> Explanation:
    """What made the score of a reply that has one; cues named in `off` are not spoken of."""
    read = score.features.read
    # Sentences as the other checks read them: for the model none ends with a number.
    reading = reading_of(read.text)
    begins = [reading.words[first].start for first, _ in reading.sentences]
    sentence = [bisect_right(begins, end) for end in read.ends]
    # By sentence what weighs there, each once, and how much each row of words in it weighs by itself.
    weights: dict[int, dict[str, float]] = {at: {} for at in sentence}
    rows: dict[int, dict[Row, float]] = {at: defaultdict(float) for at in sentence}
    for name, first, last in where(read, learned.words):
        at = sentence[first]
        if at == sentence[last - 1]:
            weights[at][name] = learned.words[name][score.asked]
            rows[at][first, last] += weights[at][name]
    heaviest = max(weights, key=lambda at: sum(weights[at].values()))
    start, end = read.span(sentence.index(heaviest), bisect_right(sentence, heaviest))
    spans = [read.span(*row) for row in _weightiest(read, rows[heaviest])]
    heard = {
        each.cue.name: each.cue
        for each in score.features.cues
        if not each.sure
        and each.cue.name not in off
        and any(each.start < last and first < each.end for first, last in spans)
    }
    likeliest = _ahead({name: learned.words.get(f"cue:{name}", (0.0, 0.0))[score.asked] for name in heard})
    words = tuple(read.text[first:last] for first, last in spans)
    return Explanation(start, end, words, heard[likeliest] if likeliest else None)


def _weightiest(read: Tokens, rows: Mapping[Row, float]) -> list[Row]:
    """The rows that weigh most with all that they hold, in the order of the text, none twice or inside another."""
    whole = {row: sum(rows.get(part, 0.0) for part in _parts(row)) for row in rows}
    kept: list[Row] = []
    for first, last in sorted(rows, key=lambda row: -whole[row]):
        if len(kept) == MOST_WORDS or whole[first, last] <= 0:
            break
        said = read.plain[first:last]
        tells = any(is_word(word) and len(word) > 1 and word not in _SMALL for word in said)
        new = all((last <= other or first >= end) and said != read.plain[other:end] for other, end in kept)
        if tells and new and _is_whole(read, first, last):
            kept.append((first, last))
    return sorted(kept)


def _is_whole(read: Tokens, first: int, last: int) -> bool:
    """Whether a row begins and ends with words, and not in the middle of one ("don't" is two)."""
    return all(
        is_word(read.plain[inside])
        and not (
            0 <= outside < len(read.plain) and not read.before[max(inside, outside)] and is_word(read.plain[outside])
        )
        for inside, outside in ((first, first - 1), (last - 1, last))
    )


def _parts(row: Row) -> list[Row]:
    first, last = row
    return [(start, end) for start in range(first, last) for end in range(start + 1, last + 1)]


def _ahead(weights: Mapping[str, float]) -> str | None:
    """Which of these cues is clearly ahead of the others; None if none is."""
    first, second = sorted([*weights.values(), 0.0, 0.0], reverse=True)[:2]
    if first < max(LEAST_WEIGHT, AHEAD * second):
        return None
    return max(weights, key=lambda name: weights[name])
