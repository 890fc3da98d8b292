"""The form in which a reply is written: built from what is known, and read back as it was filled in. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from approval.draft import LONGEST_TEXT
from approval.errors import InvalidContent
from approval.people import Account
from approval.proposal import Media, Parent, Proposal
from bot.blocks.literal import Block, plain, quote, rich_text, section
from bot.blocks.literal import text as words
from bot.pictures import MOST, SlackFile

CALLBACK = "reply_form"
FILE_TYPES = ["png", "jpg", "jpeg", "gif"]

# Slack's limits for a link's input and for the names of pictures that the form carries along (3,000 for all of it).
LONGEST_LINK = 1000
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form. `parent` is what is stored under `parent_id`; `kept` are pictures already stored.

    `proposal` and `revision` name what is edited; "" and 0 for a new reply. `unread` says why the link's post could
    not be read, so that its author and text are asked for.
    """

    account: str = ""
    link: str = ""
    author: str = ""
    parent_text: str = ""
    text: str = ""
    reason: str = ""
    alts: str = ""
    parent: Parent | None = None
    parent_id: str = ""
    unread: str = ""
    kept: tuple[Media, ...] = ()
    files: tuple[SlackFile, ...] = ()
    proposal: str = ""
    revision: int = 0


def edit_of(proposal: Proposal, parent_id: str) -> Form:
    """The form for a new wording of a proposal, filled with the current one."""
    revision = proposal.revision
    parent = revision.parent
    pasted = parent is not None and parent.pasted
    return Form(
        account=proposal.account,
        link=parent.url if parent else "",
        author=parent.author if parent and pasted else "",
        parent_text=parent.text if parent and pasted else "",
        text=revision.text,
        reason=revision.reason,
        alts="\n".join(item.alt for item in revision.media),
        parent=None if pasted else parent,
        parent_id="" if pasted else parent_id,
        kept=revision.media,
        proposal=proposal.id,
        revision=revision.number,
    )


def reply_form(form: Form, accounts: Sequence[Account]) -> dict[str, Any]:
    """The modal. An account's name and everything typed stand in plain text."""
    blocks = [_account(form, accounts), _link(form), *_parent(form), _text(form), _reason(form), *_pictures(form)]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain("Edit the reply" if form.proposal else "Propose a reply"),
        "submit": plain("Submit"),
        "close": plain("Cancel"),
        "private_metadata": _metadata(form),
        "blocks": blocks,
    }


def filled(view: Mapping[str, Any]) -> Form:
    """What came back, with what the form carried along. (`parent` has to be looked up by `parent_id`.)"""
    carried = json.loads(view["private_metadata"])
    values: Mapping[str, Mapping[str, Any]] = view["state"]["values"]
    kept = tuple(Media(**item) for item in carried["pictures"])
    if "kept" in values:
        chosen = {option["value"] for option in values["kept"]["kept"]["selected_options"]}
        kept = tuple(item for index, item in enumerate(kept) if str(index) in chosen)
    files = values.get("pictures", {}).get("pictures", {}).get("files") or []
    option = values["account"]["account"]["selected_option"]
    return Form(
        account=option["value"] if option else "",
        link=_value(values, "link").strip(),
        author=_value(values, "author").strip(),
        parent_text=_value(values, "parent"),
        text=_value(values, "text"),
        reason=_value(values, "reason"),
        alts=_value(values, "alt"),
        parent_id=carried["parent"],
        kept=kept,
        files=tuple(SlackFile.parse(file) for file in files),
        proposal=carried["proposal"],
        revision=carried["revision"],
    )


def with_alts(media: Sequence[Media], alts: str) -> tuple[Media, ...]:
    """Each picture with its line of the descriptions, in order; an empty line leaves its picture without one.

    InvalidContent where there are more lines than pictures: no line may go to the wrong picture, or be lost.
    """
    lines = [line.strip() for line in alts.rstrip().splitlines()]
    if len(lines) > len(media):
        raise InvalidContent(
            f"There are {len(lines)} lines here and {len(media)} pictures; write one line for each picture.", "alt"
        )
    lines += [""] * (len(media) - len(lines))
    return tuple(replace(item, alt=line) for item, line in zip(media, lines, strict=True))


def _account(form: Form, accounts: Sequence[Account]) -> Block:
    options = [{"text": plain(f"{each.name} ({each.handle})"[:75]), "value": each.id} for each in accounts]
    chosen = [option for option in options if option["value"] == form.account] or (options if len(options) == 1 else [])
    element = {"type": "static_select", "action_id": "account", "options": options}
    return _input("account", "Account", element | ({"initial_option": chosen[0]} if chosen else {}))


def _link(form: Form) -> Block:
    hint = "The post that is answered. Its author and text are read from there and kept as they are now."
    return _input("link", "Link of the post", _line("link", form.link, LONGEST_LINK), optional=True, hint=hint)


def _parent(form: Form) -> list[Block]:
    """The post as it was read, or fields to paste it into."""
    if form.parent is not None:
        shown = [words(f"{form.parent.author} wrote:", bold=True)]
        return [{**rich_text(section(*shown), quote(words(form.parent.text))), "block_id": "parent_shown"}]
    blocks: list[Block] = []
    if form.unread:
        why = f"{form.unread} Please paste who wrote it and what it says, or correct the link."
        blocks.append({"type": "section", "block_id": "unread", "text": plain(why)})
    author, text = _line("author", form.author, 200), _lines("parent", form.parent_text)
    return [
        *blocks,
        _input("author", "Who wrote the post", author, optional=True),
        _input("parent", "What the post says", text, optional=True),
    ]


def _text(form: Form) -> Block:
    return _input("text", "Reply", _lines("text", form.text))


def _reason(form: Form) -> Block:
    hint = "Where the reviewers find what the reply says: a document, a person, a report's number."
    return _input("reason", "Reason, or source for its claims", _lines("reason", form.reason), optional=True, hint=hint)


def _pictures(form: Form) -> list[Block]:
    blocks: list[Block] = []
    if form.kept:
        options = [
            {"text": plain(f"{index + 1}. {item.name}"[:75]), "value": str(index)}
            for index, item in enumerate(form.kept)
        ]
        boxes = {"type": "checkboxes", "action_id": "kept", "options": options, "initial_options": options}
        blocks.append(_input("kept", "Pictures to keep", boxes, optional=True))
    if len(form.kept) < MOST:
        upload = {
            "type": "file_input",
            "action_id": "pictures",
            "filetypes": FILE_TYPES,
            "max_files": MOST - len(form.kept),
        }
        blocks.append(_input("pictures", "More pictures" if form.kept else "Pictures", upload, optional=True))
    hint = "One line for each picture, in their order, for people who cannot see it."
    return [*blocks, _input("alt", "Description of each picture", _lines("alt", form.alts), optional=True, hint=hint)]


def _metadata(form: Form) -> str:
    pictures = [
        {
            "sha256": item.sha256,
            "mime": item.mime,
            "name": item.name[:LONGEST_NAME],
            "alt": "",
            "slack_file": item.slack_file,
        }
        for item in form.kept
    ]
    carried = {
        "parent": form.parent_id,
        "proposal": form.proposal,
        "revision": form.revision,
        "pictures": pictures,
    }
    return json.dumps(carried, ensure_ascii=False, separators=(",", ":"))


def _line(name: str, value: str, longest: int) -> Block:
    element = {"type": "plain_text_input", "action_id": name, "max_length": longest}
    return element | ({"initial_value": value} if value else {})


def _lines(name: str, value: str) -> Block:
    return {**_line(name, value, LONGEST_TEXT), "multiline": True}


def _input(name: str, label: str, element: Block, optional: bool = False, hint: str = "") -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element,
        "optional": optional,
        **({"hint": plain(hint)} if hint else {}),
    }


def _value(values: Mapping[str, Mapping[str, Any]], name: str) -> str:
    return str(values.get(name, {}).get(name, {}).get("value") or "")
