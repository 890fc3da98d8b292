"""A reply that was checked before closing time, or before an election's window, does not go out after it unasked."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import LENA, TestHouse, parent
from one_rule import OneCheck

from approval.finding import Finding, Severity
from approval.proposal import Media, Parent, Proposal, State
from workers.check import run
from workers.checks.check import CheckUnavailable, Draft, run_checks
from workers.checks.lasting import holds_until

DENVER = ZoneInfo("America/Denver")
OFFICE = OneCheck("off_hours", {}, Severity.ESCALATE, hours=["mon-fri 08:00-17:00"])
WINDOW = {"name": "General election", "from": "2026-08-05", "day": "2026-11-03"}
POLITICS = OneCheck("politics", {"names.en": ["Smith"]}, names=["names.en"], elections=[WINDOW])


def denver(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=DENVER, fold=fold)


def checked_and_approved(house: TestHouse, at: datetime) -> Proposal:
    """A reply that was checked at this moment and approved a minute later."""
    house.clock.time = at.astimezone(UTC)
    proposal = house.submit(parent=parent())
    run(house.house, lambda _policy: OFFICE.checks, proposal.id)
    house.clock.advance(minutes=1)
    return house.approve(house.see(proposal))


def test_what_was_checked_before_closing_time_goes_out_before_it(house: TestHouse) -> None:
    proposal = checked_and_approved(house, denver(2026, 11, 23, 16, 30))
    house.clock.advance(minutes=28)
    claimed = house.house.release.claim(proposal.id)
    assert claimed is not None
    assert claimed.state is State.PUBLISHING


def test_after_closing_time_it_is_checked_again_and_decided_by_what_is_found_then(house: TestHouse) -> None:
    proposal = checked_and_approved(house, denver(2026, 11, 23, 16, 30))
    house.clock.advance(minutes=29)
    assert house.house.release.claim(proposal.id) is None
    again = house.see(proposal)
    assert (again.state, again.missing) == (State.CHECKING, 1)
    assert "asks for more at this hour" in again.note
    assert "proposal.reopened" in house.log(proposal)
    run(house.house, lambda _policy: OFFICE.checks, proposal.id)
    late = house.see(proposal)
    assert [finding.rule for finding in late.findings] == ["X01"]
    assert (late.state, late.missing) == (State.IN_REVIEW, 2)
    house.approve(late, reason="It cannot wait.")
    house.approve(house.see(proposal), LENA, "It cannot wait.")
    assert house.house.release.claim(proposal.id) is not None


def test_what_was_approved_as_late_is_not_asked_again(house: TestHouse) -> None:
    house.clock.time = denver(2026, 11, 23, 18, 0).astimezone(UTC)
    proposal = house.submit(parent=parent())
    run(house.house, lambda _policy: OFFICE.checks, proposal.id)
    house.approve(house.see(proposal), reason="It cannot wait.")
    house.approve(house.see(proposal), LENA, "It cannot wait.")
    house.clock.advance(hours=2)
    assert house.house.release.claim(proposal.id) is not None


def off_hours(*hours: str, **options: object) -> OneCheck:
    return OneCheck("off_hours", {"critical.en": ["shame"]}, hours=list(hours), **options)


@pytest.mark.parametrize(
    ("check", "at", "until"),
    [
        (off_hours("mon-fri 08:00-17:00"), denver(2026, 3, 11, 12, 0), denver(2026, 3, 11, 17, 0)),
        (off_hours("mon-fri 08:00-17:00"), denver(2026, 3, 11, 17, 0), None),
        (
            off_hours("mon-sun 08:00-12:00", "mon-sun 12:00-17:00"),
            denver(2026, 3, 11, 9, 0),
            denver(2026, 3, 11, 17, 0),
        ),
        (off_hours("mon-sun 00:00-24:00"), denver(2026, 3, 11, 9, 0), None),
        (off_hours("mon-sun 00:00-24:00", closed=["2026-03-13"]), denver(2026, 3, 11, 9, 0), denver(2026, 3, 13, 0, 0)),
        (off_hours("mon-sun 00:00-01:30"), denver(2026, 11, 1, 1, 10, fold=1), denver(2026, 11, 1, 1, 30, fold=1)),
    ],
)
def test_the_office_says_when_it_closes(check: OneCheck, at: datetime, until: datetime | None) -> None:
    assert holds_until(check.checks, Draft("apd", "square", "On Monday.", at=at.astimezone(UTC))).until == until


def test_a_reply_that_the_hours_are_not_about_holds_at_all_times() -> None:
    check = off_hours("mon-fri 08:00-17:00", only_critical=["critical.en"])
    noon = denver(2026, 3, 11, 12, 0)
    calm, angry = (Parent("", "Doug", words) for words in ("When is it paved?", "Shame on you."))
    assert holds_until(check.checks, Draft("apd", "square", "On Monday.", calm, at=noon)).until is None
    assert holds_until(check.checks, Draft("apd", "square", "On Monday.", at=noon)).until is None
    assert holds_until(check.checks, Draft("apd", "square", "On Monday.", angry, at=noon)).until == denver(
        2026, 3, 11, 17, 0
    )


@pytest.mark.parametrize(
    ("text", "alt", "at", "until"),
    [
        ("Smith spoke.", "", denver(2026, 8, 4, 23, 0), denver(2026, 8, 5, 0, 0)),
        ("A map.", "Smith at the podium", denver(2026, 8, 4, 23, 0), denver(2026, 8, 5, 0, 0)),
        ("The park opens.", "", denver(2026, 8, 4, 23, 0), None),
        ("Smith spoke.", "", denver(2026, 8, 5, 1, 0), None),
        ("Smith spoke.", "", denver(2026, 11, 4, 1, 0), None),
    ],
)
def test_the_calendar_says_when_a_name_weighs_more(text: str, alt: str, at: datetime, until: datetime | None) -> None:
    pictures = (Media("0", "image/png", "a.png", alt),) if alt else ()
    assert holds_until(POLITICS.checks, Draft("apd", "square", text, media=pictures, at=at)).until == until


class Stumbles:
    """A check of somebody's that cannot say until when."""

    rule, reads_alt = "X02", False

    def __call__(self, draft: Draft) -> Iterable[Finding]:
        return ()

    def until(self, draft: Draft) -> datetime | None:
        raise KeyError("hours")


class StumblesTwice(Stumbles):
    """One that stumbles over the text too."""

    def __call__(self, draft: Draft) -> Iterable[Finding]:
        raise KeyError("hours")


class CannotTell(Stumbles):
    """One that says itself that it cannot run."""

    def until(self, draft: Draft) -> datetime | None:
        raise CheckUnavailable("it has no hours.", "Give it hours.")


def test_the_first_moment_counts_and_one_check_that_stumbles_takes_nothing_along() -> None:
    noon = denver(2026, 3, 11, 12, 0)
    early = off_hours("mon-fri 08:00-13:00")
    draft = Draft("apd", "square", "On Monday.", at=noon)
    assert holds_until([Stumbles(), *OFFICE.checks, *early.checks], draft).until == noon + timedelta(hours=1)


def test_that_a_check_cannot_say_until_when_is_a_finding_and_told_once() -> None:
    draft = Draft("apd", "square", "On Monday.", at=denver(2026, 3, 11, 12, 0))
    (finding,) = holds_until([Stumbles()], draft).findings
    assert (finding.rule, finding.severity) == ("check.unavailable", Severity.ESCALATE)
    assert "“X02” could not run" in finding.message
    assert run_checks([Stumbles()], draft, also=[finding]) == (finding,)
    assert run_checks([StumblesTwice()], draft, also=holds_until([StumblesTwice()], draft).findings) == (finding,)


def test_a_reply_whose_check_cannot_say_until_when_asks_for_one_approver_more(house: TestHouse) -> None:
    proposal = house.submit(parent=parent())
    run(house.house, lambda _policy: [Stumbles()], proposal.id)
    checked = house.see(proposal)
    assert ([finding.rule for finding in checked.findings], checked.missing) == (["check.unavailable"], 2)


def test_a_check_that_cannot_run_says_so_here_as_it_does_there() -> None:
    draft = Draft("apd", "square", "On Monday.", at=denver(2026, 3, 11, 12, 0))
    (finding,) = holds_until([CannotTell()], draft, when_a_check_cannot_run=Severity.BLOCK).findings
    assert (finding.severity, finding.mend) == (Severity.BLOCK, "Give it hours.")
