"""What the record's own words mean, for somebody who has never seen them."""

# Why an attempt was refused, by the entry's `code`.
REFUSALS = {
    "own_proposal": "Approving, or deciding on, a reply that they had written themselves",
    "not_reviewer": "Deciding without being a designated approver of the account",
    "not_proposer": "Proposing without being on the account's list of proposers",
    "not_auditor": "Asking for the record without being an auditor",
    "not_author": "Withdrawing a reply that others had written",
    "unknown_person": "Acting without being named in the list of people",
    "account_closed": "Acting for an account that has no designated approver",
    "unknown_account": "Acting for an account that is not on the list",
    "bot": "Acting as an app and not as a person",
    "guest": "Acting as a guest of the workspace",
    "other_team": "Acting from another organisation",
    "deactivated": "Acting from a deactivated account",
    "unknown_user": "Acting from an account that Slack does not know",
    "stale_revision": "Deciding on a wording that was no longer the current one",
    "stale_check": "Deciding by an older check than the one that counted",
    "already_reviewed": "Reviewing the same wording twice",
    "already_disputed": "Calling the same finding wrong twice",
    "expired": "Approving after the time was over",
    "reason_missing": "Deciding without the written reason that it takes",
    "wrong_state": "Acting after the moment for it had passed",
    "no_policy": "Acting before any policy had been adopted",
    "policy_not_accepted": "Acting without having accepted the policy in force",
    "questions_unanswered": "Approving without answering the policy's questions",
    "invalid_content": "Sending in what cannot be a reply",
    "not_found": "Acting on a reply that is not there",
    "misconfigured": "Acting while the list of people could not be read",
    "content_changed": "Publishing: what was stored was not what had been approved",
    "never_checked": "Publishing: no check of the wording was on record",
    "ended": "Publishing: the wording had been turned down, withdrawn, or had expired",
    "blocked": "Publishing: a rule forbids the wording",
    "approvals_missing": "Publishing: the record did not carry the approvals that it takes",
}

# Releases that did not simply succeed, by the entry's `action`.
RELEASES = {
    "publish.unconfirmed": "Nobody could know at once whether the reply was posted",
    "publish.confirmed": "A designated approver looked, and it was posted",
    "publish.denied": "A designated approver looked, and it was not posted",
    "publish.failed": "The platform refused the reply",
    "publish.postponed": "The platform was not available; tried again later",
    "publish.retried": "A designated approver had it tried again",
    "publish.reported_late": "The platform answered after the matter was settled; look whether it was posted twice",
}

# What changed the rules of the game, and who read the record.
AROUND = {
    "policy.adopted": "A policy was adopted",
    "accounts.changed": "The list of who may propose, approve and audit was changed",
    "proposal.reopened": "A reply was checked again because a rule got stricter",
    "hold.placed": "A legal hold was placed",
    "hold.lifted": "A legal hold was lifted",
    "record.erased": "Values were erased under the retention schedule",
    "export.requested": "The record was asked for",
    "export.sealed": "An export of the record was made",
}

# How the appendix names what happened.
ACTIONS = {
    "proposal.submitted": "reply proposed",
    "revision.submitted": "wording changed",
    "revision.checked": "wording checked",
    "review.approved": "approved",
    "review.rejected": "rejected",
    "review.changes_requested": "sent back for changes",
    "review.withdrawn": "approval taken back",
    "proposal.expired": "expired",
    "proposal.withdrawn": "withdrawn by its author",
    "publish.started": "release begun",
    "publish.succeeded": "published",
    "finding.disputed": "finding called wrong",
    **{action: words[0].lower() + words[1:] for action, words in (RELEASES | AROUND).items()},
}


def refusal(code: str) -> str:
    """Why an attempt was refused, in words; by its code where a later version of Countersign gave it."""
    return REFUSALS.get(code, f"For a reason that this report has no words for: {code or 'none was given'}")


def action(name: str) -> str:
    """What an entry says happened."""
    return ACTIONS.get(name, f"refused: {name.removesuffix('.refused')}" if name.endswith(".refused") else name)
