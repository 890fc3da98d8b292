"""A clock that tests can move."""

import time


class MovableClock:
    """Real time plus what a test added, in seconds since the epoch."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += seconds
