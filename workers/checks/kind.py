"""What a kind of check is: how a rule of the policy becomes a check. Each kind is a plug-in, ours like anybody's.

A city adds one by a package of its own with an entry point in the group `countersign.checks`, whose name is the kind's
and whose value is a `Kind`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from approval.finding import Finding, Severity
from approval.policy.document import Policy, Rule
from workers.checks.check import FAULTS, Check
from workers.checks.patterns import Groups
from workers.checks.settings import CheckSettings
from workers.checks.word_lists import WordLists

GROUP = "countersign.checks"
# What a mistake in somebody's package can raise while it is loaded, or while its check is built.
MISTAKES = (*FAULTS, ImportError, NameError, OSError, RuntimeError, SyntaxError)


class Options(BaseModel):
    """What a check of this kind can be told in the policy; an option that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Told = TypeVar("Told", bound=Options)


@dataclass(frozen=True, slots=True)
class Context:
    """What a check is built with besides its options. `severity` is what its findings ask for."""

    rule: Rule
    severity: Severity
    policy: Policy
    settings: CheckSettings
    lists: WordLists
    patterns: Groups

    def finding(
        self, why: str, start: int = 0, end: int = 0, text: str = "", severity: Severity | None = None, mend: str = ""
    ) -> Finding:
        """A finding of this rule about text[start:end]; `why` says in a sentence what was seen there."""
        return Finding(
            self.rule.id, severity or self.severity, why, mend or self.rule.mend, start, end, text[start:end]
        )


@dataclass(frozen=True, slots=True)
class Kind(Generic[Told]):
    """A kind of check. `build` raises ValueError for wrong options: in words for the one who writes the policy, a line
    for each; one that begins with the name of an option and a colon is about that option.
    """

    options: type[Told]
    build: Callable[[Told, Context], Check]
