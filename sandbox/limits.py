"""Rate limits: one bucket a method (and channel), refilled evenly (docs.slack.dev/apis/web-api/rate-limits)."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """So many at once, refilled by so many a second."""

    burst: float
    per_second: float


# "20+ per minute", "50+", "100+", with bursts; posting: "1 per second per channel, short bursts >1 allowed".
TIERS = {
    1: Rate(2, 1 / 60),
    2: Rate(20, 20 / 60),
    3: Rate(50, 50 / 60),
    4: Rate(100, 100 / 60),
}
POSTING = Rate(10, 1.0)
SQUARE_POSTING = Rate(30, 30 / 300)


class Limits:
    """Buckets by name; tests may set their own rates or switch all off."""

    def __init__(self, clock: Callable[[], float], enabled: bool = True) -> None:
        self._clock = clock
        self.enabled = enabled
        self._levels: dict[str, tuple[float, float]] = {}
        self._own: dict[str, Rate] = {}

    def set_rate(self, name: str, rate: Rate) -> None:
        """Use this rate for a bucket family (a method's name, or "square") from now on, with full buckets."""
        self._own[name] = rate
        self._levels = {key: level for key, level in self._levels.items() if key.partition(" ")[0] != name}

    def take(self, name: str, rate: Rate, key: str = "") -> int:
        """Take one from the bucket: 0 when it was there, else the whole seconds to wait."""
        rate = self._own.get(name, rate)
        if not self.enabled and name not in self._own:
            return 0
        bucket = f"{name} {key}"
        now = self._clock()
        level, at = self._levels.get(bucket, (rate.burst, now))
        level = min(rate.burst, level + (now - at) * rate.per_second)
        if level < 1:
            self._levels[bucket] = (level, now)
            return max(1, math.ceil((1 - level) / rate.per_second)) if rate.per_second else 60
        self._levels[bucket] = (level - 1, now)
        return 0
