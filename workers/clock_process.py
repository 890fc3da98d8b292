"""`python -m workers clock`: the clock until SIGTERM."""

import signal
from threading import Event

from approval.bootstrap import open_house, utc_now
from approval.settings import ApprovalSettings
from workers.clock import Clock
from workers.connection import connect
from workers.relay import Relay
from workers.settings import ClockSettings


def main() -> int:
    """Run; 0 when it was told to stop. It waits for nothing: without Redis it still lets proposals expire."""
    settings = ClockSettings()
    house = open_house(ApprovalSettings())
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Clock(house, Relay(house, connect(settings), utc_now, settings), utc_now).run(stop)
    return 0
