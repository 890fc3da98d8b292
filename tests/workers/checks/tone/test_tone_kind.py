"""The kind `tone`: it raises as far as the rule lets it, never blocks, and says what it heard and where."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approval.errors import PolicyInvalid
from approval.finding import Finding, Severity
from approval.proposal import Parent
from tests.workers.checks.kinds.one_rule import OneCheck
from workers.checks.check import Draft
from workers.checks.tone.cues import cues
from workers.checks.tone.model import FILE, model

SNARK = "Wow, a pothole. On a road. In winter. We'll alert the media."
ATTACK = "You're a liar and an idiot, and nobody believes a word you say."
CIVIL = "The street was closed because a water main broke. It opens on Friday at 6, and we are sorry for the delay."


def tone(severity: Severity = Severity.BLOCK, /, **options: object) -> OneCheck:
    return OneCheck("tone", None, severity, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [SNARK, ATTACK])
def test_mocking_and_hostile_replies_are_raised_with_a_cue_a_place_and_a_mend(text: str) -> None:
    found = tone()(text)
    assert found
    for each in found:
        assert each.span
        assert each.span in each.message
        assert each.mend.endswith(".")


def test_a_civil_reply_is_not() -> None:
    assert tone()(CIVIL) == ()


@pytest.mark.parametrize("severity", list(Severity))
def test_it_never_asks_for_more_than_the_rule_and_never_blocks(severity: Severity) -> None:
    asked = {each.severity for text in (SNARK, ATTACK, "Shut up, you pathetic liar.") for each in tone(severity)(text)}
    assert max(severity.rank for severity in asked) == min(severity, Severity.ESCALATE, key=lambda s: s.rank).rank


def test_the_two_levels_are_thresholds_of_the_policy() -> None:
    def level(warn: float, escalate: float) -> set[Severity]:
        return {each.severity for each in tone(warn=warn, escalate=escalate)(SNARK)}

    score = model().score(SNARK).value
    assert level(score - 0.1, score + 0.1) == {Severity.WARN}
    assert level(score - 0.2, score - 0.1) == {Severity.ESCALATE}
    assert level(score + 0.1, score + 0.2) == set()


def test_the_parent_counts() -> None:
    text, parent = "We are the 'worst' department, are we. Fine.", "You are the WORST department ever!!!"
    assert model().score(text, parent).value != model().score(text).value
    draft = Draft("apd", "square", SNARK, parent=Parent("", "@x", "Third week, and the pothole is still there"))
    assert tone()(draft)


def test_a_city_turns_a_cue_off() -> None:
    def names(found: tuple[Finding, ...]) -> str:
        return " ".join(each.message for each in found)

    assert "dismissal" in names(tone(warn=-9.0)(SNARK))
    assert "(dismissal:" not in names(tone(warn=-9.0, cues_off=["dismissal"])(SNARK))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cues_off": ["sulking"]}, "there is no cue “sulking”"),
        ({"warn": 2.0, "escalate": 1.0}, "thresholds must rise"),
        ({"loud": True}, "loud"),
    ],
)
def test_wrong_options_are_told_in_words(options: dict[str, object], said: str) -> None:
    with pytest.raises(PolicyInvalid, match=said):
        tone(**options)


SPANISH = "Se cerró la calle por una fuga de agua. Abre el viernes y lamentamos la demora que esto causa."


def test_what_is_not_english_gets_no_score() -> None:
    for text in (SPANISH, "Улица закрыта, потому что лопнула труба.", "水管破裂，街道封闭。", "", "12 34 …"):
        assert model().score(text).value < model().warn
    assert model().score(SPANISH).value == -math.inf
    for text in (SPANISH, "Спасибо", "水管破裂。", "“好”", "👏 👏"):
        assert tone(warn=-9.0)(text) == ()
    assert tone(warn=-9.0)("Well, 👏")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Gracias por la lección.", "makes fun of"),
        ("A nadie le importa.", "does not count"),
        ("Cállate.", "orders somebody in Spanish to be silent"),
        ("Eres un payaso.", "calls somebody a name"),
    ],
)
def test_a_few_cues_are_spanish_and_warn_by_themselves(text: str, said: str) -> None:
    (found, *_) = tone()(text)
    assert found.severity is Severity.WARN
    assert found.span
    assert said in found.message


PARTS = [
    "you ",
    "are a ",
    "liar ",
    "'",
    "’s",
    '"',
    ".",
    "…",
    "!",
    "\n",
    "\u0301",
    "İ",
    "ß",
    "🙄",
    "\ud800",
    "a.gov/",
    "1",
    "can't ",
]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(st.characters(), max_size=5000), st.lists(st.sampled_from(PARTS), max_size=900).map("".join)),
    st.text(st.characters(), max_size=300),
)
def test_no_text_breaks_it_and_every_span_is_its_text(text: str, parent: str) -> None:
    # OneCheck compares each span with the text.
    ALWAYS(Draft("apd", "square", text, parent=Parent("", "@x", parent)))


ALWAYS = tone(warn=-99.0, escalate=99.0)


def test_the_model_is_small_and_can_be_read() -> None:
    assert FILE.stat().st_size < 2_000_000
    entries = json.loads(FILE.read_text("utf-8"))
    assert set(entries) == {"words", "shapes", "bias", "sure", "proof", "proven", "warn", "escalate", "digest"}
    known = {f"{cue.name}: {phrase}" for cue in cues().values() for phrase in cue.sure}
    assert set(entries["proven"]) <= known
    assert entries["warn"] < entries["escalate"]
