"""HTTP mode: signed POSTs to the app's request URL (docs.slack.dev/authentication/verifying-requests-from-slack)."""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

import httpx

from sandbox.delivery.route import Kind, NotDelivered
from sandbox.json_types import JsonObject
from sandbox.settings import Settings

log = logging.getLogger(__name__)

_FORM = "application/x-www-form-urlencoded"


class RequestUrl:
    """Sends the same payloads as Socket Mode: commands as forms, interactions as a form's `payload`, events as JSON."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        # The proxy variables of the machine are not for loopback.
        self._http = httpx.AsyncClient(timeout=settings.ack_seconds, trust_env=False)
        self._verified = False

    def connected(self) -> bool:
        """Whether the last request was answered."""
        return self._verified

    async def verify(self) -> bool:
        """Slack's url_verification handshake: whether the app answered with the challenge."""
        challenge = secrets.token_hex(16)
        body = {"token": "sandbox-verification-token", "challenge": challenge, "type": "url_verification"}
        try:
            answer = await self._post(json.dumps(body), "application/json", {})
        except NotDelivered:
            self._verified = False
            return False
        text = answer.text.strip()
        self._verified = text == challenge or _json(text).get("challenge") == challenge
        log.info("request url asked", extra={"verified": self._verified})
        return self._verified

    async def ask(self, kind: Kind, payload: JsonObject) -> JsonObject:
        """Send once; JSON or text in the answer is the acknowledgement's payload."""
        fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        form = urlencode({name: "" if value is None else str(value) for name, value in fields.items()})
        answer = await self._post(form, _FORM, {})
        if not answer.content:
            return {}
        if answer.headers.get("content-type", "").startswith("application/json"):
            return _json(answer.text)
        return {"text": answer.text}

    async def tell(self, body: JsonObject, attempt: int, reason: str) -> None:
        """Send an event; retries carry their number and reason."""
        headers = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": _reason(reason)} if attempt else {}
        await self._post(json.dumps(body), "application/json", headers)

    async def close(self) -> None:
        """Close the connections kept alive."""
        await self._http.aclose()

    async def _post(self, body: str, content_type: str, headers: dict[str, str]) -> httpx.Response:
        timestamp = str(int(self._clock()))
        signed = {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(self._settings.signing_secret, timestamp, body),
            **headers,
        }
        try:
            answer = await self._http.post(self._settings.request_url, content=body.encode(), headers=signed)
        except httpx.TimeoutException as error:
            raise NotDelivered("operation_timeout", "http_timeout") from error
        except httpx.HTTPError as error:
            self._verified = False
            raise NotDelivered("dispatch_failed", "connection_failed") from error
        self._verified = True
        if answer.status_code != 200:
            word = "http_client_error" if answer.status_code < 500 else "http_service_error"
            raise NotDelivered(word, "http_error", again=answer.headers.get("x-slack-no-retry") != "1")
        return answer


def signature(secret: str, timestamp: str, body: str) -> str:
    """The v0 signature over version, timestamp and body."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def _reason(reason: str) -> str:
    return "http_timeout" if reason == "timeout" else reason


def _json(text: str) -> JsonObject:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
