"""Numbers that belong to one person: social security, payment cards, phones. Each finder yields (start, end)."""

from collections.abc import Iterator

import phonenumbers
import regex

# Runs of digits with at most one space, hyphen or dot between them. Possessive: nothing is tried twice.
_DIGIT_RUN = regex.compile(r"[0-9]++(?:[ .\-][0-9]++)*+")
_GROUP = regex.compile(r"[0-9]++")
_SSN = regex.compile(
    r"(?<![0-9])(?<![0-9][ .\-])(?!000|666)[0-9]{3}([ .\-])(?!00)[0-9]{2}\1(?!0000)[0-9]{4}(?![0-9]|[ .\-][0-9])"
)
_BARE_SSN = regex.compile(
    r"\b(?:ssn|itin|social security|seguro social)(?: (?:number|no|num|n[uú]mero))?[ :#.]{0,4}([0-9]{9})(?![0-9])",
    regex.IGNORECASE,
)
# First digits and lengths of the cards in use (ISO/IEC 7812): Visa, Mastercard, Amex, Discover, Diners, JCB.
_CARD = regex.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35[2-8][0-9]{13}"
)
_SHORTEST_CARD = 13
_CASE_BEFORE = regex.compile(
    r"\b(?:case|incident|report|cad|badge|invoice|permit|docket|ticket|bill|order|reference|ref|caso)"
    r"(?: (?:number|no|num|id))?[ .:#]{0,4}$",
    regex.IGNORECASE,
)
# The shortest number that is valid anywhere is written with a + and six digits, those of the country among them.
_SHORTEST_PHONE = 7
_IN_LINK = regex.compile(r"[/=?&#_][0-9()+\-.]{0,4}$")


def social_security_numbers(text: str) -> Iterator[tuple[int, int]]:
    """US social security and taxpayer numbers: 123-45-6789, or nine digits after the word."""
    for match in _SSN.finditer(text):
        yield match.span()
    for match in _BARE_SSN.finditer(text):
        yield match.span(1)


def payment_cards(text: str) -> Iterator[tuple[int, int]]:
    """Card numbers as they are printed: the right first digits, length and check digit (Luhn)."""
    for run in _DIGIT_RUN.finditer(text):
        if run.end() - run.start() < _SHORTEST_CARD:
            continue
        groups = [match.span() for match in _GROUP.finditer(text, run.start(), run.end())]
        first = 0
        while first < len(groups):
            last = _card(text, groups, first)
            if last is None:
                first += 1
                continue
            yield groups[first][0], groups[last][1]
            first = last + 1


def phone_numbers(text: str, region: str, published: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Numbers valid in the region (a country code) or written with +. `published` (E.164) are passed over."""
    for match in phonenumbers.PhoneNumberMatcher(
        text, region, leniency=phonenumbers.Leniency.VALID, min_candidate_length=_SHORTEST_PHONE
    ):
        before = text[max(0, match.start - 30) : match.start]
        if _CASE_BEFORE.search(before) or _IN_LINK.search(before):
            continue
        if _e164(match.number) not in published:
            yield match.start, match.end


def published_numbers(written: frozenset[str], region: str) -> frozenset[str]:
    """Numbers as people publish them («505-242-COPS», «911») in E.164. ValueError names one that is no number."""
    known = set()
    for number in written:
        try:
            known.add(_e164(phonenumbers.parse(number, region)))
        except phonenumbers.NumberParseException as error:
            raise ValueError(f"“{number}” is not a phone number") from error
    return frozenset(known)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return f"+{number.country_code}{number.national_number}"


def _card(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The index of the last group of a card number that begins with this one; None if none does."""
    digits = ""
    for last in range(first, min(first + 19, len(groups))):
        digits += text[slice(*groups[last])][:20]
        if len(digits) > 19:
            return None
        if len(digits) >= _SHORTEST_CARD and _CARD.fullmatch(digits) and _luhn(digits):
            return last
    return None


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
