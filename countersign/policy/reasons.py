"""What approvers wrote with the findings that they called wrong: whoever keeps the rules learns from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from approval.record.entry import Entry

Named = tuple[str, str]
REDACTED = "(what was written is no longer disclosed)"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding was called wrong. `span` is the place that it was about; "" where it was about the whole reply."""

    reason: str
    span: str = ""


def reasons(
    entries: Iterable[Entry], start: datetime | None = None, end: datetime | None = None
) -> Mapping[Named, tuple[Reason, ...]]:
    """By policy (its digest) and rule, in the order in which they were written.

    They are of the checks from `start` (included) to `end` (excluded), as in `count_by_rule`; the same words about the
    same place of one revision count once. `entries` are the log from its beginning.
    """
    found: dict[tuple[object, object, str], dict[tuple[str, Reason], None]] = {}
    for entry in entries:
        fields = entry.fields
        check = (fields.get("proposal"), fields.get("revision"), str(fields.get("policy", "")))
        if entry.action == "revision.checked":
            # The same revision checked again under the same policy begins anew.
            found.pop(check, None)
            if (start is None or entry.at >= start) and (end is None or entry.at < end):
                found[check] = {}
        elif entry.action == "finding.disputed" and check in found:
            beside = entry.disclosed
            reason = Reason(str(beside.get("reason", REDACTED)), str(beside.get("span", "")))
            found[check][str(fields.get("rule", "")), reason] = None
    by_rule: dict[Named, list[Reason]] = {}
    for (_, _, policy), said in found.items():
        for rule, reason in said:
            by_rule.setdefault((policy, rule), []).append(reason)
    return {named: tuple(said) for named, said in by_rule.items()}
