"""What people do to a reply, one method each: all of it under one name.

Each method is one transaction. It returns the proposal as it is then, or raises the Refusal that was also logged.
`key` names a form or an event, so that what Slack delivers twice happens once. Group memberships come in with the
Actor: the caller asked Slack before, since no network call may happen in here.
"""

from approval.accepting import Accepting
from approval.auditing import Auditing
from approval.confirming import Confirming
from approval.disputing import Disputing
from approval.proposing import Proposing
from approval.reviewing import Reviewing
from approval.trying import Trying
from approval.turning_back import TurningBack


class Workflow(Accepting, Proposing, Reviewing, Disputing, Confirming, Auditing, Trying, TurningBack):
    """The acts of people. (What workers and the clock do is in `approval.checking` and `approval.release`.)"""
