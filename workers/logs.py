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


class _OnceAMinute(logging.Filter):
    """RQ says every two seconds that Redis is away; once a minute is enough."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        last = self._last.get(str(record.msg))
        if last is not None and record.created - last < 60:
            return False
        self._last[str(record.msg)] = record.created
        return True


def write_logs(process: str) -> None:
    """Send this process's events to standard error. Libraries are heard only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line(f"%(asctime)s {process} %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for library in ("rq", "rq.worker", "rq.job", "httpx", "httpcore", "alembic", "transformers"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("rq.worker").addFilter(_OnceAMinute())
