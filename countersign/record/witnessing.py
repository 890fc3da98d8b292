"""`countersign record witness`: watches logs on a machine of its own, and cosigns what only grew."""

import asyncio
import logging
import re
import time
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from approval.errors import Misconfigured
from signing.witness import Witness
from signing.witness_app import create_app
from signing.witness_setup import log_keys, witness_key
from signing.witness_state import WitnessState

_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+):(?P<port>[0-9]{1,5})")
# Logs ask once a minute or so: whoever holds more connections open means no good.
MOST_CONNECTIONS = 100


def witness_command(
    logs: Annotated[list[str], typer.Option("--log", help="A log's public key, NAME+ID+KEY; again for more.")],
    key: Annotated[Path, typer.Option(help="The file of this witness's secret key.")],
    state: Annotated[Path, typer.Option(help="The folder in which it remembers what it cosigned.")],
    listen: Annotated[str, typer.Option(help="Where logs reach it.")] = "127.0.0.1:8790",
    name: Annotated[
        str, typer.Option(help="The first time: the name to make a key for, like clerk.city.example/witness.")
    ] = "",
) -> None:
    """Be a witness: confirm each state of a log that extends the one before. Needs nothing else of Countersign.

    The page at its address says what it has confirmed, and which key to publish. Ctrl-C stops it.
    """
    match = _ADDRESS.fullmatch(listen)
    if match is None or int(match["port"]) > 65535:
        raise Misconfigured(f"--listen is an address and a port, like 127.0.0.1:8790, not {listen}.")
    watched = log_keys(logs)
    signer = witness_key(key, state, name)
    memory = WitnessState(state, signer.verifier, watched)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    config = uvicorn.Config(
        create_app(Witness(signer, watched, memory, time.time)),
        host=match["host"].strip("[]"),
        port=int(match["port"]),
        log_level="warning",
        access_log=False,
        log_config=None,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=90,
        timeout_graceful_shutdown=5,
    )
    asyncio.run(_Announcing(config, str(signer.verifier)).serve())


class _Announcing(uvicorn.Server):
    """Says where it listens, and the key to publish."""

    def __init__(self, config: uvicorn.Config, key: str) -> None:
        super().__init__(config)
        self._key = key

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # Passed through.
        await super().startup(sockets)  # type: ignore[arg-type]  # As uvicorn gives them.
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            typer.echo(f"The witness is at http://{self.config.host}:{port}\nThe key to publish: {self._key}")
