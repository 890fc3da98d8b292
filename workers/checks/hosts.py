"""What a host name says of itself: its registered domain, its look-alikes, its disguises."""

import ipaddress
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import regex
import tldextract

from workers.checks.alikes import latin_twin

# Browsers take these for a full stop in a host name (UTS #46).
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
_NUMBER = regex.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_ALPHABETS = {
    name: regex.compile(rf"\p{{Script={name}}}")
    for name in ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Georgian", "Hebrew", "Arabic")
}


@dataclass(frozen=True, slots=True)
class Host:
    """A host as written and as it is reached.

    `name` is in lower case, decoded from punycode; `ascii` is what is asked of the name servers; `registered` is the
    domain that somebody owns ("" where there is none, as in `localhost`). `ip` is how an address is usually written,
    "" where the host is a name; `disguised` says that it was not written that way.
    """

    written: str
    name: str
    ascii: str
    registered: str
    ip: str = ""
    disguised: bool = False

    @property
    def international(self) -> bool:
        return not self.name.isascii() or "xn--" in self.ascii

    @property
    def registered_name(self) -> str:
        """The registered domain as people read it; "" where there is none."""
        return ".".join(self.name.split(".")[-self.registered.count(".") - 1 :]) if self.registered else ""

    def within(self, domains: frozenset[str]) -> bool:
        """Whether the host is one of these domains or a subdomain of one."""
        labels = self.ascii.split(".")
        return any(".".join(labels[start:]) in domains for start in range(len(labels)))


@lru_cache(maxsize=1)
def suffixes() -> tldextract.TLDExtract:
    """The public suffix list of the installed package: no download, no cache folder."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=1)
def top_domains() -> frozenset[str]:
    """The last labels of all public suffixes."""
    return frozenset(suffix.rpartition(".")[2] for suffix in suffixes().tlds)


@lru_cache(maxsize=1024)
def read_host(written: str) -> Host:
    """The host as browsers would read it. What cannot be read has no registered domain."""
    folded = unicodedata.normalize("NFKC", unquote(written).translate(_DOTS)).lower().strip(".")
    if folded.startswith("[") and folded.endswith("]"):
        return _ipv6(written, folded[1:-1])
    dotted = _ipv4(folded)
    if dotted:
        return Host(written, folded, folded, "", ip=dotted, disguised=dotted != written)
    labels = [_decoded(label) for label in folded.split(".")]
    name = ".".join(labels)
    ascii_name = ".".join(_encoded(label) for label in labels)
    parts = suffixes()(ascii_name)
    registered = f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""
    return Host(written, name, ascii_name, registered, disguised=folded != written.lower().strip("."))


def mixes_alphabets(label: str) -> bool:
    """Whether one label is written in two alphabets that have letters of the same look."""
    return not label.isascii() and sum(1 for pattern in _ALPHABETS.values() if pattern.search(label)) > 1


def poses_as_latin(label: str) -> bool:
    """Whether a label that is not Latin looks, letter for letter, like one that is."""
    letters = [character for character in label if not character.isascii()]
    return bool(letters) and all(latin_twin(character) for character in letters)


@lru_cache(maxsize=1024)
def look(name: str) -> str:
    """A name with letters of the same look made the same: two names with one look can be taken for each other."""
    plain = unicodedata.normalize("NFKD", name.lower())
    twins = "".join(latin_twin(character) or character for character in plain if not unicodedata.combining(character))
    return twins.lower().replace("rn", "m").replace("vv", "w").replace("0", "o").replace("1", "l").replace("i", "l")


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _encoded(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode", "replace").decode("ascii")


def _ipv4(host: str) -> str:
    """The address in its usual form, also where it is written in hexadecimal, octal or as one number; else ""."""
    parts = host.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) and len(part) <= 14 for part in parts):
        return ""
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return ""
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (5 - len(parts)):
        return ""
    value = last + sum(number << (24 - 8 * index) for index, number in enumerate(first))
    return str(ipaddress.IPv4Address(value))


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)


def _ipv6(written: str, inside: str) -> Host:
    try:
        address = str(ipaddress.IPv6Address(inside))
    except ValueError:
        return Host(written, inside, inside, "")
    return Host(written, inside, inside, "", ip=address)
