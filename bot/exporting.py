"""The record for an auditor in Slack: what they asked for, written to a file, brought into their own messages."""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from slack_sdk import WebClient

from approval.bootstrap import House
from approval.errors import CountersignError, InvalidContent, NotFound
from approval.people import Account
from approval.reading import Period
from approval.record.export import Format, export
from approval.record.period import parse_period
from bot.literal import escape

log = logging.getLogger(__name__)

USAGE = (
    "Write it like this: /reply-audit [account] [first day] [last day] [csv, jsonl or bundle], all of it optional. "
    "A bundle is a folder, as a zip, that anybody can verify."
)
BUNDLE = "bundle"

# Slack takes about one update of a message a second; this also keeps an hour-long export from being a flood.
SECONDS_BETWEEN_UPDATES = 3.0
UPLOAD_SECONDS = 300.0


class NotDelivered(CountersignError):
    """The file was written and could not be brought to the auditor."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries, in which form; or as a bundle, which has them all."""

    period: Period
    form: Format
    bundle: bool = False

    @property
    def filename(self) -> str:
        start = self.period.start.date().isoformat() if self.period.start else "beginning"
        name = f"countersign-{'-'.join(sorted(self.period.accounts))}-from-{start}"
        return name if self.bundle else f"{name}.{self.form.value}"


def parse_request(text: str, readable: tuple[Account, ...]) -> Asked:
    """What an auditor typed after /reply-audit; InvalidContent or NotFound says what to write instead.

    Words are known by their shape: a day, a form, or the id of an account that this auditor may read.
    """
    form, bundle, days, accounts = Format.CSV, False, list[str](), set[str]()
    mine = {account.id for account in readable}
    for word in text.split():
        if word.lower() in set(Format):
            form = Format(word.lower())
        elif word.lower() == BUNDLE:
            bundle = True
        elif word[:1].isdigit():
            days.append(word)
        elif word in mine:
            accounts.add(word)
        else:
            raise NotFound(f"You cannot read an account «{word}» (you can: {', '.join(sorted(mine))}). {USAGE}")
    if len(days) > 2:
        raise InvalidContent(f"That is {len(days)} days; a period has a first and a last one. {USAGE}")
    first, last = (*days, "", "")[:2]
    return Asked(parse_period(first, last, frozenset(accounts or mine)), form, bundle)


def deliver(house: House, client: WebClient, user: str, asked: Asked) -> int:
    """Write the file and bring it into the user's own messages, saying on the way how far it is; answers how many.

    The file is written and sent in pieces, so memory stays flat; it is deleted afterwards, whatever happens.
    """
    channel = client.conversations_open(users=user)["channel"]["id"]
    with tempfile.TemporaryDirectory(prefix="countersign-") as folder, house.store.read() as reading:
        total = reading.count_entries(asked.period)
        if not total:
            client.chat_postMessage(channel=channel, text="The record has no entries of that period and account.")
            return 0
        posted = client.chat_postMessage(channel=channel, text=f"Writing {total:,} entries of the record …")
        say = Progress(client, channel, posted["ts"])
        path = Path(folder) / asked.filename
        count = 0
        with path.open("w", encoding="utf-8", newline="") as out:
            for count in export(reading.entries(asked.period), out, asked.form):
                say(f"Writing the record: {count:,} of {total:,} entries …")
        upload(client, channel, path, f"{count:,} entries. People are named by role (PROPOSER-07), not by name.")
    client.chat_update(channel=channel, ts=posted["ts"], text=f"Written: {count:,} entries of the record.")
    log.info("record exported", extra={"user": user, "entries": count})
    return count


def upload(client: WebClient, channel: str, path: Path, comment: str) -> None:
    """Slack's own way for files (docs.slack.dev, «Working with files»), with the bytes sent in pieces."""
    size = path.stat().st_size
    place = client.files_getUploadURLExternal(filename=path.name, length=size)
    try:
        with path.open("rb") as file:
            # The address is Slack's answer to this very call, and carries its own permission: no token goes with it.
            httpx.post(
                str(place["upload_url"]),
                content=file,
                headers={"Content-Length": str(size), "Content-Type": "application/octet-stream"},
                timeout=UPLOAD_SECONDS,
            ).raise_for_status()
    except httpx.HTTPError as error:
        log.warning("an export could not be uploaded", extra={"error": type(error).__name__})
        raise NotDelivered("Slack did not take the file. Nothing is lost: please ask for it again.") from error
    client.files_completeUploadExternal(
        files=[{"id": place["file_id"], "title": path.name}], channel_id=channel, initial_comment=escape(comment)
    )


class Progress:
    """Says now and then, in one message, how far it is."""

    def __init__(self, client: WebClient, channel: str, ts: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._channel, self._ts, self._clock = client, channel, ts, clock
        self._said_at = clock()

    def __call__(self, words: str) -> None:
        if self._clock() - self._said_at >= SECONDS_BETWEEN_UPDATES:
            self._said_at = self._clock()
            self._client.chat_update(channel=self._channel, ts=self._ts, text=words)
