"""python -m bot: the process that speaks with Slack."""

import logging
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType

import uvicorn
from pydantic import ValidationError
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from approval.bootstrap import House, open_house
from approval.errors import Misconfigured
from approval.settings import ApprovalSettings
from bot import logs
from bot.app import build_app, slack_client
from bot.delivery import Delivery
from bot.gate import Gate, TurnedAway
from bot.settings import BotSettings
from bot.web import build_web

log = logging.getLogger("bot")

WRONG_SETTINGS, CANNOT_START = 2, 1
# How many commands and clicks are worked on at once; the database takes one writer at a time anyway.
AT_ONCE = 20
# Slack (or the sandbox, which starts beside us) may be away for a moment when we start.
SECONDS_TO_WAIT_FOR_SLACK = 30.0


class CannotStart(Exception):
    """One line that says why, and the exit code."""

    def __init__(self, why: str, code: int = CANNOT_START) -> None:
        super().__init__(why)
        self.code = code


def main() -> int:
    logs.set_up()
    try:
        settings = _settings()
        house = _house()
        delivery = Delivery(house, slack_client(settings), policy_url=settings.policy_url)
        app = _app(house, settings, delivery)
        return (
            _serve_http(app, house, settings, delivery) if settings.mode == "http" else _link(app, settings, delivery)
        )
    except CannotStart as error:
        sys.stderr.write(f"bot: {error}\n")
        return error.code


def _settings() -> BotSettings:
    try:
        return BotSettings()
    except ValidationError as error:
        # Only what is wrong, never what was given: it may be half of a token.
        lines = [": ".join([*(str(part) for part in each["loc"]), each["msg"]]) for each in error.errors()]
        raise CannotStart("; ".join(lines) + " (see .env.example)", WRONG_SETTINGS) from None


def _house() -> House:
    try:
        return open_house(ApprovalSettings())
    except Misconfigured as error:
        raise CannotStart(str(error), WRONG_SETTINGS) from None
    except SQLAlchemyError as error:
        why = type(error).__name__
        raise CannotStart(f"the database of COUNTERSIGN_DATABASE_URL cannot be opened ({why})") from None


def _app(house: House, settings: BotSettings, delivery: Delivery) -> App:
    end = time.monotonic() + SECONDS_TO_WAIT_FOR_SLACK
    while True:
        try:
            return build_app(house, settings, delivery.wake)
        except SlackApiError as error:
            code = error.response.get("error")
            raise CannotStart(f"Slack refused the bot token, SLACK_BOT_TOKEN ({code})", WRONG_SETTINGS) from None
        except OSError:
            if time.monotonic() > end:
                raise CannotStart(f"Slack cannot be reached at {settings.api_url}") from None
            time.sleep(0.5)


def _link(app: App, settings: BotSettings, delivery: Delivery) -> int:
    """Socket mode, until a signal ends it."""
    stopped = threading.Event()
    code = 0

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal code
        # The delivery thread ends us by SIGINT when it cannot go on; then we must be started again.
        code = 0 if number == signal.SIGTERM else 130
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    handler = SocketModeHandler(
        app, settings.app_token.get_secret_value(), web_client=slack_client(settings), concurrency=AT_ONCE
    )
    if settings.on_this_machine:
        handler.client.proxy = None
    try:
        handler.client.connect()
    except SlackApiError as error:
        why = error.response.get("error")
        handler.client.close()
        raise CannotStart(f"Slack refused the app token, SLACK_APP_TOKEN ({why})", WRONG_SETTINGS) from None
    except (OSError, SlackClientError) as error:
        handler.client.close()
        raise CannotStart(f"Slack's socket cannot be reached ({type(error).__name__})") from None
    delivery.start()
    log.info("listening to slack over a socket")
    # In turns: the delivery thread's call is no real signal, and would not end a wait without an end.
    while not stopped.wait(1.0):
        pass
    # The SDK closes its socket without looking whether the other side has just done so.
    with suppress(AttributeError):
        handler.client.close()
    delivery.stop()
    log.info("stopped")
    return code


def _serve_http(app: App, house: House, settings: BotSettings, delivery: Delivery) -> int:
    """HTTP mode, until a signal ends it; behind whatever ends TLS for it."""
    gate = Gate(settings.signing_secret.get_secret_value())
    web = build_web(app, gate, TurnedAway(house.store))
    config = uvicorn.Config(web, host="127.0.0.1", port=settings.port, log_level="warning", access_log=False)
    code = 0

    def stopped(number: int, _: FrameType | None) -> None:
        nonlocal code
        code = 0 if number == signal.SIGTERM else 130

    # uvicorn ends by these signals and then raises them again for whoever was there before it: that is us.
    signal.signal(signal.SIGTERM, stopped)
    signal.signal(signal.SIGINT, stopped)
    delivery.start()
    log.info("listening to slack over http", extra={"port": settings.port})
    uvicorn.Server(config).run()
    delivery.stop()
    log.info("stopped")
    return code


if __name__ == "__main__":
    sys.exit(main())
