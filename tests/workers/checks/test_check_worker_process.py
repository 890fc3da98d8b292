"""The real check worker with a real (tiny) model: loaded once before the fork, used in every child."""

from pathlib import Path

import pytest
from tiny_bert import Tiny
from worker_processes import WholePath

from approval.proposal import State


@pytest.mark.timeout(180)
def test_every_fork_has_the_model_that_was_loaded_before_it(tmp_path: Path, sqlite_template: Path, tiny: Tiny) -> None:
    with WholePath(tmp_path, sqlite_template) as path:
        path.processes.shared |= {
            "DETOXIFY_CHECKPOINT": str(tiny.checkpoint),
            "DETOXIFY_CONFIG": str(tiny.config),
            "DETOXIFY_SHA256": tiny.files.sha256,
        }
        path.processes.start("clock", "check")
        kind = [path.submit(f"Thank you, we will report to the city. {number}") for number in range(3)]
        threat = path.submit("We will kill you.")
        path.wait_for(lambda: all(path.state(proposal) is not State.CHECKING for proposal in [*kind, threat]), 90)
        assert [path.see(proposal).findings for proposal in kind] == [(), (), ()]
        assert [path.see(proposal).required for proposal in kind] == [1, 1, 1]
        assert any(finding.rule.startswith("toxicity") for finding in path.see(threat).findings)
        assert path.state(threat) is not State.APPROVED
        last = path.submit("Thank you.")
        took = path.wait_for(lambda: path.state(last) is State.IN_REVIEW, 60)
        assert took < 8, "a model that is loaded anew for each check takes longer"
        assert path.processes.deaths == 0
