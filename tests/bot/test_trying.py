"""/reply-check: anybody whom accounts.toml names may ask what the rules say, and nobody else sees it."""

import pytest
from factories import OWEN, under_policy
from proposals import remark
from reading import mrkdwn
from reading import words as words_of
from running_bot import DESK, City, words
from test_proposing import NASTY
from test_shown_literally import logged
from written_policy import PAGE, pack, policy

from approval.finding import Finding, Severity
from approval.jobs import Job
from approval.stored_policy import Trial
from bot.blocks.fitting import fits
from bot.blocks.printed import Printed
from bot.blocks.trial import tried
from sandbox.blocks.check import check_blocks

__all__ = ["logged"]
INSULT = Finding("B03", Severity.BLOCK, "An insult.", "Leave it out.", 0, 3, "You")


def trial_of(city: City) -> Trial:
    """The draft that waits to be checked."""
    with city.desk.store.read() as reading:
        (task,) = reading.tasks([Job.CHECK], city.desk.clock())
        trial = reading.trial(task.proposal_id)
    assert trial is not None
    return trial


def answer(city: City, *findings: Finding, who: str = "U0NADIA") -> str:
    """Let the check be done; what comes privately."""
    trial = trial_of(city)
    policy_in_force = city.desk.house.policy()
    assert policy_in_force is not None
    city.desk.house.checking.tried(trial.id, policy_in_force.digest, findings)
    return words(city.sandbox.wait_for(lambda: city.sandbox.direct_messages(who))[-1])


@pytest.mark.parametrize("who", ["U0NADIA", "U0RUTH", "U0IRIS"])
def test_a_draft_is_checked_privately_and_nothing_is_proposed(city: City, who: str) -> None:
    under_policy(city.desk.house, pack())
    assert city.sandbox.command(who, "C0OVERSEE" if who == "U0IRIS" else DESK, "/reply-check", NASTY) == {"ok": True}
    assert city.told(who, "C0OVERSEE" if who == "U0IRIS" else DESK).startswith(
        "Checking your draft. Nobody else sees this."
    )
    assert trial_of(city).text == NASTY
    said = answer(city, INSULT, who=who)
    for each in ("B03", "No insults", "An insult.", "Leave it out.", NASTY, "version 2.0", "it decides nothing"):
        assert each in said
    assert city.log()[-1] == "draft.tried"
    others = {"U0NADIA", "U0RUTH", "U0IRIS", "U0LENA"} - {who}
    assert not any(city.sandbox.direct_messages(other) for other in others)
    assert "proposal.submitted" not in city.log()


def test_a_draft_in_which_nothing_was_found_is_told_so(city: City) -> None:
    city.sandbox.command("U0NADIA", DESK, "/reply-check", "Thank you.")
    assert "Nothing was found." in answer(city)


def test_without_a_draft_it_says_how_to_ask(city: City) -> None:
    city.sandbox.command("U0NADIA", DESK, "/reply-check", "  ")
    assert "Type your draft behind the command" in city.told("U0NADIA")
    assert city.log() == []


def test_the_post_that_is_answered_is_read_along(city: City) -> None:
    post = city.sandbox.citizen_posts("gloria_m", "Nine days!")
    city.sandbox.command("U0NADIA", DESK, "/reply-check", f"{post['url']} We are sorry.")
    assert (trial_of(city).text, trial_of(city).parent) == ("We are sorry.", "Nine days!")


def test_a_link_that_is_no_post_is_part_of_the_draft(city: City) -> None:
    city.sandbox.command("U0NADIA", DESK, "/reply-check", "https://elsewhere.example/1 says it.")
    assert (trial_of(city).text, trial_of(city).parent) == ("https://elsewhere.example/1 says it.", "")


def test_an_outsider_is_refused_and_gets_back_what_they_typed(city: City) -> None:
    city.sandbox.command(OWEN.slack_id, "C0GENERAL", "/reply-check", NASTY)
    told = city.told(OWEN.slack_id, "C0GENERAL")
    assert "does not know you" in told
    assert NASTY in told
    assert city.refusals() == ["unknown_person"]


def test_more_than_can_be_checked_comes_back_whole(city: City) -> None:
    city.sandbox.command("U0NADIA", DESK, "/reply-check", "x" * 3001)
    assert "x" * 3001 in city.told("U0NADIA").replace("\n", "")


def test_no_log_holds_the_draft(city: City, logged: list[str]) -> None:
    city.sandbox.command("U0NADIA", DESK, "/reply-check", "MARKER-draft")
    assert "MARKER-draft" in answer(city, INSULT)
    city.sandbox.command("U0OWEN", "C0GENERAL", "/reply-check", "MARKER-outsider")
    city.told("U0OWEN", "C0GENERAL")
    assert "MARKER" not in "\n".join(logged)
    assert "MARKER" not in str(city.entries())


def test_the_longest_draft_with_many_findings_is_shown_whole_and_literally() -> None:
    found = tuple(remark(message=f"Remark {number}. {NASTY}") for number in range(60))
    content = tried(Trial("T", "U0NADIA", (NASTY * 40)[:3000], "", "", found), Printed(policy(), PAGE))
    pages = [list(content.blocks), *(list(each) for each in content.more)]
    for blocks in pages:
        assert fits(blocks)
        assert check_blocks(blocks, "message") == []
        assert mrkdwn(blocks) == []
    assert (NASTY * 40)[:2800] in words_of(pages)
    assert all(finding.message in words_of(pages) for finding in found)
