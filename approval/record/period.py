"""Reads a period as people write it: whole days in the city's own time, or exact times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from approval.errors import InvalidContent
from approval.reading import Period


def parse_period(start: str, end: str, accounts: frozenset[str] = frozenset(), zone: str = "UTC") -> Period:
    """The period from `start` to `end`; either may be empty for "no bound".

    A day («2026-11-23», RFC 3339 full-date) is taken in `zone` and is included whole on both sides. A time needs an
    offset («2026-11-23T09:00-07:00») and is exact: included as the start, excluded as the end. InvalidContent says what
    to write instead.
    """
    try:
        city = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidContent(f"There is no time zone «{zone}». Write one like America/Denver.", "zone") from error
    first, last = _moment(start, city, 0), _moment(end, city, 1)
    if first and last and first >= last:
        raise InvalidContent(f"The period ends ({end}) before it begins ({start}).", "to")
    return Period(first, last, accounts)


def _moment(written: str, zone: ZoneInfo, days: int) -> datetime | None:
    if not written:
        return None
    try:
        if len(written) == len("2026-11-23"):
            day = date.fromisoformat(written) + timedelta(days=days)
            return datetime.combine(day, time.min, zone).astimezone(UTC)
        moment = datetime.fromisoformat(written)
    except (ValueError, OverflowError) as error:
        raise InvalidContent(f"«{written}» is no date. Write it like 2026-11-23.", "from") from error
    if moment.tzinfo is None:
        raise InvalidContent(f"«{written}» needs an offset from UTC, like 2026-11-23T09:00-07:00.", "from")
    return moment.astimezone(UTC)
