"""The forms as Slack takes them: within its limits whatever stands in them, and read back as they were."""

from typing import Any

import pytest
from factories import accounts_text
from factories import parent as some_parent
from hypothesis import given, settings
from hypothesis import strategies as st

from approval.accounts_file import parse_accounts
from approval.errors import InvalidContent
from approval.proposal import Media
from bot.forms import Form, filled, reply_form, with_alts
from bot.pictures import MOST
from bot.typed import first_link, link_and_text, typed
from sandbox.blocks.check import check_view

ACCOUNTS = list(parse_accounts(accounts_text()).accounts.values())

# What a person can type into a form; Slack's own inputs end at 3,000.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
pictures = st.lists(
    st.builds(Media, st.just("a" * 64), st.just("image/webp"), st.text(min_size=1, max_size=300), st.just("a map")),
    max_size=MOST,
).map(tuple)


def sent(view: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it when it is submitted untouched."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            values[block["block_id"]] = {
                element["action_id"]: {
                    "value": element.get("initial_value"),
                    "selected_option": element.get("initial_option"),
                    "selected_options": element.get("initial_options", []),
                }
            }
    return {**view, "id": "V1", "state": {"values": values}}


@settings(max_examples=60, deadline=None)
@given(texts, texts, texts, st.booleans(), pictures)
def test_a_form_comes_back_as_it_was_filled(
    text: str, reason: str, alts: str, read: bool, kept: tuple[Media, ...]
) -> None:
    parent = some_parent("*" * 2900) if read else None
    link, parent_id = "https://square.example/posts/1", "p1" if read else ""
    form = Form("police", link, "", "", text, reason, alts, parent, parent_id, kept=kept)
    view = reply_form(form, ACCOUNTS)
    assert check_view(view) == []
    assert len(view["private_metadata"]) <= 3000
    back = filled(sent(view))
    assert (back.account, back.link, back.text, back.reason, back.alts) == ("police", form.link, text, reason, alts)
    assert (back.parent_id, [item.sha256 for item in back.kept]) == (form.parent_id, [item.sha256 for item in kept])


def test_the_longest_of_everything_still_fits() -> None:
    kept = tuple(Media("f" * 64, "image/jpeg", "n" * 255, "alt", f"F{'0' * 12}") for _ in range(MOST))
    form = Form(
        "police",
        "https://square.example/" + "x" * 900,
        text="𝕏" * 1500,
        reason="r" * 3000,
        alts="a" * 3000,
        unread="It could not be read.",
        parent_text="p" * 3000,
        author="@" + "a" * 199,
        kept=kept,
        proposal="0123456789",
        revision=12,
    )
    view = reply_form(form, ACCOUNTS)
    assert check_view(view) == []
    assert len(view["private_metadata"]) <= 3000


def media(*names: str) -> tuple[Media, ...]:
    return tuple(Media(name, "image/png", name, "") for name in names)


def test_each_line_describes_its_picture_and_none_goes_to_another() -> None:
    assert [item.alt for item in with_alts(media("a", "b"), "A map\n\n")] == ["A map", ""]
    assert [item.alt for item in with_alts(media("a", "b"), "\nA road")] == ["", "A road"]
    with pytest.raises(InvalidContent):
        with_alts(media("a"), "A map\nA road")


@pytest.mark.parametrize(
    ("sent_by_slack", "was_typed"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("<https://square.example/1?a=1&amp;b=2>", "https://square.example/1?a=1&b=2"),
        ("<http://square.example|square.example>", "http://square.example"),
        ("&lt;http://evil.example|click&gt;", "<http://evil.example|click>"),
        ("<!channel> <@U1>", "<!channel> <@U1>"),
    ],
)
def test_what_was_typed_is_read_out_of_what_slack_made_of_it(sent_by_slack: str, was_typed: str) -> None:
    assert typed(sent_by_slack) == was_typed


def test_only_a_first_word_that_is_a_link_is_the_link() -> None:
    assert link_and_text("<https://a.example/1> Thank you.\nBye") == ("https://a.example/1", "Thank you.\nBye")
    assert link_and_text("See https://a.example/1") == ("", "See https://a.example/1")
    assert link_and_text("  ") == ("", "")


def test_a_message_offers_the_first_link_of_the_square() -> None:
    said = "<https://b.example/2> then <https://a.example/posts/1>, and &lt;https://a.example/posts/2&gt;"
    assert first_link(said, "https://a.example") == "https://a.example/posts/1"
    assert first_link(said, "") == ""
