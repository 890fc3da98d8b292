"""What the sandbox needs besides Slack's and the square's pretences: secrets, roles, and the pretend account's key."""

import json
from pathlib import Path

from countersign.kept import Kept
from countersign.places import Place, write_secret

PAGE_PORT = 8765
REDIS_PORT = 6390
ACCOUNT = "police"

ACCOUNTS = """\
# Who may propose, review and audit in the sandbox. Countersign reads this file again whenever it changes:
# try taking somebody out. For your own workspace start from accounts.example.toml.

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


def prepare(place: Place) -> dict[str, str]:
    """Make what is missing in the sandbox's folder; the environment that all its processes' needs are chosen from."""
    kept = Kept(place.kept, "Made by `countersign run`. Nothing here opens anything but this machine's sandbox.")
    port = kept.port("SANDBOX_PORT", PAGE_PORT)
    square_key = kept.secret("SANDBOX_SQUARE_KEY")
    bot_token = kept.secret("SANDBOX_BOT_TOKEN", "xoxb-")
    app_token = kept.secret("SANDBOX_APP_TOKEN", "xapp-1-A0COUNTER-")
    signing_secret = kept.secret("SANDBOX_SIGNING_SECRET")
    _once(place.accounts, ACCOUNTS)
    write_secret(place.publish_env, f"COUNTERSIGN_ACCOUNT_KEYS='{json.dumps({ACCOUNT: square_key})}'\n")
    page = f"http://127.0.0.1:{port}"
    return {
        **own_redis(place, kept),
        "SANDBOX_PORT": str(port),
        "SANDBOX_STATE": str(place.folder / "workspace"),
        "SANDBOX_MANIFEST": str(place.root / "bot" / "manifest.yaml"),
        "SANDBOX_BOT_TOKEN": bot_token,
        "SANDBOX_APP_TOKEN": app_token,
        "SANDBOX_SIGNING_SECRET": signing_secret,
        "SANDBOX_SQUARE_KEY": square_key,
        "COUNTERSIGN_DATABASE_URL": place.database_url,
        "COUNTERSIGN_ACCOUNTS": str(place.accounts),
        "COUNTERSIGN_SQUARE_URL": f"{page}/square",
        "COUNTERSIGN_PUBLISH_ENV": str(place.publish_env),
        "COUNTERSIGN_BOT_MODE": "socket",
        "SLACK_API_URL": f"{page}/slack/api/",
        "SLACK_BOT_TOKEN": bot_token,
        "SLACK_APP_TOKEN": app_token,
        "SLACK_SIGNING_SECRET": signing_secret,
    }


def own_redis(place: Place, kept: Kept) -> dict[str, str]:
    """Address and folder of the queue that comes with Countersign, with a random password."""
    password = kept.secret("COUNTERSIGN_REDIS_PASSWORD")
    port = kept.port("COUNTERSIGN_REDIS_PORT", REDIS_PORT)
    return {
        "COUNTERSIGN_REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0",
        "COUNTERSIGN_REDIS_DIR": str(place.folder / "redis"),
    }


def _once(path: Path, text: str) -> None:
    if not path.exists():
        write_secret(path, text)
