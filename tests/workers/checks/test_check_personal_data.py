import pytest

from approval.finding import Finding, Severity
from workers.checks.check import Draft, run_checks
from workers.checks.personal import PersonalData
from workers.checks.settings import CheckSettings

CHECK = PersonalData(
    phones=frozenset({"911", "311", "505-242-COPS"}),
    emails=frozenset({"police@cabq.gov"}),
    addresses=frozenset({"400 Roma Ave NW"}),
)


def look(text: str, phones: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    return run_checks([CHECK], Draft("apd", "square", text, phones=phones))


# The text, and in it the span that must be found.
FLAGGED = {
    "phone": [
        ("Call 505-768-1234 now", "505-768-1234"),
        ("Make a report\n505-768-1234", "505-768-1234"),
        ("On 12/10/2011\n505-768-1234", "505-768-1234"),
        ("Call (505) 768-1234.", "(505) 768-1234"),
        ("5057681234", "5057681234"),
        ("505.768.1234 x12", "505.768.1234 x12"),
        ("+52 55 1234 5678", "+52 55 1234 5678"),
        ("５０５-７６８-１２３４", "５０５-７６８-１２３４"),
        ("505–768–1234", "505–768–1234"),
        ("505\u00a0768\u00a01234", "505\u00a0768\u00a01234"),
    ],
    "email": [
        ("Write to john.smith@gmail.com.", "john.smith@gmail.com"),
        ("josé@correo.mx", "josé@correo.mx"),
        ("(a+b@example.co.uk)", "a+b@example.co.uk"),
        ("cabq.gov@evil.com", "cabq.gov@evil.com"),
        ("john [at] gmail [dot] com", "john [at] gmail [dot] com"),
    ],
    "ssn": [
        ("His SSN is 123-45-6789.", "123-45-6789"),
        ("123 45 6789", "123 45 6789"),
        ("123–45–6789", "123–45–6789"),
        ("social security number: 123456789", "123456789"),
        ("ITIN 912-78-1234", "912-78-1234"),
    ],
    "card": [
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("card 4111111111111111.", "4111111111111111"),
        ("378282246310005", "378282246310005"),
        ("99 4111-1111-1111-1111 3", "4111-1111-1111-1111"),
        ("5555 5555 5555 4444", "5555 5555 5555 4444"),
    ],
    "birth-date": [
        ("DOB: 01/02/1990", "01/02/1990"),
        ("born on March 3, 1990", "March 3, 1990"),
        ("nacido el 3 de marzo de 1990", "3 de marzo de 1990"),
    ],
    "address": [
        ("lives at 1234 Juan Tabo Blvd NE, Apt 4.", "1234 Juan Tabo Blvd NE, Apt 4"),
        ("at 512 Edith St", "512 Edith St"),
        ("Calle San Felipe #123", "Calle San Felipe #123"),
    ],
    "plate": [("plate ABC-123", "ABC-123"), ("license plate: 123 XYZ", "123 XYZ")],
}
BLOCKED = {"ssn", "card"}
PASSED = [
    "Call 911 or 311, or 505-242-COPS (505-242-2677, +1 505 242 2677).",
    "Case 2024-001234, incident number: 505-768-1234",
    "Two officers went to the 5400 block of Central Ave NE.",
    "on 11/23/2026 at 5:30, between 2024 and 2025, 2024-2025",
    "a budget of $1,234,567 and 12,345 calls",
    "We are at 400 Roma Ave NW, Albuquerque 87102-1234.",
    "police@cabq.gov, @city@instance.social, @city.bsky.social",
    "4111 1111 1111 1112 and 1234567890123456 and 9400 1000 0000 0000 0000 00",
    "000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000",
    "https://cabq.gov/5057682000",
    "I-25 and Montgomery, Section 1983, 10-4, 300 officers on Main Street",
    "born in Albuquerque, a plate of food, 12 May 2026",
    "Yá'át'ééh, gracias por escribir al 311.",
]


@pytest.mark.parametrize(
    ("kind", "text", "span"), [(kind, text, span) for kind, pairs in FLAGGED.items() for text, span in pairs]
)
def test_what_reaches_or_identifies_a_person_is_found_at_its_exact_place(kind: str, text: str, span: str):
    (finding,) = look(text)
    assert (finding.rule, finding.span) == (f"personal-data.{kind}", span)
    assert text[finding.start : finding.end] == span
    assert finding.severity is (Severity.BLOCK if kind in BLOCKED else Severity.ESCALATE)
    assert span not in finding.message
    assert finding.mend


@pytest.mark.parametrize("text", PASSED)
def test_what_the_department_publishes_and_ordinary_numbers_pass(text: str):
    assert look(text) == ()


def test_an_account_may_give_out_its_own_numbers():
    assert look("Call 505-768-2000.", phones=frozenset({"(505) 768-2000"})) == ()


def test_a_published_number_that_is_none_is_told_when_the_check_is_built():
    with pytest.raises(ValueError, match="“front desk”"):
        PersonalData(phones=frozenset({"front desk"}))


def test_a_wrong_number_in_accounts_toml_is_a_finding_and_does_not_stop_the_queue():
    (finding,) = look("Hello", phones=frozenset({"front desk"}))
    assert finding.rule == "check.unavailable"
    assert "“front desk”" in finding.message


def test_one_number_is_one_finding():
    assert [finding.rule for finding in look("card 4111 1111 1111 1111 and 123-45-6789")] == [
        "personal-data.card",
        "personal-data.ssn",
    ]


def test_a_wrong_number_in_the_settings_is_told_before_anything_is_checked():
    with pytest.raises(ValueError, match="“front desk” is not a phone number"):
        CheckSettings.model_validate({"published_phones": ["front desk"]})
