"""How the bot's log lines look: what happened, and the ids that belong to it."""

import logging

# Bolt and the SDK write what they send and receive into their logs, texts and all; below this level they don't.
_QUIET = ("slack_bolt", "slack_sdk", "httpx", "httpcore", "alembic")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Line(logging.Formatter):
    """Adds what `extra` gave: `form not opened error=expired_trigger_id form=reply_form`."""

    def format(self, record: logging.LogRecord) -> str:
        ids = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in _STANDARD)
        first, newline, rest = super().format(record).partition("\n")
        return f"{first}{ids}{newline}{rest}"


def set_up() -> None:
    """Send the log to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Line("%(asctime)s bot %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for library in _QUIET:
        logging.getLogger(library).setLevel(logging.WARNING)
