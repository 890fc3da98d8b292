"""Files: who may read them, and how the app gets its own into a conversation."""

import httpx
from link_client import LinkClient
from sandbox_server import RunningSandbox
from shapes_for_tests import modal, plain
from slack_sdk import WebClient
from test_sandbox_web_api import refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32
PICTURES = {
    "type": "input",
    "block_id": "media",
    "label": plain("Pictures"),
    "optional": True,
    "element": {"type": "file_input", "action_id": "files", "filetypes": ["png"], "max_files": 2},
}


def get(url: str, token: str | None = None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.get(url, headers=headers, trust_env=False, follow_redirects=True)


def test_a_file_in_a_form_is_handed_to_the_app(sandbox: RunningSandbox, link: LinkClient, client: WebClient) -> None:
    id = sandbox.upload("U0NADIA", "map.png", PNG)
    assert refusal(client.files_info, file=id).response["error"] == "file_not_found"
    sandbox.command("U0NADIA", "C0DESK", "/reply")
    trigger = link.next("slash_commands")["payload"]["trigger_id"]
    view = client.views_open(trigger_id=trigger, view=modal(PICTURES))["view"]
    assert sandbox.submit("U0NADIA", view["id"], {"media": {"files": [id]}}) == {"response_action": "close"}
    value = link.next("interactive")["payload"]["view"]["state"]["values"]["media"]["files"]
    assert value["type"] == "file_input"
    (file,) = value["files"]
    assert (file["id"], file["name"], file["mimetype"], file["size"]) == (id, "map.png", "image/png", len(PNG))
    assert get(file["url_private_download"], sandbox.settings.bot_token).content == PNG
    assert client.files_info(file=id)["file"]["name"] == "map.png"


def test_a_private_url_without_the_token_is_a_sign_in_page(sandbox: RunningSandbox, client: WebClient) -> None:
    client.files_upload_v2(filename="a.txt", content="secret", channel="C0DESK")
    url = client.conversations_history(channel="C0DESK")["messages"][0]["files"][0]["url_private"]
    assert get(url, sandbox.settings.bot_token).text == "secret"
    for token in (None, "xoxb-wrong"):
        answer = get(url, token)
        assert "secret" not in answer.text
        assert answer.headers["content-type"].startswith("text/html")


def test_a_form_takes_the_kinds_and_number_of_files_that_it_says(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    sandbox.command("U0NADIA", "C0DESK", "/reply")
    trigger = link.next("slash_commands")["payload"]["trigger_id"]
    view = client.views_open(trigger_id=trigger, view=modal(PICTURES))["view"]
    pictures = [sandbox.upload("U0NADIA", f"{n}.png", PNG) for n in range(3)]
    text = sandbox.upload("U0NADIA", "a.txt", b"x", "text/plain")
    for files in (pictures, [text]):
        assert sandbox.submit("U0NADIA", view["id"], {"media": {"files": files}})["response_action"] == "errors"
    theirs = sandbox.upload("U0RUTH", "b.png", PNG)
    assert sandbox.submit("U0NADIA", view["id"], {"media": {"files": [theirs]}})["error"] == "file_not_found"


def test_a_picture_in_a_message_is_seen_by_whoever_reads_the_message(
    sandbox: RunningSandbox, link: LinkClient, client: WebClient
) -> None:
    id = sandbox.upload("U0NADIA", "map.png", PNG)
    picture = {"type": "image", "slack_file": {"id": id}, "alt_text": "A map"}
    assert refusal(client.chat_postMessage, channel="C0DESK", text="x", blocks=[picture]).response["errors"] == [
        "invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    sandbox.command("U0NADIA", "C0DESK", "/reply")
    trigger = link.next("slash_commands")["payload"]["trigger_id"]
    view = client.views_open(trigger_id=trigger, view=modal(PICTURES))["view"]
    sandbox.submit("U0NADIA", view["id"], {"media": {"files": [id]}})
    address = f"{sandbox.url}/page/files/{id}?as="
    assert get(address + "U0RUTH").status_code == 404
    client.chat_postMessage(channel="C0DESK", text="x", blocks=[picture])
    assert get(address + "U0RUTH").content == PNG
    assert get(address + "U0OWEN").status_code == 404


def test_slack_shows_no_webp_in_blocks(sandbox: RunningSandbox, client: WebClient) -> None:
    client.files_upload_v2(filename="map.webp", content=b"RIFF0000WEBP", channel="C0DESK")
    (file,) = sandbox.messages("U0RUTH", "C0DESK")[0]["files"]
    picture = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "A map"}
    assert refusal(client.chat_postMessage, channel="C0DESK", text="x", blocks=[picture]).response["error"] == (
        "invalid_blocks"
    )


def test_the_app_uploads_into_a_direct_message_that_only_its_person_reads(
    sandbox: RunningSandbox, client: WebClient
) -> None:
    channel = client.conversations_open(users="U0IRIS")["channel"]["id"]
    client.files_upload_v2(filename="record.csv", content="a,b", channel=channel, initial_comment="The record")
    (message,) = sandbox.direct_messages("U0IRIS")
    assert message["text"] == "The record"
    (file,) = message["files"]
    assert file["name"] == "record.csv"
    assert get(f"{sandbox.url}{file['url']}?as=U0IRIS").content == b"a,b"
    assert get(f"{sandbox.url}{file['url']}?as=U0RUTH").status_code == 404


def test_the_app_uploads_into_a_thread(sandbox: RunningSandbox, client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0OVERSEE", text="export")["ts"]
    client.files_upload_v2(filename="record.jsonl", content="{}", channel="C0OVERSEE", thread_ts=parent)
    assert [each["files"][0]["name"] for each in sandbox.messages("U0IRIS", "C0OVERSEE", parent)[1:]] == [
        "record.jsonl"
    ]


def test_an_upload_needs_its_promised_length_and_a_channel_with_the_bot(
    sandbox: RunningSandbox, client: WebClient
) -> None:
    sandbox.probe("channel", id="C0PARKS", name="parks", is_private=False, members=["U0OWEN"])
    answer = client.files_getUploadURLExternal(filename="a.txt", length=5)
    assert httpx.post(answer["upload_url"], content=b"123", trust_env=False).status_code == 400
    assert httpx.post(answer["upload_url"], content=b"12345", trust_env=False).status_code == 200
    file = [{"id": answer["file_id"], "title": "A"}]
    elsewhere = refusal(client.files_completeUploadExternal, files=file, channel_id="C0PARKS").response
    assert elsewhere["error"] == "not_in_channel"
    assert client.files_completeUploadExternal(files=file, channel_id="C0DESK")["files"][0]["title"] == "A"


def test_a_file_name_is_never_a_path(sandbox: RunningSandbox, client: WebClient) -> None:
    client.files_upload_v2(filename="../../etc/passwd", content="x", channel="C0DESK")
    assert sandbox.messages("U0RUTH", "C0DESK")[0]["files"][0]["name"] == "passwd"
