"""The printed policy: everything that it says is there, and nothing that is written in it becomes anything else."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from policy_packs import pack_files

from approval.finding import Severity
from approval.policy.compare import HOUSE_KINDS, compare
from approval.policy.document import Policy, RuleCheck
from approval.policy.in_words import KINDS, SECTIONS, SEVERITIES, check_in_words, moment
from approval.policy.pack import Pack, parse_pack
from approval.policy.printing import print_html, print_markdown
from workers.checks.registry import OURS

ADOPTED = datetime(2026, 7, 2, 1, 30, tzinfo=UTC)
HOSTILE = (
    "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>&amp; [a](javascript:x) **b** `c` {{ 7*7 }} |"
)


class Read(HTMLParser):
    """A page as a reader gets it: its text, its elements and what they are told."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._silent = ""
        self.feed(page)
        self.words = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._silent = tag if tag in ("style", "script") else ""

    def handle_endtag(self, tag: str) -> None:
        self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data

    def told(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]


def policy(*edits: tuple[str, str, str]) -> Policy:
    return parse_pack(Pack(pack_files(None, *edits)))


AS_TOLD = '{ text = "A\\u200bB", pictures = ["Map", ""], reason = "C7", approved = "AB", link = "https://sq.example" }'
FULL = policy(
    ("policy.toml", "contact =", 'contact.es = "Escriba a la Secretaría Municipal."\ncontact.en ='),
    ("behaviour.toml", "author =", "at = 2026-11-24T02:30:00, earlier = [ 2026-11-23T09:00:00 ], author ="),
    ("content.toml", '"And longer still."', AS_TOLD),
    ("behaviour.toml", "lists =", 'severity = "warn"\nmost = 2\nlists ='),
)


def everything(of: Policy) -> list[str]:
    """Every word of a policy that the public is to read, but for the entries of word lists."""
    told = [
        of.city,
        of.title,
        of.version,
        of.adopted_by,
        *of.contact.values(),
        *of.introduction.values(),
        of.digest,
        "1 July 2026",
    ]
    told += ["English", "Spanish", *of.lists, of.zone]
    told += [words for question in of.questions for words in (question.title, question.text)]
    for rule in of.rules:
        told += [rule.id, rule.title, rule.mend, SECTIONS[rule.section], *rule.text.split("\n\n")]
        told += [source.title for source in rule.sources]
        told += [check_in_words(check) for check in rule.checks]
        told += [SEVERITIES[check.severity][0] for check in (rule, *rule.checks)]
        for example in rule.examples:
            told += [example.text.replace("\u200b", "[U+200B]"), example.parent, example.author, example.link]
            told += [example.reason, *example.pictures, example.approved]
    return [*told, "24 November 2026, 02:30", "23 November 2026, 09:00", "not described"]


def test_everything_of_the_policy_is_on_the_page() -> None:
    page = Read(print_html(FULL, None, ADOPTED))
    for words in everything(FULL):
        assert " ".join(words.split()) in page.words
    assert "1 July 2026, 19:30 MDT" in page.words, "when it was adopted, in the city's own time"
    assert "https://mesaverde.example/r-26-12" in page.told("href")
    assert {"B01", "C01", "behaviour", "content", "changes", "contact"} <= set(page.told("id"))


def test_checks_that_read_alike_are_one_sentence_with_the_settings_of_each() -> None:
    check = 'kind = "lexicon"\nlists = ["insults.en"]\n'
    others = "".join(f"[[rules.B01.checks]]\nkind = {more}" for more in ('"lexicon"\nwords = ["no"]\n', '"shouting"\n'))
    milder = '[[rules.B01.checks]]\nkind = "lexicon"\nwords = ["not"]\nseverity = "warn"\n'
    page = Read(print_html(policy(("behaviour.toml", check, check + others + milder))))
    lists, milder_way = KINDS["lexicon"], "The approver is shown what seems to break it in this way."
    said = re.findall(r"By a machine, (.+?)\.(?= (?:By|Exact|The))", page.words[page.words.index("B01 No insults") :])
    assert said == [lists, KINDS["shouting"], lists]
    assert f"{lists}. Exact settings of check 1 of B01 listsinsults.en wordsno By a machine" in page.words
    assert f"{lists}. {milder_way} Exact settings of check 3 of B01 wordsnot" in page.words


def test_everything_of_the_policy_is_in_the_markdown() -> None:
    words = Read(MarkdownIt("commonmark").enable("table").render(print_markdown(FULL, None, ADOPTED))).words
    for told in everything(FULL):
        assert " ".join(told.split()) in words
    assert "1 July 2026, 19:30 MDT" in words


def test_what_is_flagged_is_never_shown_without_saying_so() -> None:
    page = Read(print_html(FULL))
    for rule in FULL.rules:
        for example in rule.examples:
            mark = "Not this" if example.flag else "This is fine"
            before = page.words[: page.words.index(example.text.replace("\u200b", "[U+200B]"))]
            assert max(before.rfind("Not this"), before.rfind("This is fine")) == before.rfind(mark) > 0
    assert page.words.count("What the city does not say") == len(FULL.rules)


def test_the_words_of_the_lists_are_counted_and_not_printed() -> None:
    changed = policy(("words/insults.en.txt", "waste of space", "waste of air"))
    for printed in (print_html(changed, compare(FULL, changed)), print_markdown(changed, compare(FULL, changed))):
        assert "waste of" not in printed
        assert "1 new entry" in printed
        assert "insults" in printed


def test_the_changes_since_the_version_before_are_told() -> None:
    old, new = policy(("policy.toml", '"1.0"', '"0.9"')), policy(("content.toml", '"warn"', '"escalate"'))
    first, same = print_html(new), print_html(new, compare(new, new))
    assert "This is the first version that was published." in first
    assert f"Nothing has changed since {new.name}." in same
    for printed in (print_html(new, compare(old, new)), print_markdown(new, compare(old, new))):
        assert f"Since {old.name}:" in printed
        told = "C01 “Short enough to read” is now “Needs one more approver” (it was “Shown to the approver”)."
        assert told in Read(printed).words


def hostile() -> Policy:
    """The small pack with hostile words in the place of all that somebody may write freely."""
    files = pack_files()
    quoted = HOSTILE.replace('"', '\\"')
    for file, text in files.items():
        if file.endswith(".toml"):
            text = re.sub(
                r'^(city|title|version|adopted_by|introduction|contact|mend) = ".*"',
                rf'\1 = "{quoted}"',
                text,
                flags=re.M,
            )
            text = text.replace('"You are a clown."', f'"{quoted}"').replace('author = "@sam"', f'author = "{quoted}"')
            text = text.replace("The park is closed once more.", quoted).replace(
                '{ title = "City', f'{{ title = "{quoted} City'
            )
            text = text.replace('kind = "lexicon"', f'kind = "{quoted}"\noption = "{quoted}"').replace(
                "We do not call", f"{quoted} We"
            )
            files[file] = text.replace("/r-26-12", "/<script>&'`)|*_[")
    return parse_pack(Pack(files))


def test_a_hostile_text_is_a_text_on_the_page() -> None:
    page = Read(print_html(hostile(), compare(FULL, hostile())))
    assert page.text.count(HOSTILE) > 12
    assert not {"script", "img", "iframe", "form"} & set(page.tags)
    assert [name for _, name, _ in page.attributes if name.startswith("on")] == []
    assert all(re.match(r"#|https://mesaverde\.example/|data:,$", href) for href in page.told("href"))
    assert "https://mesaverde.example/<script>&'`)|*_[" in page.told("href")


def test_a_hostile_text_is_a_text_in_the_markdown() -> None:
    printed = print_markdown(hostile(), compare(FULL, hostile()))
    page = Read(MarkdownIt("commonmark", {"html": True}).enable("table").render(printed))
    assert page.text.count(HOSTILE) > 12
    assert not {"script", "img", "code"} & set(page.tags)
    assert all(href.startswith("https://mesaverde.example/") for href in page.told("href"))


@settings(deadline=None, max_examples=40)
@given(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).filter(
        str.strip
    )
)
def test_any_example_reads_in_markdown_as_it_was_written(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    printed = print_markdown(policy(("content.toml", "And longer still.", quoted)))
    assert " ".join(text.split()) in Read(MarkdownIt("commonmark").enable("table").render(printed)).words


def test_the_browser_is_told_to_fetch_nothing_and_to_use_only_the_style_of_the_page() -> None:
    printed = print_html(FULL)
    style = printed[printed.index("<style>") + 7 : printed.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in Read(printed).told("content")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert Read(printed).told("src") == Read(printed).told("style") == []


def test_every_id_is_there_once_and_every_link_within_the_page_leads_somewhere() -> None:
    page = Read(print_html(FULL, None, ADOPTED))
    ids = page.told("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.told("href") if href.startswith("#")} <= set(ids)
    assert set(page.told("aria-labelledby")) <= set(ids)


SPANISH = [
    "Gracias por el aviso. La cuadrilla va el martes.",
    "¿Abre la alberca el lunes?",
    "Usted no sabe lo que dice.",
]
ENGLISH = [
    "El Paso and Los Alamos are open.",
    "Gracias!",
    "Call the La Mesa desk.",
    "No.",
    "The crew comes on Tuesday.",
]
FRENCH = "Une équipe passera demain matin pour réparer la lampe de votre rue."


@pytest.mark.parametrize("text", [*SPANISH, *ENGLISH, FRENCH])
def test_spanish_is_marked_for_those_who_hear_the_page(text: str) -> None:
    edit = ("content.toml", "And longer still.", text)
    assert (f'<p lang="es">{text}</p>' in print_html(policy(edit))) == (text in SPANISH)
    assert 'lang="es"' not in print_html(policy(edit, ("policy.toml", '["en", "es"]', '["en"]')))


def test_words_in_another_language_are_marked_as_what_the_pack_says_they_are() -> None:
    printed = print_html(FULL).replace("\n", "")
    assert '<div lang="es"><p>Escriba a la Secretaría Municipal.</p></div><p>Write to the City Clerk' in printed
    assert printed.count("lang=") == 2, "the page's own English, and this"
    navajo = policy(("policy.toml", "contact =", 'contact.nv = "Ayóó."\ncontact.en ='))
    assert '<div lang="nv"><p>Ayóó.</p></div>' in print_html(navajo).replace("\n", "")


def test_spanish_that_is_quoted_among_the_changes_is_marked_too() -> None:
    quoted = '<span lang="es">Escriba a la Secretaría Municipal. Le atendemos en español.</span>'
    text = 'contact.es = "Escriba a la Secretaría Municipal. Le atendemos en español."\ncontact.en ='
    new = policy(("policy.toml", "contact =", text))
    printed = print_html(new, compare(policy(), new))
    assert f"<p>The contact in Spanish is new: “{quoted}”</p>" in printed


def test_a_time_is_told_with_its_zone_where_that_is_known() -> None:
    assert moment(datetime(2026, 11, 23, 11, 10, tzinfo=ZoneInfo("America/Denver"))) == "23 November 2026, 11:10 MST"
    assert moment(datetime(2026, 11, 23, 11, 10, tzinfo=ZoneInfo("America/Bogota"))).endswith("11:10 UTC-05")
    assert moment(datetime.fromisoformat("2026-11-23T11:10")) == "23 November 2026, 11:10"


@pytest.mark.parametrize("kind", sorted({*OURS, *HOUSE_KINDS, "lexicon", "near", "pattern", "tone"}))
def test_every_kind_of_check_of_the_house_has_words(kind: str) -> None:
    assert kind in KINDS


def test_a_kind_of_a_city_is_named_as_it_is() -> None:
    assert check_in_words(RuleCheck("rhymes", Severity.WARN)) == "by the check “rhymes”"


def test_the_same_policy_is_printed_the_same() -> None:
    assert print_html(FULL, None, ADOPTED) == print_html(FULL, None, ADOPTED)
    assert print_markdown(FULL, None, ADOPTED) == print_markdown(FULL, None, ADOPTED)
