"""Each figure of the report is what a plain count of the entries gives, and leads to the entries it rests on."""

import random
from collections import Counter
from datetime import timedelta
from statistics import median
from zoneinfo import ZoneInfo

from factories import LENA, NADIA, RUTH, TestHouse, finding
from reported import approved_by, publish, published, read, report, revised

from approval.errors import Refusal
from approval.finding import Severity
from approval.outcome import Unavailable
from approval.proposal import Decision, State, Via
from approval.reading import Period
from approval.record.bundle.asked import Asked, Audience
from approval.record.report.writing import took


def busy(house: TestHouse, seed: int = 7, replies: int = 25) -> None:
    """Days of all that happens to replies."""
    dice = random.Random(seed)
    for number in range(replies):
        severity = dice.choice([None, None, Severity.WARN, Severity.ESCALATE, Severity.BLOCK])
        findings = [finding(severity, dice.choice(["C01", "B07"]))] if severity else []
        proposal = house.checked(*findings, text=f"The meeting moved to {number} p.m.")
        house.clock.advance(minutes=dice.randint(1, 100))
        if dice.random() < 0.4 and proposal.state is not State.REJECTED:
            proposal = revised(house, proposal, f"The meeting of the board moved to {number} p.m.")
        act = dice.choice(
            ["approve", "approve", "approve", "reject", "changes", "withdraw", "expire", "alone", "leave"]
        )
        house.clock.advance(minutes=dice.randint(1, 100))
        try:
            if act == "alone":
                house.approve(proposal, NADIA)
            elif act == "approve":
                for who in (RUTH, LENA):
                    if house.state(proposal) is State.IN_REVIEW:
                        house.approve(house.see(proposal), who, f"It is right, says {who.slack_id[2:].lower()}.")
                publish(house, house.see(proposal))
            elif act in ("reject", "changes"):
                decision = Decision.REJECT if act == "reject" else Decision.REQUEST_CHANGES
                house.workflow.review(RUTH, proposal.id, proposal.current, decision, Via.BUTTON, "no", house.form())
            elif act == "withdraw":
                house.workflow.withdraw(NADIA, proposal.id)
            elif act == "expire":
                house.clock.advance(hours=5)
                house.house.release.expire()
        except (Refusal, AssertionError):
            continue  # nothing can be released that was blocked; the refusal is an entry, and counted below


def plain(house: TestHouse) -> list[dict[str, object]]:
    with house.store.read() as reading:
        return [dict(entry.fields) for entry in reading.entries()]


def figure(count: int) -> str:
    return f"{count:,}"


def test_by_account_the_figures_are_those_of_a_plain_count(house: TestHouse) -> None:
    busy(house)
    entries = plain(house)

    def replies(action: str, **fields: object) -> str:
        return figure(len({e["proposal"] for e in entries if e["action"] == action and fields.items() <= e.items()}))

    expected = {
        "Proposed": replies("proposal.submitted"),
        "Changed": replies("revision.submitted"),
        "Stopped by a rule": replies("revision.checked", severity="block"),
        "Sent back": replies("review.changes_requested"),
        "Rejected": replies("review.rejected"),
        "Withdrawn": replies("proposal.withdrawn"),
        "Expired": replies("proposal.expired"),
        "Published": replies("publish.succeeded"),
    }
    assert read(report(house)).table("account") == {"police": expected}
    assert all(count != "0" for count in expected.values()), "a figure that nothing is counted in tests nothing"


def test_refused_attempts_and_rules_are_those_of_a_plain_count(house: TestHouse) -> None:
    busy(house)
    entries = plain(house)
    codes = Counter(e["code"] for e in entries if str(e["action"]).endswith(".refused"))
    page = read(report(house))
    assert {row["Code"]: row["Attempts"] for row in page.table("refused").values()} == {
        code: figure(count) for code, count in codes.items()
    }
    found = Counter[str]()
    for rule in ("C01", "B07"):
        found[rule] = len({e["proposal"] for e in entries if rule in str(e.get("rules", "")).split(",")})
    assert {rule: row["Found"] for rule, row in page.table("rule").items()} == {
        rule: figure(count) for rule, count in found.items()
    }


def test_the_time_to_decision_is_from_sending_in_to_the_deciding_review(house: TestHouse) -> None:
    minutes = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]
    for wait in minutes:
        proposal = house.checked(text=f"{wait}")
        house.clock.advance(minutes=wait)
        approved_by(house, proposal)
    row = read(report(house)).table("decision")["police"]
    assert row == {"Decisions": "10", "Median": took(median(minutes) * 60), "Nine of ten": "55 min"}


def test_of_two_approvals_the_last_decides_and_a_new_wording_begins_anew(house: TestHouse) -> None:
    grave = house.checked(finding(Severity.ESCALATE))
    house.clock.advance(minutes=30)
    grave = revised(house, grave, "Quite another wording.")
    house.clock.advance(minutes=5)
    approved_by(house, grave)
    second = house.checked(finding(Severity.ESCALATE), text="Grave.")
    house.clock.advance(minutes=5)
    approved_by(house, second, "needed today")
    house.clock.advance(minutes=10)
    house.approve(house.see(second), LENA, "I agree")
    row = read(report(house)).table("decision")["police"]
    assert row == {"Decisions": "2", "Median": "10 min", "Nine of ten": "15 min"}


def test_overrides_stand_with_their_reasons_and_what_was_found(house: TestHouse) -> None:
    proposal = house.checked(finding(Severity.ESCALATE, "C07"))
    approved_by(house, proposal, "The lawyer has read it.")
    house.approve(house.see(proposal), LENA, "So have I.")
    approved_by(house, house.checked(finding(Severity.WARN, "C08"), text="Mild."), "A reason that nobody asked for.")
    text = read(report(house)).text
    told = text[text.index("Approvals against a grave finding Some") : text.index("Drafts beside what")]
    assert "2 approvals were given against such a finding" in told
    assert "The lawyer has read it." in told
    assert "So have I." in told
    assert "C07 Something is the matter." in told
    assert "nobody asked for" not in told


def test_drafts_stand_beside_what_was_published_word_by_word(house: TestHouse) -> None:
    proposal = house.checked(text="Your stupid question was answered before.")
    publish(house, approved_by(house, revised(house, proposal, "Your question was answered before, in May.")))
    published(house, "As it was drafted.")
    page = read(report(house))
    assert "Your [−stupid] question was answered [−before.]" in page.text
    assert "Your question was answered [+before, in May.]" in page.text
    assert page.table("wording") == {
        "word for word as first drafted": {"Replies": "1"},
        "after the wording had been changed": {"Replies": "1"},
    }


def test_releases_that_went_wrong_are_counted(house: TestHouse) -> None:
    proposal = house.approved()
    claimed = house.house.release.claim(proposal.id)
    assert claimed
    house.house.release.finish(proposal.id, claimed.attempts, Unavailable("The square is closed.", 1))
    table = read(report(house)).table("release")
    assert table.pop("The platform was not available; tried again later") == {"Times": "1"}
    assert set(map(str, table.values())) == {"{'Times': '0'}"}


def test_every_link_leads_somewhere_in_the_page_and_every_figure_to_its_entries(house: TestHouse) -> None:
    busy(house)
    page = read(report(house))
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids)
    assert {link for link in page.links if not link.startswith("#")} == {"data:,"}
    listed = {int(each[1:]) for each in page.ids if each[0] == "e" and each[1:].isdigit()}
    refused = {e["seq"] for e in plain(house) if str(e["action"]).endswith(".refused")}
    assert refused
    assert refused <= listed


def test_a_council_reads_no_names_and_the_personnel_office_does(house: TestHouse) -> None:
    published(house)
    council, hr = report(house), report(house, Asked(Period(), Audience.HR))
    assert not [name for name in ("Nadia", "nadia", "U0NADIA", "Ruth", "U0RUTH") if name in council]
    assert "3 values withheld: names" in read(council).text
    assert "Nadia Begay" in hr


def test_what_belongs_to_accounts_that_were_not_asked_for_is_not_there(house: TestHouse) -> None:
    published(house)
    with house.store.begin() as tx:
        tx.log("proposal.submitted", "parks", "PARKS", {"actor": "PROPOSER-09"}, {"text": "the parks' own"})
    page = report(house, Asked(Period(accounts=frozenset({"police"}))))
    assert "parks" not in page
    assert "Accounts that were not asked for are left out." in read(page).text


def test_times_are_the_citys_with_their_offset(house: TestHouse) -> None:
    house.clock.advance(hours=1)
    published(house)
    assert "2026-11-23 03:00:00-07:00" in report(house, zone=ZoneInfo("America/Denver"))


def test_how_long_something_took_is_said_in_two_parts() -> None:
    said = {took(seconds) for seconds in (0, 59.6, 61, 3 * 3600 + 5, timedelta(days=1200, hours=2).total_seconds())}
    assert said == {"0 s", "1 min", "1 min 1 s", "3 h 5 s", "1,200 d 2 h"}
