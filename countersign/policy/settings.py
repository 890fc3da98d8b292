"""What the commands about the policy are told from outside."""

import os
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from countersign import sandbox_setup
from countersign.places import Place, here, names_a_workspace
from workers.checks.settings import CheckSettings


class PolicySettings(BaseSettings):
    """From the environment or `.env`; see .env.example. `policy_dir` is the folder that the policy is published to."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="COUNTERSIGN_", extra="ignore", env_ignore_empty=True)

    policy_dir: Path | None = None


def check_settings() -> CheckSettings:
    """What the check worker of this place would be told."""
    return CheckSettings(_env_file=here() / ".env")


def is_the_sandboxs() -> bool:
    """Whether the commands are about the sandbox: where no settings name a workspace."""
    return not names_a_workspace(here())


def lend_the_sandboxs() -> None:
    """Where the commands are about the sandbox, put its settings into the environment as far as nothing else is set."""
    if not is_the_sandboxs():
        return
    for name, value in sandbox_setup.environment(Place(here())).items():
        if name.startswith("COUNTERSIGN_"):
            os.environ.setdefault(name, value)
