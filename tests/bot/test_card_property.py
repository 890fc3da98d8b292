"""Whatever people type and the policy says: the card is one that Slack takes, whole, and shows it literally."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proposals import ACCOUNTS, NOW, picture, proposal
from reading import elements, mrkdwn, quotes
from written_policy import policy

from approval.finding import Finding, Severity
from approval.people import Accounts, Person
from approval.policy.document import Question
from approval.proposal import Decision, Parent, Proposal, Review, State, Via
from bot.blocks.card import CardContent, card, simple_card
from bot.blocks.fitting import MOST_BLOCKS, fits
from bot.blocks.printed import Printed, in_words
from sandbox.blocks.check import check_blocks

PIECES = st.sampled_from(
    [
        "<!channel>",
        "<@U0RUTH>",
        "@here",
        "*b*",
        "_i_",
        "`c`",
        ":tada:",
        "<http://evil|x>",
        "&amp;",
        "\n",
        "\u200b",
        "\u202e",
        "é",
        "👩‍🚒",
        "a",
        " ",
        "</b>",
        '"',
        "\\",
    ]
)
TYPED = st.builds(
    lambda parts, times: ("".join(parts) * times)[:3000], st.lists(PIECES, min_size=1, max_size=12), st.integers(1, 400)
)
FREE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)
WORDS = TYPED | FREE
TEXTS = WORDS.filter(lambda typed: typed.strip())
SHORT = WORDS.map(lambda typed: typed[:80])


# What a policy may say (approval/policy/written.py): an id as it is written there, a line, a text.
RULE_IDS = st.sampled_from(["B03", "C08", "A", "X-99", "B03-" + "9" * 16])
QUESTION_IDS = st.sampled_from(["true", "helpful", "kind", *(f"q{number}" for number in range(12)), "q" * 30])
LINES = st.builds(
    lambda parts, times: ("".join(parts) * times).strip()[:200] or "No insults",
    st.lists(PIECES.filter(str.isprintable), min_size=1, max_size=6),
    st.integers(1, 60),
)
PAGES = st.sampled_from(["", "https://city.example/policy/", f"https://city.example/{'p' * 470}"])


@st.composite
def printed(draw: st.DrawFn) -> Printed:
    """Any policy, with a page or without one."""
    asked = draw(st.dictionaries(QUESTION_IDS, st.tuples(LINES, LINES | LINES.map(lambda line: line * 5)), max_size=10))
    rules = draw(st.dictionaries(RULE_IDS, LINES, min_size=1))
    whole = replace(
        policy(),
        title=draw(LINES),
        version=draw(LINES),
        questions=tuple(Question(key, *words) for key, words in asked.items()),
        rules=tuple(replace(policy().rules[0], id=key, title=title) for key, title in rules.items()),
    )
    return Printed(whole, draw(PAGES))


@st.composite
def findings(draw: st.DrawFn, text: str, rules: tuple[str, ...] = ()) -> Finding:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    rule = draw(st.sampled_from([*rules, "links.shortener"]) | SHORT)
    return Finding(rule, draw(st.sampled_from(Severity)), draw(SHORT), draw(SHORT), start, end, text[start:end])


@st.composite
def proposals(draw: st.DrawFn, rules: tuple[str, ...] = (), questions: tuple[str, ...] = ()) -> Proposal:
    text = draw(TEXTS)
    parent = draw(st.none() | st.builds(Parent, WORDS | st.just(""), WORDS, WORDS | st.just(""), st.booleans()))
    number = draw(st.integers(1, 3))
    people = draw(st.lists(st.sampled_from(["ruth", "lena", "tomas", "gone"]), unique=True, max_size=4))
    reviews = [
        Review(
            who,
            "approver",
            draw(st.sampled_from(Decision)),
            draw(st.sampled_from(Via)),
            draw(WORDS | st.just("")),
            "",
            NOW,
            questions if draw(st.booleans()) else (),
        )
        for who in people
    ]
    return proposal(
        draw(st.sampled_from(State)),
        text,
        draw(WORDS | st.just("")),
        parent,
        tuple(picture(draw(TEXTS), draw(SHORT)) for _ in range(draw(st.integers(0, 5)))),
        tuple(draw(findings(text, rules)) for _ in range(draw(st.integers(0, 40)))),
        tuple(reviews),
        number,
        draw(st.integers(number, 4)),
        draw(st.integers(1, 3)),
        draw(WORDS | st.just("")),
        draw(WORDS | st.just("https://square.example/posts/1")),
    )


NAMES = st.builds(
    lambda name: replace(ACCOUNTS, people={**ACCOUNTS.people, "nadia": Person("nadia", name, ("U0NADIA",))}), SHORT
)


def check(content: CardContent, of: Proposal) -> None:
    assert fits(content.blocks)
    assert len(content.blocks) <= MOST_BLOCKS
    assert check_blocks(list(content.blocks), "message") == []
    assert mrkdwn(content.blocks) == []
    assert not any(
        each.get("type") in ("emoji", "user", "usergroup", "broadcast", "channel") for each in elements(content.blocks)
    )
    sections = (each["text"]["text"] for each in content.blocks if each["type"] == "section")
    assert of.revision.text in "".join([*quotes(content.blocks), *sections])
    # What `escape` leaves is an entity of its own making; nothing else may open one.
    assert "<" not in content.text
    assert ">" not in content.text
    for part in content.parts:
        assert check_blocks(list(part.blocks), "message") == []
        assert mrkdwn(part.blocks) == []


@st.composite
def checked(draw: st.DrawFn) -> tuple[Printed, Proposal]:
    """A proposal that was checked under any policy, by its rules and by the house's own checks."""
    under = draw(printed())
    assert under.policy is not None
    rules, questions = under.policy.rules, under.policy.questions
    return under, draw(proposals(tuple(rule.id for rule in rules), tuple(question.id for question in questions)))


def plain_words(of: CardContent) -> str:
    """All that can be read on the card and in its thread."""
    blocks = [*of.blocks, *(block for part in of.parts for block in part.blocks)]
    return " ".join(each["text"] for each in elements(blocks) if isinstance(each.get("text"), str))


def check_findings(content: CardContent, under: Printed, of: Proposal) -> None:
    """Every finding stands somewhere with its rule's id and title, why, and how to mend it; no rule leads elsewhere."""
    said = plain_words(content)
    assert under.policy is not None
    for finding in of.findings:
        rule = under.policy.rule(finding.rule)
        for each in (rule.id, rule.title) if rule else (in_words(finding.rule),):
            assert each in said
        assert finding.message in said
        assert finding.mend in said
    for each in elements([*content.blocks, *(part.blocks for part in content.parts)]):
        if each.get("type") == "link" and each["text"] != each["url"] and each["text"] != under.policy.title:
            assert each["url"] == f"{under.url}#{each['text']}"


def check_questions(content: CardContent, under: Printed, of: Proposal) -> None:
    """In review each question has one box and its text stands whole; in no other state anything is asked."""
    assert under.policy is not None
    groups = [each for each in elements(content.blocks) if each.get("type") == "checkboxes"]
    asking = of.state is State.IN_REVIEW and of.revision.number == of.current
    ids = [question.id for question in under.policy.questions] if asking else []
    assert [option["value"] for group in groups for option in group["options"]] == ids
    said = plain_words(content)
    if asking:
        assert all(question.title in said and question.text in said for question in under.policy.questions)


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(checked(), NAMES)
def test_any_proposal_in_any_state_under_any_policy_makes_a_card_that_slack_takes_and_shows_literally(
    checked: tuple[Printed, Proposal], accounts: Accounts
) -> None:
    under, of = checked
    whole, simple = card(of, accounts, under), simple_card(of, accounts, under)
    for content in (whole, simple):
        check(content, of)
        check_questions(content, under, of)
    check_findings(whole, under, of)


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(proposals(), NAMES)
def test_a_proposal_of_before_the_first_policy_has_its_card_too(of: Proposal, accounts: Accounts) -> None:
    check(card(of, accounts), of)
    check(simple_card(of, accounts), of)
