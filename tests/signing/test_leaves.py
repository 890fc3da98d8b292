"""Which leaves may be signed: those that any verifier takes by docs/record.md, and no others."""

from datetime import UTC, datetime

import pytest
from factories import TestHouse

from approval.record.entry import compose
from signing.leaves import LeafInvalid, Leaves, check

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT = "2026-11-23T12:00:00.000000Z"
LEAF = compose(7, NOON, "review.approved", {"proposal": "X", "found": True}, {"person": "ruth"}).leaf
PLAIN = f'{{"action":"a","at":"{AT}","seq":7,"v":1}}'.encode()


def test_whatever_the_house_writes_may_be_signed(house: TestHouse):
    house.approved()
    leaves = Leaves(0, "")
    with house.store.read() as reading:
        count = sum(1 for _ in leaves.hashes(reading.leaves()))
        assert leaves.size == count == reading.next_seq() >= 10


def test_a_leaf_says_when_it_was():
    assert check(LEAF, 7, "") == check(PLAIN, 7, AT) == AT


@pytest.mark.parametrize(
    ("leaf", "why"),
    [
        (b"", "no line of JSON"),
        (b"[]", "no JSON object"),
        (b"7", "no JSON object"),
        (PLAIN[:-1], "no line of JSON"),
        (PLAIN.replace(b'"a"', '"ä"'.encode()), "no line of JSON in ASCII"),
        (PLAIN.replace(b'"v"', b'"n":1.0,"v"'), "without fractions"),
        (PLAIN.replace(b'"v"', b'"n":1e3,"v"'), "without fractions"),
        (PLAIN.replace(b'"v"', b'"n":NaN,"v"'), "without fractions"),
        (PLAIN.replace(b'"v"', b'"n":null,"v"'), "has a null"),
        (PLAIN.replace(b'"v"', b'"n":[{"m":null}],"v"'), "has a null"),
        (PLAIN.replace(b'"seq":7', b'"seq":7,"seq":7'), "each once"),
        (PLAIN.replace(b',"v"', b', "v"'), "no spaces"),
        (PLAIN + b"\n", "no spaces"),
        (PLAIN.replace(b'"v":1', b'"v":1,"u":1'), "sorted keys"),
        (PLAIN.replace(b'"a"', b'"\\u0061"'), "not written as a leaf"),
        (PLAIN.replace(b'"seq":7', b'"seq":8'), "it is entry 8"),
        (PLAIN.replace(b'"seq":7', b'"seq":"7"'), "of itself"),
        (PLAIN.replace(b'"seq":7,', b""), "it is entry None"),
        (PLAIN.replace(b'"v":1', b'"v":2'), "version 2"),
        (PLAIN.replace(b'"v":1', b'"v":true'), "version True"),
        (PLAIN.replace(b'"action":"a",', b""), "what happened"),
        (PLAIN.replace(b".000000Z", b"Z"), "when it was"),
        (PLAIN.replace(b".000000Z", b".000000+00:00"), "when it was"),
        (PLAIN.replace(b"2026", b"2025"), "before the entry ahead of it"),
        (b"[" * 100_000, "no line of JSON"),
    ],
)
def test_a_leaf_that_a_verifier_would_refuse_is_not_signed(leaf: bytes, why: str):
    with pytest.raises(LeafInvalid, match=f"entry 7 .*{why}"):
        check(leaf, 7, AT)


def test_a_gap_or_a_repetition_is_found():
    for seqs in ((7, 9), (8,), (7, 7)):
        rows = [(seq, PLAIN.replace(b":7", f":{seq}".encode())) for seq in seqs]
        with pytest.raises(LeafInvalid, match=r"entry [78] is missing"):
            list(Leaves(7, "").hashes(rows))
