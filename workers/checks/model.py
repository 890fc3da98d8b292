"""`make model`: fetches Detoxify's published model once, so that the check worker never needs the network."""

import argparse
import os
import pickle
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from workers.checks.check import CheckUnavailable
from workers.checks.detector import Detector, ModelFiles, stay_offline
from workers.checks.download import DownloadFailed, download, sha256

_HUB = "https://huggingface.co"
_TOKENIZER_FILES = ("vocab.txt", "tokenizer.json", "tokenizer_config.json", "spiece.model", "merges.txt", "vocab.json")


class ModelUnusable(Exception):
    """Why what was fetched does not make a model, in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the model and print the lines for .env; 0 if it is there, 1 with one line of why if not."""
    parser = argparse.ArgumentParser(prog="python -m workers.checks.model", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="the folder to put the model in")
    parser.add_argument("--checkpoint-url", help="where the checkpoint is, if not where Detoxify publishes it")
    parser.add_argument("--hub", default=os.environ.get("HF_ENDPOINT", _HUB), help="where the tokenizer is")
    parser.add_argument("--trust", metavar="SHA256", default="", help="unpickle the checkpoint with this hash freely")
    given = parser.parse_args(arguments)
    err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    stay_offline()
    try:
        files = make_model(given.to.absolute(), given.checkpoint_url or _published(), given.hub, given.trust, err)
        err.print("Trying the model …")
        Detector(files)
    except DownloadFailed as error:
        err.print(f"{error} Run this again where the internet can be reached, or copy {given.to} from such a machine.")
        return 1
    except ModelUnusable as error:
        err.print(str(error))
        return 1
    except CheckUnavailable as unavailable:
        err.print(f"The model was made but does not work: {unavailable.reason} Remove {given.to} and run this again.")
        return 1
    err.print("The model works. Put these lines into .env and restart the check worker:")
    sys.stdout.write(
        f"DETOXIFY_CHECKPOINT={files.checkpoint}\nDETOXIFY_CONFIG={files.config}\nDETOXIFY_SHA256={files.sha256}\n"
    )
    return 0


def make_model(folder: Path, checkpoint_url: str, hub: str, trusted: str, console: Console) -> ModelFiles:
    """The model in `folder`, fetched unless it is there. The folder must stay where it is: the checkpoint names it.

    DownloadFailed or ModelUnusable say why there is none; then nothing is left but what the next run goes on from.
    """
    files = ModelFiles(folder / "detoxify.ckpt", "", folder / "config")
    made = folder / "made"
    if made.exists() and files.checkpoint.exists():
        digest, _, place = made.read_text().strip().partition(" ")
        if place == str(folder) and digest == sha256(files.checkpoint):
            return ModelFiles(files.checkpoint, digest, files.config)
    original = folder / PurePosixPath(urlsplit(checkpoint_url).path).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelUnusable(f"{folder} cannot be made: {error.strerror}.") from error
    with _progress(console) as progress:
        download(checkpoint_url, original, progress)
        checkpoint = _read(original, trusted)
        _fetch_config(checkpoint["config"]["arch"]["args"], files.config, hub, progress)
    _write(checkpoint, files)
    digest = sha256(files.checkpoint)
    made.write_text(f"{digest} {folder}\n")
    original.unlink()
    return ModelFiles(files.checkpoint, digest, files.config)


def _published() -> str:
    from detoxify.detoxify import MODEL_URLS

    return str(MODEL_URLS["original"])


def _read(path: Path, trusted: str) -> dict[str, Any]:
    """The checkpoint's content, reduced to what Detoxify reads of it."""
    import torch

    freely = bool(trusted) and trusted.lower() == sha256(path)
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=not freely)
        architecture = dict(loaded["config"]["arch"]["args"])
        classes = list(loaded["config"]["dataset"]["args"]["classes"])
        weights = loaded["state_dict"]
    except pickle.UnpicklingError as error:
        raise ModelUnusable(
            f"{path.name} holds more than weights, and opening it could run a program. If you know from elsewhere that "
            f"its SHA-256 is {sha256(path)}, run this again with --trust and that number."
        ) from error
    except (RuntimeError, LookupError, TypeError, ValueError, EOFError) as error:
        raise ModelUnusable(f"{path.name} is not a checkpoint in Detoxify's format.") from error
    return {
        "config": {"arch": {"args": architecture}, "dataset": {"args": {"classes": classes}}},
        "state_dict": weights,
    }


def _fetch_config(architecture: dict[str, Any], target: Path, hub: str, progress: Progress) -> None:
    """The config and tokenizer of the model that the checkpoint was trained from, with the checkpoint's labels."""
    import transformers

    folder = target.with_name("config.part")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    base = f"{hub.rstrip('/')}/{architecture['model_type']}/resolve/main"
    download(f"{base}/config.json", folder / "config.json", progress)
    had = [download(f"{base}/{name}", folder / name, progress, optional=True) for name in _TOKENIZER_FILES]
    if not any(had):
        raise ModelUnusable(f"There is no tokenizer for {architecture['model_type']} at {hub}.")
    try:
        config_class = getattr(transformers, architecture["model_name"]).config_class
        config_class.from_pretrained(folder, num_labels=architecture["num_classes"]).save_pretrained(folder)
    except (AttributeError, KeyError, ValueError, OSError) as error:
        raise ModelUnusable(f"The config of {architecture['model_type']} does not fit the checkpoint.") from error
    shutil.rmtree(target, ignore_errors=True)
    folder.replace(target)


def _write(checkpoint: dict[str, Any], files: ModelFiles) -> None:
    """Save the checkpoint so that it asks for the local folder where it asked the hub."""
    import torch

    checkpoint["config"]["arch"]["args"]["model_type"] = str(files.config)
    part = files.checkpoint.with_name(f"{files.checkpoint.name}.part")
    torch.save(checkpoint, part)
    part.replace(files.checkpoint)


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console)


if __name__ == "__main__":
    sys.exit(main())
