"""Where a policy is found: in a folder, or in the database as the one in force."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from approval import migrate
from approval.accounts_file import AccountsFile
from approval.bootstrap import House, build_house, utc_now
from approval.errors import InvalidContent, Misconfigured, NoPolicy
from approval.policy.document import Policy
from approval.policy.pack import Pack, parse_pack, read_pack
from approval.settings import ApprovalSettings
from approval.store import Store, open_engine
from countersign.places import here

# The pack that comes with Countersign, and that the sandbox is set up with.
SHIPPED = "mesa-verde-springs"
ADOPTED = "adopted"


def shipped() -> Path:
    """The folder of the shipped pack."""
    return packs_folder() / SHIPPED


def packs_folder() -> Path:
    return here() / "policies"


def all_packs() -> list[Path]:
    """Every folder in policies/; InvalidContent where there is none."""
    folder = packs_folder()
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not found:
        raise InvalidContent(f"There is no policy in {folder}. Name the folder of one.", "folder")
    return found


def read(folder: Path) -> tuple[Pack, Policy]:
    """The pack and policy of a folder; PolicyInvalid with every error."""
    pack = read_pack(folder)
    return pack, parse_pack(pack, str(folder))


def named(name: str) -> Policy:
    """The policy of a folder, or the one in force for «adopted»."""
    return in_force(house_if_any()) if name == ADOPTED else read(Path(name))[1]


def in_force(house: House | None) -> Policy:
    """The adopted policy; NoPolicy, saying what to do, where none is."""
    policy = house.policy() if house else None
    if policy is None:
        raise NoPolicy("No policy is in force. Adopt one: countersign policy adopt FOLDER --by NAME")
    return policy


def has_database(url: str) -> bool:
    """Whether there is a database to ask. Opening a SQLite file that is not there would make it."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Whoever opens it is told what is wrong.
        return True
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").exists()


def house_if_any() -> House | None:
    """The house that the settings name; None where its database was never made."""
    return house() if has_database(ApprovalSettings().database_url) else None


def house() -> House:
    """The house that the settings name; Misconfigured where its database is not ready.

    accounts.toml is read only by who needs it: a policy comes into force before anybody has a role, if need be.
    """
    settings = ApprovalSettings()
    if not has_database(settings.database_url):
        raise Misconfigured(
            "There is no database yet. Make it: countersign migrate (countersign run does it by itself)"
        )
    engine = open_engine(settings.database_url)
    migrate.check(engine)
    return build_house(Store(engine, utc_now), AccountsFile(settings.accounts).current)
