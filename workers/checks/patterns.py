"""Regular expressions of a policy, run by RE2, so that none of them can be made to hang."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import re2
import regex

from workers.checks.letters import plain_spelling

# RE2 finds one match in time proportional to the text; all of them could take its square, if each began a long search.
# So many are looked for and no more; a card shows ten of them.
MOST_MATCHES = 50
# What a pattern may be compiled to. The largest of the packs that come with us is a third of it.
_MOST_INSTRUCTIONS = 5000
# What all patterns of an option may be, so that many slow ones do not cost seconds a text.
_MOST_TOGETHER = 20_000
# What patterns of several checks may be, that one search looks for: a larger one has not the memory to be quick.
_MOST_AT_ONCE = 5000
_SURROGATE = regex.compile(r"[\uD800-\uDFFF]")
# A capital that is no part of an escape (\P, \S) or of the name of a class ([[:alpha:]], \p{Lu}, (?P<Name>)).
_CAPITAL = regex.compile(r"(?:\\[pP]\{[^}]*+\}|\\.|\(\?P?<\w*+>|\(\?P)(*SKIP)(*FAIL)|\p{Lu}")
_INSTEAD = (
    (("(?<=", "(?<!"), "RE2 has no look-behind; write what stands before into the pattern, or clear it with “unless”"),
    (("(?=", "(?!"), "RE2 has no look-ahead; write what follows into the pattern, or clear it with “unless”"),
    (("(?>", "(?P="), "RE2 has no atomic groups and no back-references; it never goes back, so leave them away"),
    (("invalid escape sequence: \\Z",), "write \\z for the end of the text"),
    (("bad repetition operator",), "write one of *, + and ? after a part; RE2 needs no ++, because it never goes back"),
    (("invalid repetition size",), "RE2 repeats a part 1,000 times at the most, counting what is nested; write less"),
    (("too large",), "repeat less, or split it into several patterns"),
    (("invalid escape sequence",), "if a back-reference is meant, RE2 has none: write out the words that may repeat"),
)


class Together:
    """Patterns of several checks, of which one search says whether any is in a text; in most texts none is."""

    def __init__(self) -> None:
        self._patterns: list[re2._Regexp] = []
        self._any: re2._Regexp | None = None
        # Checks of one text follow each other; two texts, the reply and the parent, take turns.
        self.are_in = lru_cache(maxsize=4)(self._are_in)

    def take(self, patterns: Sequence["re2._Regexp"]) -> bool:
        """Whether there was room for these too."""
        size = sum(pattern.programsize for pattern in (*self._patterns, *patterns))
        if self._patterns and size > _MOST_AT_ONCE:
            return False
        self._patterns += patterns
        self._any = None
        self.are_in.cache_clear()
        return True

    def load(self) -> None:
        """Make the search ready, once no more patterns are taken; where RE2 cannot make it, each is asked for alone."""
        self._any = _together(self._patterns)

    def _are_in(self, text: str) -> bool:
        return self._any is None or any(self._any.search(encoded) for _, encoded in _spellings(text))


class Groups:
    """All patterns of a policy, in as few groups as can be asked for together quickly."""

    def __init__(self) -> None:
        self._groups: list[Together] = []

    def of(self, patterns: Sequence["re2._Regexp"]) -> Together:
        """The group that has taken these."""
        if not self._groups or not self._groups[-1].take(patterns):
            self._groups.append(Together())
            self._groups[-1].take(patterns)
        return self._groups[-1]

    def load(self) -> None:
        """Make them ready, before a worker forks."""
        for group in self._groups:
            group.load()


class Patterns:
    """The patterns of an option. ValueError with a line for each that RE2 refuses, which says what to write instead.

    `groups` are those of the policy, so that most texts need not be searched for these alone.
    """

    def __init__(self, option: str, patterns: Sequence[str], groups: Groups | None = None) -> None:
        self._patterns, wrong = [], list[str]()
        for number, pattern in enumerate(patterns, start=1):
            try:
                self._patterns.append(_compile(f"{option}[{number}]", pattern))
            except ValueError as error:
                wrong.append(str(error))
        if wrong:
            raise ValueError("\n".join(wrong))
        if sum(pattern.programsize for pattern in self._patterns) > _MOST_TOGETHER:
            raise ValueError(f"{option}: together these are too large: repeat less in them, or write fewer.")
        self._any = _together(self._patterns)
        self._group = (groups or Groups()).of(self._patterns)

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def find(self, text: str, passed: Callable[[int], int | None] = lambda _: None) -> tuple[tuple[int, int], ...]:
        """Where they match, as code points, in the order of the text and without what lies within another match.

        `passed` says of a place whether what matches there does not count, and from where to look on then; None if it
        counts.
        """
        if not self._patterns or not self._group.are_in(text):
            return ()
        spans: set[tuple[int, int]] = set()
        for written, encoded in _spellings(text):
            if self._any is None or self._any.search(encoded) is not None:
                spans |= {span for pattern in self._patterns for span in _matches(pattern, written, passed)}
        return tuple(_outermost(spans))


@lru_cache(maxsize=16)
def _spellings(text: str) -> tuple[tuple[str, bytes], ...]:
    """The text as it is written and in plain letters, where that is another, and how RE2 reads them."""
    # Half of a surrogate pair is no character, and RE2 reads characters only.
    written = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    plain = plain_spelling(written)
    return tuple((each, each.encode()) for each in dict.fromkeys((written, plain)))


def _together(patterns: Sequence["re2._Regexp"]) -> "re2._Regexp | None":
    """One pattern that matches where any of these does, to ask once for all; None where RE2 cannot take it."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    each = [f"(?{'' if one.options.case_sensitive else 'i'}:{one.pattern})" for one in patterns]
    try:
        return re2.compile("|".join(each), options) if each else None
    except re2.error:
        return None


def _matches(pattern: "re2._Regexp", text: str, passed: Callable[[int], int | None]) -> Iterator[tuple[int, int]]:
    counted, on = 0, 0
    while True:
        for match in pattern.finditer(text, on):
            behind = passed(match.start())
            if behind is not None:
                on = behind
                break
            yield match.span()
            counted += 1
            if counted == MOST_MATCHES:
                return
        else:
            return


def _outermost(spans: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = -1
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span[1] > end:
            yield span
            end = span[1]


def _compile(place: str, pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = bool(_CAPITAL.search(pattern))
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        instead = next((how for signs, how in _INSTEAD if any(sign in said for sign in signs)), "correct it there")
        raise ValueError(f"{place}: “{pattern}” cannot be read ({said}): {instead}.") from None
    except UnicodeEncodeError:
        raise ValueError(f"{place}: “{pattern!a}” holds half a character; type it again.") from None
    if compiled.programsize > _MOST_INSTRUCTIONS:
        raise ValueError(f"{place}: “{pattern[:60]}…” is too large: repeat less, or split it into several patterns.")
    if compiled.fullmatch("") is not None:
        raise ValueError(f"{place}: “{pattern}” matches where nothing stands too; write + instead of *.")
    return compiled
