"""What can go wrong, as one tree. `str(error)` can be shown to the person who acted.

Whatever a person tried and could not do is an entry in the log, with the error's `code`; "" where there is nothing to
record (a fault that passes by itself, before anything was decided).

CountersignError
├── Misconfigured        the installation is wrong; an administrator mends it
│   ├── AccountsInvalid  accounts.toml, with file and line
│   └── PolicyInvalid    a policy pack, with file, line, rule and field
├── NotFound             no such proposal or revision
├── InvalidContent       what was typed cannot be a reply; nothing is stored
└── Refusal              a person may not do this now; recorded in the log, each with its `code`
    ├── NotPermitted     who: unknown_person, not_proposer, not_reviewer, not_auditor, account_closed, own_proposal,
    │                    not_author, and what Slack says of an account: bot, guest, other_team (`people.BARRED`)
    ├── AccountGone      what for: accounts.toml does not name this account, or no longer
    ├── StaleRevision    which: the click is about a wording that is no longer the current one
    ├── StaleCheck       by what: it was checked again since, and they saw other findings
    ├── AlreadyReviewed  twice: one review a person and revision
    ├── AlreadyDisputed  twice: one word a person and finding
    ├── Expired          when: too late
    ├── NoPolicy         under what: no policy was adopted, so nobody may speak under one
    ├── PolicyNotAccepted under what: this person has not accepted the policy that is in force
    ├── QuestionsUnanswered how: an approval answers the policy's questions with yes, each
    ├── ReasonMissing    why: this decision needs a written reason
    └── WrongState       what: the moment has passed
"""


class CountersignError(Exception):
    """The root of all errors that Countersign raises on purpose."""

    code = ""


class Misconfigured(CountersignError):
    """The installation is not right; the message says what to mend and where."""

    code = "misconfigured"


class AccountsInvalid(Misconfigured):
    """accounts.toml cannot be used. Until it is mended, nobody may act: a broken list of roles closes the door."""


class PolicyInvalid(Misconfigured):
    """The written policy cannot be used; every line of the message names a file and what to write there."""


class NotFound(CountersignError):
    """There is no such proposal or revision."""

    code = "not_found"


class InvalidContent(CountersignError):
    """What was typed cannot be a reply; `field` names the form's field that the message belongs to."""

    code = "invalid_content"

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


class Refusal(CountersignError):
    """A person may not do this now. The attempt is an entry in the log, with `code` as its reason."""

    code = "refused"


class NotPermitted(Refusal):
    """This person may not do this, whenever they try; `code` says which rule stands in the way."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class AccountGone(Refusal):
    """accounts.toml names no such account, or no longer; nobody has a role for it."""

    code = "unknown_account"


class StaleRevision(Refusal):
    """The decision was about another wording than the current one."""

    code = "stale_revision"


class StaleCheck(Refusal):
    """The act was by the findings of another check than the one that counts now."""

    code = "stale_check"


class AlreadyReviewed(Refusal):
    """One review a person and revision."""

    code = "already_reviewed"


class AlreadyDisputed(Refusal):
    """This person has called this finding wrong before; once is enough."""

    code = "already_disputed"


class Expired(Refusal):
    """The proposal's time is over; it cannot be approved late."""

    code = "expired"


class ReasonMissing(Refusal):
    """This decision needs a written reason; nothing was decided yet."""

    code = "reason_missing"


class WrongState(Refusal):
    """The proposal is past the moment at which this could be done."""

    code = "wrong_state"


class NoPolicy(Refusal):
    """No policy was adopted, so there is none to speak under."""

    code = "no_policy"


class PolicyNotAccepted(Refusal):
    """The policy in force is not the one that this person accepted, or they never accepted any."""

    code = "policy_not_accepted"


class QuestionsUnanswered(Refusal):
    """An approval answers every question of the policy with yes; whoever cannot does not approve."""

    code = "questions_unanswered"
