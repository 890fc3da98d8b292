"""What may follow what: every pair of states, against a table written out from the design and not from the code."""

from datetime import UTC, datetime
from itertools import product

import pytest
from factories import draft

from approval.errors import WrongState
from approval.proposal import TRANSITIONS, Proposal, Revision, State, content_digest

# Rows: from. Columns: to, in the order of the header. x: allowed.
TABLE = """
                   checking in_review blocked changes approved rejected expired withdrawn publishing published failed unconfirmed
checking           x        x         x       .       .        .        .       x         .          .         .      .
in_review          x        .         .       x       x        x        x       x         .          .         .      .
blocked            x        .         .       .       .        .        .       x         .          .         .      .
changes_requested  x        .         .       .       .        .        .       x         .          .         .      .
approved           x        x         x       .       .        .        x       x         x          .         .      .
rejected           .        .         .       .       .        .        .       .         .          .         .      .
expired            x        .         .       .       .        .        .       x         .          .         .      .
withdrawn          .        .         .       .       .        .        .       .         .          .         .      .
publishing         .        .         .       .       x        .        .       .         .          x         x      x
published          .        .         .       .       .        .        .       .         .          .         .      .
failed             x        .         .       .       x        .        .       .         .          .         .      .
unconfirmed        .        .         .       .       x        .        .       .         .          x         .      .
"""  # noqa: E501


def allowed() -> set[tuple[State, State]]:
    header, *rows = [line.split() for line in TABLE.strip().splitlines()]
    names = [State("changes_requested" if name == "changes" else name) for name in header]
    return {(State(row[0]), to) for row in rows for to, mark in zip(names, row[1:], strict=True) if mark == "x"}


def in_state(state: State) -> Proposal:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    content = draft()
    revision = Revision(1, "nadia", content.text, "", None, (), content_digest("police", None, content.text, ()), now)
    return Proposal("P", "police", state, "nadia", "U0NADIA", frozenset({"nadia"}), revision, (), (), 1, now, now)


def test_every_state_stands_in_the_table_of_what_may_follow() -> None:
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_a_reply_moves_only_as_the_table_says(before: State, after: State) -> None:
    if (before, after) in allowed():
        assert in_state(before).move(after) == in_state(after)
    else:
        with pytest.raises(WrongState, match=before.value.replace("_", " ")):
            in_state(before).move(after)


def test_what_is_published_rejected_or_withdrawn_is_final() -> None:
    assert {state for state in State if not TRANSITIONS[state]} == {State.PUBLISHED, State.REJECTED, State.WITHDRAWN}


def test_publishing_is_reached_only_from_approved_and_approved_only_by_people() -> None:
    assert [state for state in State if State.PUBLISHING in TRANSITIONS[state]] == [State.APPROVED]
    # From publishing: certainly not posted. From unconfirmed and failed: an approver says so.
    assert {state for state in State if State.APPROVED in TRANSITIONS[state]} == {
        State.IN_REVIEW,
        State.PUBLISHING,
        State.UNCONFIRMED,
        State.FAILED,
    }
