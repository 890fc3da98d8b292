"""`python -m sandbox`: serve on loopback, print one line with the address once it listens."""

import argparse
import asyncio
import logging
from pathlib import Path

import uvicorn

from sandbox.app import create_app, world_of
from sandbox.settings import Settings

_STANDARD = set(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime", "taskName"}


class IdFormatter(logging.Formatter):
    """One line an event: its words, then its ids as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        ids = "".join(f" {key}={value}" for key, value in extra.items() if value is not None)
        return super().format(record) + ids


class _Announcing(uvicorn.Server):
    """Says where it listens, and lets go of the page's endless streams when it stops."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # Passed through.
        await super().startup(sockets)  # type: ignore[arg-type]  # As uvicorn gives them.
        if self.started:
            print(f"The sandbox is at {self._address}", flush=True)  # noqa: T201  # The one line that it promises to print.

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # Passed through.
        world_of(self.config.app).stream.close()  # type: ignore[arg-type]  # The application from create_app.
        await super().shutdown(sockets)  # type: ignore[arg-type]  # As uvicorn gives them.


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, help="where to listen on 127.0.0.1 (SANDBOX_PORT, 8765)")
    parser.add_argument("--state", type=Path, help="folder of the one file of state (SANDBOX_STATE, var/sandbox)")
    given = {key: value for key, value in vars(parser.parse_args()).items() if value is not None}
    settings = Settings(**given)
    handler = logging.StreamHandler()
    handler.setFormatter(IdFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)
    config = uvicorn.Config(
        create_app(settings),
        host="127.0.0.1",
        port=settings.port,
        log_level="warning",
        access_log=False,
        log_config=None,
    )
    asyncio.run(_Announcing(config, settings.base_url).serve())


if __name__ == "__main__":
    main()
