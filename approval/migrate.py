"""Brings a database to the shape that this version needs, and says whether it is there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from approval.errors import Misconfigured
from approval.store import WRITE_LOCK
from approval.tables import metadata


def upgrade(engine: Engine) -> None:
    """Run what is missing of the history. Two processes that start at once wait for each other."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
        command.upgrade(_config(connection), "head")


def check(engine: Engine) -> None:
    """Misconfigured unless the database is at the newest revision of the history."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory.from_config(_config(None)).get_current_head()
    if here != newest:
        state = "is empty" if here is None else f"is at revision {here}"
        raise Misconfigured(f"The database {state}; this version needs {newest}. Run: countersign migrate")


def differences(engine: Engine) -> list[object]:
    """What the migrations make and the tables say differently; empty where they agree."""
    with engine.connect() as connection:
        found: list[object] = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), metadata
        )
        return found


def write(engine: Engine, message: str) -> None:
    """Write a new migration file from the difference between a database and the tables (for developers)."""
    with engine.connect() as connection, connection.begin():
        command.revision(_config(connection), message=message, autogenerate=True)


def _config(connection: Connection | None) -> Config:
    config = Config()
    # Alembic reads % as the beginning of a placeholder, and a folder's name may have one.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
