"""`countersign policy check`: whether a pack is one, its checks can be made, and every rule does what it says."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from approval.errors import PolicyInvalid
from approval.policy.document import Policy, Rule
from approval.policy.pack import Pack
from approval.toml_lines import line_of
from countersign.policy import found
from countersign.policy.console import indented, out, plural
from countersign.policy.settings import check_settings
from workers.checks.check import Check
from workers.checks.examples import Outcome, run_examples
from workers.checks.policy_checks import build_policy_checks

# «rules.B03.checks[2].within: …», as the builder of the checks says which option is wrong.
_OPTION = re.compile(r"rules\.([^.\[\]:]+)\.checks\[(\d+)\]((?:\.[^.\[\]: ]+|\[\d+\])*)")
_PART = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A policy's folder; left out, all in policies/.")
    ] = None,
) -> None:
    """Validate a policy and run every rule's examples. Exit code 1 where anything is wrong."""
    console, well = out(), True
    for each in [folder] if folder else found.all_packs():
        well = examine(each, console) is not None and well
    raise typer.Exit(0 if well else 1)


def examine(folder: Path, console: Console) -> Pack | None:
    """Tell what is right and wrong with the policy in a folder; its pack if all of it is right, else None."""
    try:
        pack, policy = found.read(folder)
        checks = built(pack, policy, folder)
    except PolicyInvalid as error:
        problems = str(error).splitlines()
        for line in problems:
            console.print(f"✗ {line}", markup=False)
        console.print(f"\n{folder}: {plural(len(problems), 'thing')} to mend.", markup=False)
        return None
    outcomes = list(run_examples(policy, checks))
    console.print(_table(policy, outcomes))
    wrong = [outcome for outcome in outcomes if not outcome.right]
    for outcome in wrong:
        console.print()
        for line in _told(outcome, pack, folder):
            console.print(line, markup=False)
    held = sum(outcome.right and not outcome.not_run for outcome in outcomes)
    left_out = sum(bool(outcome.not_run) for outcome in outcomes)
    console.print(
        f"\n{folder}: {plural(len(policy.rules), 'rule')}, {plural(len(checks), 'check')}; "
        f"{plural(held, 'example')} {'holds' if held == 1 else 'hold'}"
        + (f", {left_out} not asked" if left_out else "")
        + (f", {len(wrong)} {'does' if len(wrong) == 1 else 'do'} not." if wrong else "."),
        markup=False,
    )
    return None if wrong else pack


def built(pack: Pack, policy: Policy, folder: Path) -> tuple[Check, ...]:
    """Every check of the policy; PolicyInvalid with the file and line of each option that is wrong."""
    try:
        return build_policy_checks(policy, check_settings())
    except PolicyInvalid as error:
        raise PolicyInvalid("\n".join(_placed(pack, policy, folder, str(error)))) from error


def _placed(pack: Pack, policy: Policy, folder: Path, errors: str) -> Iterator[str]:
    for line in errors.splitlines():
        match = _OPTION.match(line)
        rule = policy.rule(match[1]) if match else None
        if match is None or rule is None:
            yield f"{folder}: {line}"
            continue
        path: list[int | str] = ["checks", int(match[2]) - 1]
        path += [name or int(number) - 1 for name, number in _PART.findall(match[3])]
        yield f"{_place(pack, rule, folder, path)}: {line}"


def _place(pack: Pack, rule: Rule, folder: Path, path: Sequence[int | str]) -> str:
    """«policies/x/content.toml, line 12»: where something of a rule stands."""
    file = f"{rule.section.value}.toml"
    return f"{folder}/{file}, line {line_of(pack.files[file], ['rules', rule.id, *path])}"


def _table(policy: Policy, outcomes: Sequence[Outcome]) -> Table:
    title = f"{policy.city}: {policy.title}, {policy.name}"
    table = Table("rule", "asks for", "title", "flags", "lets pass", "", box=None, title=title, title_justify="left")
    for rule in policy.rules:
        own = [outcome for outcome in outcomes if outcome.rule.id == rule.id]
        flag, passing = ([each for each in own if each.example.flag is flagged] for flagged in (True, False))
        note = next((outcome.not_run for outcome in own if outcome.not_run), "")
        mark = note or ("" if all(outcome.right for outcome in own) else "[red]✗[/red]")
        table.add_row(rule.id, rule.severity.value, escape(rule.title), _of(flag), _of(passing), mark)
    return table


def _of(outcomes: Sequence[Outcome]) -> str:
    """«2 of 2»; a dash where none was asked."""
    asked = [outcome for outcome in outcomes if not outcome.not_run]
    return f"{sum(outcome.right for outcome in asked)} of {len(asked)}" if asked else "–"


def _told(outcome: Outcome, pack: Pack, folder: Path) -> Iterator[str]:
    """An example that does not hold: where it stands, what it is, what was expected and what was found."""
    rule, example = outcome.rule, outcome.example
    expected = "must be flagged, and is not" if example.flag else "must pass, and is flagged"
    number = [each for each in rule.examples if each.flag is example.flag].index(example)
    place = _place(pack, rule, folder, ["examples", "flag" if example.flag else "pass", number])
    yield f"✗ {place}: {rule.id} ({rule.title}): this {expected}:"
    yield f"    «{indented(example.text, '     ')}»"
    if example.parent:
        yield f"    in answer to «{indented(example.parent, '     ')}»"
    for finding in outcome.findings:
        where = f" at «{indented(finding.span, '     ')}»" if finding.span else ""
        yield f"    {finding.rule} {finding.severity.value}{where}: {indented(finding.message, '     ')}"
