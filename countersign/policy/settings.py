"""What the commands about the policy are told from outside."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from countersign.places import here
from workers.checks.settings import CheckSettings


class PolicySettings(BaseSettings):
    """From the environment or `.env`; see .env.example. `policy_dir` is the folder that the policy is published to."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="COUNTERSIGN_", extra="ignore", env_ignore_empty=True)

    policy_dir: Path | None = None


def check_settings() -> CheckSettings:
    """What the check worker of this place would be told."""
    return CheckSettings(_env_file=here() / ".env")
