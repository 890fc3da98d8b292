"""The check is told of every earlier reply to the same person: of those that went out, and of those that still may."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from factories import TestHouse, parent

from approval.finding import Finding
from workers.check import run
from workers.checks.check import Draft


@dataclass
class Listens:
    """A check that finds nothing and remembers what it was given."""

    rule: str = "listens"
    reads_alt: bool = False
    given: list[Draft] = field(default_factory=list)

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        self.given.append(draft)
        yield from ()


def test_what_went_out_and_what_is_proposed_side_by_side_both_count(house: TestHouse) -> None:
    check = Listens()
    released = house.approve(house.checked(parent=parent(), text="One."))
    assert house.house.release.claim(released.id)
    for text in ("Two.", "Three."):
        house.clock.advance(minutes=1)
        waiting = house.submit(text=text, parent=parent(author="@Gloria_M"))
    run(house.house, lambda _policy: [check], waiting.id)
    (draft,) = check.given
    assert [moment.minute for moment in draft.earlier] == [0, 1]
