"""What has to be there besides the words, so that a reply can be judged and kept.

`parent_required`: the post that is answered has to be there, with its
- `link` (default true; a post that was typed in by hand may have none), its
- `text` (default true) and its
- `author` (default true).

`unaltered`: what goes out is what was approved, to the character. No options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from approval.finding import Finding
from approval.proposal import content_digest
from workers.checks.check import Check, Draft
from workers.checks.hidden import code_point
from workers.checks.kind import Context, Kind, Options


class ParentOptions(Options):
    link: bool = True
    text: bool = True
    author: bool = True


class UnalteredOptions(Options):
    """Nothing to be told."""


@dataclass(frozen=True, slots=True)
class ParentRequired:
    """A reply without the post that it answers, or with a part of it missing."""

    context: Context
    options: ParentOptions
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        parent, options = draft.parent, self.options
        if parent is None:
            yield self.context.finding("The post that this answers is not there.")
            return
        missing = [
            name
            for name, wanted, there in (
                ("link", options.link, parent.url.strip() or parent.pasted),
                ("text", options.text, parent.text.strip()),
                ("author", options.author, parent.author.strip()),
            )
            if wanted and not there
        ]
        if missing:
            yield self.context.finding(f"Of the post that this answers, the {' and the '.join(missing)} is missing.")


@dataclass(frozen=True, slots=True)
class Unaltered:
    """A text that is not the approved one. Where none is approved yet there is nothing to compare."""

    context: Context
    reads_alt: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        if not draft.approved or self._digest(draft, draft.text) == self._digest(draft, draft.approved):
            return
        text, approved = draft.text, draft.approved
        start = next((at for at, pair in enumerate(zip(text, approved, strict=False)) if pair[0] != pair[1]), None)
        if start is None:
            start = min(len(text), len(approved))
        after = 0
        most = min(len(text), len(approved)) - start
        while after < most and text[-1 - after] == approved[-1 - after]:
            after += 1
        end = len(text) - after
        if start == end:
            gone = approved[start : len(approved) - after]
            why = f"Something is missing here that was approved: {_quoted(gone)}."
            yield self.context.finding(why)
        else:
            why = f"This is not what was approved: {_quoted(approved[start : len(approved) - after])}."
            yield self.context.finding(why, start, end, text)

    def _digest(self, draft: Draft, text: str) -> str:
        return content_digest(draft.account, draft.parent, text, draft.media)


def _quoted(text: str) -> str:
    if not text:
        return "there was nothing in this place"
    return f"“{text}”" if text.isprintable() and text.strip() else ", ".join(map(code_point, text[:5]))


def _parent(options: ParentOptions, context: Context) -> Check:
    return ParentRequired(context, options)


def _unaltered(_: UnalteredOptions, context: Context) -> Check:
    return Unaltered(context)


PARENT_REQUIRED = Kind(ParentOptions, _parent)
UNALTERED = Kind(UnalteredOptions, _unaltered)
