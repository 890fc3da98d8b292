"""How a leaf names many entries in few words: «12 20-25»."""

from collections.abc import Iterable, Iterator

# A leaf stays short, so that whoever reads the log line by line need not be ready for long ones.
MOST_LETTERS = 2_000


def write_ranges(numbers: Iterable[int], most: int = MOST_LETTERS) -> Iterator[str]:
    """The numbers, each once and in order, in texts of no more than so many letters."""
    text = ""
    for first, last in _runs(sorted(set(numbers))):
        word = f"{first}" if first == last else f"{first}-{last}"
        if text and len(text) + 1 + len(word) > most:
            yield text
            text = word
        else:
            text = f"{text} {word}".strip()
    if text:
        yield text


def read_ranges(text: str) -> Iterator[range]:
    """The inverse, without writing each number out."""
    for word in text.split():
        first, _, last = word.partition("-")
        yield range(int(first), int(last or first) + 1)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield numbers[start], number
            start = place + 1
