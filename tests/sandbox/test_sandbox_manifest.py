"""What the app declared decides what it may do and what it hears."""

from pathlib import Path

from link_client import LinkClient
from sandbox_server import RunningSandbox

from sandbox.manifest import BUILT_IN, read_manifest

ROOT = Path(__file__).parents[2]


def test_the_built_in_manifest_is_the_bots_own() -> None:
    assert read_manifest(ROOT / "bot" / "manifest.yaml") == BUILT_IN


def test_an_event_that_is_not_subscribed_to_is_not_sent(tmp_path: Path) -> None:
    with RunningSandbox(tmp_path) as sandbox, LinkClient(sandbox) as link:
        ts = sandbox.say("U0NADIA", "C0DESK", "hello")["ts"]
        sandbox.react("U0RUTH", "C0DESK", ts, "eyes")
        assert link.next("events_api")["payload"]["event"]["type"] == "reaction_added"


def test_a_command_that_asks_for_it_gets_addresses_in_brackets(sandbox: RunningSandbox, link: LinkClient) -> None:
    sandbox.command("U0NADIA", "C0DESK", "/mention", "see http://127.0.0.1/a now")
    assert link.next("slash_commands")["payload"]["text"] == "see <http://127.0.0.1/a> now"


def test_a_global_shortcut_needs_no_message(sandbox: RunningSandbox, link: LinkClient) -> None:
    assert sandbox.shortcut("U0NADIA", "anywhere") == {"ok": True}
    payload = link.next("interactive")["payload"]
    assert (payload["type"], payload["callback_id"], "channel" in payload) == ("shortcut", "anywhere", False)
