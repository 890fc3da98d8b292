"""verify.py: what it says of bundles that are as docs/record.md has them, and what of others."""

import ast
import io
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import bundles
import pytest
from bundles import Files, make, older_checkpoint, put, receipt
from forged_logs import alone
from sample_log import CLERK, LOG_KEY, NEXT_LOG_KEY, PAPER, TRUST, Key, one_reply, post_url, story

from approval.record.verifiers import verify

SCRIPT = Path(verify.__file__)


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    path = tmp_path / "trust-from-elsewhere.txt"
    path.write_bytes(TRUST)
    return path


def run(*arguments: object) -> tuple[int, str]:
    """How it ends, and what it says."""
    said = io.StringIO()
    with redirect_stdout(said):
        code = verify.main([str(each) for each in arguments])
    return code, said.getvalue()


def verified(files: Files, tmp_path: Path, *arguments: object) -> tuple[int, str]:
    return run(put(files, tmp_path / "bundle"), *arguments)


def test_a_bundle_that_is_as_it_should_be_holds_in_all_nine_points(tmp_path: Path, trust: Path) -> None:
    older = tmp_path / "kept.txt"
    older.write_bytes(older_checkpoint(9))
    code, said = verified(make(), tmp_path, "--trust", trust, "--older", older)
    assert code == 0, said
    assert [line[:8] for line in said.splitlines()[:9]] == [f"holds  {n}" for n in range(1, 10)]
    assert "23 entries, 2 replies released, none by one person alone" in said


def test_any_part_of_the_log_holds(tmp_path: Path, trust: Path) -> None:
    count = len(story())
    for first in range(count + 1):
        for last in {first, min(first + 5, count), count}:
            policies = None if any(b"policy" in leaf for leaf in bundles.written(story()).leaves[first:last]) else {}
            folder = put(make(first=first, last=last, policies=policies), tmp_path / f"{first}-{last}")
            code, said = run(folder, "--trust", trust)
            assert code == 0, (first, last, said)


def test_the_log_only_grew_since_any_older_checkpoint(tmp_path: Path, trust: Path) -> None:
    folder = put(make(older=range(1, 24)), tmp_path / "bundle")
    for size in range(1, 24):
        older = tmp_path / f"{size}.txt"
        older.write_bytes(older_checkpoint(size))
        assert run(folder, "--trust", trust, "--older", older)[0] == 0, size
    for size in (0, 30):
        older.write_bytes(older_checkpoint(size, [*story(), *one_reply(23, "p8", "01", ["02"]), *story()]))
        assert run(folder, "--trust", trust, "--older", older)[0] == 1, size
    for signers in ([LOG_KEY], [CLERK], [LOG_KEY, Key("clerk.example/witness", 4, "another")]):
        older.write_bytes(older_checkpoint(9, signers=signers))
        assert "FAILS  8" in run(folder, "--trust", trust, "--older", older)[1]
    older.write_bytes((folder / "checkpoint.txt").read_bytes())
    assert run(folder, "--trust", trust, "--older", older)[0] == 0, "the same one"


@pytest.mark.parametrize("audience", ["council", "hr"])
@pytest.mark.parametrize("accounts", [(), ("police",), ("parks", "police")])
def test_what_is_withheld_is_counted_by_its_reason(
    audience: str, accounts: tuple[str, ...], tmp_path: Path, trust: Path
) -> None:
    code, said = verified(make(audience=audience, accounts=accounts), tmp_path, "--trust", trust)
    assert code == 0, said
    assert ("(names)" in said) == (audience == "council")
    assert ("(account)" in said) == (accounts == ("police",))
    assert "2 (erased)" in said
    assert "1 (NMSA 14-2-1(D))" in said


def test_an_erasure_outside_of_the_bundle_is_said_to_be_unknown(tmp_path: Path, trust: Path) -> None:
    code, said = verified(make(last=22), tmp_path, "--trust", trust)
    assert code == 0, said
    assert "whether entry 22, outside this bundle, says that values of 1 were erased" in said


def test_an_erasure_that_its_entry_does_not_speak_of_does_not_hold(tmp_path: Path, trust: Path) -> None:
    for entries, holds in (("18", True), ("1-3 18 21-22", True), ("17-20", True), ("1 20-22", False), ("", False)):
        items = story()
        items[-1].plain["entries"] = entries
        code, said = verified(make(items), tmp_path, "--trust", trust)
        assert (code == 0) == holds, (entries, said)
        assert ("FAILS  6" in said) == (not holds)


def test_the_citys_own_trust_policy_is_said_to_be_its_own_word(tmp_path: Path) -> None:
    code, said = verified(make(), tmp_path)
    assert code == 0, said
    assert "they are the city's own word" in said
    assert all(key.verifier in said for key in (LOG_KEY, CLERK, PAPER))


def test_another_trust_policy_than_the_citys_is_said_to_be_another(tmp_path: Path, trust: Path) -> None:
    trust.write_bytes(TRUST + b"# as I know it\n")
    code, said = verified(make(), tmp_path, "--trust", trust)
    assert code == 0, said
    assert "is not the trust policy that you gave" in said


def test_while_a_key_is_exchanged_either_is_enough_and_a_wrong_one_is_too_much(tmp_path: Path, trust: Path) -> None:
    trust.write_bytes(TRUST + f"log {NEXT_LOG_KEY.verifier}\n".encode())
    for signers in ([LOG_KEY, CLERK], [NEXT_LOG_KEY, CLERK], [LOG_KEY, NEXT_LOG_KEY, PAPER, CLERK]):
        code, said = verified(make(signers=signers), tmp_path, "--trust", trust)
        assert code == 0, said
    assert verified(make(signers=[LOG_KEY]), tmp_path, "--trust", trust)[0] == 1


def test_a_quorum_is_what_its_groups_say(tmp_path: Path, trust: Path) -> None:
    third = Key("third.example/witness", 4)
    lines = [f"log {LOG_KEY.verifier}"]
    lines += [f"witness {name} {key.verifier}" for name, key in (("a", CLERK), ("b", PAPER), ("c", third))]
    for quorum, signers, holds in (
        (["group g 2 a b c"], [CLERK, third], True),
        (["group g 2 a b c"], [third], False),
        (["group g all a b c"], [CLERK, PAPER], False),
        (["group g all a b c"], [CLERK, PAPER, third], True),
        (["group any2 any a b", "group g all any2 c"], [PAPER, third], True),
        (["group any2 any a b", "group g all any2 c"], [CLERK, PAPER], False),
    ):
        trust.write_text("\n".join([*lines, *quorum, "quorum g", ""]))
        code, said = verified(make(signers=[LOG_KEY, *signers]), tmp_path, "--trust", trust)
        assert (code == 0) == holds, (quorum, said)


@pytest.mark.parametrize("what", list(alone(0)))
def test_whoever_speaks_alone_is_seen_though_all_have_signed(what: str, tmp_path: Path, trust: Path) -> None:
    items = [*story(), *alone(len(story()))[what]]
    code, said = verified(make(items), tmp_path, "--trust", trust)
    assert code == 1
    assert [line[:8] for line in said.splitlines() if line.startswith("FAILS")] == ["FAILS  9"], said


def test_what_was_proposed_before_the_bundle_begins_is_unknown(tmp_path: Path, trust: Path) -> None:
    code, said = verified(make(first=3), tmp_path, "--trust", trust)
    assert code == 0, said
    assert "who approved 1 replies that were proposed before this bundle begins" in said


def test_a_receipt_says_in_words_who_approved_which_post(tmp_path: Path, trust: Path) -> None:
    path = tmp_path / "post.tlog-proof"
    path.write_bytes(receipt(17))
    code, said = run("--receipt", path, "--trust", trust)
    assert code == 0, said
    assert post_url("p2") in said
    assert "written by person 01 and 03, and approved by person 02 and 05, who wrote none of it" in said


def test_a_receipt_of_what_its_author_approved_or_nobody_does_not_hold(tmp_path: Path, trust: Path) -> None:
    path = tmp_path / "post.tlog-proof"
    for authors, approvers in (
        ("PERSON-01", "PERSON-01"), ("PERSON-01,PERSON-02", "PERSON-03,PERSON-02"), ("PERSON-1", "PERSON-02"),
        ("PROPOSER-02", "APPROVER-02"), ("PERSON-01", ""),
    ):  # fmt: skip
        items = story()
        items[17].plain |= {"authors": authors, "approvers": approvers}
        path.write_bytes(receipt(17, items))
        code, said = run("--receipt", path, "--trust", trust)
        assert (code, said[:5]) == (1, "FAILS"), said


def test_a_receipt_that_was_changed_anywhere_does_not_hold(tmp_path: Path, trust: Path) -> None:
    path, data = tmp_path / "post.tlog-proof", receipt(6)
    for at in range(len(data)):
        path.write_bytes(bytes([*data[:at], data[at] ^ 1 << at % 8, *data[at + 1 :]]))
        assert run("--receipt", path, "--trust", trust)[0] == 1, at
    for other in (receipt(6, signers=[LOG_KEY]), data[:-1], data + b"\n", b"", b"\xff" * 90, data * 2):
        path.write_bytes(other)
        assert run("--receipt", path, "--trust", trust)[0] == 1, other


def test_it_runs_by_itself_with_nothing_but_python(tmp_path: Path, trust: Path) -> None:
    folder = put(make(), tmp_path / "bundle")
    command = [sys.executable, "-I", "-S", "-B", str(SCRIPT), str(folder), "--trust", str(trust)]
    held = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)
    assert (held.returncode, held.stderr) == (0, "")
    (folder / "log.csv").write_bytes(b"nothing")
    failed = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)
    assert (failed.returncode, failed.stderr) == (1, "")
    assert "log.csv is not the file that the manifest names" in failed.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", trust.name], "it writes nothing"


def test_an_old_python_can_read_it() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= set(sys.stdlib_module_names)
    assert imported.isdisjoint({"socket", "urllib", "http", "ssl", "subprocess"})


def test_called_wrongly_it_ends_with_2(tmp_path: Path, trust: Path) -> None:
    folder = put(make(), tmp_path / "bundle")
    broken = tmp_path / "broken.txt"
    broken.write_text("log nonsense\n")
    for arguments in (
        [tmp_path / "nowhere"], [trust], [folder, "--trust", tmp_path / "nothing"], [folder, "--trust", broken],
        [folder, "--trust", trust, "--older", tmp_path / "nothing"], ["--receipt", tmp_path / "no", "--trust", trust],
    ):  # fmt: skip
        code, said = run(*arguments)
        assert (code, "Traceback" in said) == (2, False), (arguments, said)
    for arguments in ([], ["--receipt", trust], [folder, "--receipt", trust, "--trust", trust]):
        with pytest.raises(SystemExit) as ended:
            run(*arguments)
        assert ended.value.code == 2


def test_what_is_no_ordinary_file_is_refused_and_not_opened(tmp_path: Path, trust: Path) -> None:
    folder = put(make(), tmp_path / "bundle")
    (folder / "log.csv").rename(tmp_path / "log.csv")
    (folder / "log.csv").symlink_to(tmp_path / "log.csv")
    assert run(folder, "--trust", trust)[0] == 1, "a link"
    (folder / "log.csv").unlink()
    os.mkfifo(folder / "log.csv")
    assert run(folder, "--trust", trust)[0] == 1, "a pipe, which one could wait for without end"
    (folder / "log.csv").unlink()
    (tmp_path / "log.csv").rename(folder / "log.csv")
    assert run(folder, "--trust", trust)[0] == 0
    (folder / "policies").rename(tmp_path / "elsewhere")
    (folder / "policies").symlink_to(tmp_path / "elsewhere")
    assert run(folder, "--trust", trust)[0] == 1, "a link to a folder"


def test_nothing_in_a_bundle_can_write_over_the_screen(tmp_path: Path, trust: Path) -> None:
    folder = put(make(), tmp_path / "bundle")
    (folder / "\x1b[2Jholds\u202e").write_bytes(b"")
    code, said = run(folder, "--trust", trust)
    assert code == 1
    assert all(" " <= letter <= "~" or letter == "\n" for letter in said)
