"""An approval is an approval of exactly this: every part of the content counts, and no two contents are one."""

from dataclasses import replace
from itertools import combinations

import pytest
from factories import draft, parent
from hypothesis import given
from hypothesis import strategies as st

from approval.draft import Draft
from approval.errors import InvalidContent
from approval.proposal import Media, Parent, content_digest

PICTURE = Media("0" * 64, "image/png", "map.png", "A map of the closed road.")
WHOLE = draft("The road is closed.", parent=parent(), media=(PICTURE,))


def digest(content: Draft) -> str:
    return content_digest(content.account, content.parent, content.text, content.media)


def test_each_part_of_the_content_counts() -> None:
    parts = parent()
    variants = [
        WHOLE,
        replace(WHOLE, account="fire"),
        replace(WHOLE, text="The road is closed. "),
        replace(WHOLE, text="The road is closed"),
        replace(WHOLE, parent=None),
        replace(WHOLE, parent=Parent("", "", "")),
        replace(WHOLE, parent=replace(parts, url="http://127.0.0.1/square/posts/2")),
        replace(WHOLE, parent=replace(parts, author="@gloria")),
        replace(WHOLE, parent=replace(parts, text="Why?")),
        replace(WHOLE, parent=replace(parts, pasted=True)),
        replace(WHOLE, media=()),
        replace(WHOLE, media=(PICTURE, PICTURE)),
        replace(WHOLE, media=(replace(PICTURE, alt="A map."),)),
        replace(WHOLE, media=(replace(PICTURE, sha256="1" * 64),)),
        replace(WHOLE, media=(replace(PICTURE, mime="image/gif"),)),
        replace(WHOLE, media=(replace(PICTURE, name="road.png"),)),
    ]
    for one, other in combinations(variants, 2):
        assert digest(one) != digest(other), (one, other)


def test_the_order_of_pictures_counts() -> None:
    other = replace(PICTURE, alt="The same from the north.")
    assert digest(replace(WHOLE, media=(PICTURE, other))) != digest(replace(WHOLE, media=(other, PICTURE)))


def test_the_digest_is_the_same_for_ever() -> None:
    # Approvals on record name contents by these bytes; whoever changes them voids every approval there is.
    assert digest(WHOLE) == "fca5cfbecb02413c64d979ba0f5ba364a94179a24d92e55ba8f5fcda2887a5bf"
    assert digest(draft("Hózhǫ́ 🏜️ — 5 p.m.")) == "f1bed52765c1180bd8327fa93df1cee3a65ff4104a4b34f0e2dec875d3a7fe65"


words = st.text(alphabet=st.sampled_from('ab"\\,[]\u0301é🏜\n'), max_size=4)
parents = st.none() | st.builds(Parent, words, words, words, st.booleans())
pictures = st.lists(st.builds(Media, words, words, words, words), max_size=2).map(tuple)
contents = st.builds(Draft, account=words, text=words, parent=parents, media=pictures)


@given(contents, contents)
def test_no_two_contents_have_one_digest(one: Draft, other: Draft) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_letters_that_look_equal_are_different_contents() -> None:
    assert digest(draft("caf\u00e9")) != digest(draft("cafe\u0301"))


@pytest.mark.parametrize("field", ["text", "reason", "parent", "link", "author", "alt", "picture"])
@pytest.mark.parametrize("character", ["\0", "\ud83d"])
def test_characters_that_no_database_keeps_are_sent_back(field: str, character: str) -> None:
    # Half a pair would also have the same bytes, in JSON, as one half of a whole emoji.
    bad = f"a{character}b"
    content = {
        "text": replace(WHOLE, text=bad),
        "reason": replace(WHOLE, reason=bad),
        "parent": replace(WHOLE, parent=parent(text=bad)),
        "link": replace(WHOLE, parent=replace(parent(), url=bad)),
        "author": replace(WHOLE, parent=parent(author=bad)),
        "alt": replace(WHOLE, media=(replace(PICTURE, alt=bad),)),
        "picture": replace(WHOLE, media=(replace(PICTURE, name=bad),)),
    }[field]
    with pytest.raises(InvalidContent) as error:
        content.validate()
    assert error.value.field == field


@pytest.mark.parametrize("text", ["", " ", "\n\t", "x" * 3001])
def test_a_text_that_is_empty_or_cannot_be_shown_whole_is_sent_back_and_never_shortened(text: str) -> None:
    with pytest.raises(InvalidContent):
        draft(text).validate()
    draft("x" * 3000).validate()


def test_a_picture_needs_a_description() -> None:
    with pytest.raises(InvalidContent, match=r"map\.png"):
        draft(media=(replace(PICTURE, alt=" "),)).validate()
