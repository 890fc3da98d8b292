"""The packs that ship, with every check of their rules; the model of B16 is the tiny one of its own tests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from approval.policy.document import Policy, Rule
from approval.policy.pack import parse_pack, read_pack
from workers.checks.check import Check, Loads
from workers.checks.examples import Outcome, run_examples
from workers.checks.policy_checks import build_policy_checks
from workers.checks.settings import CheckSettings

ROOT = Path(__file__).resolve().parents[2]
PACKS = ("mesa-verde-springs", "starter")


@lru_cache
def policy(pack: str) -> Policy:
    return parse_pack(read_pack(ROOT / "policies" / pack), f"policies/{pack}")


@dataclass(frozen=True)
class Desk:
    """Builds the checks of a policy and runs its examples, with a model that can be asked."""

    settings: CheckSettings

    def checks(self, written: Policy) -> tuple[Check, ...]:
        checks = build_policy_checks(written, self.settings)
        for check in checks:
            if isinstance(check, Loads):
                check.load()
        return checks

    def outcomes(self, written: Policy, checks: Sequence[Check] | None = None) -> list[Outcome]:
        return list(run_examples(written, self.checks(written) if checks is None else checks))


def alone(written: Policy, rule: Rule) -> Policy:
    """A policy of this one rule, with the word lists that it names."""
    named = {name for check in rule.checks for name in lists_of(check.options, written)}
    lists = {name: entries for name, entries in written.lists.items() if name in named}
    return replace(written, rules=(rule,), lists=lists)


def lists_of(option: object, written: Policy) -> set[str]:
    """The word lists that an option names, however deep."""
    if isinstance(option, str):
        return {option} & written.lists.keys()
    if hasattr(option, "values"):
        option = list(option.values())
    return {name for each in option for name in lists_of(each, written)} if isinstance(option, (list, tuple)) else set()
