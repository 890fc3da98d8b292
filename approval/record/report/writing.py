"""Writes report.html piece by piece: one page that needs nothing besides itself, runs nothing and asks for nothing."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from approval.bootstrap import House
from approval.finding import Severity
from approval.policy.spanish import spanish
from approval.policy.visible import shown
from approval.record.bundle.asked import Asked, Audience
from approval.record.bundle.disclosing import Told
from approval.record.report import words
from approval.record.report.charts import bars
from approval.record.report.comparing import compare
from approval.record.report.figures import ACCOUNT_COLUMNS, BUCKETS, RULE_COLUMNS, Figures, read
from approval.record.report.line import Line, in_words
from approval.record.report.reply import Verdict
from approval.record.report.spool import Spool

_TEMPLATES = Path(__file__).with_name("templates")

# What one by one stands in the report: more would not be read, and a browser would take long to show it. What is left
# out is counted in the report, and stands in log.csv beside it.
MOST_LISTED, MOST_TOLD, MOST_COMPARED, MOST_NAMED = 5_000, 500, 200, 5

# What becomes of replies, in parts that do not overlap; the rest is open.
_ENDS = ("published", "rejected", "withdrawn", "expired")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the report is of: what was asked for, when it was made, and the city's time zone."""

    asked: Asked
    made: datetime
    zone: tzinfo = UTC


def write_report(entries: Callable[[], Iterator[Told]], out: TextIO, occasion: Occasion) -> None:
    """The report on these entries, which are in order and as they may be told. Memory stays flat however many."""
    with Spool() as spool:
        figures = read(entries, spool)
        chosen = spool.choose(MOST_LISTED)
        style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
        # The browser is told to run nothing, to fetch nothing, and to use this style alone.
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        told = _told(figures, spool, occasion) | {
            "style": Markup(style),  # noqa: S704 - a file of ours
            "style_digest": digest,
            "chosen": chosen,
        }
        for piece in _environment(spool, occasion.zone).get_template("report.html").generate(told):
            out.write(piece)


def reporting(house: House, asked: Asked) -> Callable[[Callable[[], Iterator[Told]], TextIO], None]:
    """What writes the report of a bundle that is made now, in the time zone of the policy in force."""
    policy = house.policy()
    occasion = Occasion(asked, house.store.now(), ZoneInfo(policy.zone) if policy else UTC)
    return partial(write_report, occasion=occasion)


def _environment(spool: Spool, zone: tzinfo) -> Environment:
    """Jinja2, which writes every value as text; characters that nobody would see are named by their codes."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=lambda value: value if isinstance(value, (Markup, int)) else shown(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "many": lambda number: f"{number:,}",
        "moment": lambda at: at.astimezone(zone).isoformat(" ", "seconds"),
        "took": took,
        "action": words.action,
        "refusal": words.refusal,
        "in_words": in_words,
        "values": _values,
        # A screen reader reads English as Spanish or Spanish as English where nothing says which it is (WCAG 3.1.2).
        "lang": lambda text: Markup(' lang="es"') if spanish(text) else Markup(""),
        "grave": _grave,
    }
    environment.globals |= {"line": spool.line, "is_listed": spool.is_listed, "compare": compare}
    return environment


def _told(figures: Figures, spool: Spool, occasion: Occasion) -> dict[str, Any]:
    """What the template is filled in with."""
    accounts, rules = figures.rows("account"), figures.most("rule", "found")
    refused, published = figures.most("refused"), figures.count
    return {
        "asked": occasion.asked,
        "accounts_asked": sorted(occasion.asked.period.accounts),
        "council": occasion.asked.audience is Audience.COUNCIL,
        "made": occasion.made,
        "zone": str(occasion.zone),
        "figures": figures,
        "verdicts": {verdict.value: published("alone", verdict.value) for verdict in Verdict},
        "alone": list(spool.notes("alone", MOST_NAMED)),
        "accounts": accounts,
        "account_columns": ACCOUNT_COLUMNS,
        "rules": rules,
        "rule_columns": RULE_COLUMNS,
        "refused": refused,
        "attempts": sum(figures.count("refused", code) for code in refused),
        "releases": words.RELEASES,
        "around": words.AROUND,
        "buckets": BUCKETS,
        "overrides": spool.notes("override", MOST_TOLD),
        "overrides_count": spool.count("override"),
        "most_told": MOST_TOLD,
        "changed": spool.notes("changed", MOST_COMPARED),
        "changed_count": spool.count("changed"),
        "most_compared": MOST_COMPARED,
        "topics": figures.by_topic(),
        "entries_of": lambda figure: spool.entries_of(figure.id),
        "days": groupby(spool.listed(), lambda each: f"{each.at.astimezone(occasion.zone):%Y-%m-%d}"),
        "charts": _charts(figures, accounts, rules, refused),
    }


def _charts(figures: Figures, accounts: list[str], rules: list[str], refused: list[str]) -> dict[str, Markup]:
    ends = {ACCOUNT_COLUMNS[end]: [figures.count("account", account, end) for account in accounts] for end in _ENDS}
    found = [figures.count("rule", rule, "found") for rule in rules]
    waits = [figures.count("decision", "", bucket) for bucket in BUCKETS]
    codes = [figures.count("refused", code) for code in refused]
    return {
        "account": bars("chart-account", "What became of the replies, by account", accounts, ends),
        "rule": bars("chart-rule", "In how many replies the checks found a rule", rules, {"replies": found}),
        "decision": bars("chart-decision", "How long decisions took", BUCKETS, {"decisions": waits}),
        "refused": bars("chart-refused", "Attempts that were refused, by code", refused, {"attempts": codes}),
    }


def took(seconds: float) -> str:
    """How long something took, as one says it."""
    whole = timedelta(seconds=round(seconds))
    hours, rest = divmod(whole.seconds, 3600)
    parts = [(whole.days, "d"), (hours, "h"), (rest // 60, "min"), (rest % 60, "s")]
    said = [f"{number:,} {unit}" for number, unit in parts if number]
    return " ".join(said[:2]) or "0 s"


def _grave(check: Line) -> list[tuple[str, str]]:
    """Rule and message of each grave finding of a check, as far as they are told."""
    told = check.values.get("findings")
    found = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return [
        (str(each.get("rule", "")), str(each.get("message", "")))
        for each in found
        if each.get("severity") == Severity.ESCALATE
    ]


# What the appendix's other columns say, or what says nothing to a reader.
_ELSEWHERE = frozenset({"seq", "at", "action", "actor", "account", "digest"})


def _values(line: Line) -> list[tuple[str, str]]:
    """What else an entry says, by name: the leaf's fields first, then what is disclosed beside it."""
    found = {**line.fields, **{name: line.values[name] for name in sorted(line.values)}}
    return [(name.replace("_", " "), _plain(value)) for name, value in found.items() if name not in _ELSEWHERE]


def _plain(value: object) -> str:
    """A value as text: of several each on its line."""
    if isinstance(value, list):
        return "\n".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
