"""Texts of random characters, the same for the same seed."""

import random
from collections.abc import Callable, Iterator, Sequence

LONGEST = 5000
_PIECES = """
    the city of Mesa Verde Springs asks you what he did to Jane Roe, 15, at Example High: #voteforher @doug_p cabq.gov
    505-768-1234 10-4 40% [name] TEST guilty!!! ¿Qué? años víctima evacuate 🎈 👨‍👩‍👧 a\u200bb
    """.split()  # noqa: SIM905 - as a list it would fill the screen


def random_texts(count: int, seed: int = 1) -> Iterator[str]:
    """So many texts of 0 to 5,000 characters: by turns of all Unicode, Latin and signs, other scripts, and words."""
    return _texts(count, seed, (_any_character, _latin, _scripts, _words))


def random_characters(count: int, seed: int = 1) -> Iterator[str]:
    """So many texts of 0 to 5,000 characters, by turns of all Unicode, Latin and signs, and other scripts."""
    return _texts(count, seed, (_any_character, _latin, _scripts))


def random_words(count: int, seed: int = 1) -> Iterator[str]:
    """So many texts of 0 to 5,000 characters, made of words and signs, about a third of which some rule looks for."""
    return _texts(count, seed, (_words,))


def _texts(count: int, seed: int, kinds: Sequence[Callable[[random.Random], str]]) -> Iterator[str]:
    chance = random.Random(seed)  # noqa: S311 - nothing secret is made of it
    for number in range(count):
        length = chance.randrange(LONGEST + 1)
        character = kinds[number % len(kinds)]
        yield _text(length, lambda character=character: character(chance))


def _text(length: int, piece: Callable[[], str]) -> str:
    pieces: list[str] = []
    missing = length
    while missing > 0:
        pieces.append(piece())
        missing -= len(pieces[-1])
    return "".join(pieces)[:length]


def _any_character(chance: random.Random) -> str:
    # Surrogates are no characters; text from the network cannot hold them.
    code = chance.randrange(0x110000 - 0x800)
    return chr(code if code < 0xD800 else code + 0x800)


def _latin(chance: random.Random) -> str:
    return chr(chance.randrange(0x20, 0x250))


def _scripts(chance: random.Random) -> str:
    return chr(chance.randrange(0x370, 0x600)) if chance.random() < 0.8 else " "


def _words(chance: random.Random) -> str:
    return chance.choice(_PIECES) + chance.choice(" . , \n! ? ")
