"""When a reply would go out, and how many others to the same person there are.

`repeat_target`:
- `most` (needed): how many replies to one person may be published or open in the window; the next is a finding.
- `window` (needed): hours, days or months back from now: "24h", "30d", "12mo".

`off_hours`, in the policy's time zone:
- `hours` (needed): when the office is open: ["mon-thu 08:00-17:00", "fri 08:00-12:00"].
- `holidays`: whose public holidays it is closed on: a country or a part of one, "US", "US-NM" (ISO 3166).
- `closed`: more days on which it is closed: ["2026-11-27"].
- `only_critical`: word lists; only a reply to a post with one of their words is a finding. Without them every one is.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import holidays
import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, CheckUnavailable, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = regex.compile(r"([1-9]\p{Nd}{0,3}) ?(h|d|mo)", regex.ASCII)
_HOURS = regex.compile(
    rf"({'|'.join(_DAYS)})(?: ?- ?({'|'.join(_DAYS)}))? +([0-2]?\d):([0-5]\d) ?- ?([0-2]?\d):([0-5]\d)",
    regex.ASCII | regex.IGNORECASE,
)
_SPOKEN = {"h": "hours", "d": "days", "mo": "months"}


class RepeatOptions(Options):
    most: int = Field(ge=0)
    window: str


class OffHoursOptions(Options):
    hours: tuple[str, ...] = Field(min_length=1)
    holidays: str = ""
    closed: tuple[date, ...] = ()
    only_critical: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatTarget:
    """The reply after the last one that the rule allows to one person."""

    context: Context
    most: int
    number: int
    unit: str
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if not draft.earlier:
            return
        since = self._since(_now(draft))
        before = [moment for moment in draft.earlier if moment > since]
        if before and len(before) >= self.most:
            last = before[-1].astimezone(ZoneInfo(self.context.policy.zone))
            yield self.context.finding(
                f"In the last {self.number} {_SPOKEN[self.unit]} there {_other_replies(len(before))} to this person, "
                f"published or still open, most recently on {last:%B} {last.day}, {last.year}."
            )

    def _since(self, now: datetime) -> datetime:
        if self.unit == "mo":
            return _months_before(now, self.number)
        return now - (timedelta(hours=self.number) if self.unit == "h" else timedelta(days=self.number))


@dataclass(frozen=True, slots=True)
class OffHours:
    """A reply, to a critical post where only those count, at a time when nobody is there."""

    context: Context
    hours: Mapping[int, tuple[tuple[time, time], ...]]
    public: Mapping[date, str]
    closed: frozenset[date]
    critical: Lists
    zone: ZoneInfo
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        word = ""
        if self.critical:
            hits = self.critical.find(draft.parent.text) if draft.parent else ()
            if not hits or not draft.parent:
                return
            word = draft.parent.text[hits[0].start : hits[0].end]
        local = _now(draft).astimezone(self.zone)
        why = self._why_closed(local)
        if why:
            answered = f", and the post that is answered says “{word}”" if word else ""
            yield self.context.finding(f"It is {local:%A}, {local:%H:%M}: {why}{answered}.")

    def until(self, draft: Draft) -> datetime | None:
        """When the office closes next; None where it is closed, never closes or the rule is not about this reply."""
        if self.critical and not (draft.parent and self.critical.find(draft.parent.text)):
            return None
        moment = before = _now(draft).astimezone(self.zone)
        # Hours may go on at once, also over midnight; more days than a week's would say the same again.
        for _ in range(8 * max(map(len, self.hours.values()))):
            if self._why_closed(moment):
                return moment if moment != before else None
            clock = moment.time().replace(tzinfo=None)
            closes = max(closes for opens, closes in self.hours[moment.weekday()] if opens <= clock < closes)
            day = moment.date() + timedelta(days=closes == time.max)
            moment = datetime.combine(day, time() if closes == time.max else closes, self.zone).replace(
                fold=moment.fold
            )
        return None

    def _why_closed(self, local: datetime) -> str:
        if holiday := self.public.get(local.date()):
            return f"a holiday ({holiday})"
        if local.date() in self.closed:
            return "a day on which the office is closed"
        clock = local.time().replace(tzinfo=None)
        if any(opens <= clock < closes for opens, closes in self.hours.get(local.weekday(), ())):
            return ""
        return "the office is closed"


def _now(draft: Draft) -> datetime:
    if draft.at is None:
        raise CheckUnavailable("nobody said at what time this is checked.", "Check the reply again.")
    return draft.at


def _months_before(now: datetime, months: int) -> datetime:
    """The same day so many months before, or the last one of a shorter month."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(max(years, 1), month + 1)[1])
    return now.replace(year=max(years, 1), month=month + 1, day=day)


def _other_replies(count: int) -> str:
    return "has been 1 other reply" if count == 1 else f"have been {count} other replies"


def _repeat(options: RepeatOptions, context: Context) -> Check:
    match = _WINDOW.fullmatch(options.window.strip())
    if not match:
        raise ValueError(f"window: “{options.window}” is no time; write hours, days or months: 24h, 30d, 12mo.")
    return RepeatTarget(context, options.most, int(match[1]), match[2])


def _off_hours(options: OffHoursOptions, context: Context) -> Check:
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for line in options.hours:
        for day, opens, closes in _read_hours(line):
            hours[day] = (*hours.get(day, ()), (opens, closes))
    return OffHours(
        context,
        hours,
        _public_holidays(options.holidays),
        frozenset(options.closed),
        Lists(context, "only_critical", options.only_critical),
        ZoneInfo(context.policy.zone),
    )


def _read_hours(line: str) -> Iterator[tuple[int, time, time]]:
    match = _HOURS.fullmatch(line.strip())
    try:
        if not match:
            raise ValueError
        opens, closes = time(int(match[3]), int(match[4])), _closing(int(match[5]), int(match[6]))
        if closes <= opens:
            raise ValueError
    except ValueError:
        raise ValueError(f"hours: “{line}” cannot be read; write it like this: mon-fri 08:00-17:00.") from None
    first = _DAYS.index(match[1].lower())
    last = _DAYS.index(match[2].lower()) if match[2] else first
    for day in range(first, last + 1 if last >= first else last + 8):
        yield day % 7, opens, closes


def _closing(hour: int, minute: int) -> time:
    return time.max if (hour, minute) == (24, 0) else time(hour, minute)


def _public_holidays(place: str) -> Mapping[date, str]:
    """The holidays of a country or a part of one; they are worked out for a year when it is asked about."""
    if not place:
        return {}
    country, _, part = place.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise ValueError(f"holidays: “{place}” is not known; write a country or a part of one: US, US-NM.") from None


REPEAT_TARGET = Kind(RepeatOptions, _repeat)
OFF_HOURS = Kind(OffHoursOptions, _off_hours)
