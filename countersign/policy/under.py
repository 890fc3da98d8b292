"""Under which policy, and with which checks, a text is tried out where nothing has to be set up for it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from approval.accounts_file import AccountsFile, parse_accounts
from approval.errors import Misconfigured
from approval.finding import Finding, Severity
from approval.people import Account, Accounts
from approval.policy.document import Policy
from approval.proposal import Parent
from approval.settings import ApprovalSettings
from countersign import sandbox_setup
from countersign.places import here, names_a_workspace
from countersign.policy import found
from countersign.policy.settings import check_settings
from workers.checks.build import build_checks, load_checks
from workers.checks.check import Check, Draft, run_checks
from workers.checks.examples import USUALLY
from workers.checks.toxicity import Toxicity, model_files

# Kinds that ask for what a text that is tried out has not got unless its post's address is given.
ABOUT_THE_POST = frozenset({"parent_required"})
NEEDS_THE_MODEL = "toxicity"


@dataclass(frozen=True, slots=True)
class Trial:
    """A policy to try texts under; `checks` gives those for a text whose post has an address, or has none."""

    policy: Policy
    account: Account | None
    checks: Callable[[bool], Sequence[Check]]

    def findings(
        self, text: str, parent: str = "", author: str = "", link: str = "", at: datetime | None = None
    ) -> tuple[Finding, ...]:
        """What is found in the text. `at` without a zone is a local time of the policy's; None is a working day."""
        moment = at or USUALLY
        account = self.account
        draft = Draft(
            account=account.id if account else "",
            platform=account.platform if account else "square",
            text=text,
            parent=Parent(link, author, parent, pasted=not link) if parent or author or link else None,
            links=account.links if account else frozenset(),
            phones=account.phones if account else frozenset(),
            at=moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.policy.zone)),
        )
        severity = Severity(account.unchecked) if account else Severity.ESCALATE
        return run_checks(self.checks(bool(link)), draft, when_a_check_cannot_run=severity, policy=self.policy)


def open_trial(pack: Path | None, account: str, model: bool | None, beside: Console) -> Trial:
    """A trial under the pack of a folder, else the adopted policy, else the shipped one; says once which it is.

    Without the model its checks are left out and that is said once: a line on each text that something could not run
    would hide what was found. `model` insists on it (Misconfigured where it is not set up) or does without.
    """
    settings = check_settings()
    configured = model_files(settings) is not None
    if model and not configured:
        raise Misconfigured("The toxicity model is not set up: run `make model` and put the lines it prints into .env")
    policy = _policy(pack, beside)
    with_model = configured if model is None else model
    if not with_model:
        why = "as you asked" if model is False else "because it is not set up (make model)"
        beside.print(f"Without the toxicity model, {why}: what only it would find is not shown.")
        policy = without_kinds(policy, {NEEDS_THE_MODEL})

    @cache
    def checks(with_post: bool) -> Sequence[Check]:
        asked = policy if with_post else without_kinds(policy, ABOUT_THE_POST)
        made = build_checks(settings, asked)
        # The house's own, which a rule that names none of its labels leaves in place.
        chosen = tuple(check for check in made if with_model or not isinstance(check, Toxicity))
        load_checks(chosen)
        return chosen

    # What is wrong with the policy is told before the first text is read.
    checks(False)
    return Trial(policy, _account(account), checks)


def without_kinds(policy: Policy, kinds: Collection[str]) -> Policy:
    """The policy without its checks of these kinds."""
    return replace(
        policy,
        rules=tuple(
            replace(rule, checks=tuple(check for check in rule.checks if check.kind not in kinds))
            for rule in policy.rules
        ),
    )


def _policy(pack: Path | None, beside: Console) -> Policy:
    if pack:
        return found.read(pack)[1]
    house = found.house_if_any()
    adopted = house.policy() if house else None
    policy = adopted or found.read(found.shipped())[1]
    which = "the policy in force" if adopted else "the policy that comes with Countersign (none is in force here)"
    beside.print(f"Under {which}: {policy.city}, {policy.name}.", markup=False)
    return policy


def _account(name: str) -> Account | None:
    """The account of that id; left out, the only one that there is, None where there are more or none."""
    accounts = _accounts()
    if name and accounts:
        return accounts.account(name)
    if name:
        raise Misconfigured(f"There is no accounts.toml, so nobody knows the account «{name}».")
    known = list(accounts.accounts.values()) if accounts else []
    return known[0] if len(known) == 1 else None


def _accounts() -> Accounts | None:
    path = ApprovalSettings().accounts
    if path.exists():
        return AccountsFile(path).current()
    # A sandbox that was never started would be set up with these.
    return None if names_a_workspace(here()) else parse_accounts(sandbox_setup.ACCOUNTS)
