"""The set-up runs under any python3 before anything is installed, does each step once, and says why one failed."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "set_up.py"


@pytest.fixture(scope="module")
def set_up() -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["set_up"] = module
    spec.loader.exec_module(module)
    return module


def counting(set_up, made_from):
    """A step that writes a line into `count` each time it is done."""
    return set_up.Step("count", "Counting", "1 s", [["sh", "-c", "echo x >> count"]], made_from)


def test_a_step_is_done_once_and_again_when_what_it_is_made_from_changes(set_up, tmp_path: Path) -> None:
    checkout, pins = set_up.Checkout(tmp_path), tmp_path / "constraints.txt"
    pins.write_text("rq==3.0.0")
    set_up.run(counting(set_up, [pins]), checkout)
    set_up.run(counting(set_up, [pins]), checkout)
    assert (tmp_path / "count").read_text() == "x\n"
    pins.write_text("rq==3.0.1")
    set_up.run(counting(set_up, [pins]), checkout)
    assert (tmp_path / "count").read_text() == "x\nx\n"


def test_a_checkout_that_was_moved_is_set_up_anew(set_up, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    step = counting(set_up, [])
    set_up.run(step, set_up.Checkout(here))
    here.rename(there)
    assert not set_up.Checkout(there).is_done(step)


def test_a_step_that_failed_shows_its_last_words_and_is_done_again(set_up, tmp_path: Path) -> None:
    checkout = set_up.Checkout(tmp_path)
    step = set_up.Step("fails", "Failing", "1 s", [["sh", "-c", "echo No space left on device; exit 3"]], [])
    with pytest.raises(set_up.SetUpFailed) as failed:
        set_up.run(step, checkout)
    assert "No space left on device" in str(failed.value)
    assert "The disk is full" in str(failed.value)
    assert str(checkout.log(step)) in str(failed.value)
    assert not checkout.is_done(step)


def test_torch_comes_first_and_by_itself(set_up) -> None:
    checkout = set_up.Checkout(SCRIPT.parents[1])
    steps = {step.name: step for step in set_up.venv_steps(checkout, "python3", "https://index.example/cpu")}
    assert list(steps) == ["venv", "torch", "packages"]
    (torch,) = steps["torch"].commands
    assert torch[-3:] == ["--index-url", "https://index.example/cpu", "torch==2.13.0"]
    assert all("index.example" not in word for command in steps["packages"].commands for word in command)
