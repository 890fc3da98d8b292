import pytest

from approval.finding import Finding, Severity
from workers.checks.check import Draft, run_checks
from workers.checks.hidden import HiddenCharacters
from workers.checks.look_alikes import LookAlikes

CHECKS = [HiddenCharacters(), LookAlikes()]


def look(text: str) -> tuple[Finding, ...]:
    return run_checks(CHECKS, Draft("apd", "square", text))


# The text, the span that must be found, and how its first strange character is named.
FLAGGED = {
    "characters.hidden": [
        ("sh\u200bould", "\u200b", "U+200B ZERO WIDTH SPACE"),
        ("a\u200d b", "\u200d", "U+200D ZERO WIDTH JOINER"),
        ("no\u200cjoin", "\u200c", "U+200C ZERO WIDTH NON-JOINER"),
        ("soft\u00adhyphen", "\u00ad", "U+00AD SOFT HYPHEN"),
        ("\ufeffText", "\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\ufe0f", "\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("1\ufe0f", "\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("a\U000e0101b", "\U000e0101", "U+E0101 VARIATION SELECTOR-18"),
        ("\u3164", "\u3164", "U+3164 HANGUL FILLER"),
        ("\u2800x", "\u2800", "U+2800 BRAILLE PATTERN BLANK"),
        ("a\u2060\u2063b", "\u2060\u2063", "U+2060 WORD JOINER"),
        ("a\u034fb", "\u034f", "U+034F COMBINING GRAPHEME JOINER"),
    ],
    "characters.direction": [
        ("pay \u202e001$", "\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066x\u2069", "\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\u200fabc", "\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("\u061cabc", "\u061c", "U+061C ARABIC LETTER MARK"),
    ],
    "characters.tags": [
        ("x\U000e0041\U000e0042", "\U000e0041\U000e0042", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("🏴\U000e0061\U000e007f", "\U000e0061\U000e007f", "U+E0061 TAG LATIN SMALL LETTER A"),
    ],
    "characters.control": [
        ("a\x00b", "\x00", "U+0000 NULL"),
        ("a\x1b[31m", "\x1b", "U+001B ESCAPE"),
        ("a\rb", "\r", "U+000D CARRIAGE RETURN"),
        ("a\u2028b", "\u2028", "U+2028 LINE SEPARATOR"),
    ],
    "characters.private": [("\ue000", "\ue000", "U+E000 (private use)"), ("\uf8ff", "\uf8ff", "U+F8FF (private use)")],
    "characters.unprintable": [
        ("\u0378", "\u0378", "U+0378 (unassigned)"),
        ("\ud800x", "\ud800", "U+D800 (surrogate)"),
        ("\uffff", "\uffff", "U+FFFF (unassigned)"),
    ],
    "characters.stacked": [("Z" + "\u0335" * 7, "\u0335" * 7, "7 marks")],
    "look-alikes.mixed": [
        ("Visit pаypal now", "pаypal", "U+0430 CYRILLIC SMALL LETTER A"),
        ("ѕсаm", "ѕсаm", "U+0455 CYRILLIC SMALL LETTER DZE"),
        ("ΡΟLICE", "ΡΟLICE", "U+03A1 GREEK CAPITAL LETTER RHO"),
        ("Call the сор now", "сор", "U+0441 CYRILLIC SMALL LETTER ES"),
        ("Cօps", "Cօps", "U+0585 ARMENIAN SMALL LETTER OH"),
        ("ᎠPD", "ᎠPD", "U+13A0 CHEROKEE LETTER A"),
    ],
    "look-alikes.styled": [
        ("𝐩𝐨𝐥𝐢𝐜𝐞 now", "𝐩𝐨𝐥𝐢𝐜𝐞", "U+1D429 MATHEMATICAL BOLD SMALL P"),
        ("ⒶⓅⒹ", "ⒶⓅⒹ", "U+24B6 CIRCLED LATIN CAPITAL LETTER A"),
        ("ᴘᴏʟɪᴄᴇ", "ᴘᴏʟɪᴄᴇ", "U+1D18 LATIN LETTER SMALL CAPITAL P"),
    ],
    "look-alikes.full-width": [("ｐｏｌｉｃｅ!", "ｐｏｌｉｃｅ", "U+FF50 FULLWIDTH LATIN SMALL LETTER P")],
}
PASSED = {
    "Diné": "Yá'át'ééh, Diné bizaad: łį́į́ʼ, tʼáá, ąąh, doo ’ákót’ée da; shidááʼ, Hózhǫ́ náhásdlį́į́ʼ",
    "Spanish": "¿Qué pasó, señor? ¡El pingüino Ñandú!",
    "emoji families": "👨‍👩‍👧‍👦 👩🏽‍🚒 👮🏾‍♀️ 🧑‍🩰 🏳️‍🌈 🏴‍☠️ ❤️‍🔥 👩🏽‍❤️‍💋‍👨🏿 🫱🏻‍🫲🏿",
    "flags and keycaps": "🇺🇸 🇲🇽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿 1️⃣ #️⃣ *️⃣",
    "emoji and text style": "❤️ ☺︎ ©️ ™️ ☎︎ 👍🏿",
    "Thai": "สวัสดีครับ ไปBangkok น้ำ",
    "Arabic": "مرحبا بالعالم! APD هنا",
    "Persian": "می‌خواهم",
    "marks in right-to-left text": "שלום (APD)\u200f, תודה",
    "Hindi and Sinhala": "क्‍ष न्‌ ශ්‍රී",
    "Russian": "Привет, мир! Она сор там.",
    "Russian beside English": "Москва and Moscow, as in «Она сор там»",
    "Greek": "Ελλάδα, α and β",
    "formulas": "5μm 100μm 10kΩ Δt πr x² ½ № µg 20°C",
    "Japanese": "東京へ行くAPD、Ｔｏｋｙｏは葛󠄀城市",
    "Vietnamese": "Việt Nam đẹp, Nguyễn",
    "French": "naïve café « oui » 10\u202f000",
    "white space": "a\r\nb\tc\n\nd",
    "Cherokee": "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
    "Turkish": "ılık İstanbul",
}


@pytest.mark.parametrize(
    ("rule", "text", "span", "name"), [(rule, *case) for rule, cases in FLAGGED.items() for case in cases]
)
def test_a_hidden_or_false_character_is_found_and_named(rule: str, text: str, span: str, name: str):
    finding = next(finding for finding in look(text) if finding.rule == rule)
    assert finding.span == span
    assert text[finding.start : finding.end] == span
    assert name in finding.message
    assert finding.mend
    soft = rule in ("characters.stacked", "look-alikes.styled")
    assert finding.severity is (Severity.ESCALATE if soft else Severity.BLOCK)


@pytest.mark.parametrize("text", PASSED.values(), ids=PASSED.keys())
def test_honest_writing_passes(text: str):
    assert look(text) == ()


def test_a_thousand_hidden_characters_make_a_short_card():
    findings = look("a\u200b" * 1000)
    assert len(findings) == 10
    assert "990 more" in findings[-1].message


def test_the_mend_says_between_which_words_the_character_hides():
    (finding,) = look("We sh\u200bould go")
    assert "between “We sh” and “ould go”" in finding.mend
