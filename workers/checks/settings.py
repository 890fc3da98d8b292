"""What the checks can be told from outside."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from approval.finding import Severity
from workers.checks.numbers import published_numbers

# Where a phone number without + is from.
REGION = "US"

Score = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)]


class Thresholds(BaseModel):
    """From which score (0 to 1) a label is a finding of which severity; None for never."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    warn: Score | None = None
    escalate: Score | None = None
    block: Score | None = None

    def severity(self, score: float) -> Severity | None:
        """The gravest severity whose threshold the score reaches; None if it reaches none."""
        for severity, threshold in (
            (Severity.BLOCK, self.block),
            (Severity.ESCALATE, self.escalate),
            (Severity.WARN, self.warn),
        ):
            if threshold is not None and score >= threshold:
                return severity
        return None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        given = [threshold for threshold in (self.warn, self.escalate, self.block) if threshold is not None]
        if given != sorted(given):
            raise ValueError("the thresholds must rise from warn over escalate to block")
        return self


ORDINARY = Thresholds(warn=0.5, escalate=0.8)
GRAVE: Mapping[str, Thresholds] = MappingProxyType(
    dict.fromkeys(("threat", "identity_attack", "severe_toxicity"), Thresholds(warn=0.5, block=0.8))
)


class CheckSettings(BaseSettings):
    """Read from the environment; lists and tables are written as JSON.

    The names are COUNTERSIGN_ and the field's own, but for the three about the model, which are DETOXIFY_CHECKPOINT,
    DETOXIFY_CONFIG and DETOXIFY_SHA256.
    """

    model_config = SettingsConfigDict(env_prefix="COUNTERSIGN_", env_ignore_empty=True, frozen=True, extra="ignore")

    detoxify_checkpoint: Path | None = Field(default=None, validation_alias="DETOXIFY_CHECKPOINT")
    detoxify_config: Path | None = Field(default=None, validation_alias="DETOXIFY_CONFIG")
    detoxify_sha256: Sha256 | None = Field(default=None, validation_alias="DETOXIFY_SHA256")

    # By label. Those that are not named keep theirs: `GRAVE` for the gravest, `ORDINARY` for the others.
    toxicity_thresholds: Mapping[str, Thresholds] = Field(default_factory=lambda: dict(GRAVE))

    # What the department itself has published, and every account may therefore repeat. accounts.toml adds to them.
    allowed_domains: tuple[str, ...] = ()
    published_phones: tuple[str, ...] = ("911", "311", "988")
    published_emails: tuple[str, ...] = ()
    published_addresses: tuple[str, ...] = ()

    @field_validator("toxicity_thresholds")
    @classmethod
    def _keep_the_grave(cls, given: Mapping[str, Thresholds]) -> Mapping[str, Thresholds]:
        return {**GRAVE, **given}

    @field_validator("published_phones")
    @classmethod
    def _are_numbers(cls, phones: tuple[str, ...]) -> tuple[str, ...]:
        published_numbers(frozenset(phones), REGION)
        return phones
