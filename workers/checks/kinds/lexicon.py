"""Words and phrases that must not stand in a reply, or in the post that it answers.

`lexicon` (`lists` or `words` is needed):
- `lists`: word lists of the policy, by the name of their file without .txt.
- `words`: entries written in the check itself, as in a list; `language` says whose regular forms they have
  (default "en").
- `unless`: word lists whose words clear what stands in the same sentence; `unless_words`: the same, written here.
- `only`: "anywhere" (default), or "sentence start" for words that may stand inside a sentence; handles before them
  do not count.
- `shouted`: true, where only words in capitals are meant.
- `where`: "text" (default), or "parent" for the post that is answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.sought import Sought, sentence_of
from workers.checks.reading import read
from workers.checks.word_lists import Hit


class LexiconOptions(Options):
    lists: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    language: str = "en"
    unless: tuple[str, ...] = ()
    unless_words: tuple[str, ...] = ()
    only: Literal["anywhere", "sentence start"] = "anywhere"
    shouted: bool = False
    where: Literal["text", "parent"] = "text"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Each place where an entry stands, unless something in its sentence clears it."""

    context: Context
    options: LexiconOptions
    sought: Sought
    unless: Sought
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if self.options.where == "text":
            for hit in self._hits(draft.text):
                yield self.context.finding(self.sought.why(draft.text, hit), hit.start, hit.end, draft.text)
        elif draft.parent is not None:
            # A span counts into the reply, so what was found in the post is only quoted.
            for hit in self._hits(draft.parent.text):
                why = self.sought.why(draft.parent.text, hit)
                yield self.context.finding(f"In the post that is answered: {why}")

    def _hits(self, text: str) -> Iterator[Hit]:
        hits = self.sought.find(text)
        if not hits:
            return
        reading = read(text)
        cleared = {sentence_of(reading, hit.first) for hit in self.unless.find(text)}
        for hit in hits:
            sentence = sentence_of(reading, hit.first)
            before = reading.words[reading.sentences[sentence][0] : hit.first]
            if (
                sentence not in cleared
                and (self.options.only == "anywhere" or all(word.sign == "@" for word in before))
                and (not self.options.shouted or text[hit.start : hit.end].isupper())
            ):
                yield hit


def _build(options: LexiconOptions, context: Context) -> Check:
    sought = Sought(context, "lists", options.lists, options.words, options.language)
    if not sought:
        raise ValueError("lists: name a word list, or write the words into “words”.")
    return Lexicon(
        context,
        options,
        sought,
        Sought(context, "unless", options.unless, options.unless_words, options.language),
    )


LEXICON = Kind(LexiconOptions, _build)
