"""The policy as messages speak of it: which version, and each rule by its id, its title and its place on the page."""

from dataclasses import dataclass
from urllib.parse import quote

from approval.finding import Finding
from approval.policy.document import Policy
from bot.blocks.literal import Element, link, text

# The checks of the house, where no rule of the policy names their kind: by the part before the full stop in their name.
HOUSE = {
    "length": "Length",
    "characters": "Hidden characters",
    "look-alikes": "Look-alike characters",
    "links": "Links",
    "personal-data": "Personal data",
    "toxicity": "Toxicity",
    "check": "A check that could not run",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A policy, None where nothing was checked under one; and the address of its public page, "" where it has none."""

    policy: Policy | None = None
    url: str = ""

    def rule(self, rule_id: str) -> list[Element]:
        """«B03 No insults», the id a link to its place on the page; a check of the house by its name in words."""
        rule = self.policy.rule(rule_id) if self.policy else None
        if rule is None:
            return [text(in_words(rule_id), bold=True)]
        return [self._address(rule.id), text(f"  {rule.title}", bold=True)]

    def message(self, finding: Finding) -> list[Element]:
        """What a finding says; where it names the rule whose check could not run, its id is a link to the page."""
        rules = self.policy.rules if self.policy and finding.rule == "check.unavailable" else ()
        for rule in rules:
            # So the house's own message begins. What follows may quote anything and links nothing.
            before, title = "The check ", f" “{rule.title}” could not run"
            if finding.message.startswith(f"{before}{rule.id}{title}"):
                return [text(before), self._address(rule.id), text(finding.message[len(before) + len(rule.id) :])]
        return [text(finding.message)]

    def name(self) -> list[Element]:
        """«Social media policy, version 1.2 (3fa91c0d2e77)», the title a link to the page; nothing without a policy."""
        if self.policy is None:
            return []
        return [
            link(self.url, self.policy.title) if self.url else text(self.policy.title),
            text(f", {self.policy.name}"),
        ]

    def _address(self, rule_id: str) -> Element:
        if not self.url:
            return text(rule_id, bold=True)
        # The page's own anchors are the rules' ids.
        return {**link(f"{self.url}#{quote(rule_id, safe='')}", rule_id), "style": {"bold": True}}


NOT_CHECKED = Printed()


def in_words(rule_id: str) -> str:
    """A check's name as a person says it: «Look-alike characters», not «look-alikes.mixed»."""
    family = rule_id.partition(".")[0]
    return HOUSE.get(family) or rule_id.replace(".", " ").replace("_", " ").replace("-", " ").strip().capitalize()
