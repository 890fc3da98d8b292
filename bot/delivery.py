"""Delivers what the bot says: takes tasks from the outbox by a lease, talks to Slack with no transaction open.

A task is in the outbox until what it asks for is committed as done, so whatever happens in between it is taken again.
A task that fails is postponed alone; the others go on.
"""

import _thread
import logging
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from approval.bootstrap import House
from approval.errors import CountersignError
from approval.jobs import DELIVERED_BY_BOT, Job, Task
from bot.cards import Cards
from bot.checkpoints import Checkpoints
from bot.notices import Notices
from bot.reference import Reference
from bot.slack_answers import ADVICE, code, retry_after, without_retries

log = logging.getLogger(__name__)

# How long a task is hidden from others while one process works on it, and so how long a card may be late when that
# process is killed. Longer than a call to Slack may take (bot/slack_answers.py).
LEASE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=10)
AT_ONCE = 20


class Delivery:
    """The bot's postman: `start` gives it a thread of its own, `run_once` does one round for tests."""

    def __init__(self, house: House, client: WebClient, poll_seconds: float = 0.1, policy_url: str = "") -> None:
        self._house = house
        self._poll_seconds = poll_seconds
        slack = without_retries(client)
        reference = Reference(house, policy_url)
        self._cards = Cards(house, slack, reference)
        self._notices = Notices(house, slack, reference)
        self._checkpoints = Checkpoints(house, slack)
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # Until when Slack wants to be left alone about a task, also when it is asked for anew meanwhile.
        self._held: dict[str, datetime] = {}

    def start(self) -> None:
        """Begin to deliver, in the background."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the task at hand and stop."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wake(self) -> None:
        """There may be something to deliver now: do not wait for the next look."""
        self._awake.set()

    def run_once(self) -> int:
        """Try each task that is due once; answers how many were due."""
        with self._house.store.read() as reading:
            tasks = reading.tasks(DELIVERED_BY_BOT, self._house.store.now(), limit=AT_ONCE)
        for task in tasks:
            self._deliver(task)
        return len(tasks)

    def _run(self) -> None:
        finished = False
        try:
            while not self._stopping.is_set():
                self._awake.clear()
                if not self._round():
                    self._awake.wait(self._poll_seconds)
            finished = True
        finally:
            # A bot that takes clicks and shows no cards must not look alive: end it, so that it is started again.
            if not finished:
                log.critical("delivery stopped by an error; the bot ends")
                _thread.interrupt_main()

    def _round(self) -> int:
        try:
            return self.run_once()
        except OperationalError:
            log.exception("the database did not answer; delivery goes on when it does")
            time.sleep(1)
            return 0

    def _deliver(self, task: Task) -> None:
        now = self._house.store.now()
        held = self._held.get(task.key, now)
        if held > now:
            self._postpone(task, held, counted=False)
            return
        self._held.pop(task.key, None)
        # Each attempt that ends in nothing, a killed process included, makes the next one wait longer.
        until = now + min(LEASE * 2 ** min(task.attempt, 10), LONGEST_PAUSE)
        if not self._postpone(task, until):
            return
        taken = replace(task, attempt=task.attempt + 1, due_at=until)
        try:
            self._carrier(task.job).deliver(task)
        except SlackApiError as error:
            self._refused(taken, error)
        except (OSError, HTTPException) as error:
            # Whether Slack took it is unknown; the next attempt looks before it posts.
            log.warning("no answer from slack", extra={"proposal": task.proposal_id, "kind": type(error).__name__})
            # A call that took too long may still arrive at Slack: by then it must have.
            late = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
            self._postpone(taken, self._house.store.now() + max(_pause(task), LEASE if late else timedelta(0)))
        except CountersignError as error:
            log.error("cannot be delivered: %s", error, extra={"proposal": task.proposal_id})
            self._postpone(taken, self._house.store.now() + _pause(task))

    def _carrier(self, job: Job) -> Cards | Notices | Checkpoints:
        match job:
            case Job.CARD:
                return self._cards
            case Job.CHECKPOINT:
                return self._checkpoints
            case _:
                return self._notices

    def _refused(self, task: Task, error: SlackApiError) -> None:
        now = self._house.store.now()
        seconds = retry_after(error)
        if seconds is not None:
            # One message a second is what Slack takes in a channel: who waits with others waits behind them.
            queued = sum(until > now for until in self._held.values())
            self._held[task.key] = now + timedelta(seconds=seconds + queued)
            self._postpone(task, self._held[task.key])
            log.info("slack asks to wait", extra={"proposal": task.proposal_id, "seconds": seconds})
            return
        why = code(error) or "no_answer_of_slack"
        advice = ADVICE.get(why, "Slack's page on the method says what it means.")
        log.error("slack refused a %s: %s. %s", task.job.value, why, advice, extra={"proposal": task.proposal_id})
        self._postpone(task, now + _pause(task))
        if task.job is Job.CARD and why in ADVICE:
            self._report(task, why, advice)

    def _report(self, task: Task, why: str, advice: str) -> None:
        """That reviewers cannot see a reply goes into the log and to its author, once a revision and cause."""
        with self._house.store.begin() as tx:
            proposal = tx.proposal(task.proposal_id)
            key = f"undelivered:{proposal.id}:{proposal.current}:{why}"
            if tx.seen(key) is not None:
                return
            tx.remember(key, proposal.id)
            self._house.workflow.log_step(tx, "card.undelivered", proposal, {"code": why})
            self._house.workflow.tell(tx, proposal, "undelivered", {"reason": f"{why}: {advice}"})

    def _postpone(self, task: Task, until: datetime, *, counted: bool = True) -> bool:
        with self._house.store.begin() as tx:
            return tx.postpone(task, until, counted)


def _pause(task: Task) -> timedelta:
    """Two seconds after the first failure, twice as long after each further one."""
    return min(timedelta(seconds=2 * 2 ** min(task.attempt, 10)), LONGEST_PAUSE)
