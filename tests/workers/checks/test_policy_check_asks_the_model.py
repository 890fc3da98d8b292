"""`countersign policy check` on a machine with the model: the rule that asks it has its examples answered by it."""

from pathlib import Path

import pytest
from policy_commands import policy
from tiny_bert import Tiny

SHIPPED = Path(__file__).resolve().parents[3] / "policies" / "mesa-verde-springs"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The shipped pack's head, and of its rules the last alone: the one that asks the model."""
    behaviour = (SHIPPED / "behaviour.toml").read_text(encoding="utf-8")
    (tmp_path / "behaviour.toml").write_text(behaviour[behaviour.index("[rules.B16]") :], encoding="utf-8")
    (tmp_path / "policy.toml").write_bytes((SHIPPED / "policy.toml").read_bytes())
    return tmp_path


def checked(pack: Path, tiny: Tiny) -> tuple[int, str]:
    files = tiny.files
    done = policy(
        "check",
        pack,
        DETOXIFY_CHECKPOINT=str(files.checkpoint),
        DETOXIFY_CONFIG=str(files.config),
        DETOXIFY_SHA256=files.sha256,
    )
    return done.returncode, " ".join(done.stdout.split()) + done.stderr


def test_the_shipped_rule_of_the_model_holds_where_the_model_hears_what_it_should(pack: Path, tiny: Tiny) -> None:
    code, told = checked(pack, tiny)
    assert "B16 block Nothing that sounds hostile to a second ear 2 of 2 2 of 2" in told
    assert "1 rule, 1 check; 4 examples hold." in told
    assert code == 0


def test_an_example_about_which_the_model_thinks_otherwise_is_told_with_what_it_heard(pack: Path, tiny: Tiny) -> None:
    file = pack / "behaviour.toml"
    file.write_text(file.read_text().replace('"Thank you for telling us. The', '"You are stupid. The'))
    code, told = checked(pack, tiny)
    assert code == 1
    assert "this must pass, and is flagged: «You are stupid. The crew comes on Tuesday.»" in told
    assert "B16 escalate at «You are stupid.»: This reads as" in told
    assert "3 examples hold, 1 does not." in told


def test_without_the_model_its_examples_are_said_to_be_not_asked(pack: Path) -> None:
    told = " ".join(policy("check", pack).stdout.split())
    assert "– – needs a model that is not set up on this machine" in told
    assert "0 examples hold, 4 not asked." in told
