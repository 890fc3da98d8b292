"""The connection to Redis: short waits, no retries of its own, since whoever uses it knows better what to do then."""

import logging
import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, ConnectionError, TimeoutError
from redis.retry import Retry

from approval.errors import Misconfigured
from workers.settings import RedisSettings

log = logging.getLogger(__name__)

PAUSE = 0.25


def connect(settings: RedisSettings) -> Redis:
    """A client; nothing is sent yet."""
    return Redis.from_url(
        settings.redis_url.get_secret_value(),
        socket_connect_timeout=2,
        socket_timeout=2,
        retry=Retry(NoBackoff(), 0),
    )


def wait_for(redis: Redis) -> None:
    """Return when Redis answers; Misconfigured where it answers that the password is wrong."""
    told = False
    while True:
        try:
            redis.ping()
        except AuthenticationError:
            raise Misconfigured("Redis does not accept the password in COUNTERSIGN_REDIS_URL.") from None
        except (ConnectionError, TimeoutError) as error:
            if not told:
                told = True
                log.warning("waiting for redis", extra={"error": type(error).__name__})
            time.sleep(PAUSE)
        else:
            # RQ raises the socket timeout for its long waits, but only for connections made afterwards: the one that
            # was pinged over would be cut off every 2 s, and a job handed out at that moment would be lost.
            redis.connection_pool.disconnect()
            redis.connection_pool.reset()
            return
