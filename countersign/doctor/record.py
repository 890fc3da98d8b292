"""The record's signer: whether it has what it needs, and signs what is new."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from approval import migrate
from approval.errors import Misconfigured
from approval.record.note import NoteInvalid
from approval.record.trust import TrustInvalid, parse_trust
from approval.store import Store, open_engine
from countersign.doctor.finding import Finding, not_needed, ok, wrong
from countersign.policy import found
from signing.refusal import RefusalFile

# The signer signs at least once a minute where there is news, and is started again if it dies.
LATE = timedelta(minutes=2)
OTHERS = 0o077


def examine(environment: Mapping[str, str], root: Path, now: datetime) -> Iterator[Finding]:
    """What its files and the database show; nothing is asked of the signer itself."""
    yield _key(environment, root)
    trust = environment.get("COUNTERSIGN_SIGNER_TRUST") or environment.get("COUNTERSIGN_TRUST") or "trust.txt"
    yield _trust(root / trust)
    refusal = RefusalFile(root / environment.get("COUNTERSIGN_SIGNER_HEAD", "var/signer/head.json"))
    try:
        why = refusal.read()
    except PermissionError:
        yield not_needed(f"{refusal.path} is closed to you, as it may be: the signer's own log says whether it refuses")
        why = None
    if why:
        yield wrong(f"the signer refuses to sign the log: {why.splitlines()[0]}", refusal.advice)
    else:
        yield _signed(environment["COUNTERSIGN_DATABASE_URL"], now)


def _key(environment: Mapping[str, str], root: Path) -> Finding:
    if environment.get("COUNTERSIGN_SIGNER_KEY"):
        return ok("the log's key is in the environment, which only the signer is given")
    path = root / environment.get("COUNTERSIGN_SIGNER_KEY_FILE", "signer.key")
    try:
        mode = path.stat().st_mode
    except OSError:
        return wrong(
            f"there is no key to sign the log with ({path} is missing)",
            f"make one: countersign record key city.example/log --to {path}",
        )
    if mode & OTHERS:
        return wrong(f"{path} can be read by other people on this machine", f"run: chmod 600 {path}")
    return ok("the log has a key, which only its owner can read")


def _trust(path: Path) -> Finding:
    try:
        trust = parse_trust(path.read_bytes())
    except OSError:
        return wrong(
            f"{path} is missing: it says whose signatures of the log count",
            "write two lines into it: log KEY (as countersign record key printed it) and quorum none",
        )
    except TrustInvalid as error:
        return wrong(f"{path}: {error}", "mend that line; c2sp.org/tlog-policy says how they are written")
    if not trust.logs:
        return wrong(f"{path} names no log", "add the line: log KEY, as countersign record key printed it")
    asked = sum(bool(url) for _, url in trust.witnesses.values())
    if trust.quorum == "none":
        return ok(f"no witness has to cosign the log ({path.name}); {asked} are asked to")
    return ok(f"the log is valid with {trust.asks()} as its witnesses ({path.name})")


def _signed(url: str, now: datetime) -> Finding:
    if not found.has_database(url):
        return not_needed("the log: it is asked for once the database is there")
    try:
        engine = open_engine(url)
        migrate.check(engine)
        with Store(engine, lambda: now).read() as reading:
            size, stored = reading.next_seq(), reading.checkpoint()
            covered = stored.size if stored else 0
            oldest = next(reading.entries(after=covered - 1), None)
        engine.dispose()
    except (Misconfigured, SQLAlchemyError):
        # What is the matter with the database is told where it is looked at.
        return not_needed("the log: it is asked for once the database is right")
    except NoteInvalid as error:
        return wrong(f"the newest checkpoint in the database is none: {error}", "find out who wrote it")
    if covered > size:
        return wrong(
            f"the log has {size:,} entries, and {covered:,} were signed: some are missing",
            "was the database restored from an old copy? Bring back the one that holds what was signed",
        )
    if oldest is None:
        return ok(f"all {size:,} entries of the log are signed")
    waits = now - oldest.at
    if waits <= LATE:
        return ok(f"{covered:,} of {size:,} entries of the log are signed, the others will be in a moment")
    return wrong(
        f"{size - covered:,} entries of the log are not signed, the oldest for {int(waits.total_seconds()) // 60} "
        "minutes",
        "is the signer running? countersign status shows it, and log/signer.log says why it does not sign",
    )
