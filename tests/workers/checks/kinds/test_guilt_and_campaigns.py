"""Words that anticipate a court, an election or an alarm."""

from datetime import UTC, datetime

import pytest
from one_rule import OneCheck

from approval.errors import PolicyInvalid
from approval.finding import Severity
from workers.checks.check import Draft

GUILT = {
    "guilt.en": ["killer", "thug", "predator"],
    "guilt.es": ["asesino"],
    "guilty.en": ["guilty", "did it"],
    "guilty.es": ["culpable"],
    "open.en": ["alleged", "accuse", "charge", "suspect"],
    "verdict.en": ["jury found", "convict", "=pleaded guilty"],
}
PRESUMES = OneCheck(
    "presumption",
    GUILT,
    lists=["guilt.en", "guilt.es"],
    of_persons=["guilty.en", "guilty.es"],
    unless=["open.en"],
    verdict=["verdict.en"],
)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("We caught the killer. He is guilty and he is going away for life.", ["killer", "guilty"]),
        ("John Doe is guilty.", ["guilty"]),
        ("Atrapamos al asesino.", ["asesino"]),
        ("Él es culpable.", ["culpable"]),
        ("A jury found the defendant guilty on March 3. Sentencing is set for May.", []),
        ("He pleaded guilty in 2024.", []),
        ("He was convicted of murder on May 2. The killer was sentenced to 20 years.", []),
        ("John Doe is accused of being the killer.", []),
        ("He was found guilty (case no. D-202-CR-2024-01234).", []),
        ("He is presumed innocent until proven guilty.", []),
        ("He pleaded not guilty.", []),
        ("The city feels guilty about the noise.", []),
        ("We caught the killer. He was charged today.", ["killer"]),
    ],
)
def test_guilt_needs_a_court(text: str, spans: list[str]):
    assert PRESUMES.spans(text) == spans


CAMPAIGN = {
    "campaign.en": ["vote for", "re-elect"],
    "campaign.es": ["vota por"],
    "names.en": ["Pat Example", "=Purple Party"],
}
ELECTION = {"name": "Regular local election", "from": "2025-08-01", "day": "2025-11-04"}
POLITICS = OneCheck(
    "politics", CAMPAIGN, lists=["campaign.en", "campaign.es"], names=["names.en"], elections=[ELECTION]
)
INSIDE, OUTSIDE = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC)


def politics(text: str, at: datetime | None = OUTSIDE) -> list[tuple[str, str]]:
    found = POLITICS(Draft("apd", "square", text, at=at))
    return [(finding.span, finding.severity.value) for finding in sorted(found, key=lambda each: each.start)]


@pytest.mark.parametrize(
    ("text", "outside", "inside"),
    [
        ("Vote for the bond.", [("Vote for", "block")], [("Vote for", "block")]),
        ("Vota por el bono.", [("Vota por", "block")], [("Vota por", "block")]),
        ("#VoteForThe", [("VoteFor", "block")], [("VoteFor", "block")]),
        ("Pat Example opened the library.", [("Pat Example", "warn")], [("Pat Example", "block")]),
        ("Early voting starts October 18. Find your polling place on the Clerk's site.", [], []),
        ("We voted with our feet for the new park.", [], []),
    ],
)
def test_campaign_words_are_always_found_and_names_as_the_calendar_says(
    text: str, outside: list[tuple[str, str]], inside: list[tuple[str, str]]
):
    assert politics(text) == outside
    assert politics(text, INSIDE) == inside


@pytest.mark.parametrize(
    ("at", "severity"),
    [
        (datetime(2025, 8, 1, 5, 59, tzinfo=UTC), "warn"),  # July 31 in Denver
        (datetime(2025, 8, 1, 6, 0, tzinfo=UTC), "block"),
        (datetime(2025, 11, 5, 6, 59, tzinfo=UTC), "block"),  # November 4 in Denver
        (datetime(2025, 11, 5, 7, 0, tzinfo=UTC), "warn"),
        (None, "block"),
    ],
)
def test_the_window_opens_and_closes_with_the_days_of_the_city(at: datetime | None, severity: str):
    assert politics("Pat Example", at) == [("Pat Example", severity)]


def test_outside_of_the_window_names_can_be_left_alone_and_never_ask_for_more_than_the_rule():
    draft = Draft("apd", "square", "Pat Example", at=OUTSIDE)
    assert OneCheck("politics", CAMPAIGN, names=["names.en"], outside="none")(draft) == ()
    (finding,) = OneCheck("politics", CAMPAIGN, Severity.WARN, names=["names.en"], outside="escalate")(draft)
    assert finding.severity is Severity.WARN


def test_a_window_that_opens_after_the_election_is_an_error():
    with pytest.raises(PolicyInvalid, match="opens after the election"):
        OneCheck("politics", CAMPAIGN, lists=["campaign.en"], elections=[{**ELECTION, "from": "2025-12-01"}])


ALARM = {
    "orders.en": ["evacuate", "shelter in place", "boil"],
    "orders.es": ["evacúe", "evacuar", "hierva"],
    "hazards.en": ["fire", "gas leak", "contaminated", "flood"],
    "hazards.es": ["incendio", "contaminada"],
}
EMERGENCY = OneCheck("emergency", ALARM, orders=["orders.en", "orders.es"], hazards=["hazards.en", "hazards.es"])


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Evacuate now: fire near Tramway.", ["Evacuate"]),
        ("A gas leak was found. Residents must evacuate.", ["evacuate"]),
        ("The water is contaminated, so please boil it.", ["boil"]),
        ("Flood warning! Shelter in place.", ["Shelter in place"]),
        ("Evacúe de inmediato: incendio cerca de Tramway.", ["Evacúe"]),
        ("El agua está contaminada. Hierva el agua.", ["Hierva"]),
        ("Hay que evacuar por el incendio.", ["evacuar"]),
        ("Crews evacuated the building before the fire reached it.", []),
        ("The fire is out. Nobody had to leave.", []),
        ("Boil the noodles for the Sunday potluck.", []),
        ("Please evacuate the stadium slowly after the concert.", []),
        ("The plan to evacuate in case of a flood is on our site.", []),
    ],
)
def test_an_order_in_an_emergency_is_a_finding(text: str, spans: list[str]):
    assert EMERGENCY.spans(text) == spans
