"""A small policy with rules and questions, as a pack and as a value; a test names only what matters to it."""

import json
from collections.abc import Mapping

from approval.policy.document import Policy
from approval.policy.pack import Pack, parse_pack

PAGE = "https://mesaverde.example/policy/"
QUESTIONS = {
    "true": ("True?", "Is everything in it right, and can it be shown?"),
    "helpful": ("Helpful?", "Does it help the person who asked?"),
    "respectful": ("Respectful?", "Could you say it to their face?"),
}
RULES = {
    "B03": ("No insults", "We never insult anybody."),
    "C08": ("Plain words", "We write so that people understand."),
}

_HEAD = """
city = "Mesa Verde Springs"
title = {title}
version = {version}
effective = 2026-01-05
adopted_by = "City Council"
zone = "America/Denver"
languages = ["en", "es"]
introduction = "How the city answers in public."
contact = "records@mesaverdesprings.example"
"""
_RULE = """
[rules.{id}]
title = {title}
text = {text}
severity = "{severity}"
mend = "Leave it out."
sources = [{{ title = "A test" }}]
[[rules.{id}.checks]]
kind = "pattern"
patterns = ["xyzzy"]
[rules.{id}.examples]
flag = ["Say xyzzy.", "Xyzzy!"]
pass = ["Say please.", "Thank you."]
"""


def pack(
    version: str = "2.0",
    questions: Mapping[str, tuple[str, str]] = QUESTIONS,
    rules: Mapping[str, tuple[str, str]] = RULES,
    title: str = "How we speak",
    severity: str = "block",
) -> Pack:
    head = _HEAD.format(title=_toml(title), version=_toml(version))
    asked = [f"[questions.{key}]\ntitle = {_toml(of)}\ntext = {_toml(text)}\n" for key, (of, text) in questions.items()]
    written = [
        _RULE.format(id=key, title=_toml(of), text=_toml(text), severity=severity) for key, (of, text) in rules.items()
    ]
    return Pack({"policy.toml": head + "".join(asked), "content.toml": "".join(written)})


def policy(**more: object) -> Policy:
    return parse_pack(pack(**more))  # type: ignore[arg-type]  # passed through by name


def _toml(words: str) -> str:
    """A basic string: JSON's escapes are TOML's too, but for the delete character."""
    return json.dumps(words).replace("\x7f", "\\u007F")
