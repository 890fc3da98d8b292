"""Ids in the shapes Slack gives them; random, so that nobody splits or guesses one."""

import secrets
import string

_ALPHABET = string.ascii_uppercase + string.digits


def new_id(prefix: str, length: int = 10) -> str:
    """An id like V0A1B2C3D4E: the prefix and upper-case letters and digits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_trigger_id() -> str:
    """A trigger id in Slack's shape: two numbers and a hexadecimal secret."""
    return f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"


def format_ts(micros: int) -> str:
    """Microseconds since the epoch as a message ts: "1700000000.000100"."""
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def parse_ts(ts: str) -> int:
    """The microseconds of a ts; ValueError when it is not one."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or 0)
