"""What is there besides the words: the post that is answered, the approved text, pictures, the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from one_rule import OneCheck

from approval.errors import PolicyInvalid
from approval.proposal import Media, Parent
from workers.checks.check import Draft, run_checks

DENVER = ZoneInfo("America/Denver")
NOON = datetime(2026, 3, 11, 18, tzinfo=UTC)
PARENT = Parent("https://square.example/1", "Doug", "When is it paved?")


def draft(text: str = "On Monday.", **more: object) -> Draft:
    return Draft("apd", "square", text, **{"at": NOON, **more})


@pytest.mark.parametrize(
    ("parent", "says"),
    [
        (PARENT, ""),
        (Parent("", "Doug", "When?", pasted=True), ""),
        (None, "The post that this answers is not there."),
        (Parent("", "Doug", "When?"), "the link is missing"),
        (Parent("https://square.example/1", " ", ""), "the text and the author is missing"),
    ],
)
def test_the_post_that_is_answered_has_to_be_there(parent: Parent | None, says: str):
    found = OneCheck("parent_required")(draft(parent=parent))
    assert [says in finding.message for finding in found] == ([True] if says else [])


def test_parts_of_the_post_can_be_left_out_of_the_rule():
    assert OneCheck("parent_required", link=False)(draft(parent=Parent("", "Doug", "When?"))) == ()


@pytest.mark.parametrize(
    ("text", "approved", "span", "says"),
    [
        ("The road is open.", "The road is open.", None, ""),
        ("The road is open.", "", None, ""),
        ("The road is shut.", "The road is open.", "shut", "“open”"),
        ("The road is\u00a0open.", "The road is open.", "\u00a0", "U+0020 SPACE"),
        ("The road is open now.", "The road is open.", " now", "there was nothing in this place"),
        ("The is open.", "The road is open.", "", "Something is missing here that was approved: “road ”"),
        ("cafe\u0301", "café", "e\u0301", "“é”"),
    ],
)
def test_what_goes_out_is_what_was_approved(text: str, approved: str, span: str | None, says: str):
    found = OneCheck("unaltered")(draft(text, approved=approved))
    assert [finding.span for finding in found] == ([] if span is None else [span])
    assert all(says in finding.message for finding in found)


@pytest.mark.parametrize(
    ("alt", "says"),
    [
        ("Map of the Academy Road closure between Moon and Tramway", ""),
        ("Mapa del cierre", ""),
        ("", "has no description"),
        (" \u200b", "is described as"),
        ("IMG_2041.jpg", "names the picture"),
        ("image 1", "names the picture"),
        ("Map", "A description has 2 words or more"),
    ],
)
def test_every_picture_is_described(alt: str, says: str):
    media = (Media("0", "image/png", "map.png", "A map"), Media("1", "image/png", "b.png", alt))
    found = OneCheck("alt_text")(draft(media=media))
    assert [says in finding.message for finding in found] == ([True] if says else [])


def test_words_about_a_suspect_beside_a_picture_are_found_in_text_and_description():
    words = {"suspects.en": ["suspect", "identify"], "suspects.es": ["sospechoso"]}
    check = OneCheck("picture_words", words, lists=["suspects.en", "suspects.es"])
    picture = (Media("0", "image/png", "a.png", "Photo of the suspect"),)
    assert check(draft("Can you identify this man?")) == ()
    assert [finding.span for finding in check(draft("Can you identify this man?", media=picture))] == ["", "identify"]
    assert [finding.span for finding in check(draft("¿Conoce al sospechoso?", media=picture))][1:] == ["sospechoso"]
    assert check(draft("Our new bus.", media=(Media("0", "image/png", "a.png", "A bus"),))) == ()
    lifted = OneCheck("picture_words", words, lists=["suspects.en"], unless_case_number=True)
    assert lifted(draft("Can you identify this man?", media=picture, reason="Case no. 2024-118")) == ()
    assert lifted(draft("Can you identify this man?", media=picture)) != ()


def hours(*before: float) -> tuple[datetime, ...]:
    return tuple(sorted(NOON - timedelta(hours=each) for each in before))


@pytest.mark.parametrize(
    ("window", "most", "earlier", "found"),
    [
        ("24h", 2, hours(), False),
        ("24h", 2, hours(1), False),
        ("24h", 2, hours(1, 2), True),
        ("24h", 2, hours(1, 2, 3), True),
        ("24h", 2, hours(1, 24), False),
        ("24h", 2, hours(1, 23.9), True),
        ("30d", 1, hours(29 * 24), True),
        ("30d", 1, hours(30 * 24), False),
        ("12mo", 1, (datetime(2025, 3, 11, 18, 0, 1, tzinfo=UTC),), True),
        ("12mo", 1, (datetime(2025, 3, 11, 18, tzinfo=UTC),), False),
        ("24h", 0, hours(1), True),
        ("24h", 0, hours(), False),
    ],
)
def test_the_reply_after_the_last_allowed_one_is_a_finding(
    window: str, most: int, earlier: tuple[datetime, ...], found: bool
):
    findings = OneCheck("repeat_target", window=window, most=most)(draft(earlier=earlier))
    assert bool(findings) is found


def test_four_replies_to_one_critic_in_two_years_are_seen():
    earlier = tuple(datetime(*day, 18, tzinfo=UTC) for day in ((2022, 5, 3), (2022, 10, 4), (2023, 3, 7)))
    now = datetime(2023, 4, 1, 2, tzinfo=UTC)
    (finding,) = OneCheck("repeat_target", window="12mo", most=2)(draft(earlier=earlier, at=now))
    assert finding.message == (
        "In the last 12 months there have been 3 other replies to this person, published or still open, most "
        "recently on March 7, 2023."
    )


def test_an_earlier_reply_that_may_never_go_out_is_not_called_an_answer():
    (finding,) = OneCheck("repeat_target", window="24h", most=0)(draft(earlier=hours(1)))
    assert finding.message == (
        "In the last 24 hours there has been 1 other reply to this person, published or still open, most "
        "recently on March 11, 2026."
    )


def test_a_month_that_is_shorter_ends_on_its_last_day():
    now = datetime(2026, 3, 31, 18, tzinfo=UTC)
    check = OneCheck("repeat_target", window="1mo", most=1)
    assert check(draft(earlier=(datetime(2026, 2, 28, 18, 0, 1, tzinfo=UTC),), at=now)) != ()
    assert check(draft(earlier=(datetime(2026, 2, 28, 17, tzinfo=UTC),), at=now)) == ()


def denver(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=DENVER)


OFFICE = OneCheck("off_hours", hours=["mon-thu 08:00-17:00", "fri 8:00-12:00"], holidays="US-NM", closed=["2026-12-24"])


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (denver(2026, 3, 11, 8, 0), ""),
        (denver(2026, 3, 11, 16, 59), ""),
        (denver(2026, 3, 11, 17, 0), "Wednesday, 17:00: the office is closed"),
        (denver(2026, 3, 11, 7, 59), "the office is closed"),
        (denver(2026, 3, 13, 12, 1), "the office is closed"),
        (denver(2026, 3, 14, 12, 0), "Saturday"),
        (denver(2024, 9, 2, 10, 0), "a holiday (Labor Day)"),
        (denver(2026, 12, 24, 10, 0), "a day on which the office is closed"),
    ],
)
def test_outside_of_duty_hours_is_a_finding(at: datetime, says: str):
    found = OFFICE(draft(at=at))
    assert [says in finding.message for finding in found] == ([True] if says else [])


def test_only_a_critical_post_can_be_what_the_rule_is_about():
    critical = OneCheck(
        "off_hours",
        {"critical.en": ["liar", "shame"], "critical.es": ["vergüenza"]},
        hours=["mon-sun 08:00-17:00"],
        only_critical=["critical.en", "critical.es"],
    )
    night = datetime(2026, 3, 11, 23, tzinfo=DENVER)
    assert critical(draft(at=night, parent=PARENT)) == ()
    assert critical(draft(at=night)) == ()
    (finding,) = critical(draft(at=night, parent=Parent("", "Doug", "Qué vergüenza.")))
    assert finding.message.endswith("says “vergüenza”.")
    assert critical(draft(at=NOON, parent=Parent("", "Doug", "Shame on you."))) == ()


def test_without_a_time_the_clock_cannot_be_asked_and_that_is_a_finding():
    (finding,) = run_checks(OFFICE.checks, draft(at=None))
    assert finding.rule == "check.unavailable"


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        ("repeat_target", {"most": 2, "window": "soon"}, "window: “soon” is no time; write hours, days or months"),
        ("repeat_target", {"most": 2, "window": "0h"}, "“0h” is no time"),
        ("off_hours", {"hours": ["8 to 5"]}, "hours: “8 to 5” cannot be read; write it like this: mon-fri 08:00-17:00"),
        ("off_hours", {"hours": ["mon 25:00-26:00"]}, "cannot be read"),
        ("off_hours", {"hours": ["mon 17:00-08:00"]}, "cannot be read"),
        ("off_hours", {"hours": ["mon 08:00-17:00"], "holidays": "US-XX"}, "holidays: “US-XX” is not known"),
        ("off_hours", {"hours": ["mon 08:00-17:00"], "holidays": "Nowhere"}, "“Nowhere” is not known"),
    ],
)
def test_times_that_cannot_be_read_are_errors(kind: str, options: dict[str, object], says: str):
    with pytest.raises(PolicyInvalid) as invalid:
        OneCheck(kind, **options)
    assert says in str(invalid.value)


TRENDS = {"trends.en": ["=down", "fall", "=fell", "rise", "=rose", "compared with"], "trends.es": ["bajó", "subió"]}
SOURCES = OneCheck("source_required", TRENDS, lists=["trends.en", "trends.es"])


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        (
            "Auto theft is down 40% thanks to us.",
            "",
            "“40%” does not say where it comes from nor of which time it speaks.",
        ),
        ("Auto theft is down 40% this year.", "", "“40%” does not say where it comes from."),
        ("Auto theft is down 40%: cabq.gov/police/reports", "", "“40%” does not say of which time it speaks."),
        ("El robo de autos bajó un 40 por ciento.", "", "“40 por ciento” does not say where"),
        ("Burglaries fell by 312.", "", "“312” does not say"),
        ("Theft rose, more cases than ever.", "", "“more cases than” does not say"),
        ("Calls doubled.", "", "“doubled” does not say"),
        ("Auto theft fell 40% in 2024.", "Monthly report of the records unit", ""),
        (
            "Property crime fell in 2022 compared with 2021. Method and numbers are in cabq.gov/police/reports",
            "",
            "",
        ),
        ("That pothole is now request 2024-118, and crews check Coors this week.", "", ""),
        ("The library on Unser opens at 10 a.m. today. Call 505-768-2000 or 311.", "", ""),
        ("A tree fell across 4th Street.", "", ""),
        ("Property crime fell compared with 2021.", "", ""),
    ],
)
def test_a_figure_needs_its_source_and_its_time(text: str, reason: str, says: str):
    found = SOURCES(draft(text, reason=reason))
    assert [says in finding.message for finding in found] == ([True] if says else []), found
