"""How a reply stands to the post that it answers: echoes, and answers of a word or two."""

import pytest
from one_rule import OneCheck

from approval.errors import PolicyInvalid
from approval.proposal import Parent
from workers.checks.check import Draft

ANGRY = "You are the worst department in the state and everybody laughs at you."


def answer(text: str, post: str | None) -> Draft:
    return Draft("apd", "square", text, parent=None if post is None else Parent("", "@karl_h", post))


ECHO = OneCheck("echo")


@pytest.mark.parametrize(
    ("post", "text", "found"),
    [
        (ANGRY, ANGRY, True),
        (ANGRY, "We are the worst department in the state and everybody laughs at us.", True),
        (ANGRY, "“You are the worst department in the state.”", True),
        ("Son ustedes unos inútiles y no hacen nada.", "Somos nosotros unos inútiles y no hacen nada.", True),
        (ANGRY, "We are sorry that you see it so. What can we do for you?", False),
        (
            "When does the library on Unser open?",
            "The library on Unser opens at 10 on weekdays and at noon on Sundays.",
            False,
        ),
        ("Is the pool open?", "Is the pool?", False),
        (None, ANGRY, False),
        ("", ANGRY, False),
    ],
)
def test_the_posts_own_words_said_again_are_an_echo(post: str | None, text: str, found: bool):
    assert bool(ECHO(answer(text, post))) is found


def test_a_rule_says_how_much_of_it_must_be_the_posts():
    half = answer("The pool is closed today. Try the one on Alder Street, please.", "The pool is closed today!")
    assert OneCheck("echo", share=20)(half)
    assert not OneCheck("echo", share=60)(half)


SHORT = OneCheck("short_answer", {"angry.en": ["useless", "laughs at"]}, critical=["angry.en"])


@pytest.mark.parametrize(
    ("post", "text", "found"),
    [
        (ANGRY, "Cool.", True),
        ("You are useless!", "OK then, noted.", True),
        (ANGRY, "🙄", False),
        (ANGRY, "We are sorry. What happened?", False),
        (ANGRY, "Here: https://mesaverdesprings.example/lights", False),
        ("Is the pool open?", "Yes.", False),
        (None, "Cool.", False),
    ],
)
def test_a_word_or_two_to_an_angry_post_are_a_snub(post: str | None, text: str, found: bool):
    assert bool(SHORT(answer(text, post))) is found


@pytest.mark.parametrize(("text", "words"), [("Cool.", "one word"), ("OK then.", "2 words")])
def test_how_short_it_is_is_told(text: str, words: str):
    (finding,) = SHORT(answer(text, ANGRY))
    assert finding.message.startswith(f"A reply of {words} to a post that says “")


def test_a_short_answer_has_to_know_what_an_angry_post_is():
    with pytest.raises(PolicyInvalid, match="critical: this check needs it"):
        OneCheck("short_answer")
