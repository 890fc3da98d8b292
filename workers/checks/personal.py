"""Personal data of private people, which the city must not publish."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import CheckUnavailable, Draft
from workers.checks.folding import plain, small
from workers.checks.numbers import payment_cards, phone_numbers, published_numbers, social_security_numbers
from workers.checks.settings import REGION

# Read backwards from the @, up to so many characters.
_LOCAL = regex.compile(r"(?r)[\p{L}\p{N}.!#$%&'*+^_`{|}~\-]{0,64}+")
_DOMAIN = regex.compile(r"[\p{L}\p{N}\-]{1,63}+(?:\.[\p{L}\p{N}\-]{1,63}+){1,8}+")
_SPELLED_OUT = regex.compile(
    r"[a-z0-9._+\-]{1,64}+ ?[\[(] ?at ?[\])] ?[a-z0-9\-]{1,63}+(?: ?[\[(] ?dot ?[\])] ?|\.)[a-z]{2,24}\b",
    regex.IGNORECASE,
)
# Nothing is spelled out without it, and it is found much faster.
_AT = regex.compile(r"[\[(] ?at ?[\])]", regex.IGNORECASE)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_DATE = (
    r"(?:[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{2,4}"
    rf"|(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of| de)? (?:{_MONTHS})\.?(?: de| del|,)? [0-9]{{4}})"
)
_BIRTH = regex.compile(
    rf"\b(?:born|birth ?date|birthday|date of birth|d\.?o\.?b\.?|nacid[oa]|naci[oó]|fecha de nacimiento)"
    rf"(?: (?:is|was|on|el|es))?[ :,]{{0,4}}({_DATE})",
    regex.IGNORECASE,
)
_BIRTH_WORDS = ("born", "birth", "dob", "d.ob", "do.b", "d.o.b", "naci")
# A house number and a named street. A block («5400 block of Central») and a crossing name no house.
_STREET = (
    "street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|circle|cir|trail|trl|terrace|ter"
    "|parkway|pkwy|highway|hwy|loop|alley|plaza"
)
_NO_STREET = "block|day|hour|minute|our|week|year"
_ADDRESS = regex.compile(
    # What stands before is looked at behind the first digit: to look back from everywhere takes most of the time.
    r"[0-9](?<![\p{N}\p{L}$#./:\-].)[0-9]{0,4}+ (?:[NSEW]{1,2}\.? )?+"
    rf"(?:(?!(?i:{_STREET}|{_NO_STREET})\b)[\p{{Lu}}0-9][\p{{L}}0-9'’.]{{0,20}}+ ){{1,4}}+(?i:{_STREET})\b\.?"
    r"(?: (?:NE|NW|SE|SW|N|S|E|W)\b)?(?:,? (?:Apt|Apartment|Unit|Suite|Ste|#)\.? ?[\p{L}0-9\-]{1,6}+)?"
)
_DIGITS = "0123456789"
_CALLE = regex.compile(r"\b(?:Calle|Avenida|Av\.|Camino) (?:[\p{L}'’.]{1,20}+ ){1,5}?(?:#|No\. ?|n\.º ?)?[0-9]{1,5}+\b")
_PLATE = regex.compile(
    r"\b(?:licen[sc]e plates?|plates?|tags?|placas?)"
    r"(?: (?:number|no\.?|is|reads|reading|de matr[ií]cula|n[uú]mero))?[ :#]{1,3}"
    r"(?-i:((?=[A-Z0-9 \-]{0,7}[0-9])(?=[A-Z0-9 \-]{0,7}[A-Z])[A-Z0-9]{2,4}+[ \-]?[A-Z0-9]{2,4}+))(?![A-Za-z0-9])",
    regex.IGNORECASE,
)

_PLATE_WORDS = ("plate", "tag", "placa")

Finder = Callable[[str], Iterator[tuple[int, int]]]

# What is looked for, by the name that stands in a finding.
DATA = ("card", "ssn", "email", "phone", "birth-date", "address", "plate")


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Finds what identifies or reaches a person. What the department has published itself is passed over.

    `phones`, `emails` and `addresses` are written as people write them; ValueError names a phone that is none. E-mail
    addresses of the `domains`, and of their subdomains, are the city's own. What is in `not_here` is left to others.
    """

    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    not_here: frozenset[str] = frozenset()
    rule: ClassVar[str] = "personal-data"
    reads_alt: ClassVar[bool] = True
    _published: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_published", published_numbers(self.phones, REGION))

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        # Digits, dashes and spaces of every script are read as the plain ones; lengths stay, so spans are exact.
        text = plain(draft.text)
        taken = bytearray(len(text))
        # All that is looked for but e-mail addresses has digits in it.
        without_digits = not any(digit in text for digit in _DIGITS)
        for kind, severity, what, finder in self._finders(draft):
            if kind in self.not_here or (without_digits and kind != "email"):
                continue
            for start, end in finder(text):
                if any(taken[start:end]):
                    continue
                taken[start:end] = b"\x01" * (end - start)
                yield Finding(
                    f"personal-data.{kind}",
                    severity,
                    f"This looks like {what}.",
                    "Take it out. If the person must be reached, ask them to write to the city privately."
                    if severity is Severity.BLOCK
                    else "Take it out, unless it belongs to the city or is already public for this purpose.",
                    start,
                    end,
                    draft.text[start:end],
                )

    def _finders(self, draft: Draft) -> tuple[tuple[str, Severity, str, Finder], ...]:
        try:
            phones = self._published | published_numbers(draft.phones, REGION)
        except ValueError as error:
            raise CheckUnavailable(
                f"{error}, but it is on the list of this account's phones.", "Correct `phones` in accounts.toml."
            ) from error
        emails = frozenset(email.lower() for email in self.emails)
        addresses = frozenset(_loosely(address) for address in self.addresses)
        return (
            ("card", Severity.BLOCK, "the number of a payment card", payment_cards),
            ("ssn", Severity.BLOCK, "a social security number", social_security_numbers),
            ("email", Severity.ESCALATE, "a person's e-mail address", lambda text: _emails(text, emails, self.domains)),
            ("phone", Severity.ESCALATE, "a person's phone number", lambda text: phone_numbers(text, REGION, phones)),
            (
                "birth-date",
                Severity.ESCALATE,
                "a person's date of birth",
                lambda text: _groups(_BIRTH, _BIRTH_WORDS, text),
            ),
            ("address", Severity.ESCALATE, "where somebody lives", lambda text: _addresses(text, addresses)),
            (
                "plate",
                Severity.ESCALATE,
                "the license plate of a car",
                lambda text: _groups(_PLATE, _PLATE_WORDS, text),
            ),
        )


def _emails(text: str, published: frozenset[str], domains: frozenset[str]) -> Iterator[tuple[int, int]]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.match(text, 0, at)
        start = local.start() if local else at
        while start < at and text[start] in ".'`*":
            start += 1
        domain = _DOMAIN.match(text, at + 1)
        # "@someone@instance.social" is a mention; what stands in a link before the @ is the links' to judge.
        alone = start < at and text[start - 1 : start] not in ("@", "/")
        if alone and domain and _is_new(text[start : domain.end()], published, domains):
            yield start, domain.end()
        at = text.find("@", at + 1)
    for match in _SPELLED_OUT.finditer(text) if _AT.search(text) else ():
        yield match.span()


def _is_new(email: str, published: frozenset[str], domains: frozenset[str]) -> bool:
    host = email.lower().rpartition("@")[2]
    own = any(host == domain or host.endswith(f".{domain}") for domain in domains)
    return email.rpartition(".")[2].isalpha() and email.lower() not in published and not own


def _addresses(text: str, published: frozenset[str]) -> Iterator[tuple[int, int]]:
    in_spanish = _CALLE.finditer(text) if any(word in text for word in ("Calle", "Avenida", "Av.", "Camino")) else ()
    for match in chain(_ADDRESS.finditer(text), in_spanish):
        found = _loosely(match.group())
        if not any(found.startswith(address) or address.startswith(found) for address in published):
            yield match.span()


def _loosely(address: str) -> str:
    return " ".join(address.lower().replace(".", "").replace(",", "").split())


def _groups(pattern: regex.Pattern[str], words: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    """Where the pattern's group stands; one of the words is in all that it matches."""
    lower = small(text)
    for match in pattern.finditer(text) if any(word in lower for word in words) else ():
        yield match.span(1)
