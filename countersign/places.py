"""Where the command line keeps what it makes: one folder for the sandbox, one for the real thing, never mixed."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

# sockaddr_un holds 108 bytes, and supervisor binds a longer name (with its process id) first and renames it.
LONGEST_SOCKET = 90


@dataclass(frozen=True, slots=True)
class Place:
    """A folder below `root` (the checkout, where Procfile stands) and the files in it.

    `elsewhere` is that folder where nothing shall stay below `root`, as in a demonstration.
    """

    root: Path
    real: bool = False
    elsewhere: Path | None = None

    @property
    def folder(self) -> Path:
        return self.elsewhere or self._usual_folder

    @property
    def _usual_folder(self) -> Path:
        return self.root / "var" if self.real else self.root / "var" / "sandbox"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def environments(self) -> Path:
        """One file a process, with exactly the environment that it gets."""
        return self.folder / "processes"

    @property
    def supervisord_conf(self) -> Path:
        return self.folder / "supervisord.conf"

    @property
    def socket(self) -> Path:
        """The process manager's Unix socket; in the temporary folder where the checkout's path is too long for one."""
        path = self.folder / "supervisor.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET:
            return path
        short = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"countersign-{short}.sock"

    @property
    def kept(self) -> Path:
        """Random secrets and the ports in use, kept from start to start."""
        return self.folder / ("kept.env" if self.real else "sandbox.env")

    @property
    def accounts(self) -> Path:
        return self.root / "accounts.toml" if self.real else self.folder / "accounts.toml"

    @property
    def publish_env(self) -> Path:
        return self.root / "publish.env" if self.real else self.folder / "publish.env"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'countersign.db'}"

    def make(self) -> None:
        """Make the folders, closed to everybody else."""
        above = [] if self.elsewhere else [self.root / "var"]
        for folder in (*above, self.folder, self.log, self.environments):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)


def here() -> Path:
    """The checkout that this command line belongs to."""
    return Path(__file__).resolve().parents[1]


def names_a_workspace(root: Path) -> bool:
    """Whether .env or the environment has a place for a real workspace's token, be it still empty.

    A .env that holds the lines of `make model` and nothing else belongs to the sandbox.
    """
    return "SLACK_BOT_TOKEN" in {**dotenv_values(root / ".env", interpolate=False), **os.environ}


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner may read; whole, or as it was before."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
