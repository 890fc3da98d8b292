"""Campaigns, candidates and parties, by a calendar of elections.

`politics`:
- `lists`: word lists of campaign words (vote for, re-elect, donate to the campaign); always a finding. A hashtag is
  read word by word: #VoteForSmith is «Vote For Smith».
- `names`: word lists of candidates and parties; a finding inside a window, of less weight outside of one.
- `elections`: the calendar, each { name = "Regular local election", from = 2025-08-01, day = 2025-11-04 }; the window
  is open from the first day to the end of the day of the election, in the policy's time zone.
- `outside`: what a name asks for outside of every window: none, warn (the default) or escalate.

One of `lists` and `names` is needed. Where nobody says when the text is checked, every window counts as open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from approval.finding import Finding, Severity
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists


class Election(Options):
    name: str = Field(min_length=1)
    opens: date = Field(alias="from")
    day: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.day < self.opens:
            raise ValueError(f"the window of “{self.name}” opens after the election; “from” is the earlier day")
        return self


class PoliticsOptions(Options):
    lists: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    elections: tuple[Election, ...] = ()
    outside: Literal["none", "warn", "escalate"] = "warn"


@dataclass(frozen=True, slots=True)
class Politics:
    """Campaign words at all times; names as the calendar says."""

    context: Context
    words: Lists
    names: Lists
    elections: tuple[Election, ...]
    outside: Severity | None
    zone: ZoneInfo
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text, taken = draft.text, bytearray(len(draft.text))
        for hit in self.words.find(text):
            taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            yield self.context.finding(f"“{text[hit.start : hit.end]}” is about a campaign.", hit.start, hit.end, text)
        election = self._open(draft.at)
        severity = self.context.severity if election else self.outside
        if severity is None:
            return
        severity = min(severity, self.context.severity, key=lambda each: each.rank)
        when = (
            f"and “{election.name}” is on {election.day:%B} {election.day.day}, {election.day.year}"
            if election
            else "though no election is near"
        )
        for hit in self.names.find(text):
            if not any(taken[hit.start : hit.end]):
                yield self.context.finding(
                    f"“{text[hit.start : hit.end]}” is a candidate or a party, {when}.",
                    hit.start,
                    hit.end,
                    text,
                    severity,
                )

    def until(self, draft: Draft) -> datetime | None:
        """When the next window opens, outside of which a name that is there asks for less; None inside of one."""
        named = any(self.names.find(text) for text in (draft.text, *(item.alt for item in draft.media)))
        if draft.at is None or self._open(draft.at) or not named:
            return None
        opening = (datetime.combine(each.opens, time(), self.zone) for each in self.elections)
        return min((moment for moment in opening if moment > draft.at), default=None)

    def _open(self, at: datetime | None) -> Election | None:
        """The election whose window is open, the nearest one first; None if none is."""
        if at is None:
            return min(self.elections, key=lambda each: each.day, default=None)
        today = at.astimezone(self.zone).date()
        now = [each for each in self.elections if each.opens <= today <= each.day]
        return min(now, key=lambda each: each.day, default=None)


def _build(options: PoliticsOptions, context: Context) -> Check:
    if not options.lists and not options.names:
        raise ValueError("lists: write at least one word list, here or under names.")
    return Politics(
        context,
        Lists(context, "lists", options.lists),
        Lists(context, "names", options.names),
        options.elections,
        None if options.outside == "none" else Severity(options.outside),
        ZoneInfo(context.policy.zone),
    )


POLITICS = Kind(PoliticsOptions, _build)
