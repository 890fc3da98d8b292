"""A person who can be recognised, near words that must not be said of them: a victim's name, a name before a charge.

`named_near`:
- `lists` (needed): word lists; a person near one of their words is a finding.
- `within`: how many words may lie between the two (default 12).
- `persons`: how the person is spoken of; any of `name` (Jane Roe, Officer Smith, María de la Cruz), `handle` (@roe),
  `description` (an age with what somebody does: 24-year-old student), `pronoun` (he, ella, that man) and `you` (you,
  usted, or a name that the answered post's author goes by). Default: name and description.
- `unless`: word lists; where one of their words is in the same sentence as the word found, it is no finding.
- `no_persons`: word lists of what is written like a person's name: places, offices, events.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists
from workers.checks.kinds.persons import Mention, Person, addressed, mentions
from workers.checks.kinds.spans import Nearest, sentence_at


class NamedNearOptions(Options):
    lists: tuple[str, ...] = Field(min_length=1)
    within: int = Field(default=12, ge=0, le=100)
    persons: tuple[Person, ...] = (Person.NAME, Person.DESCRIPTION)
    unless: tuple[str, ...] = ()
    no_persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedNear:
    """Each person that stands near such a word, once, with the word."""

    context: Context
    within: int
    persons: frozenset[Person]
    words: Lists
    unless: Lists
    no_persons: Lists
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        hits = self.words.find(text)
        if not hits:
            return
        lifted = {sentence_at(text, hit.start) for hit in self.unless.find(text)}
        nearest = Nearest([hit for hit in hits if sentence_at(text, hit.start) not in lifted])
        author = draft.parent.author if draft.parent else ""
        for person in people(text, self.persons, self.no_persons, author):
            near = nearest.to_text(text, person.start, person.end)
            if near and near[0] <= self.within:
                word = text[near[1].start : near[1].end]
                yield self.context.finding(
                    f"“{text[person.start : person.end]}” can be recognised, and stands near “{word}”.",
                    person.start,
                    person.end,
                    text,
                )


def people(text: str, persons: frozenset[Person], no_persons: Lists, author: str = "") -> Iterator[Mention]:
    """Who is spoken of in one of these ways, in the order of the text, but for what the lists say is no person."""
    others = no_persons.find(text)
    found = [mention for mention in mentions(text) if mention.how in persons]
    if Person.YOU in persons and author:
        found += addressed(text, author)
    for mention in sorted(set(found), key=lambda mention: (mention.start, mention.end)):
        if mention.how is not Person.NAME or not any(
            hit.start < mention.end and mention.start < hit.end for hit in others
        ):
            yield mention


def _build(options: NamedNearOptions, context: Context) -> Check:
    return NamedNear(
        context,
        options.within,
        frozenset(options.persons),
        Lists(context, "lists", options.lists),
        Lists(context, "unless", options.unless),
        Lists(context, "no_persons", options.no_persons),
    )


NAMED_NEAR = Kind(NamedNearOptions, _build)
