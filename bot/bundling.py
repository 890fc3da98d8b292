"""A bundle of the record for an auditor in Slack: made on this machine, packed, brought into their own messages."""

import logging
import tempfile
from pathlib import Path

from slack_sdk import WebClient

from approval.bootstrap import House
from approval.people import Actor
from approval.record.bundle.asked import Asked as Contents
from approval.record.bundle.asked import NotBundled
from approval.record.bundle.making import Maker
from approval.record.bundle.packing import pack
from approval.record.bundle.trusting import Trusted, read_trusted
from approval.record.report.writing import reporting
from bot.exporting import Asked, Progress, upload

log = logging.getLogger(__name__)


def trusted_for(path: Path | None) -> Trusted:
    """The trust policy that bundles are made under; NotBundled where the city has none yet."""
    if path is None:
        raise NotBundled(
            "The city's record has no signer yet, so nobody could verify a bundle. Ask for csv or jsonl instead, or an "
            "administrator to set the signer up."
        )
    return read_trusted(path)


def deliver_bundle(house: House, client: WebClient, actor: Actor, purpose: str, asked: Asked, trusted: Trusted) -> int:
    """Make the bundle and bring it into the auditor's own messages, saying on the way how far it is.

    Answers how many entries. What was written on the way is deleted, whatever happens.
    """
    channel = client.conversations_open(users=actor.slack_id)["channel"]["id"]
    posted = client.chat_postMessage(channel=channel, text="Writing a bundle of the record …")
    progress = Progress(client, channel, posted["ts"])

    def say(step: str, done: int, total: int) -> None:
        progress(f"{step}: {done:,} of {total:,} …")

    with tempfile.TemporaryDirectory(prefix="countersign-") as folder:
        target = Path(folder) / asked.filename
        contents = Contents(asked.period, why=purpose)
        made = Maker(house.store, trusted, say, report=reporting(house, contents)).make(
            target,
            contents,
            lambda sealed: house.workflow.seal(actor, purpose, asked.period.accounts, sealed),
        )
        packed = Path(folder) / f"{asked.filename}.zip"
        with packed.open("xb") as out:
            pack(target, out)
        words = f"{made.entries:,} entries, sealed by entry {made.seal}. README.txt in it says how to verify them."
        upload(client, channel, packed, words)
    client.chat_update(channel=channel, ts=posted["ts"], text=f"Written: a bundle of {made.entries:,} entries.")
    log.info("record bundled", extra={"user": actor.slack_id, "entries": made.entries, "seal": made.seal})
    return made.entries
