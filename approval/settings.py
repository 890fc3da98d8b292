"""Where the house keeps its things. Each process reads only the settings class of its own package."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ApprovalSettings(BaseSettings):
    """From the environment or `.env`; see .env.example for each."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="COUNTERSIGN_", extra="ignore")

    database_url: str = Field(default="sqlite:///var/countersign.db")
    accounts: Path = Field(default=Path("accounts.toml"))
    # The trust policy (c2sp.org/tlog-policy) as the city publishes it; None where the log has no signer yet.
    trust: Path | None = Field(default=None)
    retention: Path = Field(default=Path("retention.toml"))
