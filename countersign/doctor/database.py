"""The database: reachable, at the newest revision, writable."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from approval import migrate
from approval.errors import Misconfigured
from approval.store import open_engine
from countersign.doctor.finding import Finding, ok, wrong

MIGRATE = "countersign migrate (countersign run does it by itself)"


def examine(url: str) -> Iterator[Finding]:
    """What the database of that URL is like."""
    try:
        engine = open_engine(url)
    except Misconfigured as error:
        yield wrong(str(error), "mend COUNTERSIGN_DATABASE_URL")
        return
    # The address without its password.
    shown = engine.url.render_as_string()
    if engine.dialect.name == "sqlite" and _is_missing(Path(engine.url.database or "")):
        # Asking SQLite would make the file, and looking changes nothing.
        engine.dispose()
        yield wrong(f"{shown} is not there yet", MIGRATE)
        return
    try:
        migrate.check(engine)
        _write(engine)
    except Misconfigured as error:
        yield wrong(f"{shown}: {error}", MIGRATE)
    except SQLAlchemyError as error:
        # The driver's own words, of which the first line says what it is about.
        yield wrong(f"{shown}: {str(error).splitlines()[0]}", "is it running, and may this user write to it?")
    else:
        yield ok(f"the database answers, is at the newest revision and can be written ({shown})")
    finally:
        engine.dispose()


def _is_missing(file: Path) -> bool:
    return file.parent.is_dir() and not file.exists()


def _write(engine: Engine) -> None:
    """Write something and take it back: SQLAlchemyError where the database is read-only or locked."""
    with engine.connect() as connection, connection.begin() as transaction:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(text("CREATE TABLE countersign_doctor (number INTEGER)"))
        transaction.rollback()
