"""Orders to the public in an emergency, which go out by their own way: a template and a second person.

`emergency`:
- `orders` (needed): word lists of what people are told to do (evacuate, shelter in place, boil; evacúe, hierva).
- `hazards` (needed): word lists of what threatens (fire, flood, gas leak, contaminated; incendio, inundación).
- `within`: how many words may lie between the two (default 25).

An order is one only as an imperative: at the beginning of a sentence or of a part of it, or after words like «please»,
«must», «need to», «told to», «por favor», «debe», «hay que». «Crews evacuated the building» tells, and orders nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import regex
from pydantic import Field

from approval.finding import Finding
from workers.checks.check import Check, Draft
from workers.checks.kind import Context, Kind, Options
from workers.checks.kinds.lists import Lists
from workers.checks.kinds.spans import Nearest
from workers.checks.word_lists import Hit

_BEFORE_ORDER = regex.compile(
    r"(?:\A|[.!?…:;,\n\-–—(\"“¡]|\p{So}\p{M}*+"
    r"|\b(?:please|must|should|shall|do not|don['’]t"
    r"|(?:need|needs|have|has|ordered|told|asked|required|urged|advised) to"
    r"|immediately|now|and|or|then|to everyone|everyone|everybody|residents|also|por favor|deben?|hay que|tienen? que"
    r"|inmediatamente|ahora|y|o|no|se les pide que|se pide|favor de))"
    r"[\s*_\"“¡]*+\Z",
    regex.IGNORECASE,
)


class EmergencyOptions(Options):
    orders: tuple[str, ...] = Field(min_length=1)
    hazards: tuple[str, ...] = Field(min_length=1)
    within: int = Field(default=25, ge=0, le=200)


@dataclass(frozen=True, slots=True)
class Emergency:
    """Each order that stands near a hazard."""

    context: Context
    orders: Lists
    hazards: Lists
    within: int
    reads_alt: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return self.context.rule.id

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        text = draft.text
        orders = [hit for hit in self.orders.find(text) if _is_order(text, hit)]
        nearest = Nearest(self.hazards.find(text) if orders else ())
        for order in orders:
            near = nearest.to(order.first, order.last)
            if near and near[0] <= self.within:
                hazard = text[near[1].start : near[1].end]
                yield self.context.finding(
                    f"“{text[order.start : order.end]}” is an order to the public, and “{hazard}” is what threatens.",
                    order.start,
                    order.end,
                    text,
                )


def _is_order(text: str, hit: Hit) -> bool:
    return bool(_BEFORE_ORDER.search(text, max(0, hit.start - 24), hit.start))


def _build(options: EmergencyOptions, context: Context) -> Check:
    return Emergency(
        context,
        Lists(context, "orders", options.orders),
        Lists(context, "hazards", options.hazards),
        options.within,
    )


EMERGENCY = Kind(EmergencyOptions, _build)
