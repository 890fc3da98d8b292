"""What the listeners work with."""

from collections.abc import Callable
from dataclasses import dataclass

from approval.bootstrap import House
from bot.home import Home
from bot.parents import Parents
from bot.people import People
from bot.pictures import Pictures


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases, the Home tab, the ways to ask Slack and the square; `wake` has what was committed delivered."""

    house: House
    people: People
    parents: Parents
    pictures: Pictures
    home: Home
    wake: Callable[[], None]
