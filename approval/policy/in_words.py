"""The words of the policy's machinery as a reader says them."""

import json
from datetime import date, datetime

from approval.finding import Severity
from approval.policy.document import Example, Option, RuleCheck, Section
from approval.policy.visible import shown

SECTIONS = {
    Section.CONTENT: "What we say",
    Section.BEHAVIOUR: "How we treat people",
    Section.PRIVACY: "What stays private",
    Section.LEGAL: "What the law asks",
    Section.ACCESSIBILITY: "That everybody can read it",
    Section.RECORDS: "Records and release",
}
# What a finding of each severity means for a draft: a mark of one word, and a sentence.
SEVERITIES = {
    Severity.BLOCK: ("Must be rewritten", "A reply that breaks this rule is not released. It must be rewritten."),
    Severity.ESCALATE: (
        "Needs one more approver",
        "A reply that seems to break this rule needs one more approver and a written reason.",
    ),
    Severity.WARN: ("Shown to the approver", "The approver is shown what seems to break this rule."),
}
# What a machine looks at, after "checked". A kind that a city has added is named as it is.
KINDS = {
    "lexicon": "by lists of words and phrases",
    "near": "by words that stand near each other",
    "pattern": "by patterns of words",
    "tone": "by named cues of mockery and dismissal, and a small model of tone",
    "echo": "by comparing with the post that is answered",
    "short_answer": "for an answer of very few words to an angry post",
    "toxicity": "by a language model that rates insults and threats",
    "length": "by counting characters",
    "hidden_characters": "for characters that nobody can see",
    "gaps": "for gaps that hold a word apart",
    "look_alikes": "for letters that pass for others",
    "links": "by where its links lead",
    "personal_data": "for personal data, such as telephone numbers and addresses",
    "named_near": "for a person's name near words that must not be said of them",
    "juvenile": "for a child near words about an arrest",
    "politics": "for campaign words, and for candidates and parties before an election",
    "presumption": "for words that call somebody guilty before a court has",
    "emergency": "for orders to the public in an emergency",
    "template": "for places of a template that were not filled in",
    "shouting": "for capitals and marks that shout",
    "hashtags": "by the number of hashtags and how they are written",
    "emoji": "by the number of emoji and where they stand",
    "readability": "by the length of sentences and how easily they are read",
    "language": "for sentences in a language that the rules do not cover",
    "repeat_target": "by counting the replies to the same person",
    "off_hours": "by the hours and days of the office",
    "parent_required": "for the post that is answered, which has to be there",
    "unaltered": "by comparing what goes out with what was approved",
    "source_required": "for claims with numbers that name no source or time",
    "alt_text": "for pictures without a description",
    "picture_words": "for a picture beside words about a suspect",
}


def plainly(value: object) -> str:
    """A severity or a section as the public page calls it; anything else as it is."""
    match value:
        case Severity():
            return quoted(SEVERITIES[value][0])
        case Section():
            return quoted(SECTIONS[value])
        case _:
            return str(value)


def check_in_words(check: RuleCheck) -> str:
    """How a machine checks, after the word "checked"."""
    return KINDS.get(check.kind, f"by the check “{check.kind}”")


def answers(example: Example) -> str:
    """What an example answers, in a sentence; "" where that is not said."""
    whom = f" {shown(example.author)}" if example.author else ""
    post = f": {quoted(shown(example.parent))}" if example.parent else ""
    return f"In answer to{whom}{post}" if whom or post else ""


def notes(example: Example) -> list[str]:
    """What else a rule is told of an example besides its text, in sentences."""
    told = [
        f"With a picture described as {quoted(shown(alt))}" if alt.strip() else "With a picture that is not described"
        for alt in example.pictures
    ]
    if example.at:
        told.append(f"Sent on {moment(example.at)}")
    if example.earlier:
        told.append(f"After replies to the same person on {'; '.join(moment(time) for time in example.earlier)}")
    if example.link:
        told.append(f"Under the post {shown(example.link)}")
    if example.reason:
        told.append(f"With the source {quoted(shown(example.reason))}")
    if example.approved:
        told.append(f"Where the text that was approved is {quoted(shown(example.approved))}")
    return told


def setting(value: Option) -> str:
    """An option's value: texts as they are, everything else as JSON."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(shown(str(item)) for item in value)
    return shown(json.dumps(value, ensure_ascii=False))


def quoted(text: str) -> str:
    return f"“{text}”"


def day(value: date) -> str:
    """«1 July 2026»: no order of numbers that two readers read as two days."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """«24 November 2026, 02:30»; where the zone is known, with it: «02:30 MST», or «02:30 UTC-03»."""
    zone = value.tzname() or ""
    # Many zones have no letters of their own.
    return f"{day(value)}, {value:%H:%M} {'UTC' if zone.startswith(('+', '-')) else ''}{zone}".strip()


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LANGUAGES = {
    "en": "English", "es": "Spanish", "nv": "Navajo", "zun": "Zuni", "de": "German", "fr": "French", "pt": "Portuguese",
    "vi": "Vietnamese", "zh": "Chinese", "tl": "Tagalog", "ar": "Arabic", "ko": "Korean", "ru": "Russian",
}  # fmt: skip


def language(tag: str) -> str:
    """«Spanish» for es, «Spanish (es-MX)» for es-MX; the tag itself where its name is not known here."""
    name = _LANGUAGES.get(tag.split("-")[0])
    return tag if name is None else name if "-" not in tag else f"{name} ({tag})"
