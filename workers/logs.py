"""Logs of a worker process: one line an event, on standard error, with the ids that belong to it."""

import logging
import sys

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        more = " ".join(f"{name}={value}" for name, value in vars(record).items() if name not in _KNOWN)
        first, newline, rest = line.partition("\n")
        return f"{first} {more}{newline}{rest}" if more else line


def write_logs(process: str) -> None:
    """Send this process's events to standard error. Libraries are heard only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line(f"%(asctime)s {process} %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for library in ("rq", "rq.worker", "rq.job", "httpx", "httpcore", "alembic", "transformers"):
        logging.getLogger(library).setLevel(logging.WARNING)
