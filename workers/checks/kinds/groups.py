"""Groups of words that no list holds: who is spoken to, who is spoken of, what is asked, numbers and links."""

from collections.abc import Callable, Iterator, Sequence

import regex

from workers.checks.check import Draft
from workers.checks.kind import Context
from workers.checks.kinds.persons import Person, mentions
from workers.checks.kinds.sought import Sought
from workers.checks.kinds.spans import word_at
from workers.checks.patterns import Patterns
from workers.checks.reading import read
from workers.checks.urls import find_links
from workers.checks.word_lists import Hit

_SECOND_PERSON = (
    *(
        "=you",
        "=your",
        "=yours",
        "=yourself",
        "=yourselves",
        "=y'all",
        "=yall",
        "=ya'll",
        "=you're",
        "=youre",
        "=you've",
    ),
    *(
        "=you'll",
        "=you'd",
        "=ur",
        "=u",
        "=tú",
        "=ti",
        "=te",
        "=tus",
        "=tuyo",
        "=tuya",
        "=contigo",
        "=usted",
        "=ustedes",
    ),
    *("=uds", "=vos", "=vosotros"),
)
_PERSONS = ("officer", "=man", "=men", "=woman", "=women", "=guy", "=guys", "=lady", "deputy", "=hombre", "=mujer")
_NAME_PART = regex.compile(r"[\p{L}\p{M}]{3,}+")
_NO_NAMES = frozenset("the and del los las for not real official".split())  # noqa: SIM905


class Group:
    """What one group of a check looks for; false where there is nothing."""

    def __init__(
        self,
        context: Context,
        option: str,
        names: Sequence[str],
        words: Sequence[str],
        language: str,
        not_names: Sought,
        patterns: Sequence[str] = (),
    ) -> None:
        special: dict[str, Callable[[Draft, str], Iterator[Hit]]] = {
            "name": self._names,
            "handle": self._handles,
            "parent_author": self._parent_author,
            "question": self._questions,
            "number": self._numbers,
            "url": self._urls,
        }
        self._not_names = not_names
        self._special = [special[name] for name in names if name in special]
        lists = [name for name in names if name not in (*special, "person", "second_person")]
        self._sought = [Sought(context, option, lists, words, language)]
        if "second_person" in names:
            self._sought.append(Sought(context, option, (), _SECOND_PERSON))
        if "person" in names:
            self._special.append(self._persons)
            self._sought.append(Sought(context, option, (), _PERSONS))
        self._patterns = Patterns("patterns", patterns, context.patterns)

    def __bool__(self) -> bool:
        return bool(self._special or any(self._sought) or self._patterns)

    def find(self, draft: Draft, text: str) -> tuple[Hit, ...]:
        """Where any of it stands in the text, which is the draft's or the post's that it answers; in order."""
        hits = [hit for sought in self._sought for hit in sought.find(text)]
        hits += [hit for find in self._special for hit in find(draft, text)]
        hits += [_hit(text, start, end) for start, end in self._patterns.find(text)]
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end)))

    def _persons(self, draft: Draft, text: str) -> Iterator[Hit]:
        yield from (
            _hit(text, each.start, each.end) for each in mentions(text) if each.how not in (Person.YOU, Person.NAME)
        )
        yield from self._names(draft, text)

    def _names(self, draft: Draft, text: str) -> Iterator[Hit]:  # noqa: ARG002 - all finders are asked alike
        others = self._not_names.find(text)
        for each in mentions(text):
            if each.how is Person.NAME and not any(hit.start < each.end and each.start < hit.end for hit in others):
                yield _hit(text, each.start, each.end)

    def _handles(self, draft: Draft, text: str) -> Iterator[Hit]:  # noqa: ARG002
        yield from (_hit(text, word.start, word.end) for word in read(text).words if word.sign == "@")

    def _parent_author(self, draft: Draft, text: str) -> Iterator[Hit]:
        if draft.parent is None:
            return
        author = read(draft.parent.author)
        handles = {word.folded.removeprefix("@") for word in author.words}
        parts = {
            part.folded
            for match in _NAME_PART.finditer(draft.parent.author.replace("_", " "))
            for part in read(match.group()).words
        } - _NO_NAMES
        for word in read(text).words:
            name = word.folded.removeprefix("@").removesuffix("'s")
            if (word.sign == "@" and name in handles) or (name in parts and text[word.start].isupper()):
                yield _hit(text, word.start, word.end)

    def _questions(self, draft: Draft, text: str) -> Iterator[Hit]:  # noqa: ARG002
        reading = read(text)
        for number, (first, last) in enumerate(reading.sentences):
            following = reading.sentences[number + 1][0] if number + 1 < len(reading.sentences) else last
            end = (
                reading.words[following].start if following > last - 1 and following < len(reading.words) else len(text)
            )
            mark = text.find("?", reading.words[first].start, end)
            if mark >= 0:
                # The whole sentence asks: each of its words is near the mark.
                for word in range(first, last):
                    yield Hit("", "", word, word, mark, mark + 1)

    def _numbers(self, draft: Draft, text: str) -> Iterator[Hit]:  # noqa: ARG002
        yield from (_hit(text, word.start, word.end) for word in read(text).words if word.folded[0].isdecimal())

    def _urls(self, draft: Draft, text: str) -> Iterator[Hit]:  # noqa: ARG002
        yield from (_hit(text, link.start, link.end) for link in find_links(text))


def _hit(text: str, start: int, end: int) -> Hit:
    """text[start:end] as a hit; of no word where signs stand between two."""
    words = read(text).words
    first = max(0, word_at(text, start))
    if first < len(words) and words[first].end <= start:
        first += 1
    return Hit("", "", first, max(first, word_at(text, end - 1) + 1), start, end)
