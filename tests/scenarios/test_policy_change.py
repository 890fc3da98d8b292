"""A stricter policy is adopted while replies are open: they are checked again, say so, and need a new approval."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from policy_commands import pack_at, policy
from whole_stack import WholeStack

from approval.proposal import State

LONG = "The pool opens on Saturday at nine, and the slide opens when the paint on it is dry."
SHORT = "The pool opens on Saturday."
STRICTER = ("content.toml", 'severity = "warn"', 'severity = "escalate"')


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeStack]:
    """A stack of its own: what is adopted here is in force for everybody."""
    with WholeStack(tmp_path_factory.mktemp("changing")) as running:
        yield running


def adopt(stack: WholeStack, pack: Path) -> str:
    """The command, in a process of its own beside those that run; what it said."""
    done = policy("adopt", pack, "--by", "City Council", "--yes", **stack.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def propose(stack: WholeStack, text: str) -> str:
    """Nadia's new reply, after whatever she has to accept first."""
    assert stack.post("command", **{"as": "U0NADIA"}, channel="C0DESK", command="/reply", text=text) == {"ok": True}
    if stack.form("U0NADIA")["callback_id"] == "accept_policy_form":
        assert stack.submit("U0NADIA")["response_action"] == "update"
    assert stack.submit("U0NADIA", text=text)["response_action"] == "update"
    stack.close_forms()
    proposal = stack.newest("nadia")
    stack.wait_for(lambda: stack.state(proposal) is State.IN_REVIEW)
    return proposal


def read(stack: WholeStack, proposal: str) -> str:
    """All the words on a card."""

    def words(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("text"), str):
                yield part["text"]
            part = list(part.values())
        for each in part if isinstance(part, list) else ():
            yield from words(each)

    return "".join(words(stack.shown(proposal)["blocks"]))


def approve(stack: WholeStack, who: str, proposal: str, why: str = "") -> None:
    assert stack.click(who, proposal, "approve") == {"ok": True}
    if why:
        stack.submit(who, reason=why)


@pytest.mark.timeout(240)
def test_a_stricter_policy_reaches_what_is_open_and_nothing_goes_out_without_a_new_approval(
    stack: WholeStack, tmp_path: Path
) -> None:
    told = adopt(stack, pack_at(tmp_path / "first", version="1.1"))
    assert "Published: " in told
    page = httpx.get(f"{stack.url}/policy/", trust_env=False)
    assert "How we answer" in page.text
    assert "1.1" in page.text

    in_review = propose(stack, LONG)
    stack.wait_for(lambda: "C01" in read(stack, in_review))
    assert "Needs 1 approval." in read(stack, in_review)
    approved = propose(stack, SHORT)
    # Ruth approves it, and the platform happens to be away: it waits, approved.
    away = {"next": [{"kind": "status", "status": 503, "retry_after": 120}]}
    httpx.post(f"{stack.url}/square/api/faults", json=away, trust_env=False).raise_for_status()
    approve(stack, "U0RUTH", approved)
    stack.wait_for(lambda: "publish.postponed" in stack.actions(approved))
    assert stack.state(approved) is State.APPROVED

    with stack.standing_still("check"):
        told = adopt(stack, pack_at(tmp_path / "second", STRICTER, version="2.0"))
        assert "C01 “Short enough to read” is now escalate (it was warn)." in told
        assert "2 open replies would be checked again" in told
        for proposal in (in_review, approved):
            assert stack.state(proposal) is State.CHECKING
            stack.wait_for(lambda proposal=proposal: "A rule got stricter" in read(stack, proposal))
            assert "version 2.0" in read(stack, proposal)

    for proposal in (in_review, approved):
        stack.wait_for(lambda proposal=proposal: stack.state(proposal) is State.IN_REVIEW)
        assert stack.actions(proposal).count("revision.checked") == 2
        assert "proposal.reopened" in stack.actions(proposal)
        stack.wait_for(lambda proposal=proposal: "Checked under How we answer, version 2.0" in read(stack, proposal))
    assert "Needs 2 approvals." in read(stack, in_review)
    assert "Needs 1 approval." in read(stack, approved), "what Ruth approved under the old version does not count"
    assert not {SHORT, LONG} & set(stack.texts())

    approve(stack, "U0RUTH", approved)
    stack.wait_for(lambda: stack.state(approved) is State.PUBLISHED, 60)
    approve(stack, "U0RUTH", in_review, "It has to be this long.")
    stack.wait_for(lambda: "1 to go" in read(stack, in_review))
    assert LONG not in stack.texts()
    approve(stack, "U0LENA", in_review, "It is right.")
    stack.wait_for(lambda: stack.state(in_review) is State.PUBLISHED, 60)
    assert [text for text in stack.texts() if text in (SHORT, LONG)] == [LONG, SHORT]


def test_whoever_accepted_the_old_version_accepts_the_new_one_before_their_next_reply(stack: WholeStack) -> None:
    accepted = [entry for entry in stack.entries() if entry.action == "policy.accepted"]
    propose(stack, "The library is closed on Monday.")
    again = [entry for entry in stack.entries() if entry.action == "policy.accepted"]
    assert len(again) == len(accepted) + 1
    assert again[-1].fields["version"] == "2.0"
