"""Each cue is heard where it is meant, at its exact place, and not in a firm but civil reply."""

import pytest

from workers.checks.tone.cues import classes, cues, heard
from workers.checks.tone.phrases import PhraseIndex, compile_phrase
from workers.checks.tone.tokens import rows, tokens

FLAG = {
    "mock thanks": [
        ("Thanks for the engineering lecture.", "Thanks for the engineering lecture"),
        ("Gosh, thanks. We'd never thought of that.", "Gosh, thanks"),
        ("Let's all thank the man who wasn't there.", "Let's all thank"),
    ],
    "mock praise": [
        ("Congratulations, you've discovered that winter is cold.", None),
        ("So brave of you to say that.", "So brave of you"),
        ("Interesting theory. Totally wrong.", "Interesting theory"),
    ],
    "false sweetness": [
        ("Bless your heart, that is a fountain.", "Bless your heart"),
        ("Our deepest condolences to your lawn.", None),
    ],
    "gotcha question": [
        ("Did you even open the link?", "Did you even open the link?"),
        ("Asking for a friend: is there a second video?", "Asking for a friend"),
    ],
    "credentials taunt": [
        ("Oh look, another expert on water mains.", "another expert on"),
        ("Where did you get your degree in traffic lights?", None),
        ("So says the man behind an eagle avatar.", None),
    ],
    "echo": [("That's one way to spell library.", None), ("The park was open. But do go on.", None)],
    "talking down": [
        ("Take a deep breath and ask again.", "Take a deep breath"),
        ("Reading is fundamental.", "Reading is fundamental"),
        ("Pro tip: the page has a search box.", "Pro tip:"),
    ],
    "dismissal": [
        ("We'll alert the media.", "We'll alert the media"),
        ("Sounds like a you problem.", "Sounds like a you"),
    ],
    "weary sigh": [("For the fifth time, it is Tuesday.", "For the fifth time"), ("Yawn.", "Yawn")],
    "false agreement": [
        ("You've caught us, the whole thing was staged.", "You've caught us"),
        ("Imagine our surprise.", "Imagine our surprise"),
        ("Funny how you only noticed now.", None),
    ],
    "sarcastic invitation": [("Let us know when your podcast drops.", None), ("Maybe try reading it.", None)],
    "name-calling": [
        ("You're a liar and a coward.", "You're a liar"),
        ("Idiots like you should walk.", "Idiots like you"),
    ],
    "order to be silent": [("Shut up and pay.", "Shut up"), ("Sit down, old man.", "Sit down,")],
    "threat": [("We know where you live.", None), ("Consider yourself warned.", "Consider yourself warned")],
    "insinuation": [
        ("No wonder your wife left.", None),
        ("Maybe if you had a job.", None),
        ("Off your meds again?", None),
    ],
    "blame": [("You're the reason we lock the gate.", "You're the reason we")],
}
PASS = [
    "Thanks for the photos. A crew will fill it on Tuesday.",
    "Congratulations to the Class of 2026!",
    "He is charged with murder and with harassment of a witness.",
    "That is not correct. The council voted on May 6.",
    "We're sorry for your loss. Please call the victim advocate at 555-0119.",
    "Did you report it? If not, the form is online.",
    "You may film at the counter. You may not film the screens.",
    "Our inspectors know which homes were flooded and will visit each of them.",
    "No, there is no quota for tickets.",
    "The man in the photo is a witness. Please stop sending him threats.",
    "You missed the deadline by a day, and the law gives us no room. I'm sorry.",
    "Our thoughts are with the family of the young man who drowned.",
    "Watch out for snakes on the trail.",
    "If you lost your job or your home in the fire, the relief desk is at the school.",
    "Please don't worry, the water is safe. Have a seat and calm yourself; a nurse will be with you.",
    "If you were evicted, get help from the county: they went bankrupt, and you did not cause that.",
    "The truck ran off the road into the ditch. He is in and out of treatment and lives with his mother.",
    "Good luck with the exam tomorrow! We are so glad to hear from you.",
    "Friendly reminder: read the label first, and ask a neighbor who can help.",
]


def test_every_english_cue_has_sentences_here() -> None:
    assert set(FLAG) == {name for name, cue in cues().items() if cue.language == "en"}


@pytest.mark.parametrize(("name", "text", "span"), [(n, *each) for n, found in FLAG.items() for each in found])
def test_a_cue_is_heard_at_its_place(name: str, text: str, span: str | None) -> None:
    spans = [text[each.start : each.end] for each in heard(tokens(text)) if each.cue.name == name and each.sure]
    assert spans
    assert span is None or span in spans


@pytest.mark.parametrize("text", PASS)
def test_no_sure_cue_is_heard_in_a_civil_reply(text: str) -> None:
    assert [each.cue.name for each in heard(tokens(text)) if each.sure] == []


@pytest.mark.parametrize("cue", cues().values(), ids=lambda cue: cue.name)
def test_a_cue_says_what_is_heard_and_what_to_write_instead(cue) -> None:
    assert cue.why.endswith(".")
    assert cue.mend.endswith(".")
    assert cue.sure
    assert not set(cue.sure) & set(cue.hints)


def index(*phrases: str) -> PhraseIndex:
    return PhraseIndex([((phrase, True), compile_phrase(phrase, classes())) for phrase in phrases])


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("you are late", "YOU’RE late", True),
        ("you are late", "you are early", False),
        ("thank* for", "thanked for", True),
        ("so [very] sad", "so sad", True),
        ("so [very] sad", "so very sad", True),
        ("how ~2 you", "how odd that you", True),
        ("how ~2 you", "how. Are you", False),
        ("^ next", "And next", False),
        ("^ next", "Fine. Next!", True),
        ("that is all $", "That is all.", True),
        ("that is all $", "That is all we have.", False),
        ("<family> says", "my cousin says", True),
        ("# times", "12 times", True),
        ("🙄 🤡", "★🙄🤡☆", True),
        ("so ~2 🙄", "so ★☆🙄", True),
    ],
)
def test_the_language_of_phrases(phrase: str, text: str, found: bool) -> None:
    assert bool(list(index(phrase).find(rows(text)))) is found


@pytest.mark.parametrize("phrase", ["~2 you", "[so] ~1 you", "<nonsense> you", "^", "so ~0 you"])
def test_a_phrase_that_cannot_be_looked_for_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"must begin|no class|room for nothing"):
        index(phrase)
