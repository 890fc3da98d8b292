"""Looks at everything, in the order in which a person would mend it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from approval.bootstrap import utc_now
from countersign.doctor import database, duties, files, machine, model, policy, queue, record, slack
from countersign.doctor.finding import Finding, not_needed, wrong
from countersign.places import Place


def examine(place: Place, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Every finding, as it is made. `environment` is what the processes of that place would be started from."""
    yield from machine.examine(place.root)
    yield from files.examine_env(place, environment)
    if not environment:
        yield wrong("the sandbox has never been started here", "run: make run")
        return
    accounts, findings = files.read_accounts(_path(place, environment["COUNTERSIGN_ACCOUNTS"]))
    yield from findings
    yield from files.examine_keys(_path(place, environment["COUNTERSIGN_PUBLISH_ENV"]), accounts)
    yield from database.examine(environment["COUNTERSIGN_DATABASE_URL"])
    yield from record.examine(environment, place.root, utc_now())
    yield from queue.examine(environment.get("COUNTERSIGN_REDIS_URL", ""), own="COUNTERSIGN_REDIS_DIR" in environment)
    yield from model.examine(environment, accounts)
    workspace = slack.Workspace()
    yield from slack.examine_tokens(environment, place.root / "bot" / "manifest.yaml", workspace)
    if accounts is None or not workspace.reachable:
        yield from policy.examine(environment, place.root / "policies", accounts, {})
        yield not_needed(
            "channels, groups and people: they are asked for once accounts.toml and the bot token are right"
        )
        return
    asked = slack.client(environment["SLACK_BOT_TOKEN"], environment.get("SLACK_API_URL", "https://slack.com/api/"))
    yield from slack.examine_places(asked, accounts, workspace)
    yield from duties.examine(accounts, workspace.members)
    yield from policy.examine(environment, place.root / "policies", accounts, workspace.members)


def _path(place: Place, named: str) -> Path:
    """A path of the settings, which processes read from the checkout."""
    return place.root / named
