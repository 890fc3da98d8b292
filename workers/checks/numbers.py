"""Numbers that belong to one person: social security, payment cards, phones. Each finder yields (start, end)."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
import regex

# Runs of digits with at most one space, hyphen or dot between them. Possessive: nothing is tried twice.
_DIGIT_RUN = re.compile(r"[0-9]++(?:[ .\-][0-9]++)*+")
_GROUP = re.compile(r"[0-9]++")
_SSN = re.compile(
    # What stands before is looked at behind the first digit: to look back from everywhere takes most of the time.
    r"[0-9](?<![0-9][0-9])(?<![0-9][ .\-][0-9])(?!(?<=0)00|(?<=6)66)[0-9]{2}([ .\-])(?!00)[0-9]{2}\1(?!0000)[0-9]{4}"
    r"(?![0-9]|[ .\-][0-9])"
)
_BARE_SSN = regex.compile(
    r"\b(?:ssn|itin|social security|seguro social)(?: (?:number|no|num|n[uú]mero))?[ :#.]{0,4}([0-9]{9})(?![0-9])",
    regex.IGNORECASE,
)
_NINE_DIGITS = re.compile("[0-9]{9}")
# First digits and lengths of the cards in use (ISO/IEC 7812): Visa, Mastercard, Amex, Discover, Diners, JCB.
_CARD = regex.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35[2-8][0-9]{13}"
)
_SHORTEST_CARD = 13
_CASE_BEFORE = regex.compile(
    r"\b(?:case|incident|report|cad|badge|invoice|permit|docket|ticket|bill|order|reference|ref|caso)"
    r"(?: (?:number|no|num|id))?[ .:#]{0,4}\Z",
    regex.IGNORECASE,
)
# The shortest number that is valid anywhere is written with a + and six digits, those of the country among them.
_SHORTEST_PHONE = 7
# All that such a number can be written with, its extension too.
_PHONE_RUN = re.compile(
    "[-x‐-―−ー－／ \u00a0\u00ad\u200b\u2060\u3000()（）［］.\\[\\]/~⁓∼～"
    "+＋;=:．,\tetnsioóaｅｘｔｎｉдоб\u0301#＃\\d]{6,}+",
    re.IGNORECASE,
)
_PHONE_BEGINS = re.compile(r"[(\[（［+＋\d]")
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 6
_BESIDE = frozenset(" \n.,!?:;'\"")
_IN_LINK = regex.compile(r"[/=?&#_][0-9()+\-.]{0,4}\Z")


def social_security_numbers(text: str) -> Iterator[tuple[int, int]]:
    """US social security and taxpayer numbers: 123-45-6789, or nine digits after the word."""
    for match in _SSN.finditer(text):
        yield match.span()
    if _NINE_DIGITS.search(text):
        for said in _BARE_SSN.finditer(text):
            yield said.span(1)


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
    for run in _PHONE_RUN.finditer(text):
        digits = [match.end() for match in _DIGIT.finditer(text, *run.span())]
        begin = _PHONE_BEGINS.search(text, *run.span())
        if len(digits) < _FEWEST_DIGITS or begin is None:
            continue
        first, end = begin.start(), digits[-1] + text.startswith("#", digits[-1])
        # What stands beside it decides too, but not which blank or sign of a sentence.
        before, behind = text[first - 1 : first] if first else "", text[end : end + 1]
        shift = first - len(before)
        for start, stop, number in _phones(f"{_beside(before)}{text[first:end]}{_beside(behind)}", region):
            said = text[max(0, shift + start - 30) : shift + start]
            if number not in published and not _CASE_BEFORE.search(said) and not _IN_LINK.search(said):
                yield shift + start, shift + stop


@lru_cache(maxsize=1024)
def _phones(written: str, region: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (match.start, match.end, _e164(match.number))
        for match in phonenumbers.PhoneNumberMatcher(
            written, region, leniency=phonenumbers.Leniency.VALID, min_candidate_length=_SHORTEST_PHONE
        )
    )


def _beside(character: str) -> str:
    return " " if character and character in _BESIDE else character


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
