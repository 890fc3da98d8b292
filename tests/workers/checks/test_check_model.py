import hashlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tiny_bert import write_tiny

from workers.checks.check import Draft, run_checks
from workers.checks.model import main
from workers.checks.settings import CheckSettings
from workers.checks.toxicity import Toxicity, model_files


class Files(SimpleHTTPRequestHandler):
    """Serves a folder, with the one kind of Range that a download taken up again asks for."""

    ranges: list[str]

    def __init__(self, *args, ranges: list[str], **kwargs) -> None:
        self.ranges = ranges
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        path = Path(self.translate_path(self.path))
        if not wanted or not path.is_file():
            super().do_GET()
            return
        self.ranges.append(wanted)
        body = path.read_bytes()[int(wanted.removeprefix("bytes=").rstrip("-")) :]
        self.send_response(206)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class Release:
    """A local stand-in for the two places that publish: Detoxify's releases and the model hub."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ranges: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder), ranges=self.ranges))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def publish(self, checkpoint: bytes, digest: str = "") -> str:
        name = f"toxic_original-{digest or hashlib.sha256(checkpoint).hexdigest()[:8]}.ckpt"
        (self.folder / name).write_bytes(checkpoint)
        return f"{self.address}/{name}"


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Release]:
    folder = tmp_path / "published"
    hub = folder / "tiny-bert" / "resolve"
    hub.mkdir(parents=True)
    # As on the hub: the base model's config, which knows nothing of the labels.
    base = write_tiny(tmp_path / "base", labels=2)
    base.config.rename(hub / "main")
    release = Release(folder)
    yield release
    release.server.shutdown()


@pytest.fixture
def checkpoint(tmp_path: Path) -> bytes:
    return write_tiny(tmp_path / "trained", model_type="tiny-bert").checkpoint.read_bytes()


def make(release: Release, url: str, target: Path, *more: str) -> int:
    return main(["--to", str(target), "--checkpoint-url", url, "--hub", release.address, *more])


def test_the_published_model_is_fetched_and_the_lines_for_env_make_the_check_work(
    release: Release, checkpoint: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    target = tmp_path / "model"
    assert make(release, release.publish(checkpoint), target) == 0
    lines = dict(line.split("=", 1) for line in capfd.readouterr().out.splitlines())
    assert set(lines) == {"DETOXIFY_CHECKPOINT", "DETOXIFY_CONFIG", "DETOXIFY_SHA256"}
    check = Toxicity(model_files(CheckSettings.model_validate(lines)), {})
    rules = {finding.rule for finding in run_checks([check], Draft("apd", "square", "You are stupid!"))}
    assert rules == {"toxicity.toxicity", "toxicity.insult"}
    assert not list(target.rglob("*.part"))
    assert {path.name for path in target.iterdir()} == {"config", "detoxify.ckpt", "made"}


def test_made_twice_it_is_fetched_once(
    release: Release, checkpoint: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    url = release.publish(checkpoint)
    assert make(release, url, tmp_path / "model") == 0
    first = capfd.readouterr().out
    release.server.shutdown()
    release.server.server_close()
    assert make(release, url, tmp_path / "model") == 0
    assert capfd.readouterr().out == first


def test_an_interrupted_download_goes_on_where_it_stopped(release: Release, checkpoint: bytes, tmp_path: Path):
    url = release.publish(checkpoint)
    target = tmp_path / "model"
    target.mkdir()
    (target / f"{url.rpartition('/')[2]}.part").write_bytes(checkpoint[:1000])
    assert make(release, url, target) == 0
    assert release.ranges == ["bytes=1000-"]


def test_a_checkpoint_without_the_hash_in_its_name_is_refused_and_removed(
    release: Release, checkpoint: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    assert make(release, release.publish(checkpoint, digest="deadbeef"), tmp_path / "model") == 1
    assert "SHA-256" in capfd.readouterr().err
    assert not list((tmp_path / "model").iterdir())


class Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_a_checkpoint_that_would_run_a_program_is_not_opened(
    release: Release, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    trace = tmp_path / "it-ran"
    url = release.publish(pickle.dumps({"config": Bomb(trace), "state_dict": {}}, protocol=2))
    assert make(release, url, tmp_path / "model") == 1
    assert "--trust" in capfd.readouterr().err
    assert not trace.exists()


@pytest.mark.parametrize("missing", ["hub", "checkpoint"])
def test_what_is_not_published_is_told_in_one_line(
    release: Release, checkpoint: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str], missing: str
):
    url = release.publish(checkpoint)
    if missing == "hub":
        (release.folder / "tiny-bert" / "resolve" / "main" / "config.json").unlink()
    else:
        (release.folder / url.rpartition("/")[2]).unlink()
    assert make(release, url, tmp_path / "model") == 1
    told = capfd.readouterr().err.strip().splitlines()[-1]
    assert "answered 404" in told
    assert not (tmp_path / "model" / "detoxify.ckpt").exists()


def test_where_there_is_no_network_one_line_says_what_to_do(tmp_path: Path):
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "workers.checks.model", "--to", str(tmp_path / "model")],
        env={**os.environ, **proxies, "NO_PROXY": "", "no_proxy": "", "ALL_PROXY": "", "all_proxy": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "github.com cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "model").iterdir())
