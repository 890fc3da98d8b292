"""Whatever people type: the card is one that Slack takes, and shows it literally."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proposals import ACCOUNTS, NOW, picture, proposal
from reading import elements, mrkdwn, quotes

from approval.finding import Finding, Severity
from approval.people import Accounts, Person
from approval.proposal import Decision, Parent, Proposal, Review, State, Via
from bot.blocks.card import CardContent, card, simple_card
from bot.blocks.fitting import MOST_BLOCKS, fits
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


@st.composite
def findings(draw: st.DrawFn, text: str) -> Finding:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return Finding(draw(SHORT), draw(st.sampled_from(Severity)), draw(SHORT), draw(SHORT), start, end, text[start:end])


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
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
        )
        for who in people
    ]
    return proposal(
        draw(st.sampled_from(State)),
        text,
        draw(WORDS | st.just("")),
        parent,
        tuple(picture(draw(TEXTS), draw(SHORT)) for _ in range(draw(st.integers(0, 5)))),
        tuple(draw(findings(text)) for _ in range(draw(st.integers(0, 40)))),
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(proposals(), NAMES)
def test_any_proposal_in_any_state_makes_a_card_that_slack_takes_and_shows_literally(
    of: Proposal, accounts: Accounts
) -> None:
    check(card(of, accounts), of)
    check(simple_card(of, accounts), of)
