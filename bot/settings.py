"""What the bot needs to reach Slack and the square."""

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.blocks.literal import is_web_address

ACCOUNT_KEYS = "COUNTERSIGN_ACCOUNT_KEYS"


class BotSettings(BaseSettings):
    """From the environment or `.env`; see .env.example for each. ValidationError says what is missing or wrong."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    bot_token: SecretStr = Field(validation_alias=AliasChoices("SLACK_BOT_TOKEN"))
    app_token: SecretStr = Field(default=SecretStr(""), validation_alias=AliasChoices("SLACK_APP_TOKEN"))
    signing_secret: SecretStr = Field(default=SecretStr(""), validation_alias=AliasChoices("SLACK_SIGNING_SECRET"))
    api_url: str = Field(default="https://slack.com/api/", validation_alias=AliasChoices("SLACK_API_URL"))
    mode: Literal["socket", "http"] = Field(default="socket", validation_alias=AliasChoices("COUNTERSIGN_BOT_MODE"))
    port: int = Field(default=3000, ge=1, le=65535, validation_alias=AliasChoices("COUNTERSIGN_BOT_PORT"))
    square_url: str = Field(default="", validation_alias=AliasChoices("COUNTERSIGN_SQUARE_URL"))
    policy_url: str = Field(default="", max_length=500, validation_alias=AliasChoices("COUNTERSIGN_POLICY_URL"))
    trust: Path | None = Field(default=None, validation_alias=AliasChoices("COUNTERSIGN_TRUST"))
    # Read only to refuse it: the keys of the official accounts are the publish worker's alone.
    account_keys: SecretStr = Field(default=SecretStr(""), validation_alias=AliasChoices(ACCOUNT_KEYS), repr=False)

    @field_validator("bot_token")
    @classmethod
    def _is_a_bot_token(cls, token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith("xoxb-"):
            raise ValueError("the bot token starts with xoxb- (Slack: OAuth & Permissions)")
        return token

    @field_validator("api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        parts = urlsplit(url)
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not here and parts.scheme != "https":
            raise ValueError("write https://…; only the sandbox on this machine may be plain http")
        return url if url.endswith("/") else url + "/"

    @field_validator("policy_url")
    @classmethod
    def _is_a_page(cls, url: str) -> str:
        if url and not is_web_address(url):
            raise ValueError("write the address of the published policy, beginning with https://, or leave it empty")
        # A rule's id is the part behind the #.
        return url.partition("#")[0]

    @field_validator("square_url")
    @classmethod
    def _has_no_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @model_validator(mode="after")
    def _mode_has_what_it_needs(self) -> "BotSettings":
        if self.account_keys.get_secret_value() or ACCOUNT_KEYS in os.environ:
            raise ValueError(
                f"{ACCOUNT_KEYS} is visible to the bot. Only the publish worker may see it: keep it in publish.env"
            )
        if self.mode == "socket" and not self.app_token.get_secret_value().startswith("xapp-"):
            raise ValueError("SLACK_APP_TOKEN: socket mode needs an app-level token, which starts with xapp-")
        if self.mode == "http" and not self.signing_secret.get_secret_value().strip():
            raise ValueError("SLACK_SIGNING_SECRET: HTTP mode needs it to tell Slack's requests from forged ones")
        return self

    @property
    def on_this_machine(self) -> bool:
        """Whether Slack is the sandbox: no proxy stands between, whatever the environment says."""
        return self.api_url.startswith("http://")
