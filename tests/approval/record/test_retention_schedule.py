"""retention.toml: what it may say, what is said where it is wrong, and when something is due by it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.errors import Misconfigured
from approval.record.piece import Piece
from approval.record.ranges import read_ranges, write_ranges
from approval.record.schedule import after, parse_schedule, read_schedule

ROOT = Path(__file__).resolve().parents[3]
MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def piece(account: str = "police", state: str = "published", rules: str = "", actions: str = "") -> Piece:
    return Piece("7Q", account, (1,), MOMENT, MOMENT, state, frozenset(rules.split()), frozenset(actions.split()))


def one(period: str = "1 year", belongs: str = "everything = true", name: str = "all") -> str:
    return f'[retention.{name}]\ntitle = "T"\nsource = "S"\nperiod = "{period}"\n{belongs}\n'


@pytest.mark.parametrize(
    ("written", "months", "said"),
    [
        ("3 years", 36, "3 years"),
        ("1 year", 12, "1 year"),
        ("18 months", 18, "1 year 6 months"),
        ("2 years 6 months", 30, "2 years 6 months"),
        ("200 years", 2400, "200 years"),
    ],
)
def test_a_period_is_years_and_months(written: str, months: int, said: str) -> None:
    (found,) = parse_schedule(one(written)).classes
    assert (found.months, found.period) == (months, said)


@pytest.mark.parametrize(
    "written",
    ["", "0 years", "0 months", "3", "3 weeks", "3 years ", " 3 years", "3years", "201 years", "1 month 1 year"],
)
def test_what_is_no_period_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(Misconfigured, match=r"^retention.toml, line 4: retention.all.period: write a time like"):
        parse_schedule(one(written))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: retention: this is missing"),
        (one() + "years = 3\n", "line 6: retention.all.years: there is no such setting"),
        (one(belongs=""), "line 1: retention.all: say what belongs to it"),
        (one(belongs="accounts = []"), "line 1: retention.all: say what belongs to it"),
        (one(belongs='everything = true\naccounts = ["police"]'), "line 1: retention.all: say what belongs to it"),
        (one(belongs='states = ["published", "approved"]'), "line 5: retention.all.states.1: a reply stands in this"),
        (one(belongs='states = ["gone"]'), "line 5: retention.all.states.0: there is no such state; write one of bloc"),
        (one(belongs='actions = ["Refused"]'), "line 5: retention.all.actions.0: write an action of the log"),
        (one(belongs="accounts = [7]"), "line 5: retention.all.accounts.0: write the id of an account"),
        (one(belongs='rules = [""]'), "line 5: retention.all.rules.0: write the id of a rule"),
        (one(belongs='everything = "yes"'), "line 5: retention.all.everything: "),
        (one().replace('"S"', '" "'), "line 3: retention.all.source: write a few words"),
        (one(name='"Jane Doe"'), "line 1: retention.Jane Doe: name a class by small letters"),
        (one() + one(), "[retention.all] stands here twice"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(text: str, said: str) -> None:
    with pytest.raises(Misconfigured) as error:
        parse_schedule(text)
    assert said in str(error.value)
    assert str(error.value).startswith("retention.toml")


def test_every_mistake_is_said_at_once() -> None:
    with pytest.raises(Misconfigured) as error:
        parse_schedule(one("never", 'states = ["gone"]'))
    assert len(str(error.value).splitlines()) == 2


def test_without_a_file_everything_is_kept_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"kept for ever. Copy retention.example.toml"):
        read_schedule(tmp_path / "retention.toml")


def test_the_example_can_be_used_as_it_is() -> None:
    classes = {each.id: each.period for each in read_schedule(ROOT / "retention.example.toml").classes}
    assert classes["published"] == "10 years"
    assert classes["refused-attempts"] == "2 years 6 months"


def test_all_that_a_class_names_must_hold() -> None:
    belongs = 'accounts = ["police", "fire"]\nrules = ["P01"]\nstates = ["rejected"]\nactions = ["review.refused"]'
    (found,) = parse_schedule(one(belongs=belongs)).classes
    assert found.holds(piece("fire", "rejected", "P01 P02", "review.refused proposal.submitted"))
    assert not found.holds(piece("parks", "rejected", "P01", "review.refused"))
    assert not found.holds(piece("fire", "published", "P01", "review.refused"))
    assert not found.holds(piece("fire", "rejected", "P02", "review.refused"))
    assert not found.holds(piece("fire", "rejected", "P01", "review.rejected"))


def test_the_longest_wins_wherever_it_stands_in_the_file() -> None:
    short, long = one("11 months", name="short"), one("1 year", 'rules = ["P01"]', "long")
    for text in (short + long, long + short):
        found = parse_schedule(text).due(piece(rules="P01"))
        assert found is not None
        assert found[1].id == "long"
        other = parse_schedule(text).due(piece(rules="P02"))
        assert other is not None
        assert other[1].id == "short"


def test_what_no_class_names_is_never_due() -> None:
    assert parse_schedule(one(belongs='accounts = ["fire"]')).due(piece("police")) is None


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        ("2026-11-23", 36, "2029-11-23"),
        ("2026-11-30", 3, "2027-03-01"),  # February has no 30th, and nothing is due a day early for it
        ("2028-02-29", 12, "2029-03-01"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-31", 2400, "2226-12-31"),
        ("2026-10-31", 1, "2026-12-01"),
    ],
)
def test_periods_are_counted_by_the_calendar(day: str, months: int, due: str) -> None:
    assert after(datetime.fromisoformat(f"{day}T00:00Z"), months) == datetime.fromisoformat(f"{due}T00:00Z")


@given(st.timedeltas(timedelta(0), timedelta(days=30_000)), st.integers(1, 2400))
def test_a_longer_period_is_never_over_sooner(later: timedelta, months: int) -> None:
    moment = MOMENT + later
    assert moment < after(moment, months) <= after(moment, months + 1)


@given(st.sets(st.integers(0, 5_000)), st.integers(9, 40))
def test_ranges_name_exactly_the_numbers_in_texts_that_stay_short(numbers: set[int], most: int) -> None:
    texts = list(write_ranges(numbers, most))
    assert [number for text in texts for each in read_ranges(text) for number in each] == sorted(numbers)
    assert all(len(text) <= most for text in texts)


def test_ranges_are_written_as_the_specification_has_them() -> None:
    assert list(write_ranges([25, 12, 20, 21, 22, 23, 24])) == ["12 20-25"]
    assert list(write_ranges([])) == []
