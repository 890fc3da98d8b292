"""Finds what a platform, or a hurried reader, would take for a link."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from workers.checks.folding import small
from workers.checks.hosts import Host, read_host, top_domains

# Every repetition is of one character class, and no two neighbouring ones can match the same character, so that
# scanning a text takes time in proportion to its length.
_STOP = r"\s<>\"|「」『』【】、，。？！）（；：“”«»"
# ASCII only: ignoring case would let in letters like İ, which are longer in lower case.
_WITH_SCHEME = regex.compile(rf"[A-Za-z][A-Za-z0-9+.\-]{{1,19}}+://[^{_STOP}]*+")
_SCRIPT = regex.compile(r"(?:java|vb)script:[^\s]++|data:[a-z]{1,20}/[^\s]*+", regex.IGNORECASE)
# Scripts written without spaces: "见cabq.gov" is a word and a link, not one name.
_IN_NAME = r"[[\w.\-]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
_BARE = regex.compile(rf"(?V1){_IN_NAME}++")
_BARE_BEFORE = regex.compile(rf"(?rV1){_IN_NAME}*+")
_AFTER_HOST = regex.compile(rf"(?::[0-9]{{1,5}}+)?(?:[/?#\\][^{_STOP}]*+)?")
_AUTHORITY_END = regex.compile(r"[/?#\\]")
_TRAILING = frozenset(".,;:!?'*_~’…")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class Link:
    """One link at `start` (code points). `scheme` is "" where none is written; `port` is as written, "" for none."""

    start: int
    written: str
    scheme: str
    userinfo: str
    host: Host
    port: str
    rest: str

    @property
    def end(self) -> int:
        return self.start + len(self.written)


@lru_cache(maxsize=16)
def find_links(text: str) -> tuple[Link, ...]:
    """The links of a text from left to right, with a scheme or without ("cabq.gov/police"); none overlap."""
    return tuple(_links(text))


def find_scripts(text: str) -> Iterator[tuple[int, str]]:
    """Where a text holds `javascript:` and its like, which run and lead nowhere: start and what is written."""
    lower = small(text)
    for match in _SCRIPT.finditer(text) if "script:" in lower or "data:" in lower else ():
        yield match.start(), _trimmed(match.group())


def _links(text: str) -> Iterator[Link]:
    position = 0
    for match in _WITH_SCHEME.finditer(text) if "://" in text else ():
        yield from _bare(text, position, match.start())
        link = _with_scheme(match.start(), match.group())
        yield link
        position = link.end
    yield from _bare(text, position, len(text))


def _with_scheme(start: int, raw: str) -> Link:
    scheme, _, after = raw.partition("://")
    scheme = scheme.lower()
    for known in ("https", "http"):
        if scheme.endswith(known) and scheme != known:
            # "seehttps://…": what stands before is not part of the link.
            start += len(scheme) - len(known)
            scheme = known
            break
    written = f"{raw[: len(raw) - len(after)][-len(scheme) - 3 :]}{_trimmed(after)}"
    after = written[len(scheme) + 3 :]
    end = _AUTHORITY_END.search(after)
    authority, rest = (after[: end.start()], after[end.start() :]) if end else (after, "")
    userinfo, _, place = authority.rpartition("@")
    host, port = _split_port(place)
    return Link(start, written, scheme, userinfo, read_host(_shortened(host)), port, rest)


def _bare(text: str, start: int, end: int) -> Iterator[Link]:
    done = start
    for first, last in _dotted(text, start, end):
        if first < done:
            continue
        if (first > 0 and text[first - 1] == "@") or text[last : last + 1] == "@":
            continue  # An e-mail address or a mention.
        token = text[first:last]
        for offset, name in _names(token):
            if _leads_nowhere(name):
                continue
            at = first + offset
            host = read_host(_shortened(name))
            tail = _AFTER_HOST.match(text, at + len(name), end)
            after = tail.group() if tail and at + len(name) == last - _loose(token) else ""
            if not host.registered and not (host.ip and after and name.count(".") == 3):
                continue
            written = name + (_trimmed(after) if after else "")
            port, rest = "", written[len(name) :]
            if rest.startswith(":"):
                cut = _AUTHORITY_END.search(rest)
                port, rest = (rest[1 : cut.start()], rest[cut.start() :]) if cut else (rest[1:], "")
            yield Link(at, written, "", "", host, port, rest)
            done = at + len(written)


def _dotted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of what a name can be written with that have a full stop inside, found by their full stops."""
    while (at := text.find(".", start, end)) >= 0:
        # Most stand at the end of a sentence.
        behind = text[at + 1 : at + 2]
        if at + 1 < end and not behind.isspace() and at > start and not text[at - 1].isspace():
            before, token = _BARE_BEFORE.match(text, start, at), _BARE.match(text, at, end)
            if before and token:
                yield before.start(), token.end()
                start = token.end()
                continue
        start = at + 1


def _names(token: str) -> Iterator[tuple[int, str]]:
    """The dotted names in a run of word characters, dots and hyphens, with where each begins."""
    offset = 0
    for part in token.split(".."):
        name = part.strip(".-_")
        if "." in name:
            yield offset + part.index(name), name
        offset += len(part) + 2


def _leads_nowhere(name: str) -> bool:
    """Whether a plain name surely is that of no host, by what stands behind its last dot: «ask.Then», «p.m»."""
    last = name.rpartition(".")[2].lower()
    return name.isascii() and not last[:1].isdigit() and not last.startswith("xn--") and last not in top_domains()


def _loose(token: str) -> int:
    """How many characters at the end of a run belong to the sentence and not to the name."""
    return len(token) - len(token.rstrip(".-_"))


def _shortened(name: str) -> str:
    # No name on the internet is longer; what stands at the end decides where it leads.
    return name if len(name) <= _LONGEST_NAME else name[-_LONGEST_NAME:].partition(".")[2]


def _split_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, closed, after = place.partition("]")
        return host + closed, after.removeprefix(":")
    host, _, port = place.partition(":")
    return host, port


def _trimmed(written: str) -> str:
    """The link without the punctuation of the sentence around it; brackets stay where they come in pairs."""
    spare = {closing: written.count(closing) - written.count(opening) for closing, opening in _CLOSING.items()}
    end = len(written)
    while end > 0:
        last = written[end - 1]
        if last in spare and spare[last] > 0:
            spare[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return written[:end]
