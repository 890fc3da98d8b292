"""`python -m signing`: the signer, a process of its own with the log's key."""

import logging
import signal
import sys
from datetime import UTC, datetime
from threading import Event
from types import FrameType

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from approval import migrate
from approval.errors import Misconfigured
from approval.store import Store, open_engine
from signing import logs
from signing.head import HeadFile
from signing.process import Process
from signing.refusal import RefusalFile
from signing.settings import Identity, SignerSettings, identity
from signing.signer import LogSigner
from signing.vouching import Voucher, time_stamp, witness

log = logging.getLogger("signing")

WRONG_SETTINGS, CANNOT_START = 2, 1


def main() -> int:
    """Sign until a signal says stop; 2 and one line of what to do where something is missing or wrong."""
    logs.set_up()
    try:
        return _sign(SignerSettings())
    except ValidationError as error:
        wrong = "; ".join(_plain(detail) for detail in error.errors(include_input=False, include_url=False))
        return _sorry(wrong, WRONG_SETTINGS)
    except Misconfigured as error:
        return _sorry(str(error), WRONG_SETTINGS)
    except OSError as error:
        return _sorry(f"the folder of COUNTERSIGN_SIGNER_HEAD cannot be used ({error})")
    except SQLAlchemyError as error:
        return _sorry(f"the database of COUNTERSIGN_DATABASE_URL cannot be opened ({type(error).__name__})")


def _sign(settings: SignerSettings) -> int:
    ours = identity(settings)
    engine = open_engine(settings.database_url)
    migrate.check(engine)
    store, file = Store(engine, lambda: datetime.now(UTC)), HeadFile(settings.head)
    file.hold()
    stop, code = Event(), 0

    def ended(number: int, _: FrameType | None) -> None:
        nonlocal code
        # A thread that cannot go on ends us by SIGINT; then we must be started again.
        code = 0 if number == signal.SIGTERM else 130
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ended)
    signer = LogSigner(store, ours.keys, file)
    log.info("signing %s", signer.origin)
    Process(store, signer, RefusalFile(settings.head), _vouchers(settings, ours, store, file)).run(
        stop, settings.interval
    )
    return code


def _vouchers(settings: SignerSettings, ours: Identity, store: Store, file: HeadFile) -> tuple[Voucher, ...]:
    """One for each witness that can be reached, and one for the time-stamping authority where there is one."""
    asked = [
        Voucher(f"witness {name}", witness(store, file, name, verifier, url))
        for name, (verifier, url) in ours.trust.witnesses.items()
        if url
    ]
    if settings.tsa:
        asked.append(Voucher("time stamps", time_stamp(settings.tsa)))
    return tuple(asked)


def _plain(detail: object) -> str:
    found = detail if isinstance(detail, dict) else {}
    name = ".".join(map(str, found.get("loc", ())))
    message = str(found.get("msg", "")).removeprefix("Value error, ")
    if not name:
        return message
    return f"{name if name.isupper() else f'COUNTERSIGN_SIGNER_{name.upper()}'}: {message}"


def _sorry(message: str, code: int = CANNOT_START) -> int:
    sys.stderr.write(f"signer: {message}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
