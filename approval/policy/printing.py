"""Prints a policy for the public: one page that needs nothing besides itself, and the same as Markdown."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from approval.finding import Severity
from approval.policy.compare import Comparison, describe, rules_using
from approval.policy.document import Policy, RuleCheck, Section
from approval.policy.in_words import (
    SECTIONS,
    SEVERITIES,
    answers,
    check_in_words,
    day,
    language,
    moment,
    notes,
    setting,
)
from approval.policy.spanish import spanish
from approval.policy.visible import shown

_TEMPLATES = Path(__file__).with_name("templates")


def print_html(policy: Policy, changes: Comparison | None = None, adopted_at: datetime | None = None) -> str:
    """One page in HTML. `changes` are those since the version before, None for the first; `adopted_at` is aware."""
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    # The browser is told to run nothing, to fetch nothing, and to use this style alone.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    foreign = Markup(' lang="es"') if any(tag.split("-")[0] == "es" for tag in policy.languages) else ""
    words = _words(policy, changes, adopted_at) | {
        "style": Markup(style),  # noqa: S704 - a file of ours
        "style_digest": digest,
        "tongue": lambda text: foreign if spanish(text) else "",
        "tongues": lambda text: _tongues(text, foreign),
    }
    return _environment(autoescape=True).get_template("page.html").render(words)


def print_markdown(policy: Policy, changes: Comparison | None = None, adopted_at: datetime | None = None) -> str:
    """The same as Markdown (CommonMark with tables), for a repository or a council packet."""
    return _environment(autoescape=False).get_template("page.md").render(_words(policy, changes, adopted_at))


@lru_cache(maxsize=2)
def _environment(autoescape: bool) -> Environment:
    """Jinja2, which writes every value as text: in HTML by escaping it, in Markdown by `_plain`."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,  # noqa: S701 - where it is off, `finalize` escapes
        finalize=None if autoescape else _plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "paragraphs": _paragraphs,
        "shown": shown,
        "day": day,
        "moment": moment,
        "language": language,
        "settings": _settings,
        "alike": _alike,
        "in_words": check_in_words,
        "answers": answers,
        "notes": notes,
        "lines": _lines,
        "address": _address,
    }
    return environment


def _words(policy: Policy, changes: Comparison | None, adopted_at: datetime | None) -> dict[str, object]:
    """What both templates are filled in with."""
    sections = [
        (section, SECTIONS[section], [rule for rule in policy.rules if rule.section is section]) for section in Section
    ]
    return {
        "policy": policy,
        "questions": {question.id: question for question in policy.questions},
        "sections": [(section, title, rules) for section, title, rules in sections if rules],
        "severities": {severity: SEVERITIES[severity] for severity in reversed(Severity)},
        "counts": {severity: sum(rule.severity is severity for rule in policy.rules) for severity in Severity},
        "lists": [(name, len(entries), rules_using(policy, name)) for name, entries in sorted(policy.lists.items())],
        "changes": None if changes is None else describe(changes, public=True),
        "before": None if changes is None else changes.old,
        "adopted_at": None if adopted_at is None else adopted_at.astimezone(ZoneInfo(policy.zone)),
    }


def _tongues(text: str, foreign: Markup | str) -> Markup:
    """A sentence about the policy, with what it quotes in Spanish marked as Spanish."""
    parts = re.split("([“”])", text)
    return Markup().join(
        Markup("<span{}>{}</span>").format(foreign, part) if foreign and spanish(part) else part for part in parts
    )


def _paragraphs(text: str) -> list[str]:
    """A text's paragraphs, which an empty line divides; lines within one are joined."""
    return [" ".join(part.split()) for part in re.split(r"\n[ \t]*+\n", text.strip()) if part.strip()]


def _alike(checks: Sequence[RuleCheck]) -> list[list[RuleCheck]]:
    """Checks that would be told in the same sentence, together; the page says it once."""
    groups: dict[tuple[str, Severity], list[RuleCheck]] = {}
    for check in checks:
        groups.setdefault((check_in_words(check), check.severity), []).append(check)
    return list(groups.values())


def _settings(check: RuleCheck) -> Mapping[str, str]:
    """The options of a check as they are, for whoever wants to know exactly."""
    return {name: setting(value) for name, value in check.options.items()}


def _plain(value: object) -> str:
    """Text as Markdown that says this text and nothing else; what is Markdown already stays."""
    if isinstance(value, Markup):
        return value
    inline = re.sub(r"([\\`*_\[\]<>&~|])", r"\\\1", " ".join(str(value).split()))
    # What makes a heading, a list or a rule of a line, at its beginning only.
    return re.sub(r"^([0-9]{0,9})([#+=.)-])", r"\1\\\2", inline)


def _address(url: str) -> Markup:
    return Markup("<{}>".format(url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")))  # noqa: S704


def _lines(text: str, before: str = "") -> Markup:
    """Each line of a text as plain Markdown after `before`, with its breaks."""
    return Markup("\\\n".join(before + _plain(line) for line in text.splitlines() or [""]))  # noqa: S704
