"""How a reply is written: templates, capitals, hashtags, emoji."""

import pytest
from one_rule import OneCheck

from approval.errors import PolicyInvalid

TEMPLATE = OneCheck("template", allow=["[Sandia Peak]"], words=["fill me in"])


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Hi [insert name], thank you for your feedback about {topic}.", ["[insert name]", "{topic}"]),
        ("Dear <first name>,", ["<first name>"]),
        ("Dear {{name}}, call %PHONE%.", ["{{name}}", "%PHONE%"]),
        ("Estimado [nombre]:", ["[nombre]"]),
        ("Call 505-XXX-XXXX.", ["XXX-XXXX"]),
        ("Case number XXX-XXX", ["XXX-XXX"]),
        ("Opens at ____ on Monday.", ["____"]),
        ("Lorem ipsum dolor sit amet.", ["Lorem ipsum"]),
        ("TODO: ask the clerk", ["TODO"]),
        ("TEST", ["TEST"]),
        ("TEST TEST 1", ["TEST TEST 1"]),
        ("Test post, please ignore.", ["Test post"]),
        ("Esto es una prueba.", ["Esto es una prueba"]),
        ("Fill me in before Monday.", ["Fill me in"]),
        ("[video] Crews on I-40", []),
        ("[UPDATE] The road is open. [2/3]", []),
        ("“He [sic] said so […]”", []),
        ("A free COVID TEST is available.", []),
        ("TESTING is free at the library.", []),
        ("A DUI test was given.", []),
        ("The siren test is at noon. This is a test of the outdoor sirens.", []),
        ("We <3 this city, and 5 < 7 > 2.", []),
        ("Todo está abierto. A todo list for spring.", []),
        ("[Sandia Peak] is open.", []),
        ("Size XXL and Super Bowl 60", []),
    ],
)
def test_what_waits_to_be_filled_in_is_a_finding(text: str, spans: list[str]):
    assert TEMPLATE.spans(text) == spans


SHOUTING = OneCheck("shouting", {"acronyms.en": ["APD", "AFR", "BCSO", "NMDOT"]}, acronyms=["acronyms.en"])


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "WE ARE SICK OF PEOPLE WHO DO NOT READ!!!",
            ["WE ARE SICK OF PEOPLE WHO DO NOT READ", "!!!"],
        ),
        ("Please DO NOT CALL us.", ["DO NOT CALL"]),
        ("¡NO LLAMEN MÁS al 911!", ["NO LLAMEN MÁS"]),
        ("Road closed!!", ["!!"]),
        ("Really???", ["???"]),
        ("Lies. Shameful. ¿Qué?!?!", ["?!?!"]),
        ("STOP what you DOING and CALL SOMEBODY", [""]),
        ("APD, AFR and BCSO crews are on I-40 EB at Carlisle. Expect delays.", []),
        ("APD BCSO NMDOT work together.", []),
        ("Call NOW. It is OK to wait.", []),
        ("Really?! We are open.", []),
        ("I, A B C", []),
        ("US NM CO", []),
    ],
)
def test_shouting_is_a_finding(text: str, spans: list[str]):
    assert SHOUTING.spans(text) == spans


def test_how_much_is_too_much_can_be_told():
    assert OneCheck("shouting", capitals=5).spans("Please DO NOT CALL us.") == []
    assert OneCheck("shouting", marks=3).spans("Road closed!!") == []
    (finding,) = OneCheck("shouting", share=20, capitals=9)("STOP that and please call us today")
    assert finding.message == "20 per cent of the longer words are in capitals."


HASHTAGS = OneCheck(
    "hashtags", {"tags.en": ["abq", "clean", "up", "city", "council", "citycouncil"]}, words=["tags.en"]
)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Join us for #abqcleanup on Saturday.", ["#abqcleanup"]),
        ("#ABQCLEANUP", ["#ABQCLEANUP"]),
        ("#Abqcleanup", ["#Abqcleanup"]),
        ("#abq2026", ["#abq2026"]),
        ("#unmlobobasketballgames", ["#unmlobobasketballgames"]),
        ("#A1 #B1 #C1 #D1 #E1", ["#D1"]),
        ("Join us for #ABQCleanUp on Saturday at 9 a.m.", []),
        ("#ABQ #APD #Albuquerque", []),
        ("#citycouncil", []),
        ("See cabq.gov/police#abqcleanup and issue #42.", []),
    ],
)
def test_hashtags_that_cannot_be_read_aloud_are_found(text: str, spans: list[str]):
    assert HASHTAGS.spans(text) == spans


def test_the_finding_says_how_to_write_the_hashtag():
    (finding,) = HASHTAGS("#abqcleanup")
    assert finding.message.endswith("#AbqCleanUp.")


EMOJI = OneCheck("emoji")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Road closed 🚧🚗🚓🚨👮‍♂️⛔ use 🔄", ["🚧🚗🚓🚨👮‍♂️⛔"]),
        ("Happy Balloon Fiesta! 🎈 Park & Ride buses start at 4 a.m.", []),
        ("Thanks for the photos! 🎈🎉", []),
        ("Thanks for the photos! 🎈🎉👏", ["👏"]),
        ("Take the 🚌 downtown.", ["🚌"]),
        ("Tome el 🚌 al centro.", ["🚌"]),
        ("🚧 Road closed", ["🚧"]),
        ("Road closed 🚧\nUse Coors ⛔", []),
        ("Family 👨‍👩‍👧‍👦 day 🇺🇸", ["👨‍👩‍👧‍👦"]),
        ("5 * 3 # 1 © 2026 ™", []),
        ("Open 10 to 4 ✅", []),
    ],
)
def test_emoji_are_few_and_stand_at_the_end(text: str, spans: list[str]):
    assert sorted(EMOJI.spans(text)) == sorted(spans)


def test_emoji_can_be_let_stand_among_the_words_or_forbidden():
    assert OneCheck("emoji", at_end=False).spans("Take the 🚌 downtown.") == []
    assert OneCheck("emoji", most=0).spans("Thanks! 🎈") == ["🎈"]


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        ("shouting", {"marks": 1}, "rules.X01.checks[1].marks: Input should be greater than or equal to 2 (it is 1)."),
        ("shouting", {"loud": True}, "rules.X01.checks[1].loud: this check has no such option. It knows: acronyms,"),
        ("shouting", {"acronyms": ["gone.en"]}, "acronyms: there is no word list “gone.en” in words/. The policy has:"),
        ("template", {"words": [" "]}, "words: an empty word would be found everywhere."),
        ("named_near", {}, "rules.X01.checks[1].lists: this check needs it."),
    ],
)
def test_a_wrong_option_is_named_with_what_it_should_be(kind: str, options: dict[str, object], says: str):
    with pytest.raises(PolicyInvalid) as invalid:
        OneCheck(kind, **options)
    assert says in str(invalid.value)
