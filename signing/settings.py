"""What the signer is told from outside, and the one place where the log's secret key is read."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from approval.errors import Misconfigured
from approval.record.note import KeyInvalid, Kind, Signer, parse_signer
from approval.record.trust import Trust, TrustInvalid, parse_trust

ACCOUNT_KEYS = "COUNTERSIGN_ACCOUNT_KEYS"
KEY, NEXT_KEY = "COUNTERSIGN_SIGNER_KEY", "COUNTERSIGN_SIGNER_NEXT_KEY"
OTHERS = 0o077


class SignerSettings(BaseSettings):
    """From the environment or `.env`; see .env.example for each. The secret keys come from files or the environment."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_prefix="COUNTERSIGN_SIGNER_",
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    database_url: str = Field(
        default="sqlite:///var/countersign.db", validation_alias="COUNTERSIGN_DATABASE_URL", repr=False
    )
    key: SecretStr = Field(default=SecretStr(""), repr=False)
    key_file: Path = Path("signer.key")
    next_key: SecretStr = Field(default=SecretStr(""), repr=False)
    next_key_file: Path | None = None
    # One policy for the whole house, unless the signer is to have another.
    trust: Path = Field(
        default=Path("trust.txt"), validation_alias=AliasChoices("COUNTERSIGN_SIGNER_TRUST", "COUNTERSIGN_TRUST")
    )
    head: Path = Path("var/signer/head.json")
    # A log is worth as much as its newest checkpoint: there is one at least each minute when there is news.
    interval: float = Field(default=5, ge=0.05, le=60)
    tsa: str = ""
    # Read only to refuse it: the keys of the official accounts are the publish worker's alone.
    account_keys: SecretStr = Field(default=SecretStr(""), validation_alias=ACCOUNT_KEYS, repr=False)

    @field_validator("next_key_file", mode="before")
    @classmethod
    def _empty_is_none(cls, path: object) -> object:
        return path or None

    @field_validator("tsa")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("write the address of the time-stamping authority, beginning with https:// or http://")
        return url

    @model_validator(mode="after")
    def _sees_no_account_key(self) -> "SignerSettings":
        if self.account_keys.get_secret_value() or ACCOUNT_KEYS in os.environ:
            raise ValueError(
                f"{ACCOUNT_KEYS} is visible to the signer. Only the publish worker may see it: "
                "take it out of the environment and .env, and keep it in publish.env"
            )
        return self


@dataclass(frozen=True, slots=True)
class Identity:
    """With which keys the log is signed, all of one name, and whom the house believes."""

    keys: tuple[Signer, ...]
    trust: Trust


def identity(settings: SignerSettings) -> Identity:
    """The keys, and the trust policy that names them; Misconfigured says what is missing or wrong, never a key."""
    for name in (KEY, NEXT_KEY):
        if dotenv_values(".env").get(name):
            raise Misconfigured(f"{name} is in .env, which every process reads. Move it to a file of its own")
    keys = [_key(settings.key, settings.key_file, KEY)]
    if settings.next_key.get_secret_value() or settings.next_key_file:
        keys.append(_key(settings.next_key, settings.next_key_file or Path(), NEXT_KEY))
    # Whatever this process may start must not inherit them.
    for name in (KEY, NEXT_KEY):
        os.environ.pop(name, None)
    if keys[0].verifier.name != keys[-1].verifier.name:
        raise Misconfigured("The log's two keys have two names. The name is the log's: make the new key with the same.")
    trust = _trust(settings.trust)
    for key in keys:
        if key.verifier not in trust.logs:
            raise Misconfigured(
                f"{settings.trust} does not name the log's own key, so nobody would believe what it signs. Add this "
                f"line to it: log {key.verifier}"
            )
    return Identity(tuple(keys), trust)


def _key(given: SecretStr, path: Path, name: str) -> Signer:
    try:
        key = parse_signer(given.get_secret_value().strip() or _secret(path, name))
    except KeyInvalid as error:
        raise Misconfigured(f"{name if given.get_secret_value() else path} is no key of a log: {error}") from None
    if key.verifier.kind is not Kind.ED25519:
        raise Misconfigured(f"The key of {key.verifier.name} is a witness's. A log signs with a key of its own.")
    return key


def _secret(path: Path, name: str) -> str:
    try:
        if path.stat().st_mode & OTHERS:
            raise Misconfigured(f"{path} can be read by other people on this machine. Run: chmod 600 {path}")
        return path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, IsADirectoryError):
        raise Misconfigured(
            f"There is no key to sign the log with. Make one: countersign record key city.example/log --to {path} "
            f"(or name another file in {name}_FILE)"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} cannot be read as a key ({type(error).__name__})") from None


def _trust(path: Path) -> Trust:
    try:
        return parse_trust(path.read_bytes())
    except FileNotFoundError:
        raise Misconfigured(
            f"{path} is missing: it says whose signatures count (c2sp.org/tlog-policy). Write into it the line that "
            "`countersign record key` printed, one line for each witness, and the quorum"
        ) from None
    except (OSError, TrustInvalid) as error:
        raise Misconfigured(f"{path}: {error}") from None
