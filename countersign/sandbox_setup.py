"""What the sandbox needs besides Slack's and the square's pretences: secrets, roles, and the pretend account's key."""

import json
import os
from collections.abc import Mapping

from dotenv import dotenv_values

from approval.record.note import Kind, new_signer, parse_signer
from countersign.kept import Kept
from countersign.places import Place, here, names_a_workspace, write_secret
from countersign.record.keys import keep

PAGE_PORT = 8765
REDIS_PORT = 6390
ACCOUNT = "police"
LOG = "mesaverdesprings.example/log"

ACCOUNTS = """\
# Who may propose, review and audit in the sandbox. Countersign reads this file again whenever it changes:
# try taking somebody out. For your own workspace start from accounts.example.toml.

oversight = "C0OVERSEE"                # the channel #oversight, where the log's checkpoints are shown

[people.nadia]
name = "Nadia Begay"
slack = ["U0NADIA"]

# One man with two Slack accounts: whichever he uses, he counts once and cannot approve what he proposed.
[people.tomas]
name = "Tomás Aragón"
slack = ["U0TOMAS", "U0TOMAS2"]

[people.ruth]
name = "Ruth Okafor"
slack = ["U0RUTH"]

[people.lena]
name = "Lena Whitehorse"
slack = ["U0LENA"]

[people.iris]
name = "Iris Chavez"
slack = ["U0IRIS"]

# Owen Pratt is in the workspace but not here: he may do nothing.

[accounts.police]
name = "Mesa Verde Springs Police"
platform = "square"
handle = "@mesaverdepd"
channel = "C0DESK"
proposers = ["S0COMMS"]                # the user group @comms: Nadia and Tomás
approvers = ["S0APPROVE", "U0LENA"]    # the user group @reply-approvers, and Lena whether she is in it or not
auditors = ["U0IRIS"]
required_approvals = 1
expires_after = "4h"
links = ["mesaverdesprings.example"]   # the city's own pages, which replies may link to
phones = ["+1 505 555 0142"]           # the desk's published number
# The sandbox comes without the model of the toxicity check (make model fetches it). For a real account leave the
# default, "escalate": a check that could not run then asks for one approver more.
when_a_check_cannot_run = "warn"
"""


TRUST = """\
# Whose signatures on a checkpoint of the log count (c2sp.org/tlog-policy). The sandbox's log is watched by no witness:
# start one (countersign record witness), add the line that it prints, and make it the quorum.
"""


def prepare(place: Place) -> dict[str, str]:
    """Make what is missing in the sandbox's folder, on ports that are free now; the environment of its processes."""
    kept = _kept(place)
    kept.port("SANDBOX_PORT", PAGE_PORT)
    kept.secret("SANDBOX_BOT_TOKEN", "xoxb-")
    kept.secret("SANDBOX_APP_TOKEN", "xapp-1-A0COUNTER-")
    kept.secret("SANDBOX_SIGNING_SECRET")
    square_key = kept.secret("SANDBOX_SQUARE_KEY")
    choose_redis(kept)
    if not place.accounts.exists():
        write_secret(place.accounts, ACCOUNTS)
    write_secret(place.publish_env, f"COUNTERSIGN_ACCOUNT_KEYS='{json.dumps({ACCOUNT: square_key})}'\n")
    make_log_key(place)
    return environment(place)


def make_log_key(place: Place) -> None:
    """A key for the sandbox's log and the trust policy that believes it, both made once and never replaced."""
    key = place.folder / "signer.key"
    if not key.exists():
        keep(new_signer(LOG, Kind.ED25519), key)
    trust = place.folder / "trust.txt"
    if not trust.exists():
        verifier = parse_signer(key.read_text(encoding="ascii").strip()).verifier
        write_secret(trust, f"{TRUST}log {verifier}\nquorum none\n")


def environment(place: Place) -> dict[str, str]:
    """What all the sandbox's processes' needs are chosen from, as `prepare` left it; empty if it never ran here."""
    kept = _kept(place).values()
    if "SANDBOX_PORT" not in kept:
        return {}
    page = f"http://127.0.0.1:{kept['SANDBOX_PORT']}"
    return {
        **{name: value for name, value in kept.items() if name.startswith("SANDBOX_")},
        **redis_environment(place, kept),
        **model_environment(place),
        "SANDBOX_STATE": str(place.folder / "workspace"),
        "SANDBOX_MANIFEST": str(place.root / "bot" / "manifest.yaml"),
        "COUNTERSIGN_DATABASE_URL": place.database_url,
        "COUNTERSIGN_ACCOUNTS": str(place.accounts),
        "SANDBOX_POLICY": str(place.folder / "policy"),
        "COUNTERSIGN_POLICY_DIR": str(place.folder / "policy"),
        "COUNTERSIGN_POLICY_URL": f"{page}/policy/",
        "COUNTERSIGN_SQUARE_URL": f"{page}/square",
        "COUNTERSIGN_PUBLISH_ENV": str(place.publish_env),
        "COUNTERSIGN_SIGNER_KEY_FILE": str(place.folder / "signer.key"),
        "COUNTERSIGN_TRUST": str(place.folder / "trust.txt"),
        "COUNTERSIGN_SIGNER_HEAD": str(place.folder / "signer" / "head.json"),
        "COUNTERSIGN_BOT_MODE": "socket",
        "SLACK_API_URL": f"{page}/slack/api/",
        "SLACK_BOT_TOKEN": kept["SANDBOX_BOT_TOKEN"],
        "SLACK_APP_TOKEN": kept["SANDBOX_APP_TOKEN"],
        "SLACK_SIGNING_SECRET": kept["SANDBOX_SIGNING_SECRET"],
    }


def lend() -> None:
    """For commands that a person runs in one process: the sandbox's settings, where none name a workspace.

    What is set already stays. Nothing is lent where the sandbox never ran.
    """
    root = here()
    if names_a_workspace(root):
        return
    for name, value in environment(Place(root)).items():
        if name.startswith("COUNTERSIGN_"):
            os.environ.setdefault(name, value)


def choose_redis(kept: Kept) -> None:
    """A password and a free port for the queue that comes with Countersign."""
    kept.secret("COUNTERSIGN_REDIS_PASSWORD")
    kept.port("COUNTERSIGN_REDIS_PORT", REDIS_PORT)


def redis_environment(place: Place, kept: Mapping[str, str]) -> dict[str, str]:
    """Address and folder of that queue; empty if it was never chosen."""
    if "COUNTERSIGN_REDIS_PORT" not in kept:
        return {}
    password, port = kept["COUNTERSIGN_REDIS_PASSWORD"], kept["COUNTERSIGN_REDIS_PORT"]
    return {
        "COUNTERSIGN_REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0",
        "COUNTERSIGN_REDIS_DIR": str(place.folder / "redis"),
    }


def model_environment(place: Place) -> dict[str, str]:
    """The model that .env or the environment names, which the sandbox uses too."""
    given = {**dotenv_values(place.root / ".env", interpolate=False), **os.environ}
    return {name: value for name, value in given.items() if value and name.startswith("DETOXIFY_")}


def _kept(place: Place) -> Kept:
    return Kept(place.kept, "Made by `countersign run`. Nothing here opens anything but this machine's sandbox.")
