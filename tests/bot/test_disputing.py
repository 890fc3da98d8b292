"""«Wrong finding»: what a reviewer says of the checks goes into the record and decides nothing."""

import json
from typing import Any

import pytest
from factories import under_policy
from proposals import proposal, remark
from running_bot import DESK, City, words
from test_proposing import NASTY
from written_policy import PAGE, pack, policy

from approval.finding import Finding, Severity
from approval.proposal import State
from bot.blocks.printed import Printed
from bot.disputing import dispute_form, disputed
from sandbox.blocks.check import check_view
from sandbox.web_api.views import MAX_VIEW_BYTES

FOUND = (
    Finding("B03", Severity.ESCALATE, f"It says {NASTY}", "Leave it out.", 4, 11, "meeting"),
    Finding("links.shortener", Severity.WARN, "A short link.", "Write it out."),
)


@pytest.fixture
def asking(city: City) -> City:
    under_policy(city.desk.house, pack())
    return city


def opened(city: City, ts: str, who: str = "U0RUTH") -> dict[str, Any]:
    assert city.sandbox.click(who, DESK, ts, "dispute") == {"ok": True}
    return city.form(who)


def said(form: dict[str, Any]) -> str:
    return words({"blocks": form["view"]["blocks"], "text": ""})


def test_a_reviewer_says_which_findings_are_wrong_and_why(asking: City) -> None:
    of, ts = asking.carded(*FOUND)
    form = opened(asking, ts)
    for each in ("B03", "No insults", NASTY, "“meeting”", "Links", "A short link."):
        assert each in said(form)
    answer = asking.fill("U0RUTH", form, findings=["0"], reason="A meeting is no insult.")
    assert answer == {"response_action": "update"}
    assert "It decides nothing" in said(asking.form("U0RUTH"))
    entry = asking.entries()[-1]
    assert entry.action == "finding.disputed"
    assert (entry.fields["rule"], entry.fields["severity"]) == ("B03", "escalate")
    assert entry.disclosed["reason"] == "A meeting is no insult."
    assert asking.desk.state(of) is State.IN_REVIEW
    assert len(asking.desk.see(of).findings) == 2


def test_the_reason_and_a_finding_are_asked_for(asking: City) -> None:
    _, ts = asking.carded(*FOUND)
    form = opened(asking, ts)
    assert list(asking.fill("U0RUTH", form, findings=[], reason="Why not.")["errors"]) == ["findings"]
    assert list(asking.fill("U0RUTH", form, findings=["1"], reason="   ")["errors"]) == ["reason"]
    assert "finding.disputed" not in asking.log()


def test_what_stopped_a_reply_can_be_called_wrong_too(asking: City) -> None:
    of, ts = asking.carded(Finding("B03", Severity.BLOCK, "An insult.", "Leave it out.", 4, 11, "meeting"))
    asking.fill("U0LENA", opened(asking, ts, "U0LENA"), findings=["0"], reason="It is a word.")
    assert asking.log()[-1] == "finding.disputed"
    assert asking.desk.state(of) is State.BLOCKED


@pytest.mark.parametrize(
    ("author", "who", "code"), [("U0TOMAS", "U0TOMAS", "own_proposal"), ("U0TOMAS", "U0NADIA", "not_reviewer")]
)
def test_whom_a_rule_stands_in_the_way_of_is_no_judge_of_it(asking: City, author: str, who: str, code: str) -> None:
    _, ts = asking.carded(*FOUND, who=author)
    asking.sandbox.click(who, DESK, ts, "dispute")
    assert "must decide" in asking.told(who) or "not a designated approver" in asking.told(who)
    assert "dispute" not in str([view["callback_id"] for view in asking.sandbox.views(who)])
    assert asking.refusals() == [code]
    assert "finding.disputed" not in asking.log()


def test_all_of_many_findings_can_be_chosen_in_groups_of_ten() -> None:
    found = tuple(remark(message=f"Remark {number}. {'x' * 300}", span="The") for number in range(34))
    form = dispute_form(proposal(findings=found), Printed(policy(), PAGE))
    assert check_view(form) == []
    assert "The" in str(form["blocks"])
    groups = [block for block in form["blocks"] if block.get("element", {}).get("type") == "checkboxes"]
    assert [len(block["element"]["options"]) for block in groups] == [10, 10, 10, 4]
    assert all(f"Remark {number}." in str(form["blocks"]) for number in range(34))
    values = {
        block["block_id"]: {block["element"]["action_id"]: {"selected_options": block["element"]["options"][-1:]}}
        for block in groups
    }
    back = disputed({**form, "state": {"values": {**values, "reason": {"reason": {"value": "No."}}}}})
    assert (back.positions, back.reason) == ((9, 19, 29, 33), "No.")


def test_a_form_with_the_most_findings_and_the_longest_names_is_one_that_slack_takes() -> None:
    nasty = tuple(
        Finding("R" * 20, severity, NASTY * 30, NASTY * 5, 0, 3, "The" + "\u200b" * 400)
        for severity in Severity
        for _ in range(90)
    )
    form = dispute_form(proposal(text="The", findings=nasty), Printed(policy(rules={"R" * 20: ("T" * 200, "x")}), PAGE))
    assert check_view(form) == []
    groups = [block for block in form["blocks"] if block.get("element", {}).get("type") == "checkboxes"]
    assert sum(len(block["element"]["options"]) for block in groups) == 270
    assert len(json.dumps(form)) < MAX_VIEW_BYTES
