"""A broken policy pack: each error names the file, the line, the rule and the field, and says what to write."""

from dataclasses import dataclass

import pytest
from policy_packs import BEHAVIOUR, FILES, pack_files

from approval.errors import Misconfigured, PolicyInvalid
from approval.policy.pack import Pack, parse_pack


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def errors(files: dict[str, str], source: str = "policies/mesa") -> list[str]:
    with pytest.raises(PolicyInvalid) as error:
        parse_pack(Pack(files), source)
    assert isinstance(error.value, Misconfigured)
    return str(error.value).splitlines()


@dataclass(frozen=True)
class Broken:
    """What somebody changes in a good file, and what the error must say: on which line, about what, and what to do."""

    file: str
    old: str
    new: str
    line: str
    field: str
    words: str


P, B, C = "policy.toml", "behaviour.toml", "content.toml"
SOURCES = '[ { title = "The desk\'s own rule" } ]'
BROKEN = [
    Broken(P, 'city = "City of Mesa Verde"\n', "", 'title = "How', "city", "is missing; write whose policy this is"),
    Broken(P, "2026-07-01", '"2026-07-01"', "effective", "effective", "without quotes: 2026-07-01"),
    Broken(P, "2026-07-01", "2026-07-01T10:00:00", "effective", "effective", "without quotes: 2026-07-01"),
    Broken(P, '"1.0"', "1.0", "version", "version", 'in quotes: "1.0"'),
    Broken(P, '"1.0"', '""', "version", "version", "is empty"),
    Broken(P, '"1.0"', '" \\t "', "version", "version", "is empty"),
    Broken(P, '"America/Denver"', '"Mountain"', "zone", "zone", 'is no time zone; write one by its place, as "America'),
    Broken(P, '"America/Denver"', '"../Denver"', "zone", "zone", "is no time zone"),
    Broken(P, '["en", "es"]', "[]", "languages", "languages", '["en", "es"]'),
    Broken(P, '["en", "es"]', '[\n"en",\n"Spanish"]', '"Spanish"', "languages[2]", "is no language tag"),
    Broken(P, '"How we answer"', '"How we\\nanswer"', "title", "title", "one line"),
    Broken(P, '"Who answers', '"W\\u200Bho answers', "introduction", "introduction", "U+200B zero width space"),
    Broken(P, "contact =", "contact.Spanish =", "contact.Spanish", "contact.Spanish", "is no language tag"),
    Broken(P, "contact =", 'contact.en = " "\ncontact.es =', "contact.en", "contact.en", "is empty"),
    Broken(P, "contact =", "contact.en = 3\ncontact.es =", "contact.en", "contact.en", "one text a language"),
    Broken(P, "introduction =", "introduction = {}\n#", "introduction", "introduction", "write a few sentences"),
    Broken(P, "introduction =", 'introduction = " "\n#', "introduction", "introduction:", "is empty"),
    Broken(P, "contact =", "contract =", "contract", "contract", "no such field here; delete it, or write “contact”"),
    Broken(P, 'text = "Is every', 'txt = "Is every', "txt", "questions.true.txt", "or write “text”"),
    Broken(P, "[questions.true]", "[questions.True]", "[questions.True]", "questions.True", "in small letters"),
    Broken(P, 'title = "True?"', "title = true", "title = true", "questions.true.title", "in quotes"),
    Broken(B, "[rules.B01]", "[rules.b01]", "[rules.b01]", "rules.b01", "write a capital letter"),
    Broken(B, "[rules.B01]", "[rule.B01]", "[rule.B01]", "rule", "write rules as [rules.ID]"),
    Broken(C, "[rules.C01]", "[[rules.C01]]", "[[rules.C01]]", "rules.C01", "write it as [rules.C01]"),
    Broken(B, '"block"', '"blocks"', '"blocks"', "rules.B01.severity", 'write "warn", "escalate" or "block"'),
    Broken(B, '"block"', '"BLOCK"', '"BLOCK"', "rules.B01.severity", 'write "warn", "escalate" or "block"'),
    Broken(B, 'severity = "block"\n', "", "[rules.B01]", "rules.B01.severity", 'is missing; write "warn"'),
    Broken(B, '"No insults"', '""', 'title = ""', "rules.B01.title", "is empty"),
    Broken(B, '"Say what', '"\\u2066Say what', "mend", "rules.B01.mend", "U+2066 left-to-right isolate"),
    Broken(C, '"A reply fits into one post."', '""', "text", "rules.C01.text", "is empty"),
    Broken(C, SOURCES, "[]", "sources", "rules.C01.sources", "write at least one source"),
    Broken(C, f"sources = {SOURCES}\n", "", "[rules.C01]", "rules.C01.sources", "is missing; write at least"),
    Broken(C, "{ title =", "{ name =", "sources", "rules.C01.sources[1].name", "no such field"),
    Broken(B, '"https://mesaverde.example/r', '"javascript:alert(1)', "sources", "rules.B01.sources[1].url", "https://"),
    Broken(B, '"respectful"', '"kind"', '"kind"', "rules.B01.question", 'of those it has: "respectful", "true"'),
    Broken(B, 'kind = "lexicon"\n', "", "[[rules.B01.checks]]", "checks[1].kind", "is missing; write which kind"),
    Broken(B, 'kind = "lexicon"', 'kind = ""', 'kind = ""', "rules.B01.checks[1].kind", "is empty"),
    Broken(B, "[[rules.B01.checks]]", "[rules.B01.checks]", "[rules.B01.checks]", "rules.B01.checks", "[[rules"),
    Broken(B, "lists =", "severity = 3\nlists =", "severity = 3", "rules.B01.checks[1].severity", 'write "warn"'),
    Broken(B, "lists =", "most = inf\nlists =", "most", "rules.B01.checks[1].most", "with digits"),
    Broken(B, "lists =", f"deep = {'[' * 12}{']' * 12}\nlists =", "deep", "rules.B01.checks[1].deep", "flatter"),
    Broken(C, ', "And longer still."', "", "flag =", "rules.C01.examples.flag", "write at least two replies"),
    Broken(C, ', "Thank you, we are on it."', "", "pass =", "rules.C01.examples.pass", "write at least two replies"),
    Broken(C, 'flag = [ "Long, long, long.", "And longer still." ]\n', "", "[rules.C01.ex", "examples.flag", "missing"),
    Broken(C, '"And longer still."', "3", "flag", "rules.C01.examples.flag[2]", "write at least two replies"),
    Broken(C, '"And longer still."', '""', "flag", "rules.C01.examples.flag[2].text", "write the words in quotes"),
    Broken(C, "[rules.C01.examples]", "[rules.C01.example]", "[rules.C01.example]", "rules.C01.example:", "“examples”"),
    Broken(B, "author =", "auhtor =", "auhtor", "rules.B01.examples.flag[2].auhtor", "“author”"),
    Broken(B, "author =", "at = 2026-11-24T02:30:00Z, author =", "at = 2", "flag[2].at", "without one: 2026-11-24"),
    Broken(B, "author =", 'at = "noon", author =', 'at = "noon"', "flag[2].at", "2026-11-24T02:30:00"),
    Broken(C, '"Thank you, we are on it."', '"And longer still."', "pass =", "examples.pass[2]", "under flag as well"),
    Broken(C, 'question = "true"\n', "", "[rules.C01]", "rules.C01", "write a check as [[rules.ID.checks]], or"),
    Broken("words/insults.en.txt", "waste of space", "w\u00adaste", "w\u00adaste", "(U+00AD soft hyphen)", "delete it"),
    Broken("words/insults.en.txt", "waste of space", "clown # so", "clown # so", "stands here 2 times", "keep one"),
    Broken(B, "You are a clown.", "You are \U000e0061.", "\U000e0061", "(U+E0061 tag", "write it as \\U000E0061"),
    Broken(B, "You are a clown.", "You are a \u202eclown.", "\u202e", "(U+202E", "write it as \\u202E"),
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.field} {broken.new}"[:60])
def test_a_broken_field_is_told_with_file_line_and_what_to_write(broken: Broken) -> None:
    files = pack_files(None, (broken.file, broken.old, broken.new))
    said = next(line for line in errors(files) if broken.field in line)
    assert said.startswith(f"policies/mesa/{broken.file}")
    assert broken.words in said
    assert f", line {line_of(files[broken.file], broken.line)}: " in said


def test_a_check_is_never_graver_than_its_rule() -> None:
    graver = ("behaviour.toml", 'severity = "block"', 'severity = "warn"')
    files = pack_files(None, graver, ("behaviour.toml", "lists =", 'severity = "escalate"\nlists ='))
    where = line_of(files["behaviour.toml"], 'severity = "escalate"')
    (said,) = errors(files)
    assert said.startswith(f"policies/mesa/behaviour.toml, line {where}: rules.B01.checks[1].severity: ")
    assert said.endswith('"escalate" is graver than the rule, which is "warn"; lower this or raise the rule')


def test_a_rule_stands_once_in_all_files() -> None:
    files = pack_files(None, ("content.toml", "[rules.C01]", "[rules.B01]"), ("content.toml", ".C01.", ".B01."))
    (said,) = errors(files)
    assert said.startswith("policies/mesa/behaviour.toml, line 1: rules.B01: content.toml has a rule of this id")


def test_the_second_of_two_checks_is_named_by_its_number_and_its_line() -> None:
    second = '[[rules.B01.checks]]\nkind = "near"\n\n[[rules.B01.checks]]\nmost = 2\n\n[rules.B01.examples]'
    files = pack_files(None, ("behaviour.toml", "[rules.B01.examples]", second))
    where = line_of(BEHAVIOUR, "[rules.B01.examples]") + 3
    (said,) = errors(files)
    assert said.startswith(f"policies/mesa/behaviour.toml, line {where}: rules.B01.checks[3].kind: is missing")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"policy.toml": None}, "policies/mesa/policy.toml: is missing; write city, title, version"),
        ({"behavior.toml": ""}, "policies/mesa/behavior.toml: is no file of a policy; rules stand in content.toml"),
        ({"words/Insults.txt": "fool\n"}, "policies/mesa/words/Insults.txt: is no word list; name it in small letters"),
        ({"words/insults.csv": "fool\n"}, "policies/mesa/words/insults.csv: is no word list"),
        ({"words/more/insults.txt": "fool\n"}, "policies/mesa/words/more/insults.txt: is no word list"),
        ({"words/none.txt": "# nothing yet\n"}, "policies/mesa/words/none.txt: has no entry"),
        ({"content.toml": None, "behaviour.toml": None}, "policies/mesa/policy.toml: no file beside it has a rule"),
        ({"legal.toml": "# none yet\nrules = 3"}, "policies/mesa/legal.toml, line 2: rules: is not a table"),
        ({"legal.toml": "a = " + "[" * 5000}, "policies/mesa/legal.toml: is nested too deeply"),
        (
            {"legal.toml": "a = " + "9" * 5000},
            "policies/mesa/legal.toml: is not TOML: has a number of thousands of digits",
        ),
    ],
)
def test_a_file_that_is_missing_unknown_or_no_use_is_told(changes: dict[str, str | None], words: str) -> None:
    assert any(line.startswith(words) for line in errors(pack_files(changes)))


def test_the_errors_of_all_files_are_told_at_once() -> None:
    files = pack_files(
        {"kontent.toml": "", "legal.toml": "=", "words/x.csv": "x"},
        ("policy.toml", "2026-07-01", '"soon"'),
        ("behaviour.toml", '"block"', '"grave"'),
        ("content.toml", '"true"', '"untrue"'),
        ("content.toml", ', "And longer still."', ""),
        ("words/insults.en.txt", "clown", "clo\u200bwn"),
    )
    said = "\n".join(errors(files))
    for file in (*FILES, "kontent.toml", "legal.toml", "words/x.csv"):
        assert f"policies/mesa/{file}" in said


def test_a_question_cannot_be_missed_because_policy_toml_is_broken() -> None:
    # Then nobody knows which questions there are, and only what is certain is told.
    files = pack_files({"policy.toml": "city ="}, ("behaviour.toml", '"block"', '"grave"'))
    assert [line.split(":")[0] for line in errors(files)] == [
        "policies/mesa/policy.toml",
        "policies/mesa/behaviour.toml, line 8",
    ]


@pytest.mark.parametrize("text", ["\x00", "rules", "[rules.B01", "rules.B01 = 3", "[[rules]]", "rules = []", "\ufeff"])
def test_nonsense_in_a_file_of_rules_is_an_error_of_that_file(text: str) -> None:
    assert all(line.startswith("policies/mesa/privacy.toml") for line in errors(pack_files({"privacy.toml": text})))


def test_a_section_without_a_file_or_without_a_rule_is_no_error() -> None:
    assert parse_pack(Pack(pack_files({"privacy.toml": "# none yet\n", "legal.toml": None}))).rule("B01")
