"""`countersign policy report`: how each rule fares, counted out of the log, so that the rules can get better."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from approval.bootstrap import House
from approval.finding import Severity
from approval.policy.document import Policy
from approval.policy.visible import one_line
from approval.reading import Period
from approval.record.by_rule import ApprovalCount, Counted, RuleCount, count_by_rule
from approval.record.export import guarded
from approval.record.period import parse_period
from countersign.policy import found
from countersign.policy.console import indented, out, plural
from countersign.policy.reasons import Named, Reason, reasons
from countersign.record.exporting import must_be_known

COLUMNS = (
    "policy", "digest", "rule", "title", "checks", "found", "block", "escalate", "warn",
    "approved", "changed", "withdrawn", "wrong", "share_wrong", "reasons",
)  # fmt: skip


class Form(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


def report(
    start: Annotated[str, typer.Option("--from", help="First day (2026-11-01) or exact time; empty for all.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day, included whole, or exact time; empty for all.")] = "",
    account: Annotated[list[str] | None, typer.Option(help="An account's id; again for more; none for all.")] = None,
    form: Annotated[Form, typer.Option("--format", help="A table to read, or csv or jsonl to work with.")] = Form.TABLE,
    zone: Annotated[str, typer.Option(help="The time zone in which a day begins, like America/Denver.")] = "UTC",
) -> None:
    """Count, for each rule and version, what was found, what became of it, and what was called a wrong finding.

    It counts the revisions that were checked in the period, and what became of them until now.
    """
    house = found.house()
    for wanted in account or []:
        must_be_known(house, wanted)
    period = parse_period(start, end, frozenset(account or []), zone)
    with house.store.read() as reading:
        entries = list(reading.entries(Period(accounts=period.accounts)))
    counted = count_by_rule(entries, period.start, period.end)
    said = reasons(entries, period.start, period.end)
    policies = _policies(house, counted)
    match form:
        case Form.TABLE:
            _tables(counted, said, policies, out())
        case Form.CSV:
            writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for rule in counted.rules:
                told = [one_line(each.reason) for each in said.get((rule.policy, rule.rule), ())]
                row = _row(rule, counted, policies) | {"reasons": " | ".join(told)}
                writer.writerow(row | {name: guarded(value) for name, value in row.items() if isinstance(value, str)})
        case Form.JSONL:
            for rule in counted.rules:
                whole = [asdict(each) for each in said.get((rule.policy, rule.rule), ())]
                typer.echo(json.dumps(_row(rule, counted, policies) | {"reasons": whole}, ensure_ascii=False))


def _policies(house: House, counted: Counted) -> dict[str, Policy | None]:
    digests = {*counted.checks, *(approvals.policy for approvals in counted.approvals)}
    with house.store.read() as reading:
        return {digest: house.policies.of(reading, digest) for digest in digests}


def _row(count: RuleCount, counted: Counted, policies: Mapping[str, Policy | None]) -> dict[str, str | int | float]:
    policy = policies[count.policy]
    return {
        "policy": policy.version if policy else "",
        "digest": count.policy,
        "rule": count.rule,
        "title": _title(policy, count.rule),
        "checks": counted.checks[count.policy],
        "found": count.found,
        **{severity.value: count.severities[severity] for severity in reversed(Severity)},
        "approved": count.approved,
        "changed": count.changed,
        "withdrawn": count.withdrawn,
        "wrong": count.wrong,
        "share_wrong": round(count.share_wrong, 4),
    }


def _tables(
    counted: Counted,
    said: Mapping[Named, Sequence[Reason]],
    policies: Mapping[str, Policy | None],
    console: Console,
) -> None:
    if not counted.checks and not counted.approvals:
        console.print("Nothing was checked or approved in that time.")
    for digest in sorted(policies, key=lambda each: policy.version if (policy := policies[each]) else ""):
        policy = policies[digest]
        name = f"{policy.title}, {policy.name}" if policy else "Under no policy"
        console.print(
            f"\n{name}: {plural(counted.checks.get(digest, 0), 'revision')} checked", markup=False, style="bold"
        )
        rules = [rule for rule in counted.rules if rule.policy == digest]
        if rules:
            console.print(_table(rules, policy))
        for rule in rules:
            for each in said.get((digest, rule.rule), ()):
                console.print(_wrong(rule.rule, each), markup=False)
        for approvals in (each for each in counted.approvals if each.policy == digest):
            console.print(_approved(approvals, policy), markup=False)


def _table(rules: list[RuleCount], policy: Policy | None) -> Table:
    table = Table("rule", "title", box=None)
    for column in ("found", "block", "escalate", "warn", "approved", "changed", "withdrawn", "wrong finding"):
        table.add_column(column, justify="right")
    for rule in sorted(rules, key=lambda each: (-each.found, each.rule)):
        wrong = f"{rule.wrong} ({rule.share_wrong:.0%})" if rule.wrong else "0"
        grave = [str(rule.severities[severity]) for severity in reversed(Severity)]
        numbers = [str(rule.found), *grave, str(rule.approved), str(rule.changed), str(rule.withdrawn), wrong]
        table.add_row(rule.rule, _title(policy, rule.rule), *numbers)
    return table


def _wrong(rule: str, said: Reason) -> str:
    """What somebody wrote, whole, and about which words."""
    place = f", about «{indented(said.span)}»" if said.span else ""
    return f"Called wrong, {rule}{place}: {indented(said.reason)}"


def _approved(approvals: ApprovalCount, policy: Policy | None) -> str:
    titles = {question.id: question.title for question in policy.questions} if policy else {}
    answers = ", ".join(f"{titles.get(key, key)} {times}" for key, times in approvals.answers.items())
    return f"{plural(approvals.given, 'approval')}, {approvals.by_reaction} of them by a reaction" + (
        f"; answered with yes: {answers}." if answers else "."
    )


def _title(policy: Policy | None, rule: str) -> str:
    """The rule's title; "" for the checks of the house, whose names say what they are."""
    found = policy.rule(rule) if policy else None
    return found.title if found else ""
