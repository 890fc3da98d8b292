"""Which process is told what. A secret that a process has no use for is not in its environment."""

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from honcho.environ import parse_procfile

from approval.errors import Misconfigured

SYSTEM = ("PATH", "HOME", "USER", "LANG", "LC_*", "TZ", "TMPDIR", "SSL_CERT_*")
NETWORK = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
HOUSE = ("COUNTERSIGN_DATABASE_URL", "COUNTERSIGN_ACCOUNTS", "COUNTERSIGN_RETENTION", "COUNTERSIGN_TRUST")
QUEUE = ("COUNTERSIGN_REDIS_URL", "COUNTERSIGN_REDIS_DIR")

# Only the publish worker has the accounts' keys, only the signer the log's, only the sandbox the sandbox's secrets.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "redis": QUEUE,
    "clock": (*HOUSE, *QUEUE, "COUNTERSIGN_CLOCK_*"),
    "check": (
        *HOUSE,
        *QUEUE,
        "DETOXIFY_*",
        "COUNTERSIGN_TOXICITY_THRESHOLDS",
        "COUNTERSIGN_ALLOWED_DOMAINS",
        "COUNTERSIGN_PUBLISHED_*",
    ),
    "publish": (
        *HOUSE,
        *QUEUE,
        *NETWORK,
        "COUNTERSIGN_PUBLISH_ENV",
        "COUNTERSIGN_ACCOUNT_KEYS",
        "COUNTERSIGN_SQUARE_URL",
    ),
    "bot": (*HOUSE, *NETWORK, "SLACK_*", "COUNTERSIGN_BOT_*", "COUNTERSIGN_SQUARE_URL", "COUNTERSIGN_POLICY_URL"),
    # Only the signer has the log's key. It asks witnesses over the network, and knows neither Slack nor the queue.
    "signer": ("COUNTERSIGN_DATABASE_URL", "COUNTERSIGN_TRUST", *NETWORK, "COUNTERSIGN_SIGNER_*"),
    "sandbox": ("SANDBOX_*",),
}


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the Procfile: what to start, and the whole environment it gets."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


def processes(procfile: str, environment: Mapping[str, str], without: frozenset[str] = frozenset()) -> list[Process]:
    """The processes of a Procfile's text, in its order, less those in `without`; Misconfigured for an unknown one."""
    made = []
    for name, line in parse_procfile(procfile).processes.items():
        if name in without:
            continue
        if name not in NEEDS:
            raise Misconfigured(
                f"The Procfile has a process «{name}», but countersign/processes.py not what it may know."
            )
        made.append(Process(name, _command(line), _only(environment, (*SYSTEM, *NEEDS[name]))))
    if not made:
        raise Misconfigured("The Procfile names no process.")
    return made


def system_environment() -> dict[str, str]:
    """What any program needs of the environment it is started from, and nothing of ours."""
    return _only(os.environ, SYSTEM)


def _only(environment: Mapping[str, str], patterns: tuple[str, ...]) -> dict[str, str]:
    chosen = {
        name: value for name, value in environment.items() if any(fnmatchcase(name, pattern) for pattern in patterns)
    }
    # A log that comes late is no help after a crash.
    return {**chosen, "PYTHONUNBUFFERED": "1"}


def _command(line: str) -> tuple[str, ...]:
    words = shlex.split(line)
    # The same Python that runs this command line, whatever else is first on the PATH.
    return (sys.executable, *words[1:]) if words[0] in ("python", "python3") else tuple(words)
