"""A stricter policy may be adopted at any moment of the walk; people accept it, or do not."""

from cast import ACTORS, who
from factories import QUIET_PACK
from hypothesis import strategies as st
from hypothesis.stateful import rule
from walk import Walk

from approval.policy.pack import Pack

QUESTION = """
[questions.true]
title = "True?"
text = "Is everything in it true?"
"""


def nth_pack(number: int, asks: bool) -> Pack:
    """The factories' pack with another number and one rule more than the one before; with a question, or without."""
    files = dict(QUIET_PACK.files)
    files["policy.toml"] = files["policy.toml"].replace('"1.0"', f'"{number}.0"') + (QUESTION if asks else "")
    rule = files["content.toml"]
    for added in range(2, number + 1):
        files["content.toml"] += rule.replace("C99", f"C{added}")
    return Pack(files)


class PolicySteps(Walk):
    """The steps about the policy."""

    @rule(asks=st.booleans(), accepted=st.booleans())
    def a_stricter_policy_is_adopted(self, asks: bool, accepted: bool) -> None:
        pack = nth_pack(self.city.version + 1, asks)
        adopted = self.follow(self.city.adopt, (asks,), lambda: self.house.house.adopting.adopt(pack, "City Council"))
        if adopted and accepted:
            for name in ("nadia", "tomas"):
                self.somebody_accepts(name)

    @rule(name=who)
    def somebody_accepts(self, name: str) -> None:
        actor, person = ACTORS[name]
        policy = self.house.house.policy()
        assert policy
        self.follow(self.city.accept, (person,), lambda: self.house.workflow.accept_policy(actor, policy.digest))
