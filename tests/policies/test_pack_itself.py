"""What a council can count on in the packs: every rule it asked for, every list in use and explained."""

import re

import pytest
from pack_desk import PACKS, ROOT, lists_of, policy

from approval.policy.document import Section

# The rules that the council's demands were written down as, with how grave each is.
ASKED_FOR = {
    rule: severity
    for severity, rules in {
        "block": "B01 B02 B05 B07 B10 B12 B13 B14 B15 C01 C07 C08 C09 P01 P02 P03 P04 P05 L01 L02 L05 A01 A06 R01 R03",
        "escalate": "B03 B04 B06 B08 B09 B11 C02 C04 C05 C10 P06 P07 L03 L04 L06 L07 R02 R04",
        "warn": "C03 C06 P08 A02 A03 A04 A05",
    }.items()
    for rule in rules.split()
}
SECTIONS = {"B": Section.BEHAVIOUR, "C": Section.CONTENT, "P": Section.PRIVACY, "L": Section.LEGAL,
            "A": Section.ACCESSIBILITY, "R": Section.RECORDS}  # fmt: skip
SPANISH = re.compile(
    r"\b(?:el|la|lo|sus|al|son|un|los|las|su|tu|se|de|con|una|del|está|están|eres|usted|para|por|qué|ya|gracias|nos|sabemos)\b",
    re.IGNORECASE,
)
WORDS = [path for pack in PACKS for path in sorted((ROOT / "policies" / pack / "words").glob("*.txt"))]


def test_every_rule_that_was_asked_for_is_there_as_grave_as_it_was_asked_for() -> None:
    rules = {rule.id: str(rule.severity) for rule in policy("mesa-verde-springs").rules}
    assert len(ASKED_FOR) == 50
    assert {rule: rules.get(rule) for rule in ASKED_FOR} == ASKED_FOR


def test_no_rule_of_a_pack_can_be_lost_or_added_unnoticed() -> None:
    assert {rule.id for rule in policy("mesa-verde-springs").rules} == {*ASKED_FOR, "B16"}
    assert {rule.id for rule in policy("starter").rules} == {
        "B01",
        "B02",
        "B03",
        "C01",
        "C02",
        "C03",
        "P01",
        "L01",
        "A01",
        "R01",
    }


@pytest.mark.parametrize("rule_id", sorted(ASKED_FOR))
def test_a_rule_of_the_full_pack_is_checked_explained_and_shown_in_both_languages(rule_id: str) -> None:
    rule = policy("mesa-verde-springs").rule(rule_id)
    assert rule
    assert rule.section is SECTIONS[rule_id[0]]
    assert rule.checks
    assert 1 <= rule.text.count("\n\n") + 1 <= 3
    for way in (True, False):
        texts = [example.text for example in rule.examples if example.flag is way]
        assert len(texts) >= 3
        assert any(len(SPANISH.findall(text)) >= 1 for text in texts)


def test_sources_have_an_address_only_where_one_is_known_and_never_a_made_up_one() -> None:
    urls = {source.url for rule in policy("mesa-verde-springs").rules for source in rule.sources}
    assert urls == {""}


@pytest.mark.parametrize("pack", PACKS)
def test_no_word_list_is_unused(pack: str) -> None:
    written = policy(pack)
    used = {name for rule in written.rules for check in rule.checks for name in lists_of(check.options, written)}
    assert set(written.lists) == used


@pytest.mark.parametrize("path", WORDS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_word_list_says_what_it_is_for_and_what_does_not_belong_in_it(path) -> None:
    lines = path.read_text().splitlines()
    comment = " ".join(line for line in lines[: next(i for i, line in enumerate(lines) if not line.startswith("# "))])
    assert len(comment) > 30
    if path.parts[-3] == "mesa-verde-springs":
        assert "Not here" in comment
    if path.stem.startswith(("slurs", "profanity")):
        assert "WARNING" in comment


@pytest.mark.parametrize("pack", PACKS)
def test_no_slur_stands_in_what_the_public_reads(pack: str) -> None:
    written = policy(pack)
    slurs = {
        entry.lstrip("=") for name, entries in written.lists.items() if name.startswith("slurs") for entry in entries
    }
    texts = [
        text.casefold()
        for rule in written.rules
        for text in (rule.title, rule.text, rule.mend, *(example.text for example in rule.examples))
    ]
    assert [(slur, text) for slur in slurs for text in texts if re.search(rf"\b{re.escape(slur)}\b", text)] == []
