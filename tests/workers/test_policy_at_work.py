"""The running check worker judges by the policy that is in force at that moment, and by no folder."""

from factories import QUIET_PACK
from worker_processes import WholePath

from approval.people import Actor
from approval.policy.pack import Pack
from approval.proposal import State

STRICT = Pack(
    {
        **QUIET_PACK.files,
        "policy.toml": QUIET_PACK.files["policy.toml"].replace('"1.0"', '"2.0"'),
        "content.toml": QUIET_PACK.files["content.toml"].replace('"warn"', '"block"'),
    }
)


def tried(path: WholePath, text: str) -> list[str]:
    """The rules that a draft breaks, other than those of the model, which most tests do without."""
    trial_id = path.house.workflow.try_draft(Actor("U0RUTH"), text, key=path.form())

    def findings() -> list[str] | None:
        with path.house.store.read() as reading:
            trial = reading.trial(trial_id)
        if trial is None or trial.findings is None:
            return None
        return [f"{each.rule} {each.severity}" for each in trial.findings if "toxicity" not in each.message]

    path.wait_for(lambda: findings() is not None)
    return findings() or []


def test_an_adopted_policy_rules_from_the_next_check_on_without_a_restart(path: WholePath) -> None:
    path.processes.start("clock", "check")
    assert tried(path, "Say xyzzy.") == ["C99 warn"]
    open_one = path.submit("Say xyzzy, please.")
    path.wait_for(lambda: path.state(open_one) is State.IN_REVIEW)
    adoption = path.house.adopting.adopt(STRICT, "City Council")
    assert adoption.reopened == (open_one,)
    path.wait_for(lambda: path.state(open_one) is State.BLOCKED)
    assert path.see(open_one).policy == STRICT.digest
    assert tried(path, "Say xyzzy.") == ["C99 block"]


def test_a_draft_has_no_account_but_is_held_to_what_all_of_them_have(path: WholePath) -> None:
    path.processes.start("clock", "check")
    assert tried(path, "Thank you for telling us. A crew comes on Friday.") == []
    assert tried(path, "Long. " * 100) == ["length.over block"]


def test_a_draft_waits_for_the_worker_and_is_told_when_there_is_none(path: WholePath) -> None:
    trial_id = path.house.workflow.try_draft(Actor("U0RUTH"), "Hello.", key=path.form())
    path.house.checking.give_up(trial_id, 3)
    path.processes.start("clock", "check")
    with path.house.store.read() as reading:
        trial = reading.trial(trial_id)
    assert trial is not None
    assert trial.findings is not None
    assert [each.rule for each in trial.findings] == ["check.unavailable"]
