"""The witness as a web application: one address for logs, and one page for the person who keeps it."""

import asyncio
import logging
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from signing.witness import MOST_REQUEST_BYTES, NotCosigned, Witness
from signing.witness_page import POLICY, page

# How long a log may take to say what it wants.
PATIENCE_SECONDS = 10.0

log = logging.getLogger(__name__)


def create_app(witness: Witness, patience: float = PATIENCE_SECONDS) -> Starlette:
    """The application; `patience` is in seconds, for a whole request."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            body = await _body(request, patience)
            lines = await run_in_threadpool(witness.add_checkpoint, body)
        except NotCosigned as no:
            log.info("not cosigned: %d", no.status)
            # As a header: of a media type that begins with text/ Starlette makes another one, with a charset.
            return Response(no.words, no.status, {"content-type": no.content_type})
        except OSError as error:
            # Not kept is not cosigned: the log gets nothing that could be forgotten.
            log.error("not kept: %s", error)
            return PlainTextResponse(
                "This witness cannot write what it would cosign. Its keeper should look at its disk.\n",
                HTTPStatus.INTERNAL_SERVER_ERROR,
            )
        return PlainTextResponse(lines)

    async def show(request: Request) -> Response:
        headers = {"content-security-policy": POLICY, "cache-control": "no-store"}
        return HTMLResponse(page(witness, str(request.base_url).rstrip("/")), headers=headers)

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/", show)])


async def _body(request: Request, patience: float) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for part in request.stream():
                body += part
                if len(body) > MOST_REQUEST_BYTES:
                    raise NotCosigned(
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"No request has more than {MOST_REQUEST_BYTES:,} bytes.\n"
                    )
    except TimeoutError:
        raise NotCosigned(HTTPStatus.REQUEST_TIMEOUT, "The request did not come to its end in time.\n") from None
    except ClientDisconnect:
        raise NotCosigned(HTTPStatus.BAD_REQUEST, "The request broke off.\n") from None
    return bytes(body)
