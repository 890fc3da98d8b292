"""Puts the bot together: the clients, the desk, the listeners."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor

from slack_bolt import App
from slack_sdk import WebClient

from approval.bootstrap import House
from bot import failures
from bot.desk import Desk
from bot.home import Home
from bot.listeners import accept, audit, dispute, groups, home, propose, reactions, release, review, trial
from bot.parents import Parents
from bot.people import People
from bot.pictures import Pictures
from bot.reference import Reference
from bot.settings import BotSettings

# Seconds that a call to Slack may take: while a person waits for an answer, and for a question on which it depends.
CALL_SECONDS = 3
QUESTION_SECONDS = 1
# Beside the threads that listen: downloads of pictures.
DOWNLOADS = 4


def slack_client(settings: BotSettings, timeout: int = CALL_SECONDS) -> WebClient:
    """A client that waits no longer than this and repeats nothing by itself.

    The default client sends chat.postMessage again when the connection drops after Slack took it: two messages.
    """
    client = WebClient(
        settings.bot_token.get_secret_value(), base_url=settings.api_url, timeout=timeout, retry_handlers=[]
    )
    if settings.on_this_machine:
        client.proxy = None
    return client


def build_desk(
    house: House,
    settings: BotSettings,
    workspace: Mapping[str, str],
    wake: Callable[[], None],
    executor: Executor | None = None,
) -> Desk:
    """What the listeners work with, on real parts. `workspace` is its `team_id` and `url`, as auth.test gives them."""
    reference = Reference(house, settings.policy_url)
    return Desk(
        house,
        People(slack_client(settings, QUESTION_SECONDS), house.accounts, workspace["team_id"]),
        Parents(settings.square_url),
        Pictures(
            house.store,
            settings.bot_token.get_secret_value(),
            settings.api_url,
            executor or ThreadPoolExecutor(DOWNLOADS, thread_name_prefix="picture"),
        ),
        Home(reference, workspace["url"]),
        reference,
        wake,
        settings.trust,
    )


def build_app(house: House, settings: BotSettings, wake: Callable[[], None]) -> App:
    """The Bolt app with every listener. Asks Slack once who it is: SlackApiError where the token is not right.

    A listener runs to its end before Slack gets its answer, so what is acknowledged is committed. Slack sends no click
    and no form again.
    """
    client = slack_client(settings)
    answer = client.auth_test()
    workspace = {"team_id": str(answer["team_id"]), "url": str(answer["url"])}
    # Bolt takes its level from the root logger otherwise, and at INFO it writes requests into the log, texts and all.
    logger = logging.getLogger("bot.bolt")
    # While it is built it would warn that the token in the environment is not used: the client has it already.
    logger.setLevel(logging.ERROR)
    app = App(
        client=client,
        logger=logger,
        signing_secret=settings.signing_secret.get_secret_value(),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    logger.setLevel(logging.WARNING)
    desk = build_desk(house, settings, workspace, wake)
    failures.register(app, house)
    propose.register(app, desk)
    review.register(app, desk)
    reactions.register(app, desk)
    release.register(app, desk)
    audit.register(app, desk)
    accept.register(app, desk)
    dispute.register(app, desk)
    trial.register(app, desk)
    groups.register(app, desk)
    home.register(app, desk)
    return app
