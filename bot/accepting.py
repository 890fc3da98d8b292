"""The form in which the policy is read and accepted before the first reply under it; and what came back. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from approval.draft import LONGEST_TEXT
from approval.policy.compare import compare
from approval.policy.document import Policy, Rule
from approval.policy.in_words import SECTIONS, day
from bot.blocks.findings import packed
from bot.blocks.fitting import size
from bot.blocks.literal import Block, Element, bullets, link, plain, rich_text, section, text
from bot.blocks.printed import Printed
from bot.blocks.split import pieces
from bot.blocks.words import counted, listed
from bot.forms import LONGEST_LINK

CALLBACK = "accept_policy_form"
ACCEPT = "accept"
WORD = "I have read it and will keep to it"

# A view holds 100 blocks and 250 kB; some blocks are not rules, and what was typed needs room as well.
MOST_BLOCKS = 85
MOST_JSON = 150_000
# More ids than this in a sentence, and nobody reads it.
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Interrupted:
    """What somebody was about to do when the policy came first: write something new, or edit a revision.

    `above` says that the filled form of the reply lies below this one, and comes back by itself.
    """

    link: str = ""
    text: str = ""
    parent_text: str = ""
    proposal: str = ""
    revision: int = 0
    above: bool = False


def acceptance_form(policy: Policy, url: str, before: Policy | None, interrupted: Interrupted) -> dict[str, Any]:
    """The modal: which policy, what changed since the one accepted `before`, every rule, what was written."""
    carried = {
        "policy": policy.digest,
        "proposal": interrupted.proposal,
        "revision": interrupted.revision,
        "above": interrupted.above,
    }
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("The policy comes first"),
        "submit": plain("Accept"),
        "close": plain("Cancel"),
        "private_metadata": json.dumps(carried, separators=(",", ":")),
        "blocks": [
            *_head(policy, url, before, interrupted),
            *_rules(Printed(policy, url), url),
            *_so_far(interrupted),
            _word(),
        ],
    }


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came back: which policy the person says yes to, whether they do, and what they were about to do."""

    policy: str
    ticked: bool
    interrupted: Interrupted


def accepted(view: Mapping[str, Any]) -> Accepted:
    """The form as it was filled in."""
    carried = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    interrupted = Interrupted(
        _value(values, "so_far_link").strip(),
        _value(values, "so_far_text"),
        _value(values, "so_far_parent"),
        carried["proposal"],
        carried["revision"],
        carried["above"],
    )
    return Accepted(carried["policy"], bool(values[ACCEPT][ACCEPT]["selected_options"]), interrupted)


def changed(before: Policy, policy: Policy) -> str:
    """What changed since the version that this person accepted last, in a sentence."""
    comparison = compare(before, policy)
    known, now = {rule.id for rule in before.rules}, {rule.id for rule in policy.rules}
    touched = {each for change in comparison.changes for each in change.rules}
    parts = [
        f"{counted(len(rules), 'rule')} {words}{_named(rules)}"
        for rules, words in (
            ([rule.id for rule in policy.rules if rule.id not in known], "new"),
            ([rule.id for rule in policy.rules if rule.id in known & touched], "changed"),
            ([rule.id for rule in before.rules if rule.id not in now], "gone"),
        )
        if rules
    ]
    if before.questions != policy.questions:
        parts.append("other questions to the approvers")
    return (
        f"Since version {before.version}, which you accepted: {listed(parts)}."
        if parts
        else f"Its rules are those of version {before.version}, which you accepted."
    )


def _head(policy: Policy, url: str, before: Policy | None, interrupted: Interrupted) -> list[Block]:
    what = " Then press Submit again: what you wrote is still in the form below this one." if interrupted.above else ""
    read = [text("\nThe whole text: ", bold=True), link(url)] if url else []
    return [
        rich_text(
            section(
                text(policy.title, bold=True),
                text(f", {policy.name}, adopted by {policy.adopted_by}. It applies from {day(policy.effective)}."),
            )
        ),
        rich_text(section(text(f"Before your first reply under it, please read it and accept it.{what}"))),
        *([rich_text(section(text(changed(before, policy))))] if before else []),
        rich_text(section(text(f"It has {counted(len(policy.rules), 'rule')}."), *read)),
    ]


def _rules(printed: Printed, url: str) -> list[Block]:
    """Every rule by id and title; with its text where there is no page on which it could be read."""
    whole = [] if url else _by_section(printed, texts=True)
    if whole and len(whole) <= MOST_BLOCKS and size(whole) <= MOST_JSON:
        return whole
    return _by_section(printed, texts=False)


def _by_section(printed: Printed, *, texts: bool) -> list[Block]:
    assert printed.policy is not None, "there is a policy to accept"
    blocks: list[Block] = []
    for part, title in SECTIONS.items():
        rules = [rule for rule in printed.policy.rules if rule.section is part]
        heading = [section(text(title, bold=True))]
        for items in packed([item for rule in rules for item in _items(printed, rule, texts=texts)]):
            blocks.append(rich_text(*heading, bullets(items)))
            heading = []
    return blocks


def _items(printed: Printed, rule: Rule, *, texts: bool) -> list[Element]:
    name = printed.rule(rule.id)
    if not texts:
        return [section(*name)]
    first, *more = pieces(rule.text, 2500)
    return [section(*name, text("\n"), text(first)), *(section(text(piece)) for piece in more)]


def _so_far(interrupted: Interrupted) -> list[Block]:
    """Whatever was typed with the command, whole, to go on with."""
    return [
        {
            "type": "input",
            "block_id": name,
            "optional": True,
            "label": plain(label),
            "element": {"type": "plain_text_input", "action_id": name, "initial_value": value, **limits},
        }
        for name, label, value, limits in (
            ("so_far_link", "Link of the post", interrupted.link, {"max_length": LONGEST_LINK}),
            ("so_far_parent", "What the post says", interrupted.parent_text, LINES),
            ("so_far_text", "What you have written so far", interrupted.text, LINES),
        )
        if value
    ]


LINES: Mapping[str, Any] = {"max_length": LONGEST_TEXT, "multiline": True}


def _word() -> Block:
    options = [{"text": plain(WORD), "value": "yes"}]
    return {
        "type": "input",
        "block_id": ACCEPT,
        "label": plain("Do you accept it? That you did is recorded."),
        "element": {"type": "checkboxes", "action_id": ACCEPT, "options": options},
    }


def _named(rules: list[str]) -> str:
    return f" ({', '.join(rules)})" if len(rules) <= MOST_NAMED else ""


def _value(values: Mapping[str, Mapping[str, Any]], name: str) -> str:
    return str(values.get(name, {}).get(name, {}).get("value") or "")
