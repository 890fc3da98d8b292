"""One question to another machine: a POST within a deadline, whose answer has an end."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx


class Unanswered(Exception):
    """There is no answer; the message says in a few words why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the kind of content ("" if none is named), and the content."""

    status: int
    content_type: str
    content: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int) -> Answer:
    """Ask once: no second try, no redirect followed.

    `timeout` is for all of it, however slowly the other side drips; `most` is how many bytes an answer may have.
    """
    try:
        # In a thread of its own, for the caller's may have an event loop that runs.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(_post(url, body, headers, timeout, most))).result()
    except TimeoutError:
        raise Unanswered(f"no answer within {timeout:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unanswered(str(error) or type(error).__name__) from None


async def _post(url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int) -> Answer:
    # No proxy stands between two programs of one network that talk without encryption.
    client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=url.startswith("https://"))
    # What comes packed could unpack to more than there is memory.
    plain = {**headers, "accept-encoding": "identity"}
    async with asyncio.timeout(timeout), client, client.stream("POST", url, content=body, headers=plain) as response:
        content = bytearray()
        async for part in response.aiter_raw():
            content += part
            if len(content) > most:
                raise Unanswered(f"an answer of more than {most:,} bytes")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, kind, bytes(content))
