"""The policy: one in force, the one in the folder, on the page, and accepted by those who propose."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from approval import migrate
from approval.accepting import has_accepted
from approval.bootstrap import utc_now
from approval.errors import Misconfigured, PolicyInvalid
from approval.people import Accounts, Role
from approval.policies import Policies
from approval.policy.document import Policy
from approval.policy.pack import read_pack
from approval.reading import Reading
from approval.store import Store, open_engine
from countersign.doctor.finding import Finding, not_needed, ok, wrong
from countersign.policy import found

ADOPT = "countersign policy adopt FOLDER --by NAME"


def examine(
    environment: Mapping[str, str],
    packs: Path,
    accounts: Accounts | None,
    members: Mapping[str, frozenset[str] | None],
) -> Iterator[Finding]:
    """What is in force, against the folders in `packs`; `members` are the Slack ids in each user group, if known."""
    url = environment["COUNTERSIGN_DATABASE_URL"]
    if found.has_database(url):
        try:
            yield from _in_force(url, packs, accounts, members)
        except (Misconfigured, SQLAlchemyError):
            # What is the matter with the database is told where it is looked at.
            yield not_needed("the policy: it is asked for once the database is right")
    else:
        yield not_needed("the policy: it is asked for once the database is there")
    yield _published(environment.get("COUNTERSIGN_POLICY_URL", ""))


def _in_force(
    url: str, packs: Path, accounts: Accounts | None, members: Mapping[str, frozenset[str] | None]
) -> Iterator[Finding]:
    engine = open_engine(url)
    migrate.check(engine)
    with Store(engine, utc_now).read() as reading:
        policy = Policies().in_force(reading)
        if policy:
            yield ok(f"in force is the policy of {policy.city}, {policy.name}")
            yield _folder(policy, packs)
            yield from _accepted(policy, reading, accounts, members)
        else:
            yield wrong("no policy is in force, so nobody can propose a reply", ADOPT)
    engine.dispose()


def _folder(policy: Policy, packs: Path) -> Finding:
    """Whether a folder holds what is in force: people read folders, and think that they read the policy."""
    others = []
    for folder in sorted(path for path in packs.iterdir() if path.is_dir()) if packs.is_dir() else ():
        try:
            if read_pack(folder).digest == policy.digest:
                return ok(f"policies/{folder.name} is what is in force")
        except PolicyInvalid:
            pass
        others.append(f"policies/{folder.name}")
    if not others:
        return not_needed("there is no folder with a policy here to compare with what is in force")
    return not_needed(
        f"what is in force is not what stands in {', '.join(others)}: countersign policy diff adopted FOLDER"
    )


def _accepted(
    policy: Policy, reading: Reading, accounts: Accounts | None, members: Mapping[str, frozenset[str] | None]
) -> Iterator[Finding]:
    if accounts is None:
        return
    proposers = {
        person
        for account in accounts.accounts.values()
        for member in account.roles[Role.PROPOSER]
        for slack_id in ((members.get(member) or ()) if member.startswith("S") else (member,))
        if (person := accounts.person(slack_id))
    }
    done = sum(has_accepted(reading, person, policy.digest) for person in proposers)
    told = f"{done} of {len(proposers)} who may propose have accepted version {policy.version}"
    yield ok(told) if done == len(proposers) else not_needed(f"{told}; the others are asked at their next /reply")


def _published(url: str) -> Finding:
    if url:
        return ok(f"rules on cards link to {url}")
    return wrong(
        "COUNTERSIGN_POLICY_URL is not set: no rule on a card links to where the public reads it",
        "publish the policy (countersign policy publish) and write the page's address into .env",
    )
