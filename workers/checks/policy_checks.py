"""The rules of a policy as checks, each built by its kind from the options that the policy gives."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, Literal

from pydantic import ValidationError
from rq.timeouts import BaseTimeoutException

from approval.errors import PolicyInvalid
from approval.finding import Finding
from approval.policy.document import Policy, Rule, RuleCheck
from approval.policy.visible import one_line
from workers.checks.check import Check, CheckUnavailable, Draft
from workers.checks.kind import MISTAKES, Context
from workers.checks.patterns import Groups
from workers.checks.registry import giver, kinds
from workers.checks.settings import CheckSettings
from workers.checks.word_lists import WordLists


def build_policy_checks(
    policy: Policy, settings: CheckSettings, missing: Literal["error", "finding"] = "error"
) -> tuple[Check, ...]:
    """Every check of every rule, in the policy's order. PolicyInvalid names all that is wrong with them at once.

    A policy in force must not stop the worker because it runs with other kinds of check than on the day it was
    adopted: with `missing="finding"`, what cannot be built says so in place of its findings.
    """
    try:
        lists = WordLists(policy.lists)
    except ValueError as error:
        lists, broken = WordLists({}), str(error)
    else:
        broken = ""
    patterns = Groups()
    checks: list[Check] = []
    errors = [broken] if broken else []
    for rule in policy.rules:
        for number, asked in enumerate(rule.checks, start=1):
            wrong: list[str] = []
            built = _build(policy, settings, lists, patterns, rule, asked, f"rules.{rule.id}.checks[{number}]", wrong)
            # Without the lists no check can be trusted that might have asked for one.
            wrong = [broken] if broken else wrong
            errors += [] if broken else wrong
            checks.append(built if built and not wrong else CannotBeBuilt(rule.id, asked.kind, "; ".join(wrong)))
    if errors and missing == "error":
        raise PolicyInvalid("\n".join(errors))
    lists.load()
    patterns.load()
    return tuple(checks)


@dataclass(frozen=True, slots=True)
class CannotBeBuilt:
    """Stands for a check that this installation cannot make of the policy in force."""

    rule: str
    kind: str
    why: str
    reads_alt: ClassVar[bool] = False

    def __call__(self, draft: Draft) -> Iterator[Finding]:  # noqa: ARG002 - it says the same of every draft
        raise CheckUnavailable(
            f"the policy asks for a check of the kind “{self.kind}” that cannot be made here: {self.why}",
            "An administrator installs the package that this check comes from and starts the check worker again, or a "
            "policy without it is adopted.",
        )


def _build(
    policy: Policy,
    settings: CheckSettings,
    lists: WordLists,
    patterns: Groups,
    rule: Rule,
    asked: RuleCheck,
    where: str,
    wrong: list[str],
) -> Check | None:
    """The check; None, with what is wrong added to `wrong`, where there is none."""
    known = kinds()
    if asked.kind not in known:
        near = "".join(f" Is “{one}” meant?" for one in get_close_matches(asked.kind, known, n=1))
        wrong.append(f"{where}.kind: there is no check “{asked.kind}”.{near} There are: {', '.join(sorted(known))}.")
        return None
    if asked.severity.rank > rule.severity.rank:
        wrong.append(
            f"{where}.severity: “{asked.severity}” is graver than the rule's own “{rule.severity}”. A check may ask "
            "for less than its rule, never for more."
        )
    kind = known[asked.kind]
    try:
        options = kind.options.model_validate(dict(asked.options))
        check = kind.build(options, Context(rule, asked.severity, policy, settings, lists, patterns))
        own = check.rule == rule.id
    except ValidationError as error:
        wrong += [f"{where}.{one_line(line)}" for line in _lines(error, kind.options.model_fields)]
        return None
    except ValueError as error:
        wrong += [f"{where}{_after(line, kind.options.model_fields)}" for line in str(error).splitlines()]
        return None
    except MISTAKES as error:
        # It may be a mistake of ours, and it must not end the worker, nor a whole check of a policy.
        wrong.append(_mistake(where, asked.kind, error))
        return None
    except BaseTimeoutException:
        # The job's time is up, wherever it is: that is no mistake of the check that happened to be built then.
        raise
    except Exception as error:
        # An error of the package's own: it ends this too, and says where it was.
        raise PolicyInvalid(_mistake(where, asked.kind, error)) from error
    if not own:
        wrong.append(f"{where}.kind: a check “{asked.kind}” calls its findings “{check.rule}”, not “{rule.id}”.")
    return check


def _mistake(where: str, kind: str, error: Exception) -> str:
    said = one_line(f"{type(error).__name__}: {error}")
    return (
        f"{where}: the check “{kind}” cannot be built ({said}). That is a mistake in {giver(kind)}, not in the policy: "
        "tell whoever maintains it, or take the check out of the rule."
    )


def _after(line: str, fields: Collection[str]) -> str:
    """«.patterns[2]: …», where a line begins with the option that it is about; else «: …»."""
    about = re.match(r"(\w+)(?:\[\d+\])*: ", line)
    return one_line(f".{line}" if about and about[1] in fields else f": {line}")


def _lines(error: ValidationError, fields: object) -> Iterator[str]:
    """One line an option: «within: Input should be greater than 0 (it is -3).»"""
    for each in error.errors(include_url=False):
        place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in each["loc"]).lstrip(".")
        match each["type"]:
            case "missing":
                yield f"{place}: this check needs it."
            case "extra_forbidden":
                options = ", ".join(sorted(str(name) for name in fields)) if isinstance(fields, dict) else ""
                yield f"{place}: this check has no such option. It knows: {options or 'none'}."
            case "value_error":
                yield f"{place}: {each['msg'].removeprefix('Value error, ')}"
            case _:
                shown = repr(each["input"])
                yield f"{place}: {each['msg']} (it is {shown if len(shown) <= 60 else shown[:59] + '…'})."
