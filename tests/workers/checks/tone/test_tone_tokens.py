"""A row of signs is read at once, and is as many marks as it has signs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from workers.checks.tone.tokens import tokens

ODD = re.compile(r"[^\w\s\x00-\x7F£€’‘“”«»…–—]")
TEXT = st.text(st.one_of(st.sampled_from("ab9 \n.!?…’'£$/:%🕯★\u0301\U000e0041"), st.characters()), max_size=60)


@given(TEXT)
def test_signs_are_read_as_any_other_marks_are(text: str) -> None:
    plain, read = tokens(ODD.sub("*", text)), tokens(text)
    assert [(each.start, each.end, each.word) for each in read.tokens] == [
        (each.start, each.end, each.word) for each in plain.tokens
    ]
    assert read.sentences == plain.sentences
    assert all(each.written == text[each.start : each.end] for each in read.tokens)
