"""The checks of the house as kinds, so that a rule can name them: its findings then carry the rule's id and mend.

- `length`: `most` = characters, as people count them (default: what the platform takes).
- `hidden_characters`, `gaps`, `look_alikes`: no options.
- `links`: `allow` = domains that may be linked to, with their subdomains, besides those of accounts.toml and of the
  installation; `shorteners` = domains of short links, besides those that are known.
- `personal_data`: `kinds` = which of card, ssn, email, phone, birth_date, address, plate (default: all); what the city
  has published itself: `published_phones`, `published_emails`, `published_addresses`, and `published_domains`, whose
  e-mail addresses are all public.
- `toxicity`: `thresholds` = by label, from which score (0 to 1) it asks for warn, escalate or block; never for more
  than the rule. Labels: toxicity, severe_toxicity, obscene, threat, insult, identity_attack, sexual_explicit. Only
  those named here are looked at; where none is named all are, as the installation says.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from pydantic import Field

from approval.finding import Finding
from approval.policy.document import RuleCheck
from workers.checks.check import Check, Draft
from workers.checks.gaps import Gaps
from workers.checks.hidden import HiddenCharacters
from workers.checks.kind import Context, Kind, Options
from workers.checks.length import ALLOWANCES, Allowance, Length, grapheme_ends
from workers.checks.links import Links
from workers.checks.look_alikes import LookAlikes
from workers.checks.personal import DATA, PersonalData
from workers.checks.scorer import shared_scorer
from workers.checks.settings import Thresholds
from workers.checks.toxicity import Toxicity, model_files

Label = Literal["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack", "sexual_explicit"]
LABELS: tuple[Label, ...] = (
    "toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack", "sexual_explicit",
)  # fmt: skip
Datum = Literal["card", "ssn", "email", "phone", "birth_date", "address", "plate"]

# How a link is written is less than where it leads: these keep their own severity, where the rule's is graver.
_LESS = frozenset({"links.not-https", "links.port", "links.scheme", "links.secret"})


class NoOptions(Options):
    """Nothing to be told."""


class LengthOptions(Options):
    most: int | None = Field(default=None, ge=1)


class LinkOptions(Options):
    allow: tuple[str, ...] = ()
    shorteners: tuple[str, ...] = ()


class PersonalOptions(Options):
    kinds: tuple[Datum, ...] = ()
    published_phones: tuple[str, ...] = ()
    published_emails: tuple[str, ...] = ()
    published_addresses: tuple[str, ...] = ()
    published_domains: tuple[str, ...] = ()


class ToxicityOptions(Options):
    thresholds: Mapping[Label, Thresholds] = {}


@dataclass(frozen=True, slots=True)
class UnderRule:
    """A check of the house whose findings speak for a rule. `levels`: whether they keep a milder severity of theirs.

    `precise`: whether what it asks for says more than the rule's own words, and so is told as well.
    """

    check: Check
    context: Context
    levels: Callable[[Finding], bool] = lambda _: False
    precise: bool = False

    @property
    def rule(self) -> str:
        return self.context.rule.id

    @property
    def reads_alt(self) -> bool:
        return self.check.reads_alt

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        most = self.context.severity
        for finding in self.check(draft):
            milder = self.levels(finding) and finding.severity.rank < most.rank
            yield replace(
                finding,
                rule=self.rule,
                severity=finding.severity if milder else most,
                message=f"{finding.message} {finding.mend}" if self.precise else finding.message,
                mend=self.context.rule.mend,
            )


@dataclass(frozen=True, slots=True)
class UnderRuleWithModel(UnderRule):
    """The same for the check that has a model to bring into memory."""

    def load(self) -> None:
        if isinstance(self.check, Toxicity):
            self.check.load()


def labels_named(checks: Iterable[RuleCheck]) -> frozenset[str]:
    """The labels of the model that these checks look at."""
    named: set[str] = set()
    for check in checks:
        if check.kind == "toxicity":
            thresholds = check.options.get("thresholds")
            named |= set(thresholds) if isinstance(thresholds, dict) and thresholds else set(LABELS)
    return frozenset(named)


def data_named(checks: Iterable[RuleCheck]) -> frozenset[str]:
    """The personal data that these checks look for, as `PersonalData` calls them."""
    named: set[str] = set()
    for check in checks:
        if check.kind == "personal_data":
            kinds = check.options.get("kinds")
            named |= {str(kind).replace("_", "-") for kind in kinds} if isinstance(kinds, list) and kinds else set(DATA)
    return frozenset(named)


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more characters than these, nor than the platform takes; where that is not known, this number is all."""

    most: int
    rule: ClassVar[str] = "length"
    reads_alt: ClassVar[bool] = False

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        known = ALLOWANCES.get(draft.platform, Allowance(self.most, "characters", grapheme_ends))
        return Length({draft.platform: replace(known, most=min(self.most, known.most))})(draft)


def _length(options: LengthOptions, context: Context) -> Check:
    return UnderRule(AtMost(options.most) if options.most else Length(), context, precise=True)


def _links(options: LinkOptions, context: Context) -> Check:
    allowed = _domains(options.allow) | _domains(context.settings.allowed_domains)
    links = Links(allowed, _domains(options.shorteners))
    return UnderRule(links, context, levels=lambda finding: finding.rule in _LESS, precise=True)


def _personal(options: PersonalOptions, context: Context) -> Check:
    settings = context.settings
    wanted = {kind.replace("_", "-") for kind in options.kinds} or set(DATA)
    return UnderRule(
        PersonalData(
            frozenset(settings.published_phones) | frozenset(options.published_phones),
            frozenset(settings.published_emails) | frozenset(options.published_emails),
            frozenset(settings.published_addresses) | frozenset(options.published_addresses),
            _domains(options.published_domains),
            frozenset(DATA) - wanted,
        ),
        context,
    )


def _toxicity(options: ToxicityOptions, context: Context) -> Check:
    own = {str(label): thresholds for label, thresholds in options.thresholds.items()}
    thresholds = {**context.settings.toxicity_thresholds, **own}
    others = frozenset(LABELS) - set(own) if own else frozenset()
    files = model_files(context.settings)
    check = Toxicity(files, thresholds, others, shared_scorer(files), unread=False)
    return UnderRuleWithModel(check, context, levels=lambda _: True)


def _plain(check: Callable[[], Check], *, precise: bool) -> Kind[NoOptions]:
    def build(_: NoOptions, context: Context) -> Check:
        return UnderRule(check(), context, precise=precise)

    return Kind(NoOptions, build)


def _domains(written: Iterable[str]) -> frozenset[str]:
    return frozenset(domain.lower().strip(".") for domain in written)


LENGTH = Kind(LengthOptions, _length)
HIDDEN_CHARACTERS = _plain(HiddenCharacters, precise=True)
GAPS = _plain(Gaps, precise=False)
LOOK_ALIKES = _plain(LookAlikes, precise=True)
LINKS = Kind(LinkOptions, _links)
PERSONAL_DATA = Kind(PersonalOptions, _personal)
TOXICITY = Kind(ToxicityOptions, _toxicity)
