"""Proposals in every state, as values: for the builders, which need no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from factories import accounts_text

from approval.accounts_file import parse_accounts
from approval.finding import Finding, Severity
from approval.proposal import Decision, Media, Parent, Proposal, Review, Revision, State, Via, content_digest

ACCOUNTS = parse_accounts(accounts_text())
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def review(person: str = "ruth", decision: Decision = Decision.APPROVE, reason: str = "", digest: str = "") -> Review:
    return Review(person, "approver", decision, Via.BUTTON, reason, digest, NOW)


def proposal(
    state: State = State.IN_REVIEW,
    text: str = "The meeting moved to 5 p.m.",
    reason: str = "",
    parent: Parent | None = None,
    media: tuple[Media, ...] = (),
    findings: tuple[Finding, ...] = (),
    reviews: tuple[Review, ...] = (),
    number: int = 1,
    current: int = 0,
    required: int = 1,
    note: str = "",
    post_url: str = "",
) -> Proposal:
    digest = content_digest("police", parent, text, media)
    return Proposal(
        id="7K3MXQ2P9A",
        account="police",
        state=state,
        proposer="nadia",
        proposer_slack="U0NADIA",
        authors=frozenset({"nadia"}),
        revision=Revision(number, "nadia", text, reason, parent, media, digest, NOW),
        findings=findings,
        reviews=tuple(replace(review, digest=digest) for review in reviews),
        required=required,
        created_at=NOW,
        expires_at=NOW + timedelta(hours=4),
        checked_at=NOW,
        post_url=post_url,
        note=note,
        current=current or number,
    )


def remark(
    severity: Severity = Severity.WARN, message: str = "Something is the matter.", start: int = 0, span: str = ""
) -> Finding:
    return Finding("test.rule", severity, message, "Mend it.", start, start + len(span), span)


def picture(alt: str = "A closed road", name: str = "road.png") -> Media:
    return Media("0" * 64, "image/png", name, alt, "F0PICTURE")
