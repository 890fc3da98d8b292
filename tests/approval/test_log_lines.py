"""A leaf is the exact bytes of one line, for ever: what may stand in it, and what it never says."""

import base64
import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

from factories import IRIS, LENA, NADIA, OWEN, RUTH, SETTING_UP, TOMAS, TestHouse, finding, parent
from hypothesis import given
from hypothesis import strategies as st

from approval.errors import Refusal
from approval.finding import Severity
from approval.outcome import Published, Refused, Uncertain
from approval.proposal import Decision, Via
from approval.reading import Period
from approval.record.entry import Disclosure, Entry, compose

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def full_story(house: TestHouse) -> list[Entry]:
    """The entries of a day on which much goes wrong, full of what a leaf must not say."""
    workflow, release = house.workflow, house.house.release
    proposal = house.checked(
        finding(Severity.ESCALATE), actor=TOMAS, text="SECRETTEXT", reason="SECRETSOURCE", parent=parent("SECRETPARENT")
    )
    for actor in (TOMAS, OWEN, IRIS):
        with suppress(Refusal):
            house.approve(proposal, actor, "SECRETREASON")
    workflow.review(RUTH, proposal.id, 1, Decision.APPROVE, Via.REACTION, "SECRETREASON", "Ev0", check=proposal.check)
    workflow.take_back(RUTH, proposal.id, 1, Decision.APPROVE, "Ev1")
    house.approve(proposal, RUTH, "SECRETREASON")
    house.approve(proposal, LENA, "SECRETREASON")
    for outcome in (Refused("SECRETREFUSAL"), Uncertain("SECRETDOUBT"), Published("1", "https://SECRETURL.example/")):
        release.claim(proposal.id)
        release.finish(proposal.id, house.see(proposal).attempts, outcome)
        for act in (workflow.retry, lambda *who: workflow.confirm(*who, posted=False)):
            with suppress(Refusal):
                act(RUTH, proposal.id, 1)
    workflow.audit(IRIS, "SECRETPURPOSE")
    with house.store.read() as reading:
        return list(reading.entries())


def test_a_leaf_names_no_text_name_or_id_of_a_person(house: TestHouse) -> None:
    entries = full_story(house)
    assert len({entry.action for entry in entries}) >= 12
    private = [
        "SECRET",
        "U0TOMAS",
        "U0RUTH",
        "U0LENA",
        "U0IRIS",
        "U0OWEN",
        "tomas",
        "ruth",
        "lena",
        "iris",
        "Tom",
        "Ruth",
        "Lena",
        "Iris",
        "Okafor",
        "Aragón",
    ]
    for entry in entries:
        said = entry.leaf.decode("ascii")
        assert not [word for word in private if word in said], said
    told = json.dumps([entry.disclosed for entry in entries], ensure_ascii=False)
    assert [word for word in private if word not in told] == []


def test_a_leaf_is_one_canonical_line_without_floats_and_nulls(house: TestHouse) -> None:
    for entry in full_story(house):
        fields = json.loads(entry.leaf, parse_float=None, parse_constant=None)
        assert json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii") == entry.leaf
        assert b"\n" not in entry.leaf
        for name, value in fields.items():
            assert name.isascii()
            assert isinstance(value, str | int | list), (name, value)
        assert fields["seq"] == entry.seq
        assert fields["action"] == entry.action
        assert datetime.fromisoformat(fields["at"]) == entry.at


def test_every_digest_has_its_disclosure_and_every_disclosure_its_digest(house: TestHouse) -> None:
    salts = set()
    for entry in full_story(house):
        digests = [
            base64.urlsafe_b64encode(hashlib.sha256(item.encoded.encode()).digest()).rstrip(b"=").decode()
            for item in entry.disclosures
        ]
        assert sorted(digests) == entry.fields.get("sd", [])
        for item in entry.disclosures:
            salt, name, _value = json.loads(base64.urlsafe_b64decode(item.encoded + "=="))
            assert (name, len(base64.urlsafe_b64decode(salt + "=="))) == (item.name, 16)
            assert salt not in salts
            salts.add(salt)


def test_people_keep_their_number_in_the_log(house: TestHouse) -> None:
    actors: dict[str, set[str]] = {}
    for entry in full_story(house):
        if "person" in entry.disclosed:
            actors.setdefault(str(entry.disclosed["person"]), set()).add(str(entry.fields["actor"]).split("-")[1])
    assert all(len(numbers) == 1 for numbers in actors.values())
    assert len({number for numbers in actors.values() for number in numbers}) == len(actors) == 5


def test_the_bytes_of_a_leaf_are_the_same_for_ever() -> None:
    entry = compose(7, AT, "review.approved", {"proposal": "ABC", "revision": 2, "z": True, "empty": ""}, {})
    assert entry.leaf == (
        b'{"action":"review.approved","at":"2026-11-23T09:00:00.000000Z","proposal":"ABC","revision":2,"seq":7,'
        b'"v":1,"z":true}'
    )


def test_a_disclosure_is_that_of_rfc_9901() -> None:
    # The example of RFC 9901, section 4.2.1: the same bytes give the same digest.
    example = Disclosure("family_name", "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")
    assert example.digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert example.value == "Möbius"


def test_times_in_a_leaf_are_utc_whatever_zone_they_came_from() -> None:
    here = AT.astimezone(timezone(timedelta(hours=-7)))
    assert compose(1, here, "a.b", {}, {}).leaf == compose(1, AT, "a.b", {}, {}).leaf


def test_no_field_of_an_act_takes_the_place_of_the_entrys_own() -> None:
    entry = compose(1, AT, "a.b", {"seq": 9, "action": "c.d", "at": "never", "v": 0}, {})
    assert entry.fields == {"seq": 1, "action": "a.b", "at": "2026-11-23T09:00:00.000000Z", "v": 1}


@given(st.text(st.characters(exclude_categories=[]), max_size=20), st.integers(), st.booleans())
def test_whatever_was_typed_comes_back_out_of_its_disclosure(text: str, number: int, yes: bool) -> None:
    entry = compose(1, AT, "a.b", {}, {"text": text, "number": number, "yes": yes})
    expected = {"text": text, "number": number, "yes": yes}
    assert entry.disclosed == {name: value for name, value in expected.items() if value != ""}


def test_a_period_begins_with_its_start_and_ends_before_its_end(house: TestHouse) -> None:
    for _hour in range(4):
        house.submit(NADIA)
        house.clock.advance(hours=1)
    period = Period(AT + timedelta(hours=1), AT + timedelta(hours=3), frozenset({"police"}))
    with house.store.read() as reading:
        times = [entry.at.hour for entry in reading.entries(period)]
        assert times == [10, 11]
        assert reading.count_entries(period) == 2
        assert [entry.action for entry in reading.entries(Period(accounts=frozenset({"fire"})))] == SETTING_UP
