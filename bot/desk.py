"""What the listeners work with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from approval.bootstrap import House
from bot.home import Home
from bot.parents import Parents
from bot.people import People
from bot.pictures import Pictures
from bot.reference import Reference


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases, the Home tab, the policy to be shown, the ways to ask Slack and the square.

    `wake` has what was committed delivered. `trust` is where the trust policy stands; None where there is none yet.
    """

    house: House
    people: People
    parents: Parents
    pictures: Pictures
    home: Home
    reference: Reference
    wake: Callable[[], None]
    trust: Path | None
