"""From an empty form to a stored proposal: what is asked of the square, of Slack and of the rules, in that order."""

from dataclasses import dataclass, replace
from typing import Any

from approval.draft import LONGEST_TEXT, Draft
from approval.errors import InvalidContent, PolicyNotAccepted
from approval.people import Actor, Role
from approval.policy.document import Policy
from approval.proposal import Parent, Proposal, content_digest
from bot.accepting import ACCEPT, Interrupted, acceptance_form, accepted
from bot.blocks.split import units
from bot.desk import Desk
from bot.forms import LONGEST_LINK, Form, edit_of, filled, reply_form, with_alts
from bot.parents import Unread

# A trigger lives three seconds, and a submission must be answered within three: the square gets less than half.
SECONDS_FOR_PARENT = 1.2


@dataclass(frozen=True, slots=True)
class Ask:
    """Another form, in place of the one that was sent or `above` it."""

    view: dict[str, Any]
    above: bool = False


def new_form(desk: Desk, actor: Actor, link: str, text: str, parent_text: str = "") -> dict[str, Any]:
    """The form for a new reply, with the post behind the link; a refusal where this person may propose nothing.

    The policy's own form, with what was typed in it, where they have not accepted the one in force.
    """
    accounts = desk.house.workflow.begin(actor)
    # Slack does not open a form with more in it than may be typed there, and counts as JavaScript does.
    for typed, most in ((text, LONGEST_TEXT), (parent_text, LONGEST_TEXT), (link, LONGEST_LINK)):
        if units(typed) > most:
            raise InvalidContent(f"This is {units(typed)} characters; at most {most} fit into the form.")
    if first := _policy_first(desk, actor, Interrupted(link, text, parent_text)):
        return first
    form = Form(link=link, text=text, parent_text=parent_text)
    return reply_form(_with_parent(desk, form) if link else form, accounts)


def edit_form(desk: Desk, actor: Actor, proposal_id: str, revision: int) -> dict[str, Any]:
    """The form for a new wording, or the policy's; a refusal where this person may not give it one now."""
    proposal = desk.house.workflow.may_revise(actor, proposal_id, revision)
    if first := _policy_first(desk, actor, Interrupted(proposal=proposal_id, revision=revision)):
        return first
    parent_id = _keep(desk, proposal.revision.parent) if proposal.revision.parent else ""
    return reply_form(edit_of(proposal, parent_id), [desk.house.accounts().account(proposal.account)])


def accept(desk: Desk, user: str, view: dict[str, Any]) -> dict[str, Any] | None:
    """Record that somebody accepts the policy, and go on with what it interrupted; None to the form below this one."""
    answer = accepted(view)
    actor = desk.people.deciding(user, Role.PROPOSER)
    policy = desk.reference.in_force().policy
    if policy is not None and policy.digest != answer.policy:
        # A newer one came into force while this was read: nobody accepts what they have not seen.
        return _acceptance(desk, actor, policy, answer.interrupted)
    if not answer.ticked:
        raise InvalidContent("Tick this to accept the policy. Without that you cannot propose a reply.", ACCEPT)
    desk.house.workflow.accept_policy(actor, answer.policy, f"accept:{view['id']}:{answer.policy}")
    interrupted = answer.interrupted
    if interrupted.above:
        return None
    if interrupted.proposal:
        return edit_form(desk, actor, interrupted.proposal, interrupted.revision)
    return new_form(desk, actor, interrupted.link, interrupted.text, interrupted.parent_text)


def submit(desk: Desk, user: str, view: dict[str, Any]) -> Proposal | Ask:
    """Store what the form says, as a proposal or as a new revision of one.

    An `Ask` instead of a proposal shows another form first: the same one with the post's author and text to fill in,
    where they cannot be read, everything typed and every picture standing in it; or, above this one, the policy that
    came into force while it was open. The view's id is the key: the same form makes one proposal.
    """
    form = filled(view)
    fresh = tuple(file for file in form.files if file.id not in {item.slack_file for item in form.kept})
    desk.pictures.begin(fresh)
    actor = desk.people.deciding(user, Role.PROPOSER)
    parent = _parent(desk, form)
    form = replace(form, kept=(*form.kept, *desk.pictures.take(fresh)))
    if isinstance(parent, Unread):
        return Ask(_ask_for_parent(desk, actor, form, parent))
    media = with_alts(form.kept, form.alts)
    draft = Draft(form.account, form.text, form.reason.strip(), parent, media)
    key = f"view:{view['id']}"
    try:
        if form.proposal:
            proposal = desk.house.workflow.revise(actor, form.proposal, form.revision, draft, key)
        else:
            proposal = desk.house.workflow.submit(actor, draft, key)
    except PolicyNotAccepted:
        first = _policy_first(desk, actor, Interrupted(above=True))
        if first is None:
            raise
        return Ask(first, above=True)
    desk.wake()
    return _taken_as_typed(proposal, draft)


def _policy_first(desk: Desk, actor: Actor, interrupted: Interrupted) -> dict[str, Any] | None:
    policy = desk.house.workflow.policy_to_accept(actor)
    return _acceptance(desk, actor, policy, interrupted) if policy else None


def _acceptance(desk: Desk, actor: Actor, policy: Policy, interrupted: Interrupted) -> dict[str, Any]:
    before = desk.house.workflow.policy_accepted_last(actor)
    return acceptance_form(policy, desk.reference.url, before, interrupted)


def _taken_as_typed(proposal: Proposal, draft: Draft) -> Proposal:
    """The proposal, if it says what the form says now.

    Where Slack gave up waiting, the form is still open although it was taken; what is changed in it after that must
    not seem to be taken too.
    """
    digest = content_digest(draft.account, draft.parent, draft.text, draft.media)
    if (digest, draft.reason) != (proposal.revision.digest, proposal.revision.reason):
        raise InvalidContent(
            f"This form was taken already, as reply {proposal.id}, with the words from before your change. "
            "Copy yours, close this, and press Edit at that reply."
        )
    return proposal


def _parent(desk: Desk, form: Form) -> Parent | Unread | None:
    """The post that is answered: as it was read for the form, as it can be read now, or else as it was pasted.

    What can be read is never taken from the proposer's hands: reviewers would judge the reply by words that nobody
    wrote.
    """
    if form.link and not form.link.startswith(("https://", "http://")):
        raise InvalidContent("Write the whole link, beginning with https://, or leave this empty.", "link")
    if form.parent_id and form.link:
        with desk.house.store.read() as reading:
            stored = reading.parent(form.parent_id)
        if stored is not None and stored.url == form.link:
            return stored
    unread = desk.parents.read(form.link, SECONDS_FOR_PARENT) if form.link else None
    if isinstance(unread, Parent):
        return unread
    if form.author or form.parent_text.strip():
        if not form.author:
            raise InvalidContent("Write who wrote the post, as they are named there.", "author")
        if not form.parent_text.strip():
            raise InvalidContent("Paste what the post says.", "parent")
        return Parent(form.link, form.author, form.parent_text, pasted=True)
    return unread


def _ask_for_parent(desk: Desk, actor: Actor, form: Form, unread: Unread) -> dict[str, Any]:
    accounts = desk.house.accounts()
    known = accounts.accounts_for(actor, Role.PROPOSER)
    offered = [account for account in known if account.id == form.account or not form.proposal]
    if not offered:
        # Nothing to choose from: the rules say why, and the refusal is logged.
        return new_form(desk, actor, form.link, form.text)
    return reply_form(replace(form, unread=unread.why, parent_id="", files=()), offered)


def _with_parent(desk: Desk, form: Form) -> Form:
    found = desk.parents.read(form.link, SECONDS_FOR_PARENT)
    if isinstance(found, Unread):
        return replace(form, unread=found.why)
    return replace(form, parent=found, parent_id=_keep(desk, found), link=found.url, parent_text="")


def _keep(desk: Desk, parent: Parent) -> str:
    with desk.house.store.begin() as tx:
        return tx.add_parent(parent)
