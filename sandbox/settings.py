"""Settings of the sandbox, from the environment (prefix SANDBOX_)."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Defaults work on one machine with no account anywhere; the tokens are invented and open nothing else."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", extra="ignore")

    port: int = 8765
    state: Path = Path("var/sandbox")
    bot_token: str = "xoxb-sandbox-countersign"  # noqa: S105  # Invented, or no secret at all.
    app_token: str = "xapp-1-A0COUNTER-sandbox"  # noqa: S105  # Invented, or no secret at all.
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105  # Invented, or no secret at all.
    square_key: str = "square-key-mesaverdepd"
    delivery: Literal["socket", "http"] = "socket"
    request_url: str = "http://127.0.0.1:3000/slack/events"
    manifest: Path | None = None
    policy: Path | None = None
    """The folder that is served as the city's policy page, /policy/."""
    rate_limits: bool = True
    ack_seconds: float = 3.0
    """How long the app may take to acknowledge (docs.slack.dev/interactivity/handling-user-interaction)."""
    trigger_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    """Seconds before each of an event's three retries (docs.slack.dev/apis/events-api, "Error handling")."""
    escape_command_text: bool = True
    """Send &, < and > of a slash command's text as entities, as Slack does with everything typed into its composer."""

    @property
    def base_url(self) -> str:
        """Where the sandbox listens; it is only ever loopback."""
        return f"http://127.0.0.1:{self.port}"
