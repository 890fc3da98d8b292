"""verify.html lets nothing out, whatever somebody plants in it: held against a server that would hear it."""

import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, sync_playwright
from verifying_page import PAGE, VerifyingPage, launch


class Listener(ThreadingHTTPServer):
    """Somebody outside, who would hear if anything left."""

    asked = 0


class _Counting(BaseHTTPRequestHandler):
    """Answers whatever is asked, and counts it."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Listener)
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Not to the tests' output."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener(("127.0.0.1", 0), _Counting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


# Each way out that a script has; what is answered is whether it thinks that it got through.
ATTEMPTS = """async ([url, submit]) => {
    const out = [];
    const put = (name, settings) => document.body.appendChild(Object.assign(document.createElement(name), settings));
    const tried = (what, begin) => new Promise((done) => {
        const yes = () => { out.push(what); done(); };
        setTimeout(done, 1500);
        try { begin(yes, done); } catch (error) { done(); }
    });
    const post = { method: "POST", body: "secret", mode: "no-cors" };
    await tried("fetch", (yes, no) => { fetch(url, post).then(yes, no); });
    await tried("beacon", (yes) => { if (navigator.sendBeacon(url, "secret")) yes(); });
    await tried("image", (yes, no) => { put("img", { onload: yes, onerror: no, src: url }); });
    await tried("script", (yes, no) => { put("script", { onload: yes, onerror: no, src: url }); });
    await tried("frame", (yes, no) => { put("iframe", { onload: yes, onerror: no, src: url }); });
    await tried("style", (yes, no) => { put("link", { onload: yes, onerror: no, rel: "stylesheet", href: url }); });
    await tried("socket", (yes, no) => { new WebSocket(url.replace("http", "ws")).onerror = no; });
    await tried("worker", (yes, no) => {
        const source = `fetch("${url}", { mode: "no-cors" }).then(() => postMessage(1), () => postMessage(0))`;
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        worker.onmessage = ({ data }) => { if (data) yes(); else no(); };
        worker.onerror = no;
    });
    await tried("planted", (yes, no) => {
        put("script", { textContent: "globalThis.planted = true" });
        if (globalThis.planted) yes(); else no();
    });
    await tried("form", () => { if (submit) put("form", { action: url, method: "post" }).submit(); });
    return out;
}"""


def test_nothing_that_is_planted_in_the_page_gets_out(browser: Browser, listener: Listener) -> None:
    url = f"http://127.0.0.1:{listener.server_port}/"
    context = browser.new_context()
    # Elsewhere the same attempts get out: so it is the page's own policy that stops them.
    free = context.new_page()
    free.goto(url)
    out = free.evaluate(ATTEMPTS, [url, False])
    assert {"fetch", "beacon", "script", "frame", "style", "worker", "planted"} <= set(out)
    assert listener.asked >= 7
    listener.asked = 0
    verifying = VerifyingPage(context.new_page())
    out = verifying.page.evaluate(ATTEMPTS, [url, True])
    # A beacon and a frame may say that they went out, and did not: what counts is what was heard.
    assert set(out) <= {"beacon", "frame"}
    assert listener.asked == 0
    assert verifying.page.url == PAGE.as_uri()
    assert len(verifying.wrong) >= 7, "each attempt is a complaint of the browser's"
    context.close()


def test_the_page_allows_itself_its_own_scripts_and_nothing_else() -> None:
    text = PAGE.read_text(encoding="utf-8")
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    parts = [
        *re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL),
        *re.findall(r"<style>(.*?)</style>", text, re.DOTALL),
    ]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in parts]
    assert len(hashes) == 3
    assert policy == (
        f"default-src 'none'; script-src {hashes[0]} {hashes[1]}; style-src {hashes[2]}; worker-src blob:; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )
    assert re.findall(r"""(?:src|href|action)=["']?[^ >]*""", text) == []
