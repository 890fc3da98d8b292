"""The small forms beside the reply's own: reasons, the link of a post that was found, and what was taken. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from approval.draft import LONGEST_TEXT
from approval.people import Account, Person
from approval.proposal import Decision, Proposal
from bot.blocks.literal import Block, moment, plain, quote, rich_text, section, text
from bot.blocks.printed import NOT_CHECKED, Printed
from bot.blocks.questions import question_inputs
from bot.blocks.split import pieces

REASON = "review_reason"
FOUND = "confirm_posted_form"

_TITLES = {
    Decision.APPROVE: ("Approve with a reason", "Approve"),
    Decision.REJECT: ("Reject the reply", "Reject"),
    Decision.REQUEST_CHANGES: ("Request changes", "Request changes"),
}
_ASKED = {
    Decision.APPROVE: "The checks raised something grave. Why may it go out all the same?",
    Decision.REJECT: "Why should this not go out? The author reads it, and the record keeps it.",
    Decision.REQUEST_CHANGES: "What should change? The author reads it, and the record keeps it.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filled form is about. `answer` is the reason or the link; `check` the one whose findings led to it."""

    proposal: str
    revision: int
    answer: str
    decision: Decision = Decision.APPROVE
    check: int = 0


def reason_form(
    proposal: Proposal, decision: Decision, printed: Printed = NOT_CHECKED, ticked: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The form that asks why, with the wording that the decision is about.

    An approval answers the policy's questions here; `ticked` are those that were answered on the card already.
    """
    title, submit = _TITLES[decision]
    about = {"proposal": proposal.id, "revision": proposal.revision.number, "check": proposal.check}
    carried = {**about, "decision": decision.value}
    asked = _input("reason", "Reason", {"multiline": True, "max_length": LONGEST_TEXT}, _ASKED[decision])
    policy = printed.policy if decision is Decision.APPROVE else None
    questions = question_inputs(policy, proposal, ticked) if policy and policy.questions else []
    return _modal(REASON, title, submit, carried, [*_wording(proposal), *questions, asked])


def found_form(proposal: Proposal) -> dict[str, Any]:
    """The form that asks for the link of a post that somebody found on the account."""
    carried = {"proposal": proposal.id, "revision": proposal.revision.number}
    hint = "Open the account, find the post, and copy its link. It is shown to everybody who looks at this reply."
    asked = _input("url", "Link of the post", {"max_length": 1000}, hint)
    return _modal(FOUND, "It is there", "Confirm", carried, [*_wording(proposal), asked])


def answered(view: Mapping[str, Any]) -> Asked:
    """What came back from either of the two forms."""
    carried = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    name = "reason" if "reason" in values else "url"
    return Asked(
        carried["proposal"],
        carried["revision"],
        str(values[name][name].get("value") or ""),
        Decision(carried.get("decision", Decision.APPROVE)),
        carried.get("check", 0),
    )


def taken(
    proposal: Proposal, account: Account, deciders: Sequence[Person], printed: Printed = NOT_CHECKED
) -> dict[str, Any]:
    """What the proposer sees at once: the number, against what it is checked, who decides, until when."""
    names = _either([person.name for person in deciders if person.id not in proposal.authors])
    number = f"Reply {proposal.id}" + (f", revision {proposal.current}" if proposal.current > 1 else "")
    needed = "one approval" if proposal.required == 1 else f"{proposal.required} approvals"
    who = f"{names} can decide" if names else "The designated approvers decide"
    blocks: list[Block] = [
        rich_text(section(text(number, bold=True), text(" is taken. Nothing is public yet."))),
        rich_text(
            section(
                text("Now it is checked ", bold=True),
                text("against every rule that a machine can check of "),
                *(printed.name() or [text("the written policy")]),
                text(", and for hidden characters, links and personal data in any case."),
            )
        ),
        rich_text(
            section(
                text(f"Then {who} ", bold=True),
                text("in "),
                {"type": "channel", "channel_id": account.channel},
                text(f"; {needed} needed, more if a check asks for it. Nobody who wrote it can approve it."),
            )
        ),
        rich_text(section(text("Until ", bold=True), moment(proposal.expires_at), text("; then it expires."))),
        rich_text(section(text("You are told privately of whatever comes of it."))),
    ]
    return {"type": "modal", "callback_id": "taken", "title": plain("Taken"), "close": plain("Close"), "blocks": blocks}


def _wording(proposal: Proposal) -> list[Block]:
    return [rich_text(quote(text(piece))) for piece in pieces(proposal.revision.text)]


def _modal(callback: str, title: str, submit: str, carried: Mapping[str, Any], blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "private_metadata": json.dumps(carried, separators=(",", ":")),
        "blocks": blocks,
    }


def _input(name: str, label: str, limits: Mapping[str, Any], hint: str) -> Block:
    element = {"type": "plain_text_input", "action_id": name, **limits}
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, "hint": plain(hint)}


def _either(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
