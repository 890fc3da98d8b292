import os
import pickle
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tiny_bert import Tiny, write_tiny

from approval.finding import Severity
from approval.proposal import Media
from workers.checks.build import build_checks, load_checks
from workers.checks.check import CheckUnavailable, Draft, run_checks
from workers.checks.detector import Detector, ModelFiles
from workers.checks.settings import CheckSettings, Thresholds
from workers.checks.toxicity import Toxicity, model_files

PLAIN = {"threat": Thresholds(warn=0.5, block=0.8)}
POLITE = "Thank you, we will report the matter to the city."


@pytest.fixture(scope="module")
def toxicity(tiny: Tiny) -> Toxicity:
    check = Toxicity(tiny.files, PLAIN)
    check.load()
    return check


def draft(text: str, **more) -> Draft:
    return Draft("apd", "square", text, **more)


def test_a_polite_reply_has_no_finding(toxicity: Toxicity):
    assert run_checks([toxicity], draft(POLITE)) == ()


def test_an_insult_is_found_in_its_sentence_with_label_and_score(toxicity: Toxicity):
    text = f"{POLITE} You are stupid! {POLITE}"
    findings = {finding.rule: finding for finding in run_checks([toxicity], draft(text))}
    assert set(findings) == {"toxicity.toxicity", "toxicity.insult"}
    insult = findings["toxicity.insult"]
    assert insult.span == "You are stupid!"
    assert text[insult.start : insult.end] == insult.span
    assert "insult" in insult.message
    assert "%" in insult.message
    assert insult.severity is Severity.ESCALATE


def test_a_threat_blocks(toxicity: Toxicity):
    findings = run_checks([toxicity], draft("We will kill you."))
    assert [(finding.rule, finding.severity) for finding in findings] == [("toxicity.threat", Severity.BLOCK)]


@pytest.mark.parametrize("filler", ["we will report the city. ", "we "])
@pytest.mark.parametrize("place", [0, 30, 60])
def test_a_long_text_is_read_to_its_end(toxicity: Toxicity, filler: str, place: int):
    text = filler * place + "stupid stupid stupid stupid. " + filler * (60 - place)
    findings = run_checks([toxicity], draft(text))
    assert findings
    assert all("stupid" in finding.span for finding in findings)


def test_the_description_of_a_picture_is_read_too(toxicity: Toxicity):
    picture = Media("0" * 64, "image/png", "car.png", "You are stupid")
    findings = run_checks([toxicity], draft(POLITE, media=(picture,)))
    assert findings
    assert all((finding.start, finding.end, finding.span) == (0, 0, "") for finding in findings)
    assert "car.png" in findings[0].message


@pytest.mark.parametrize("text", ["警察は何もしなかった。" * 4, "x" * 150])
def test_what_the_model_cannot_read_is_a_finding(toxicity: Toxicity, text: str):
    assert "toxicity.unread" in {finding.rule for finding in run_checks([toxicity], draft(text))}


@pytest.mark.parametrize("text", ["\ud800 stupid", "\x00", "👍" * 40, ".", " . . . " * 700, "\n" * 100 + "a"])
def test_strange_texts_are_scored_without_an_error(toxicity: Toxicity, text: str):
    for finding in run_checks([toxicity], draft(text)):
        assert text[finding.start : finding.end] == finding.span


def test_windows_cover_every_character(toxicity: Toxicity, tiny: Tiny):
    detector = Detector(tiny.files)
    text = "we will report " * 100
    reached = 0
    for start, end in detector.windows(text):
        assert start <= reached
        reached = end
    assert reached == len(text)


def test_no_model_is_a_finding_that_says_how_to_get_one():
    (finding,) = run_checks([Toxicity(None, {})], draft(POLITE))
    assert finding.rule == "check.unavailable"
    assert finding.severity is Severity.ESCALATE
    assert "toxicity" in finding.message
    assert "make model" in finding.mend


def test_in_the_sandbox_a_check_that_cannot_run_only_warns():
    (finding,) = run_checks([Toxicity(None, {})], draft(POLITE), when_a_check_cannot_run=Severity.WARN)
    assert finding.severity is Severity.WARN


class Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_a_checkpoint_with_another_hash_is_not_opened(tiny: Tiny, tmp_path: Path):
    trace = tmp_path / "it-ran"
    checkpoint = tmp_path / "evil.ckpt"
    checkpoint.write_bytes(pickle.dumps({"config": Bomb(trace), "state_dict": {}}))
    with pytest.raises(CheckUnavailable, match="SHA-256"):
        Detector(ModelFiles(checkpoint, tiny.files.sha256, tiny.config))
    assert not trace.exists()


def test_a_checkpoint_without_a_pinned_hash_is_not_opened(tiny: Tiny):
    environment = {"DETOXIFY_CHECKPOINT": str(tiny.checkpoint), "DETOXIFY_CONFIG": str(tiny.config)}
    assert model_files(CheckSettings.model_validate(environment)) is None


@pytest.mark.parametrize("broken", ["checkpoint", "config", "tokenizer", "garbage"])
def test_a_model_that_cannot_be_loaded_is_a_finding(tmp_path: Path, broken: str):
    tiny = write_tiny(tmp_path)
    files = tiny.files
    if broken == "checkpoint":
        tiny.checkpoint.unlink()
    elif broken == "config":
        (tiny.config / "config.json").unlink()
    elif broken == "tokenizer":
        for path in tiny.config.glob("*token*"):
            path.unlink()
        (tiny.config / "vocab.txt").unlink()
    else:
        tiny.checkpoint.write_bytes(b"not a checkpoint")
        files = tiny.files
    check = Toxicity(files, {})
    check.load()
    (finding,) = run_checks([check], draft(POLITE))
    assert finding.rule == "check.unavailable"


def test_a_model_with_another_number_of_labels_is_refused(tmp_path: Path):
    with pytest.raises(CheckUnavailable):
        Detector(write_tiny(tmp_path, labels=2).files)


def test_a_missing_weight_is_refused_and_not_made_up(tmp_path: Path):
    with pytest.raises(CheckUnavailable):
        Detector(write_tiny(tmp_path, drop="classifier.weight").files)


FORKS = """
import multiprocessing, sys
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Draft, run_checks
from workers.checks.settings import CheckSettings
checks = build_checks(CheckSettings())
load_checks(checks)
def child(answers):
    import torch
    rules = {finding.rule for finding in run_checks(checks, Draft("apd", "square", "You are stupid!"))}
    answers.put((torch.get_num_threads(), "toxicity.insult" in rules, "check.unavailable" in rules))
context = multiprocessing.get_context("fork")
answers = context.Queue()
children = [context.Process(target=child, args=(answers,)) for _ in range(3)]
[process.start() for process in children]
print([answers.get(timeout=40) for _ in children])
[process.join(10) for process in children]
print([process.exitcode for process in children])
"""


def environment(tiny: Tiny, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DETOXIFY_CHECKPOINT": str(tiny.checkpoint),
        "DETOXIFY_CONFIG": str(tiny.config),
        "DETOXIFY_SHA256": tiny.files.sha256,
        "HF_HUB_OFFLINE": "",
        "TRANSFORMERS_OFFLINE": "",
        "OMP_NUM_THREADS": "2",
        **more,
    }


def test_a_model_loaded_before_the_fork_answers_in_every_child_on_one_thread(tiny: Tiny):
    done = subprocess.run(
        [sys.executable, "-c", FORKS], env=environment(tiny), capture_output=True, text=True, timeout=100
    )
    assert done.stdout.splitlines() == [str([(1, True, False)] * 3), str([0] * 3)], done.stderr


class Counter(BaseHTTPRequestHandler):
    calls = 0

    def answer(self) -> None:
        type(self).calls += 1
        self.send_error(503)

    do_GET = do_HEAD = do_POST = do_CONNECT = answer

    def log_message(self, *_args: object) -> None:
        pass


@pytest.mark.parametrize("model_type", ["", "bert-base-uncased"])
def test_no_hub_is_ever_asked(tmp_path: Path, model_type: str):
    # A checkpoint that names a model of the hub, as the published one does, cannot be loaded; it must say so at once.
    tiny = write_tiny(tmp_path / "model", model_type=model_type or None)
    server = HTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "HF_ENDPOINT")
    proxies = dict.fromkeys(names, address)
    proxies |= {"NO_PROXY": "", "no_proxy": "", "HF_HOME": str(tmp_path / "home")}
    script = (
        "from workers.checks.build import *; from workers.checks.check import *\n"
        "from workers.checks.settings import CheckSettings\n"
        "checks = build_checks(CheckSettings()); load_checks(checks)\n"
        "print(*{finding.rule for finding in run_checks(checks, Draft('apd', 'square', 'You are stupid!'))})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(tiny, **proxies), capture_output=True, text=True, timeout=60
    )
    server.shutdown()
    assert ("check.unavailable" if model_type else "toxicity.insult") in done.stdout.split(), done.stderr
    assert Counter.calls == 0


def test_the_settings_build_every_check_and_a_missing_model_does_not_stop_the_worker():
    checks = build_checks(CheckSettings.model_validate({"DETOXIFY_CHECKPOINT": None}))
    load_checks(checks)
    findings = run_checks(checks, draft(POLITE))
    assert [finding.rule for finding in findings] == ["check.unavailable"]
