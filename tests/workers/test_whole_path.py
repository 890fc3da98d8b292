"""From the outbox to the square and back, on real processes."""

import signal

from worker_processes import WholePath

from approval.proposal import State

ALL = ("clock", "check", "publish")


def test_a_reply_is_checked_then_released_and_its_link_comes_back(path: WholePath) -> None:
    path.processes.start(*ALL)
    proposal = path.submit("The meeting moved to 5 p.m.")
    path.wait_for(lambda: path.state(proposal) is State.IN_REVIEW)
    path.approve_by_as_many_as_needed(proposal)
    path.wait_for(lambda: path.state(proposal) is State.PUBLISHED)
    (post,) = path.sandbox.square_posts("mesaverdepd")
    assert post["text"] == "The meeting moved to 5 p.m."
    assert path.see(proposal).post_url == post["url"]
    for name in ALL:
        assert path.processes.stop(name, signal.SIGTERM) == 0
    assert "mesaverdepd" not in path.processes.said()
    assert "The meeting" not in path.processes.said()
