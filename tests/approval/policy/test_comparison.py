"""What changed between two versions of a policy, in words; and which rules got stricter, so that what is open is
checked again.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_packs import BEHAVIOUR, CONTENT, FILES, pack_files

from approval.policy.compare import HOUSE_KINDS, compare, describe, stricter
from approval.policy.document import Policy
from approval.policy.pack import Pack, parse_pack

Edit = tuple[str, str, str]
P, B, C, W = FILES
LENGTH = '[[rules.C01.checks]]\nkind = "length"\nmost = 300\n\n[rules.C01.examples]'
NEAR = '[[rules.B01.checks]]\nkind = "near"\nlists = ["insults.en"]\nwords = 3\n\n[rules.B01.examples]'


def policy(*edits: Edit, **files: str | None) -> Policy:
    return parse_pack(Pack(pack_files({f"{name}.toml": text for name, text in files.items()}, *edits)))


# What is written in the new version, which rules that makes stricter, and the sentence that says what changed.
CHANGES: list[tuple[Edit, tuple[str, ...], str]] = [
    ((P, '"1.0"', '"1.1"'), (), "The version is now “1.1” (it was “1.0”)."),
    ((P, "2026-07-01", "2027-01-31"), (), "it applies is now “31 January 2027” (it was “1 July 2026”)."),
    ((P, "City of Mesa Verde", "Town of Mesa"), (), "The city is now “Town of Mesa” (it was “City of Mesa Verde”)."),
    ((P, "How we answer", "Our tone"), (), "The title is now “Our tone” (it was “How we answer”)."),
    ((P, "R-26-12", "R-26-13"), (), "Who adopted it is now “City Council, resolution R-26-13” (it was"),
    ((P, "is polite.", "is fair."), (), "The introduction is now “Who answers in the city's name is fair.” (it was"),
    ((P, "Write to", "Call"), (), "The contact is now “Call the City Clerk, clerk@mesaverde.example.” (it was"),
    ((P, "contact =", 'contact.es = "Escriba a la Secretaría."\ncontact.en ='), (),
     "The contact in Spanish is new: “Escriba a la Secretaría.”"),
    ((P, "contact =", "contact.es ="), (), "The contact is gone. It was “Write to the City Clerk"),
    ((P, "America/Denver", "America/Chicago"), ("B01",), "The time zone is now “America/Chicago” (it was"),
    ((P, '["en", "es"]', '["en"]'), ("B01",), "The rules now cover replies in English (it was English, Spanish)."),
    ((P, "did you see", "did you check"), ("questions.true",), "A question to the approvers now reads: “True?” Is"),
    ((P, "[questions.true]", '[questions.helpful]\ntitle = "Helpful?"\ntext = "Does it help?"\n\n[questions.true]'),
     ("questions.helpful",), "Approvers answer a new question: “Helpful?” Does it help?"),
    ((B, "No insults", "No names"), (), "B01 is now called “No names” (it was “No insults”)."),
    ((B, '"block"', '"escalate"'), (), "B01 “No insults” is now escalate (it was block)."),
    ((C, '"warn"', '"escalate"'), ("C01",), "C01 “Short enough to read” is now escalate (it was warn)."),
    ((C, '"warn"', '"block"'), ("C01",), "C01 “Short enough to read” is now block (it was warn)."),
    ((C, "into one post", "into a post"), (), "now reads: “A reply fits into a post.” It read: “A reply fits into one"),
    ((C, "Say one thing", "Cut it"), (), "now gives this advice: “Cut it and link to the rest.” It was: “Say"),
    ((C, '"true"', '"respectful"'), ("C01",), "put to the approver as the question “respectful” (it was “true”)."),
    ((B, 'question = "respectful"\n', ""), (), "is no longer put to the approver as the question “respectful”."),
    ((C, '[ { title = "The', '[ { title = "Law" }, { title = "The'), (), "to read” has a new source: Law."),
    ((C, "The desk's own rule", "Law"), (), "to read” no longer has the source: The desk's own rule."),
    ((B, "/r-26-12", "/r"), (), "has a new source: City Council resolution R-26-12 https://mesaverde.example/r."),
    ((C, '"And longer', '"Longer'), (), "has a new example that is flagged: “Longer still.”"),
    ((C, '"And longer', '"Longer'), (), "no longer has the example that is flagged: “And longer still.”"),
    ((C, "opens at six", "opens at 6"), (), "has a new example that passes: “The park opens at 6.”"),
    ((C, "[rules.C01.examples]", LENGTH), ("C01",), "is now checked by counting characters as well (most is 300)."),
    ((B, "[rules.B01.examples]", NEAR), ("B01",), "near each other as well (lists is insults.en; words is 3)."),
    ((B, "lists =", "most = 2\nlists ="), ("B01",), "lists of words and phrases: most is now 2 (it was not set)."),
    ((B, '["insults.en"]', "[]"), ("B01",), "lists of words and phrases: lists is now [] (it was insults.en)."),
    ((B, "lists =", 'severity = "warn"\nlists ='), (), "by lists of words and phrases is now warn (it was block)."),
    ((W, "clown", "clown\nfool"), ("B01",), "The word list “insults.en” (B01) has 1 new entry: “fool”."),
    ((W, "clown", "=clown"), ("B01",), "The word list “insults.en” (B01) has 1 new entry: “=clown”."),
    ((W, "clown\n", ""), ("B01",), "The word list “insults.en” (B01) has lost 1 entry: “clown”."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "rules", "sentence"), CHANGES, ids=lambda value: value[2][:40] if len(value) == 3 else ""
)
def test_a_change_is_told_in_words_and_known_for_stricter_or_not(
    edit: Edit, rules: tuple[str, ...], sentence: str
) -> None:
    old, new = policy(), policy(edit)
    told = describe(compare(old, new))
    assert any(sentence in line for line in told), told
    assert stricter(old, new) == rules


def test_two_versions_that_say_the_same_have_no_change() -> None:
    commented = policy((B, "[rules.B01]", "# A comment of the attorney.\n[rules.B01]"))
    assert commented.digest != policy().digest
    assert compare(policy(), commented).changes == ()


def test_the_order_of_rules_checks_entries_and_examples_is_no_change() -> None:
    other = '[[rules.B01.checks]]\nkind = "near"\n\n[[rules.B01.checks]]\nkind = "lexicon"'
    same = '[[rules.B01.checks]]\nkind = "lexicon"\nlists = ["insults.en"]\n\n[[rules.B01.checks]]\nkind = "near"\n'
    one = policy((B, '[[rules.B01.checks]]\nkind = "lexicon"', other))
    two = policy((B, '[[rules.B01.checks]]\nkind = "lexicon"\nlists = ["insults.en"]\n', same), (W, "clown\n", ""))
    assert describe(compare(one, two)) == ["The word list “insults.en” (B01) has lost 1 entry: “clown”."]
    swapped = policy((C, '"Long, long, long.", "And longer still."', '"And longer still.", "Long, long, long."'))
    assert compare(policy(), swapped).changes == ()


def test_a_new_rule_is_stricter_and_one_that_is_gone_is_not() -> None:
    with_rule, without = policy(), policy(content=None)
    assert stricter(without, with_rule) == ("C01",)
    assert stricter(with_rule, without) == ()
    assert describe(compare(without, with_rule)) == [
        "C01 “Short enough to read” is new; it is warn. A reply fits into one post."
    ]
    assert describe(compare(with_rule, without)) == ["C01 “Short enough to read” is gone."]


def test_the_public_reads_the_words_of_its_page_and_not_the_codes_of_a_pack() -> None:
    milder = (B, "lists =", 'severity = "warn"\nlists =')
    changed = (B, "lists =", 'severity = "warn"\nmost = 2\nlists =')
    moved = policy(content=None, legal=CONTENT)
    told = [
        *describe(compare(policy(), policy((C, '"warn"', '"escalate"'))), public=True),
        *describe(compare(policy(), policy(milder)), public=True),
        *describe(compare(policy(), policy(changed)), public=True),
        *describe(compare(policy(content=None), policy()), public=True),
        *describe(compare(policy(), moved), public=True),
    ]
    shown = "“Shown to the approver” (it was “Must be rewritten”)"
    most = "now 2 (it was not set)"
    assert told == [
        "C01 “Short enough to read” is now “Needs one more approver” (it was “Shown to the approver”).",
        f"B01 “No insults”: what is found by lists of words and phrases is now {shown}.",
        f"B01 “No insults”, where it is checked by lists of words and phrases: it is now {shown}; most is {most}.",
        "C01 “Short enough to read” is new; it is “Shown to the approver”. A reply fits into one post.",
        "C01 “Short enough to read” now stands under “What the law asks” (it stood under “What we say”).",
    ]


def test_words_that_look_like_places_to_fill_in_are_told_as_they_are() -> None:
    odd = policy((C, '"warn"', '"block"'), (C, "Short enough to read", "{0} {} {name}"))
    assert "C01 “{0} {} {name}” is now block (it was warn)." in describe(compare(policy(), odd))


def test_what_nobody_would_see_in_a_change_is_named() -> None:
    hidden = policy((C, "And longer still.", "And \\u202elonger\\u001b[2J."))
    for public in (True, False):
        assert any("“And [U+202E]longer[U+001B][2J.”" in line for line in describe(compare(policy(), hidden), public))


def test_a_rule_that_moves_to_another_section_is_not_stricter() -> None:
    moved = policy(content=None, legal=CONTENT)
    assert describe(compare(policy(), moved)) == [
        "C01 “Short enough to read” now stands under legal (it stood under content)."
    ]
    assert stricter(policy(), moved) == ()


def test_a_check_that_becomes_graver_is_stricter_also_where_its_rule_becomes_milder() -> None:
    old = policy((B, "lists =", 'severity = "warn"\nlists ='))
    assert stricter(old, policy((B, '"block"', '"escalate"'))) == ("B01",)
    assert stricter(policy(), policy((B, '"block"', '"escalate"'))) == ()


@pytest.mark.parametrize("kind", sorted(HOUSE_KINDS))
def test_a_check_of_the_house_that_no_rule_makes_milder_any_more_counts_as_stricter(kind: str) -> None:
    check = f'[[rules.C01.checks]]\nkind = "{kind}"\n\n[rules.C01.examples]'
    old = policy((C, "[rules.C01.examples]", check))
    assert stricter(old, policy()) == ("C01",)
    assert stricter(old, policy(content=None)) == ("C01",)


def test_an_entry_taken_from_a_list_of_what_passes_counts_as_stricter() -> None:
    unless = (B, "lists =", 'unless = { words = ["insults.en"] }\nmost = 1\nlists =')
    assert stricter(policy(unless), policy(unless, (W, "clown\n", ""))) == ("B01",)


def test_a_list_that_no_rule_uses_makes_nothing_stricter() -> None:
    files = pack_files({"words/later.txt": "perhaps\n"})
    new = parse_pack(Pack(files))
    assert stricter(policy(), new) == ()
    assert describe(compare(policy(), new)) == ["The word list “later” has 1 new entry: “perhaps”."]


def test_the_words_of_a_list_can_be_left_out() -> None:
    new = policy((W, "clown", "fool\nidiot"))
    assert describe(compare(policy(), new), public=True) == [
        "The word list “insults.en” (B01) has 2 new entries.",
        "The word list “insults.en” (B01) has lost 1 entry.",
    ]


@pytest.mark.parametrize(
    ("edit", "_rules", "_sentence"), CHANGES, ids=lambda value: value[2][:40] if len(value) == 3 else ""
)
def test_what_is_told_one_way_is_told_the_other_way_too(edit: Edit, _rules: object, _sentence: object) -> None:
    there, back = compare(policy(), policy(edit)), compare(policy(edit), policy())
    assert bool(there.changes) == bool(back.changes) is True
    assert (there.old, there.new) == (back.new, back.old)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4, unique_by=lambda change: change[0][:2]))
def test_several_changes_are_at_least_as_strict_as_each_of_them(
    changes: list[tuple[Edit, tuple[str, ...], str]],
) -> None:
    edits = [change[0] for change in changes]
    files = pack_files()
    for file, before, after in edits:
        if before not in files[file]:
            return
        files[file] = files[file].replace(before, after, 1)
    together = stricter(policy(), parse_pack(Pack(files)))
    assert {rule for change in changes for rule in change[1]} <= set(together)


def test_the_small_pack_is_what_these_tests_think_it_is() -> None:
    assert BEHAVIOUR.count("[[rules.B01.checks]]") == 1
    assert "checks" not in CONTENT
