import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proposals import ACCOUNTS, proposal, remark
from reading import buttons, mrkdwn, quotes, words
from test_card_property import TEXTS, WORDS, proposals

from approval.finding import Severity
from approval.proposal import Proposal, State
from bot.blocks.fitting import fits
from bot.blocks.notice import notice
from sandbox.blocks.check import check_blocks

KINDS = [
    "blocked", "approved", "rejected", "changes_requested", "expired", "withdrawn", "approval_withdrawn",
    "published", "failed", "unconfirmed", "stopped", "undelivered",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_names_the_reply_it_is_about(kind: str):
    content = notice(kind, proposal(State.WITHDRAWN), {"by": "ruth", "reason": "Because."}, ACCOUNTS)
    assert "The meeting moved to 5 p.m." in quotes(content.blocks)
    assert "Because." in quotes(content.blocks)
    assert "There is news" not in content.text


@pytest.mark.parametrize(
    ("kind", "state"),
    [("blocked", State.BLOCKED), ("changes_requested", State.CHANGES_REQUESTED), ("expired", State.EXPIRED)],
)
def test_a_notice_that_asks_for_a_new_wording_offers_to_edit_while_that_is_possible(kind: str, state: State):
    assert "edit" in buttons(notice(kind, proposal(state), {}, ACCOUNTS).blocks)
    assert buttons(notice(kind, proposal(state, number=1, current=2), {}, ACCOUNTS).blocks) == []
    assert buttons(notice(kind, proposal(State.WITHDRAWN), {}, ACCOUNTS).blocks) == []


def test_a_blocked_reply_comes_with_its_findings():
    content = notice("blocked", proposal(State.BLOCKED, findings=(remark(Severity.BLOCK, "Too long."),)), {}, ACCOUNTS)
    assert "Too long." in words(content.blocks)
    assert "Mend it." in words(content.blocks)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(proposals(), st.sampled_from(KINDS), TEXTS, WORDS)
def test_any_notice_is_one_that_slack_takes_and_shows_literally(of: Proposal, kind: str, reason: str, url: str) -> None:
    content = notice(kind, of, {"by": "ruth", "reason": reason, "url": url}, ACCOUNTS)
    for blocks in (content.blocks, *content.more):
        assert fits(blocks)
        assert check_blocks(list(blocks), "message") == []
        assert mrkdwn(blocks) == []
    whole = "".join(quotes([content.blocks, content.more]))
    assert of.revision.text in whole
    assert reason in whole
