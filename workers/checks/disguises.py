"""The other words that a reader sees in what is written: d-o-t-s, s p a c e d, f**k, cl0wn, idiooot."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise, product

import regex

from workers.checks.letters import fold, fold_posing
from workers.checks.signs import BESIDE, LINKS, NONE, STRONG, signs_before, signs_behind, signs_between
from workers.checks.word import Other, Word

# Longer than any word that would be hidden, so that a text made of one endless chain stays cheap to read.
_LONGEST = 40
_MOST_PARTS = 4
_MOST_DRAWN_OUT = 3

_POSSESSIVE = regex.compile(r"'s?\Z")
_DRAWN_OUT = regex.compile(r"([^\W\d_])\1{2,}+")
_DRAWN_OUT_ANYWHERE = regex.compile(r"([^\W\d_])\1\1", regex.IGNORECASE)
_TWO_LETTERS = regex.compile(r"[^\W\d_].*?[^\W\d_]")


def disguises(text: str, words: Sequence[Word]) -> Mapping[int, tuple[Other, ...]]:
    """The other ways to read words, by the index of the first."""
    found: defaultdict[int, dict[Other, None]] = defaultdict(dict)
    gaps = [text[before.end : after.start] for before, after in pairwise(words)]
    for index, other in chain(
        _alone(text, words), _spelled(words, gaps), _chained(words, gaps), _signed(text, words, gaps)
    ):
        found[index][other] = None
    return {index: tuple(others) for index, others in found.items()}


def _alone(text: str, words: Sequence[Word]) -> Iterator[tuple[int, Other]]:
    drawn_out = {match.start() for match in _DRAWN_OUT_ANYWHERE.finditer(text)}
    for index, word in enumerate(words):
        folded = word.folded
        if drawn_out and not drawn_out.isdisjoint(range(word.start, word.end)):
            yield from ((index, Other(form, index + 1)) for form in _shortened(_bare(folded)))
        if folded.isalpha() and not word.sign:
            if not folded.isascii() and (posing := fold_posing(text[word.start : word.end])):
                yield index, Other(posing, index + 1)
        elif word.sign == "@":
            yield from ((index, Other(form, index + 1, masked=True)) for form in _known(folded))
        else:
            base = _bare(folded)
            yield from ((index, Other(form, index + 1)) for form in (base, "#" + folded) if form != folded)
            if base.isalnum() and not base.isalpha() and not base.isdecimal():
                yield from ((index, Other(form, index + 1, masked=True)) for form in _known(base))


def _bare(folded: str) -> str:
    return _POSSESSIVE.sub("", folded) if "'" in folded else folded


def _known(form: str) -> tuple[str, ...]:
    """The masked form, if it is no longer than a word and at least two of its letters are there."""
    return (form,) if len(form) <= _LONGEST and _TWO_LETTERS.search(form) else ()


def _shortened(form: str) -> Iterator[str]:
    """«idiooot» as idiot and idioot: each letter that stands three times or more in a row once, and twice."""
    runs = list(_DRAWN_OUT.finditer(form))
    if not runs:
        return
    few = len(runs) <= _MOST_DRAWN_OUT
    for counts in product((1, 2), repeat=len(runs)) if few else ((1,) * len(runs), (2,) * len(runs)):
        made, at = [], 0
        for run, count in zip(runs, counts, strict=True):
            made += [form[at : run.start()], run[1] * count]
            at = run.end()
        yield fold("".join(made) + form[at:])


def _spelled(words: Sequence[Word], gaps: Sequence[str]) -> Iterator[tuple[int, Other]]:
    """Letters set apart in one manner: s t u p i d, s-t-u-p-i-d, s. t. u. p. i. d."""
    single = [len(word.folded) == 1 and word.folded.isalpha() and not word.sign for word in words]
    first = 0
    while True:
        try:
            first = single.index(True, first)
        except ValueError:
            return
        last = first + 1
        gap = gaps[first] if first < len(gaps) else "\n"
        if len(gap) <= 2 and "\n" not in gap:
            while last < len(words) and single[last] and gaps[last - 1] == gap:
                last += 1
        # Two letters with a space between are no word, and what stands before a word may be «a» or «I».
        fewest = 3 if any(map(str.isspace, gap)) else 2
        for start in (first, first + 1) if words[first].folded in "aiouy" else (first,):
            if last - start >= fewest:
                joined = "".join([word.folded for word in words[start:last]])
                yield from ((start, Other(form, last)) for form in (joined, *_shortened(joined)))
        first = last


def _chained(words: Sequence[Word], gaps: Sequence[str]) -> Iterator[tuple[int, Other]]:
    """Words without a space between: st*pid, dumb-ass, #ThugThursday."""
    links = [LINKS[gap] for gap in gaps]
    if not any(links):
        return
    parts = [_bare(word.folded) for word in words]
    handles = [index for index, word in enumerate(words) if word.sign == "@"]
    for index in handles:
        links[max(0, index - 1) : index + 1] = [NONE] * (min(len(links), index + 1) - max(0, index - 1))
    for first, last in _runs(links):
        most = last if last - first <= _MOST_PARTS else 0
        for start in range(first, last - 1):
            yield from _joined(words, gaps, links, parts, start, most or min(last, start + _MOST_PARTS))
        if not most and words[last - 1].end - words[first].start <= _LONGEST:
            yield from list(_joined(words, gaps, links, parts, first, last))[-2:]


def _joined(
    words: Sequence[Word], gaps: Sequence[str], links: Sequence[int], parts: Sequence[str], start: int, last: int
) -> Iterator[tuple[int, Other]]:
    """What words from `start` on make together: two of them, three, and so on up to `last`."""
    form, signs, letters = parts[start], False, parts[start].isalpha()
    for at in range(start + 1, last):
        if words[at].end - words[start].start > _LONGEST:
            return
        if links[at - 1] == STRONG:
            signs = True
            form += signs_between(gaps[at - 1])
        form += parts[at]
        letters = letters and parts[at].isalpha()
        if signs:
            if letters or _TWO_LETTERS.search(form):
                yield start, Other(form, at + 1, masked=True)
        elif letters:
            yield start, Other(form, at + 1)
            if at == start + 1 and gaps[start]:
                yield start, Other(f"{parts[start]}*{parts[at]}", at + 1, masked=True)
            if words[start].sign and words[at].sign:
                # A hashtag is also one word, and so is an entry of several: #thugthursday, #ThugThursday.
                yield start, Other("#" + form, at + 1)


def _runs(links: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The chains of words that hang together, of two words or more."""
    first = 0
    for at, link in enumerate([*links, NONE]):
        if link == NONE:
            if at > first:
                yield first, at + 1
            first = at + 1


def _signed(text: str, words: Sequence[Word], gaps: Sequence[str]) -> Iterator[tuple[int, Other]]:
    """Words that begin or end with signs for letters: f***, a$$, $hit."""
    places = [match.span() for match in BESIDE.finditer(text)]
    if not places:
        return
    ends = {word.end: index for index, word in enumerate(words) if word.sign != "@"}
    starts = {word.start: index for index, word in enumerate(words) if word.sign != "@"}
    for index in sorted({ends.get(start, -1) for start, _ in places} | {starts.get(end, -1) for _, end in places}):
        if index >= 0 and not words[index].folded.isnumeric() and words[index].end - words[index].start <= _LONGEST:
            yield from _with_signs(text, words, gaps, index)


def _with_signs(text: str, words: Sequence[Word], gaps: Sequence[str], index: int) -> Iterator[tuple[int, Other]]:
    first = index
    while first and index - first < _MOST_PARTS and LINKS[gaps[first - 1]] == STRONG and not words[first - 1].sign:
        first -= 1
    tail = signs_behind(text, words[first].start, words[index].end)
    for start in {first, index}:
        lead = signs_before(text, words[start].start)
        body = "".join(
            chain.from_iterable(
                (_bare(words[at].folded), signs_between(gaps[at]) if at < index else "")
                for at in range(start, index + 1)
            )
        )
        for head, foot in {(lead, tail), ("", tail), (lead, "")} - {("", "")}:
            form = head + body + foot
            if len(form) <= _LONGEST and (len(form) > 2 or foot == "$$" or _TWO_LETTERS.search(form)):
                yield start, Other(form, index + 1, masked=True, lead=len(head), tail=len(foot))
