"""The written policy as pure values: what the public reads and what the check worker enforces are the same rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from approval.finding import Severity

# What an option of a check can be in TOML. Each kind of check says which options it takes and validates them.
Option = str | int | float | bool | list["Option"] | dict[str, "Option"]


class Section(StrEnum):
    """The parts of a policy, in the order in which they are printed."""

    CONTENT = "content"
    BEHAVIOUR = "behaviour"
    PRIVACY = "privacy"
    LEGAL = "legal"
    ACCESSIBILITY = "accessibility"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: a law, a resolution, another policy. `url` is empty where there is none to give."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A reply that a rule must flag or must let pass, with what the rule is told besides the text.

    `at` is a local time in the policy's time zone; None is noon on a Wednesday that is no holiday. `earlier` are the
    times of replies already published to the same person, `pictures` the descriptions of pictures ("" for a missing
    one), `approved` the text that was approved, where another one is sent ("" where the same is).
    """

    text: str
    flag: bool
    parent: str = ""
    author: str = ""
    link: str = ""
    reason: str = ""
    at: datetime | None = None
    earlier: tuple[datetime, ...] = ()
    pictures: tuple[str, ...] = ()
    approved: str = ""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """How a machine checks a rule: the kind of check, what its findings ask for, and the kind's own options."""

    kind: str
    severity: Severity
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `question` is the id of the question to the approver that covers what no machine can check of it."""

    id: str
    section: Section
    severity: Severity
    title: str
    text: str
    mend: str
    sources: tuple[Source, ...]
    checks: tuple[RuleCheck, ...]
    examples: tuple[Example, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What an approver answers with yes before a reply goes out, in a word («True?») and in a sentence."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. `digest` is the SHA-256 (hex) of the pack it was read from; `lists` are its word lists by name.

    `zone` is the IANA time zone in which its days and hours are meant; `languages` (BCP 47) are those that its rules
    cover. `adopted_by` is words for the reader; so are `introduction` and `contact`, by the language that they are in.
    """

    city: str
    title: str
    version: str
    effective: date
    adopted_by: str
    zone: str
    languages: tuple[str, ...]
    introduction: Mapping[str, str]
    contact: Mapping[str, str]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[str, ...]]
    digest: str

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id; None where this version has none."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    @property
    def name(self) -> str:
        """«version 1.2 (3fa91c0d2e77)»: the number for people, the digest's beginning so that no two pass for one."""
        return f"version {self.version} ({self.digest[:12]})"
