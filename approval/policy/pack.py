"""A policy pack: the files of one version, as they are read from a folder and kept in the database."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from approval.errors import PolicyInvalid
from approval.policy.document import Policy
from approval.policy.faults import Faults
from approval.policy.parsing import parse

MOST_BYTES = 1_000_000
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Pack:
    """The texts of a pack by their path in its folder, with "\\n" between lines; two with the same texts are equal."""

    files: Mapping[str, str]

    def __post_init__(self) -> None:
        for path in self.files:
            # The digest is taken over lines of names.
            if not path or not path.isprintable():
                raise PolicyInvalid(f"{path!r} cannot be the name of a file of a policy; rename it")
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the lines «SHA-256 of the file, two spaces, path» in the order of the paths.

        Anybody can compute it with `sha256sum`: in the pack's folder, `LC_ALL=C sha256sum *.toml words/* | sha256sum`.
        """
        lines = (f"{_sha256(text)}  {path}\n" for path, text in self.files.items())
        return _sha256("".join(lines))

    def to_json(self) -> str:
        return json.dumps(dict(self.files), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> "Pack":
        """The pack that `to_json` wrote; PolicyInvalid where it is not one."""
        try:
            files = json.loads(text)
        except ValueError as error:
            raise PolicyInvalid(f"The stored policy is not readable: {error}") from error
        if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
            raise PolicyInvalid("The stored policy is not readable: it is no table of files")
        return cls(files)


def read_pack(folder: Path) -> Pack:
    """The pack in a folder. PolicyInvalid where a file cannot be read; it then lists what else is wrong as well."""
    faults = Faults(str(folder))
    files: dict[str, str] = {}
    for path in _entries(folder):
        name = path.relative_to(folder).as_posix()
        text = _text(folder, path, name, faults)
        if text is not None:
            files[name] = text
    if faults.lines:
        if files:
            parse(files, "", faults)
        faults.check()
    return Pack(files)


def parse_pack(pack: Pack, source: str = "") -> Policy:
    """The policy that a pack says; PolicyInvalid with every error of all its files. `source` names its folder there."""
    faults = Faults(source)
    policy = parse(pack.files, pack.digest, faults)
    faults.check()
    if policy is None:
        raise PolicyInvalid(f"{source or 'The policy'} cannot be read")
    return policy


def _entries(folder: Path) -> Iterator[Path]:
    """The files of the folder and of its words/; what begins with a dot is an editor's or a system's, not ours."""
    if not folder.is_dir():
        raise PolicyInvalid(f"{folder} is no folder; name the folder of a policy pack, the one with policy.toml")
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.name == WORDS and path.is_dir() and not path.is_symlink():
            yield from sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
        else:
            yield path


def _text(folder: Path, path: Path, name: str, faults: Faults) -> str | None:
    """The file's text; None, and a fault told, where it cannot be one of a pack."""
    if not name.isprintable():
        faults.add(repr(name), "cannot be the name of a file of a policy; rename it")
        return None
    if not path.resolve().is_relative_to(folder.resolve()):
        faults.add(name, "leads out of the folder; put the file itself there")
        return None
    try:
        # Not blocking, because a pipe in the folder would be waited for without end.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise IsADirectoryError
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            faults.add(name, f"is larger than {MOST_BYTES:,} bytes; split it, or delete what is no rule")
            return None
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except IsADirectoryError:
        faults.add(name, "is no file of a policy; delete it or move it out of the folder")
    except UnicodeDecodeError as error:
        faults.add(
            name, f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8", data.count(b"\n", 0, error.start) + 1
        )
    except OSError as error:
        faults.add(name, f"cannot be read: {error.strerror}")
    return None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
