"""The policy of the sandbox's city: the shipped pack, in force from the first start and published on its web site."""

from collections.abc import Mapping
from pathlib import Path

from approval.accounts_file import AccountsFile
from approval.bootstrap import build_house, utc_now
from approval.policy.document import Policy
from approval.policy.pack import read_pack
from approval.store import Store, open_engine
from countersign.places import Place
from countersign.policy.found import SHIPPED
from countersign.policy.publishing import publish_policy

BY = "the sandbox's set-up"


def establish(place: Place, environment: Mapping[str, str]) -> Policy:
    """The policy in force in the sandbox: the shipped one is adopted where there is none. Published in either case.

    The database must be at the newest revision.
    """
    engine = open_engine(environment["COUNTERSIGN_DATABASE_URL"])
    try:
        house = build_house(Store(engine, utc_now), AccountsFile(place.accounts).current)
        policy = house.policy()
        if policy is None:
            policy = house.adopting.adopt(read_pack(place.root / "policies" / SHIPPED), BY).policy
        publish_policy(policy, Path(environment["COUNTERSIGN_POLICY_DIR"]), house)
        return policy
    finally:
        engine.dispose()
