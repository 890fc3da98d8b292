"""The log's times never run backwards, whatever clocks do: no verifier would take such a log, no signer sign it."""

from datetime import datetime

from factories import TestHouse


def test_a_clock_that_is_set_back_does_not_turn_the_log_around(house: TestHouse) -> None:
    first = house.submit()
    house.clock.advance(minutes=-5)
    second = house.submit()
    house.clock.advance(minutes=6)
    third = house.submit()
    with house.store.read() as reading:
        entries = list(reading.entries())
    times = {entry.fields["proposal"]: entry.happened for entry in entries if "proposal" in entry.fields}
    assert times[first.id] == times[second.id] == entries[-2].at
    assert times[third.id] == house.clock()
    written = [datetime.fromisoformat(str(entry.fields["at"])) for entry in entries]
    assert written == sorted(written)
