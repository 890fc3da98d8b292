"""What each worker process is told from outside. The keys of the accounts are told to the publish worker alone."""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from approval.errors import Misconfigured

ACCOUNT_KEYS = "COUNTERSIGN_ACCOUNT_KEYS"
PUBLISH_ENV = "COUNTERSIGN_PUBLISH_ENV"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class RedisSettings(BaseSettings):
    """Where the queue is. `redis_dir` is where the embedded Redis keeps its file."""

    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="COUNTERSIGN_", extra="ignore", hide_input_in_errors=True
    )

    redis_url: SecretStr
    redis_dir: Path = Path("var/redis")

    @field_validator("redis_url")
    @classmethod
    def _is_a_redis_url(cls, url: SecretStr) -> SecretStr:
        parts = urlsplit(url.get_secret_value())
        if parts.scheme not in ("redis", "rediss", "unix") or not (parts.hostname or parts.path):
            raise ValueError("write it like redis://:password@127.0.0.1:6390/0")
        return url

    @property
    def redis_password(self) -> str:
        return unquote(urlsplit(self.redis_url.get_secret_value()).password or "")

    @property
    def redis_address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.redis_url.get_secret_value())
        return parts.hostname or "", parts.port or 6379


class KeylessSettings(RedisSettings):
    """Those of a process that must not see the accounts' keys, and does not start where it can."""

    account_keys: SecretStr = Field(default=SecretStr(""), repr=False)

    @model_validator(mode="after")
    def _sees_no_key(self) -> "KeylessSettings":
        if self.account_keys.get_secret_value() or ACCOUNT_KEYS in os.environ:
            raise ValueError(
                f"{ACCOUNT_KEYS} is visible to this process. Only the publish worker may see it: "
                "take it out of the environment and .env, and keep it in publish.env"
            )
        return self


class ClockSettings(KeylessSettings):
    """How long the clock waits for checks: so many attempts, and so many seconds in all without a worker or Redis."""

    check_attempts: int = Field(default=3, ge=1, le=100, validation_alias="COUNTERSIGN_CLOCK_CHECK_ATTEMPTS")
    check_seconds: float = Field(default=600, gt=0, validation_alias="COUNTERSIGN_CLOCK_CHECK_SECONDS")


class CheckWorkerSettings(KeylessSettings):
    """The check worker needs no more than the queue; `workers.checks.settings` has what the checks need."""


class PublishSettings(RedisSettings):
    """The only settings that have account keys: a JSON object from account id to key."""

    account_keys: dict[str, SecretStr] = Field(min_length=1, repr=False)
    square_url: str = Field(min_length=1)

    @field_validator("account_keys")
    @classmethod
    def _can_be_sent(cls, keys: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for account, key in keys.items():
            if not re.fullmatch(r"[!-~]+", key.get_secret_value()):
                raise ValueError(f"the key of «{account}» is empty or holds a character that no key has")
        return keys

    @field_validator("square_url")
    @classmethod
    def _is_safe_for_a_key(cls, url: str) -> str:
        parts = urlsplit(url)
        loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
        if not loopback and not (parts.scheme == "https" and parts.hostname):
            raise ValueError("write https://…; a key goes over plain http only to this machine")
        return url.rstrip("/")


def publish_settings() -> PublishSettings:
    """The publish worker's settings, with the keys from the environment or from publish.env.

    Misconfigured if the keys lie where other processes would read them, or where other people could.
    """
    path = Path(os.environ.get(PUBLISH_ENV, "publish.env"))
    if dotenv_values(".env").get(ACCOUNT_KEYS):
        raise Misconfigured(f"{ACCOUNT_KEYS} is in .env, which every process reads. Move it to {path}")
    if path.exists() and path.stat().st_mode & 0o077:
        raise Misconfigured(f"{path} can be read by other people on this machine. Run: chmod 600 {path}")
    if ACCOUNT_KEYS not in os.environ and not path.exists():
        raise Misconfigured(
            f'There are no account keys. Write {ACCOUNT_KEYS}={{"account id": "its key"}} into {path}, for you alone'
        )
    settings = PublishSettings(_env_file=(".env", path))
    # Whatever this process may start must not inherit them.
    os.environ.pop(ACCOUNT_KEYS, None)
    return settings
