"""Who can be recognised, near which words."""

import pytest
from one_rule import OneCheck

from approval.proposal import Parent
from workers.checks.check import Draft
from workers.checks.kinds.persons import Person, mentions

VICTIMS = {
    "victims.en": ["victim", "sexual assault", "witness"],
    "victims.es": ["víctima", "testigo"],
    "told.en": ["family was told"],
    "places.en": ["Coors Crossing", "Isotopes Stadium"],
}
NAMES_VICTIMS = OneCheck(
    "named_near",
    VICTIMS,
    lists=["victims.en", "victims.es"],
    unless=["told.en"],
    no_persons=["places.en"],
)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The sexual assault victim is a 24-year-old student named Jane Roe.", ["24-year-old student", "Jane Roe"]),
        ("Jane Roe, the victim, was taken home.", ["Jane Roe"]),
        ("The victim, Mr. Roe, was taken home.", ["Roe"]),
        ("Officer Smith was the first witness.", ["Smith"]),
        ("La víctima es María de la Cruz.", ["María de la Cruz"]),
        ("La víctima es una estudiante de 24 años.", ["estudiante de 24 años"]),
        ("El testigo, don Álvaro, habló con la policía.", ["Álvaro"]),
        ("The victim, J. R. O'Keeffe-Smith, is well.", ["J. R. O'Keeffe-Smith"]),
        # Near misses: nobody can be recognised.
        ("The victim's name will be released after the family is told.", []),
        ("The victim is a 24-year-old man.", []),
        ("La víctima es una mujer de 24 años.", []),
        ("A victim was found near Central Avenue and Martin Luther King Jr. Ave.", []),
        ("The Albuquerque Police Department asks every witness to call.", []),
        ("The victim was taken to University of New Mexico Hospital.", []),
        ("A witness at Isotopes Stadium called us.", []),
        ("A witness near Coors Crossing called us.", []),
        ("Happy Balloon Fiesta! Every witness says it was great.", []),
        ("On Monday, March 3, a witness called.", []),
        # Too far away, and lifted by a list.
        ("Jane Roe opened the fair. " + "It was a sunny day for all of us. " * 2 + "A witness called.", []),
        ("Her family was told that Jane Roe was the victim.", []),
        ("No word of it: Jane Roe and Doug Peterson won.", []),
    ],
)
def test_a_victim_or_witness_who_can_be_recognised_is_a_finding(text: str, spans: list[str]):
    assert NAMES_VICTIMS.spans(text) == spans


def test_the_finding_says_what_stands_near():
    (finding,) = NAMES_VICTIMS("The victim is Jane Roe.")
    assert finding.message == "“Jane Roe” can be recognised, and stands near “victim”."
    assert finding.mend == "Mend it."


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("He was off his medication.", ["He", "his"]),
        ("That officer takes medication.", ["That officer"]),
        ("¿Esa mujer toma su medication?", ["Esa mujer"]),
        ("Forgot your medication?", ["your"]),
        ("¿Usted olvidó su medication?", ["Usted"]),
        ("Medication again, @doug_p?", ["@doug_p"]),
        ("Doug forgot the medication.", ["Doug"]),
        ("Bring any medication to the take-back day on Saturday.", []),
        ("They offer medication disposal at the station.", []),
    ],
)
def test_a_person_is_spoken_of_in_other_ways_too(text: str, spans: list[str]):
    check = OneCheck(
        "named_near", {"health.en": ["medication"]}, lists=["health.en"], persons=["pronoun", "you", "handle"], within=8
    )
    parent = Parent("https://square.example/1", "Doug Peterson", "Hm.")
    found = check(Draft("apd", "square", text, parent))
    assert [finding.span for finding in sorted(found, key=lambda each: each.start)] == spans


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("John Doe was here.", ["John Doe"]),
        ("Yesterday John Doe was here.", ["John Doe"]),
        ("He met John Doe. Jane left.", ["John Doe"]),
        ("Juan Carlos Ortega y Gasset", ["Juan Carlos Ortega y Gasset"]),
        ("Jean-Luc van den Berg", ["Jean-Luc van den Berg"]),
        ("Łukasz Żółć met Zoë Brontë.", ["Łukasz Żółć", "Zoë Brontë"]),
        ("Chief Medina and el oficial Baca", ["Medina", "Baca"]),
        ("Early Voting", []),
        ("Park & Ride", []),
        ("APD, AFR and BCSO crews", []),
        ("New Mexico and Rio Grande", []),
        ("City Council and the Supreme Court", []),
        ("Thank You", []),
        ("Juan", []),
    ],
)
def test_what_is_taken_for_a_name(text: str, names: list[str]):
    found = [text[each.start : each.end] for each in mentions(text) if each.how is Person.NAME]
    assert found == names


ARRESTS = {
    "arrests.en": ["arrest", "charge", "detain", "in custody"],
    "arrests.es": ["arrestar"],
    "teen": ["teen"],
}
TELLS_OF_CHILDREN = OneCheck("juvenile", ARRESTS, lists=["arrests.en", "arrests.es"])


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("We arrested a 15-year-old from Example High for the shooting.", ["15-year-old", "Example High"]),
        ("A fifteen-year-old was charged.", ["fifteen-year-old"]),
        ("Two boys, ages 12 and 13, were arrested.", ["ages 12"]),
        ("John Doe, 15, was arrested.", ["15"]),
        ("A ninth-grader is in custody.", ["ninth-grader"]),
        ("Arrestaron a un joven de 16 años.", ["de 16 años"]),
        ("Arrestaron a un alumno de la Preparatoria Río Grande.", ["Preparatoria Río Grande"]),
        ("A juvenile was involved, so we cannot share more.", []),
        ("We arrested an 18-year-old man.", []),
        ("Arrestaron a un hombre de 32 años.", []),
        ("The 15-year-old won the spelling contest.", []),
        ("Example High has a new gym.", []),
        ("He was charged and faces 15 years in prison.", []),
        ("A UNM college student was arrested.", []),
    ],
)
def test_the_arrest_of_a_child_is_a_finding(text: str, spans: list[str]):
    assert TELLS_OF_CHILDREN.spans(text) == spans


def test_age_schools_and_words_for_a_child_can_be_told():
    assert OneCheck("juvenile", ARRESTS, lists=["arrests.en"], age=21).spans("We arrested a 19-year-old.") == [
        "19-year-old"
    ]
    assert OneCheck("juvenile", ARRESTS, lists=["arrests.en"], schools=False).spans("Arrests at Example High.") == []
    assert OneCheck("juvenile", ARRESTS, lists=["arrests.en"], words=["teen"]).spans("We arrested a teen.") == ["teen"]
