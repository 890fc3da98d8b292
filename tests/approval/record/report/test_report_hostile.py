"""Whatever anybody brought into the record stands in the report as text and does nothing."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reported import MADE, Read, read

from approval.reading import Period
from approval.record.bundle.asked import Asked
from approval.record.bundle.disclosing import Told, Withheld
from approval.record.entry import compose
from approval.record.report.comparing import compare
from approval.record.report.writing import Occasion, write_report

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
BAD = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% endfor %}",
    "$\\frac{1}{0$ & <b>",
    "]]>&lt;!--",
    "\u202egnp.exe\u2066",
    "\x00\x07\x1b[31m\x85",
    "half \ud800 of \udfff",
    "\u200b\ufeff\u2028",
    "javascript:alert(1)",
]
MARKS = st.text("<>&\"'$\\{}%\u202e\ud800", max_size=9)
hostile = st.one_of(st.sampled_from(BAD), st.text(st.characters(), max_size=30), MARKS)


def page_of(word: str, values: Any = None) -> str:
    """A report in which this word is everything that somebody could have written."""
    plain = {"account": word, "proposal": word or "P", "revision": 1, "actor": f"APPROVER-{word}", "rules": word}
    acts = [
        ("proposal.submitted", {}),
        ("revision.submitted", {"revision": 2}),
        ("revision.checked", {"severity": "escalate", "revision": 2}),
        ("review.approved", {"check": 2, "revision": 2, "state": "approved"}),
        ("review.refused", {"code": word, "revision": 2}),
        ("finding.disputed", {"rule": word}),
        ("publish.started", {"revision": 2}),
        ("publish.succeeded", {"revision": 2}),
        ("policy.adopted", {"version": word}),
    ]
    private = {"text": word, "reason": word, "name": word, "url": word, "findings": values or []}
    told = []
    for seq, (action, more) in enumerate(acts):
        entry = compose(seq, AT, action, plain | more, private | {"text": f"{word} {seq}"})
        told.append(Told(entry, entry.fields, (Withheld(1, word), Withheld(2, "erased", 7))))
    out = StringIO()
    asked = Asked(Period(accounts=frozenset({word})), why=word)
    write_report(lambda: iter(told), out, Occasion(asked, MADE))
    return out.getvalue()


TAGS = read(page_of("plain")).tags


def harmless(page: str) -> Read:
    found = read(page)
    assert found.tags <= TAGS | {"svg", "path"}
    assert {link for link in found.links if link[0] != "#"} == {"data:,"}
    page.encode("utf-8")
    body = page[page.index("<body>") :]
    assert not set(body) & set("\x00\x07\x1b\x85\u202e\u2066\u200b\ufeff\u2028\u2029")
    return found


@pytest.mark.parametrize("word", BAD)
def test_a_hostile_text_does_nothing(word: str) -> None:
    harmless(page_of(word, [{"rule": word, "severity": "escalate", "message": word}]))


@settings(max_examples=60, deadline=None)
@given(hostile)
def test_no_text_does_anything(word: str) -> None:
    found = harmless(page_of(word, [{"rule": word, "severity": "escalate", "message": word}]))
    assert "Did anyone speak for the city alone?" in found.text


@pytest.mark.parametrize("findings", ["a text", ["texts"], [{}], [{"rule": 1}], 7, True])
def test_findings_of_another_form_end_no_report(findings: Any) -> None:
    harmless(page_of("plain", findings))


def test_hidden_characters_are_named() -> None:
    assert "[U+202E]gnp.exe[U+2066]" in read(page_of("\u202egnp.exe\u2066")).text


@given(st.text(st.sampled_from("ab \n"), max_size=30), st.text(st.sampled_from("ab \n"), max_size=30))
def test_a_comparison_loses_no_letter(before: str, after: str) -> None:
    old, new = compare(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    same = [" ".join(piece.text for piece in side if not piece.changed).split() for side in (old, new)]
    assert same[0] == same[1]


def test_a_text_that_is_too_long_to_compare_stands_whole() -> None:
    long = "word " * 3_000
    assert [piece.text for piece in compare(long, "short")[0]] == [long]
