"""Whatever is typed: all rules of the full policy end, do not fail, and point at what they mean."""

import pytest

from approval.proposal import Media, Parent
from benchmarks.policy import NOON, rule_checks
from benchmarks.random_texts import random_texts
from workers.checks.check import Check, Draft, run_checks


@pytest.fixture(scope="module")
def checks() -> tuple[Check, ...]:
    return rule_checks()


@pytest.mark.parametrize("seed", range(8))
def test_no_text_breaks_a_rule_and_every_span_is_its_text(checks: tuple[Check, ...], seed: int):
    for text in random_texts(100, seed):
        parent = Parent("https://square.example/1", text[:50], text[:500])
        draft = Draft("apd", "square", text, parent, (Media("0", "image/png", "a.png", text[:100]),), at=NOON)
        for finding in run_checks(checks, draft):
            assert text[finding.start : finding.end] == finding.span
            assert finding.message
            assert finding.mend
            assert finding.rule != "check.unavailable", finding.message


HOSTILE = (
    "A ", "Ab ", "Ab de la ", "A.", "he ", "you ", "@a ", "24-year-old ", "24-year-old a ", "15, ", ", 15, ",
    "de 15 años ", "High School ", "Ab High ", "guilty ", "killer he ", "not guilty ", "case no 1",
    "evacuate fire ", "please ", "[a", "[a]", "{", "<a", "%A", "X", "XXX-", "TEST ", "\nTEST", "!", "?!",
    "ABCD ", "#a", "#abq", "#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", "🎈", "🎈a",
    "👨‍👩‍👧‍👦", "🇺🇸", "10-4 ", "code 3 ", "27-1 ", "40% ", "1,", "1.", "fewer a ", "January ", "la ",
    "word. ", "Wörter und ", "a\u0301", "í", "e", "TODO ", "test post ", "this is a test ", "de los ", "Mr. ",
    "a.b. ", "vote for ", "(", "“",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_of_one_piece_repeated_ends_and_points_at_what_it_means(checks: tuple[Check, ...], piece: str):
    text = (piece * (3000 // len(piece) + 1))[:3000]
    for finding in run_checks(checks, Draft("apd", "square", text, at=NOON)):
        assert text[finding.start : finding.end] == finding.span
