"""Logs of the signer: one line an event, on standard error, with what belongs to it."""

import logging
import sys

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        first, newline, rest = super().format(record).partition("\n")
        more = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in _KNOWN)
        return f"{first}{more}{newline}{rest}"


def set_up() -> None:
    """Send events to standard error. Libraries are heard only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line("%(asctime)s signer %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for library in ("httpx", "httpcore", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)
