"""The other words that a reader sees in what is written: d-o-t-s, s p a c e d, f**k, cl0wn, idiooot."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise, product

import regex

from workers.checks.inflection import is_particle
from workers.checks.letters import POSE_FIRST, fold, fold_posing
from workers.checks.masks import Masks
from workers.checks.reading import Reading
from workers.checks.shapes import having, of
from workers.checks.signs import (
    BEHIND,
    NONE,
    RESEMBLES,
    STRONG,
    link,
    signs_before,
    signs_behind,
    signs_between,
)
from workers.checks.word import Other, Word

# Longer than any word that would be hidden, so that a text made of one endless chain stays cheap to read.
_LONGEST = 40
_MOST_PARTS = 4
_MOST_DRAWN_OUT = 3

_POSSESSIVE = regex.compile(r"'s?\Z")
_DRAWN_OUT = regex.compile(r"([^\W\d_])\1{2,}+")
_TWO_LETTERS = regex.compile(r"[^\W\d_].*?[^\W\d_]")


class Disguises:
    """The other ways to read words of a text as words of lists; `known` are all their forms."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._letters = "".join(sorted(set(RESEMBLES).union("'", *known)))
        self._threes = [letter * 3 for letter in self._letters if letter.isalpha()]
        self._beginnings = frozenset(form[:length] for form in known for length in range(1, len(form)))
        # Words that only hold a sentence together are not masked by anybody, and would be seen in every f***.
        self._masks = Masks(form for form in known if not is_particle(form))

    def of(self, reading: Reading) -> Iterator[tuple[int, Other]]:
        """Each known word, with the index of the first word of the text that is read as it."""
        for index, other in self._possible(reading):
            if other.masked:
                for form in self._masks.find(other.form):
                    yield index, other._replace(form=form)
            elif other.form in self._known:
                yield index, other

    def _possible(self, reading: Reading) -> Iterator[tuple[int, Other]]:
        forms = [word.folded for word in reading.words]
        # Stripped of the letters, nothing is left of a word that is made of them.
        can = [not form.strip(self._letters) for form in forms]
        every = "\n".join(forms)
        if not every.isascii():
            yield from _posing(reading)
        if True in can:
            yield from self._drawn_out(forms, can, every)
            yield from _alone(reading, can)
            if b"\1\1" in bytes([len(form) == 1 for form in forms]):
                yield from _spelled(reading, can)
            gaps = [reading.shape[before.end : after.start] for before, after in pairwise(reading.words)]
            linked = {gap: link(gap) for gap in set(gaps)}
            links = [NONE] * len(gaps)
            if any(linked.values()):
                links = [
                    linked[gap] if one and other else NONE
                    for gap, (one, other) in zip(gaps, pairwise(can), strict=True)
                ]
                yield from self._chained(reading, links)
            yield from _signed(reading, can, links)

    def _drawn_out(self, forms: Sequence[str], can: Sequence[bool], every: str) -> Iterator[tuple[int, Other]]:
        """Words with a letter three times or more in a row."""
        threes = [three for three in self._threes if three in every]
        if threes:
            for index, form in enumerate(forms):
                if can[index] and any(three in form for three in threes):
                    yield from ((index, Other(short, index + 1)) for short in _shortened(_bare(form)))

    def _chained(self, reading: Reading, links: Sequence[int]) -> Iterator[tuple[int, Other]]:
        """Words without a space between: st*pid, dumb-ass, #ThugThursday."""
        words = reading.words
        for first, last in _runs([*links, NONE], words):
            most = last if last - first <= _MOST_PARTS else 0
            for start in range(first, last - 1):
                # Most words begin no longer one, and so need not be put together with others.
                begin, _, _, sign = words[start]
                if begin.isalpha() and begin not in self._beginnings and not sign:
                    continue
                stop = most or min(last, start + _MOST_PARTS)
                yield from (
                    self._plain(words[start:stop], start)
                    if STRONG not in links[start : stop - 1]
                    else _joined(reading, links, start, stop, self._masks.longest)
                )
            if not most and words[last - 1].end - words[first].start <= _LONGEST:
                yield from list(_joined(reading, links, first, last, _LONGEST))[-2:]

    def _plain(self, words: Sequence[Word], first: int) -> Iterator[tuple[int, Other]]:
        """What words that one separator parts, or nothing, make together: the first two, three, and so on."""
        form, start, end, sign = words[0]
        form = _bare(form)
        for at, (folded, begin, stop, other) in enumerate(words[1:], start=2):
            part = _bare(folded)
            if stop - start > _LONGEST or not form.isalpha() or not part.isalpha():
                return
            if at == 2 and end < begin:
                yield from ((first, Other(known, first + at)) for known in self._masks.find(f"{form}*{part}"))
            form += part
            if form in self._known:
                yield first, Other(form, first + at)
            # A hashtag is also one word, and so is an entry of several: #thugthursday, #ThugThursday.
            if sign and other and "#" + form in self._known:
                yield first, Other("#" + form, first + at)


def _posing(reading: Reading) -> Iterator[tuple[int, Other]]:
    """Words of another alphabet that pass for Latin ones."""
    text = reading.text
    others = [
        (index, start, end)
        for index, (form, start, end, sign) in enumerate(reading.words)
        if not form.isascii() and not sign and text[start] in POSE_FIRST and form.isalpha()
    ]
    for index, start, end in others:
        posing = fold_posing(text[start:end])
        if posing:
            yield index, Other(posing, index + 1)


def _alone(reading: Reading, can: Sequence[bool]) -> Iterator[tuple[int, Other]]:
    """Words with something in them that is no letter, handles and parts of hashtags."""
    odd = [
        (index, form, sign)
        for index, (form, _, _, sign) in enumerate(reading.words)
        if (sign or not form.isalpha()) and can[index]
    ]
    for index, form, sign in odd:
        for other, masked in _marked(form, sign):
            yield index, Other(other, index + 1, masked)


@lru_cache(maxsize=4096)
def _marked(folded: str, sign: str) -> tuple[tuple[str, bool], ...]:
    """The other forms of a word with signs, of a handle or of a part of a hashtag, and whether they are masked."""
    if sign == "@":
        return tuple((form, True) for form in _known(folded))
    base = _bare(folded)
    known = _known(base) if base.isalnum() and not base.isalpha() and not base.isdecimal() else ()
    return (*((form, False) for form in (base, "#" + folded) if form != folded), *((form, True) for form in known))


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


def _spelled(reading: Reading, can: Sequence[bool]) -> Iterator[tuple[int, Other]]:
    """Letters set apart in one manner: s t u p i d, s-t-u-p-i-d, s. t. u. p. i. d."""
    words = reading.words
    single = bytes(
        [
            len(form) == 1 and possible and form.isalpha() and not sign
            for (form, _, _, sign), possible in zip(words, can, strict=True)
        ]
    )
    first = single.find(b"\1\1")
    while first >= 0:
        last = first + 1
        gap = reading.text[words[first].end : words[last].start]
        if len(gap) <= 2 and "\n" not in gap:
            while last < len(words) and single[last] and reading.text[words[last - 1].end : words[last].start] == gap:
                last += 1
        # Two letters with a space between are no word, and what stands before a word may be «a» or «I».
        fewest = 3 if any(map(str.isspace, gap)) else 2
        for start in (first, first + 1) if words[first].folded in "aiouy" else (first,):
            if last - start >= fewest:
                joined = "".join([word.folded for word in words[start:last]])
                yield from ((start, Other(form, last)) for form in (joined, *_shortened(joined)))
        first = single.find(b"\1\1", last)


def _runs(links: Sequence[int], words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The chains of words that hang together, of two words or more; a handle hangs together with nothing."""
    first = 0
    for at, linked in enumerate(links):
        if linked == NONE or words[at].sign == "@" or words[at + 1].sign == "@":
            if at > first:
                yield first, at + 1
            first = at + 1


def _joined(reading: Reading, links: Sequence[int], start: int, last: int, longest: int) -> Iterator[tuple[int, Other]]:
    """What words from `start` on make together, two of them, three, and so on up to `last`; `longest` is for masks."""
    words = reading.words
    begin = form = _bare(words[start].folded)
    signs, letters, length = False, form.isalpha(), len(form)
    for at in range(start + 1, last):
        if words[at].end - words[start].start > _LONGEST:
            return
        part = _bare(words[at].folded)
        if links[at - 1] == STRONG:
            signs = True
            form += signs_between(reading.text[words[at - 1].end : words[at].start])
        form += part
        length += len(part)
        letters = letters and part.isalpha()
        if signs and length > longest:
            return
        if signs:
            if letters or _TWO_LETTERS.search(form):
                yield start, Other(form, at + 1, masked=True)
        elif letters:
            yield start, Other(form, at + 1)
            if at == start + 1 and words[start].end < words[at].start:
                yield start, Other(f"{begin}*{part}", at + 1, masked=True)
            if words[start].sign and words[at].sign:
                # A hashtag is also one word, and so is an entry of several: #thugthursday, #ThugThursday.
                yield start, Other("#" + form, at + 1)


def _signed(reading: Reading, can: Sequence[bool], links: Sequence[int]) -> Iterator[tuple[int, Other]]:
    """Words that begin or end with signs for letters: f***, a$$, $hit."""
    words, places = reading.words, [match.start() for match in _beside().finditer(reading.shape)]
    if not places:
        return
    ends = {word.end: index for index, word in enumerate(words)}
    starts = {word.start: index for index, word in enumerate(words)}
    behind = {ends.get(place, -1) for place in places if BEHIND.match(reading.text, place)}
    before = {starts.get(place + 1, -1) for place in places}
    for index in sorted((behind | before) - {-1}):
        word = words[index]
        plain = word.sign == "@" or word.folded.isnumeric() or word.end - word.start > _LONGEST
        if can[index] and not plain:
            yield from _with_signs(reading, links, index)


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """Where in a shape a sign stands behind a word, unless only ! does, or before one."""
    part, cry = of("part"), of("cry")
    behind = having("behind", "-", "long dash")
    signs = "".join(map(re.escape, behind - having("cry")))
    return re.compile(
        rf"[{of('behind', '-', 'long dash', 'before')}]"
        rf"(?:(?<=[{part}].)(?:(?<=[{signs}])|(?<=[{cry}])[{cry}]*+[{signs}])"
        rf"|(?<=[{of('before')}])(?<![{part}].)(?=[{of('proper letter')}]))",
        re.DOTALL,
    )


def _with_signs(reading: Reading, links: Sequence[int], index: int) -> Iterator[tuple[int, Other]]:
    text, words = reading.text, reading.words
    first = index
    while first and index - first < _MOST_PARTS and links[first - 1] == STRONG and not words[first - 1].sign:
        first -= 1
    tail = signs_behind(text, words[first].start, words[index].end)
    for start in {first, index}:
        lead = signs_before(text, words[start].start)
        body = "".join(
            chain.from_iterable(
                (
                    _bare(words[at].folded),
                    signs_between(text[words[at].end : words[at + 1].start]) if at < index else "",
                )
                for at in range(start, index + 1)
            )
        )
        for head, foot in {(lead, tail), ("", tail), (lead, "")} - {("", "")}:
            form = head + body + foot
            if len(form) <= _LONGEST and (len(form) > 2 or foot == "$$" or _TWO_LETTERS.search(form)):
                yield start, Other(form, index + 1, masked=True, lead=len(head), tail=len(foot))
