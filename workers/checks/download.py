"""Fetches a file whole or not at all, with a progress bar, going on where it was interrupted."""

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from rich.progress import Progress

_TIMEOUT = httpx.Timeout(30, connect=10)
# torch.hub's way of naming a file: the first digits of its SHA-256 stand before the ending.
_HASH_IN_NAME = re.compile(r"-([0-9a-f]{8,64})\.[^.]*$")


class DownloadFailed(Exception):
    """Why a file could not be had, in one line."""


def download(url: str, target: Path, progress: Progress, *, optional: bool = False) -> bool:
    """Fetch `url` into `target`; False if it is `optional` and not there. DownloadFailed says why it cannot be had.

    What has come is kept in `target` with «.part» added, and the next call goes on from there. Where the name holds a
    hash the file must have it.
    """
    if target.exists() and matches_name(target, url):
        return True
    part = target.with_name(f"{target.name}.part")
    try:
        if not _fetch(url, part, progress, optional):
            return False
    except httpx.HTTPStatusError as error:
        raise DownloadFailed(f"{_place(url)} answered {error.response.status_code} for {target.name}.") from error
    except httpx.HTTPError as error:
        raise DownloadFailed(f"{_place(url)} cannot be reached ({type(error).__name__}).") from error
    except OSError as error:
        raise DownloadFailed(f"{part} cannot be written: {error.strerror}.") from error
    if not matches_name(part, url):
        part.unlink()
        raise DownloadFailed(f"What {_place(url)} sent as {target.name} does not have the SHA-256 in its name.")
    part.replace(target)
    return True


def matches_name(path: Path, url: str) -> bool:
    """Whether a file has the SHA-256 that its address promises; True where it promises none."""
    promised = _HASH_IN_NAME.search(urlsplit(url).path)
    return not promised or sha256(path).startswith(promised[1])


def sha256(path: Path) -> str:
    """The SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(url: str, part: Path, progress: Progress, optional: bool) -> bool:
    # Only a file whose hash is known is taken up again: another could have changed in between.
    had = part.stat().st_size if part.exists() and _HASH_IN_NAME.search(urlsplit(url).path) else 0
    headers = {"Range": f"bytes={had}-"} if had else {}
    with (
        httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client,
        client.stream("GET", url, headers=headers) as response,
    ):
        if response.status_code == httpx.codes.NOT_FOUND and optional:
            return False
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and had:
            return True
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        length = int(response.headers.get("Content-Length", 0)) + (had if resumed else 0)
        task = progress.add_task(part.name.removesuffix(".part"), total=length or None, completed=had if resumed else 0)
        with part.open("ab" if resumed else "wb") as file:
            for chunk in response.iter_bytes():
                file.write(chunk)
                progress.advance(task, len(chunk))
    return True


def _place(url: str) -> str:
    return urlsplit(url).netloc or url
