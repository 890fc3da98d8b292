"""What changed between two versions of a policy, and which rules became stricter."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from approval.policy.document import Option, Policy, Rule, RuleCheck
from approval.policy.in_words import check_in_words, day, language, plainly, quoted, setting
from approval.policy.visible import shown

# The checks of the house run under their own names, as gravely as the house sees fit, for whatever no rule names of
# them. A rule that names one may have made it milder than the house has it; without that rule it is not.
HOUSE_KINDS = frozenset({"length", "hidden_characters", "gaps", "look_alikes", "links", "personal_data", "toxicity"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as a sentence. `rules` are those that it is about; none where it is about the policy as a whole.

    `stricter` are those of them, and the questions as «questions.true», that may ask for more than before. `entries`
    are the words of a list, where it is a list that changed: whoever prints for the public need not print insults.
    `public` is the sentence in the words of the public page, where it is another.
    """

    sentence: str
    rules: tuple[str, ...] = ()
    stricter: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    public: str = ""

    def told(self, public: bool = False) -> str:
        """The sentence, what nobody would see in it named; to the public without the words of a list."""
        sentence = shown(self.public if public and self.public else self.sentence)
        if not self.entries:
            return sentence
        return f"{sentence}." if public else f"{sentence}: {', '.join(quoted(entry) for entry in self.entries)}."


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes from one version to another, in the order of a policy: its head, its rules, its word lists."""

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def stricter(self) -> tuple[str, ...]:
        """The ids of the rules that got stricter, each once."""
        return tuple(dict.fromkeys(each for change in self.changes for each in change.stricter))


def stricter(old: Policy, new: Policy) -> tuple[str, ...]:
    """The ids of the rules under which a reply that passed may be one that does not; the new version's order.

    Stricter is a rule that is new, or graver; a check that is new, graver, or changed in anything else; an entry added
    to a word list that a rule uses; a question that is new, in a rule or in the policy, or asks with other words.
    Whatever cannot be shown to be milder counts as stricter: a changed pattern or number, an entry taken from a list
    (it may be one of what a check lets pass, or have hidden a shorter one within it), another time zone or other
    languages for every rule that a machine checks, and a check of the house that no rule makes milder any more. Not
    stricter are a rule or a check that is gone, a lowered severity, and other texts, titles, mends, examples, sources
    and dates, which no check reads.
    """
    return compare(old, new).stricter


def describe(comparison: Comparison, public: bool = False) -> list[str]:
    """The changes in sentences: for `policy diff` in the words of a pack, or in those of the public page."""
    return [change.told(public) for change in comparison.changes]


def compare(old: Policy, new: Policy) -> Comparison:
    """Everything that changed from the old version to the new one. No change where only the order of things did."""
    changes = (*_head(old, new), *_questions(old, new), *_rules(old, new), *_lists(old, new))
    return Comparison(old.name, new.name, changes)


def rules_using(policy: Policy, name: str) -> tuple[str, ...]:
    """The ids of the rules of which some check names this word list in its options."""
    return tuple(rule.id for rule in policy.rules if _uses(rule, name))


def _head(old: Policy, new: Policy) -> Iterator[Change]:
    for what, before, after in (
        ("The city", old.city, new.city),
        ("The title", old.title, new.title),
        ("The version", old.version, new.version),
        ("The day from which it applies", day(old.effective), day(new.effective)),
        ("Who adopted it", old.adopted_by, new.adopted_by),
    ):
        if before != after:
            yield Change(f"{what} is now {quoted(after)} (it was {quoted(before)}).")
    yield from _words("The introduction", old.introduction, new.introduction)
    yield from _words("The contact", old.contact, new.contact)
    machine = tuple(rule.id for rule in new.rules if rule.checks)
    if old.zone != new.zone:
        sentence = f"The time zone is now {quoted(new.zone)} (it was {quoted(old.zone)})."
        yield Change(sentence, stricter=machine)
    if old.languages != new.languages:
        then, now = (", ".join(language(tag) for tag in each.languages) for each in (old, new))
        yield Change(f"The rules now cover replies in {now} (it was {then}).", stricter=machine)


def _words(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """What is said to the reader, in each language in which it is or was said."""
    for tag in dict.fromkeys([*new, *old]):
        name = what if tag == "en" else f"{what} in {language(tag)}"
        if tag not in new:
            yield Change(f"{name} is gone. It was {quoted(old[tag])}")
        elif tag not in old:
            yield Change(f"{name} is new: {quoted(new[tag])}")
        elif old[tag] != new[tag]:
            yield Change(f"{name} is now {quoted(new[tag])} (it was {quoted(old[tag])}).")


def _questions(old: Policy, new: Policy) -> Iterator[Change]:
    before = {question.id: question for question in old.questions}
    after = {question.id: question for question in new.questions}
    for key, question in after.items():
        name = f"questions.{key}"
        words = f"{quoted(question.title)} {question.text}"
        if key not in before:
            yield Change(f"Approvers answer a new question: {words}", stricter=(name,))
        elif before[key] != question:
            was = f"{quoted(before[key].title)} {before[key].text}"
            yield Change(f"A question to the approvers now reads: {words} It read: {was}", stricter=(name,))
    for key in [key for key in before if key not in after]:
        yield Change(f"Approvers are no longer asked {quoted(before[key].title)} {before[key].text}")


def _rules(old: Policy, new: Policy) -> Iterator[Change]:
    for rule in new.rules:
        before = old.rule(rule.id)
        if before is None:
            words = (_named(rule), rule.severity, rule.text)
            yield _change("{} is new; it is {}. {}", words, (rule.id,), (rule.id,))
        else:
            yield from _rule(before, rule)
            yield from _checks(before, rule)
    for rule in old.rules:
        if new.rule(rule.id) is None:
            freed = not HOUSE_KINDS.isdisjoint(check.kind for check in rule.checks)
            yield Change(f"{_named(rule)} is gone.", (rule.id,), (rule.id,) if freed else ())


def _rule(old: Rule, new: Rule) -> Iterator[Change]:
    name, about = _named(new), (new.id,)
    if old.title != new.title:
        yield Change(f"{new.id} is now called {quoted(new.title)} (it was {quoted(old.title)}).", about)
    if old.severity is not new.severity:
        graver = about if new.severity.rank > old.severity.rank else ()
        yield _change("{} is now {} (it was {}).", (name, new.severity, old.severity), about, graver)
    if old.section is not new.section:
        yield _change("{} now stands under {} (it stood under {}).", (name, new.section, old.section), about)
    if old.text != new.text:
        yield Change(f"{name} now reads: {quoted(new.text)} It read: {quoted(old.text)}", about)
    if old.mend != new.mend:
        yield Change(f"{name} now gives this advice: {quoted(new.mend)} It was: {quoted(old.mend)}", about)
    if old.question != new.question:
        yield _asked(name, old, new)
    sources, before = ([f"{s.title} {s.url}".strip() for s in rule.sources] for rule in (new, old))
    for source in _more(sources, before):
        yield Change(f"{name} has a new source: {source}.", about)
    for source in _more(before, sources):
        yield Change(f"{name} no longer has the source: {source}.", about)
    for example in _more(new.examples, old.examples):
        yield Change(f"{name} has a new example that {_end(example.flag)}: {quoted(example.text)}", about)
    for example in _more(old.examples, new.examples):
        yield Change(f"{name} no longer has the example that {_end(example.flag)}: {quoted(example.text)}", about)


def _asked(name: str, old: Rule, new: Rule) -> Change:
    if not new.question:
        return Change(f"{name} is no longer put to the approver as the question “{old.question}”.", (new.id,))
    instead = f" (it was “{old.question}”)" if old.question else ""
    return Change(f"{name} is now put to the approver as the question “{new.question}”{instead}.", (new.id,), (new.id,))


def _checks(old: Rule, new: Rule) -> Iterator[Change]:
    """Checks are the same where kind and options are; what is left over is new, gone, or was changed."""
    name, about = _named(new), (new.id,)
    before, after = _by_setting(old.checks), _by_setting(new.checks)
    for key in [key for key in after if key in before]:
        for was, now in zip(before[key], after[key], strict=False):
            # Where the rule itself became as much milder or graver, its own sentence says it.
            follows = was.severity is old.severity and now.severity is new.severity
            if was.severity is not now.severity and not follows:
                graver = about if now.severity.rank > was.severity.rank else ()
                words = (name, check_in_words(now), now.severity, was.severity)
                yield _change("{}: what is found {} is now {} (it was {}).", words, about, graver)
    added, removed = _left(after, before), _left(before, after)
    for check in added:
        if like := [other for other in removed if other.kind == check.kind]:
            removed.remove(like[0])
            where = f"{name}, where it is checked {check_in_words(check)}"
            coded, public = (_otherwise(like[0], check, say) for say in (str, plainly))
            yield Change(f"{where}: {coded}.", about, about, public=f"{where}: {public}.")
        else:
            yield Change(f"{name} is now checked {check_in_words(check)} as well{_settings(check)}.", about, about)
    for check in removed:
        freed = about if check.kind in HOUSE_KINDS else ()
        yield Change(f"{name} is no longer checked {check_in_words(check)}{_settings(check)}.", about, freed)


def _left(some: Mapping[str, list[RuleCheck]], others: Mapping[str, list[RuleCheck]]) -> list[RuleCheck]:
    """The checks that have no fellow of the same setting among the others."""
    return [check for key, checks in some.items() for check in checks[len(others.get(key, ())) :]]


def _otherwise(old: RuleCheck, new: RuleCheck, say: Callable[[object], str]) -> str:
    """What is set otherwise in a check that was changed."""
    parts = []
    if old.severity is not new.severity:
        parts.append(f"it is now {say(new.severity)} (it was {say(old.severity)})")
    for option in dict.fromkeys([*new.options, *old.options]):
        before, after = (
            setting(check.options[option]) if option in check.options else "not set" for check in (old, new)
        )
        if before != after:
            parts.append(f"{option} is now {after} (it was {before})")
    return "; ".join(parts)


def _settings(check: RuleCheck) -> str:
    told = "; ".join(f"{option} is {setting(value)}" for option, value in check.options.items())
    return f" ({told})" if told else ""


def _lists(old: Policy, new: Policy) -> Iterator[Change]:
    for name in sorted(old.lists.keys() | new.lists.keys()):
        before, after = old.lists.get(name, ()), new.lists.get(name, ())
        users = rules_using(new, name)
        used = f" ({', '.join(users)})" if users else ""
        for entries, words, graver in (
            (_more(after, before), "has {} new {}", users),
            # Where a longer entry is gone, a shorter one within it is found that was not before.
            (_more(before, after), "has lost {} {}", users),
        ):
            noun = "entry" if len(entries) == 1 else "entries"
            if entries:
                yield Change(
                    f"The word list “{name}”{used} {words.format(len(entries), noun)}", users, graver, tuple(entries)
                )


def _change(sentence: str, words: Sequence[object], rules: tuple[str, ...], stricter: tuple[str, ...] = ()) -> Change:
    """The sentence with these words in it, severities and sections as a pack calls them and as the public page does."""
    public = sentence.format(*map(plainly, words))
    return Change(sentence.format(*words), rules, stricter, public=public)


def _uses(rule: Rule, name: str) -> bool:
    """Whether any option of the rule's checks names the list."""
    return any(name in _strings(value) for check in rule.checks for key, value in check.options.items())


def _strings(value: Option) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _by_setting(checks: Iterable[RuleCheck]) -> dict[str, list[RuleCheck]]:
    found: dict[str, list[RuleCheck]] = {}
    for check in sorted(checks, key=lambda check: check.severity.rank):
        found.setdefault(json.dumps([check.kind, dict(check.options)], sort_keys=True), []).append(check)
    return found


def _more(some: Iterable[T], others: Iterable[T]) -> list[T]:
    """What there is more of in some than in the others, in the order of some."""
    return list((Counter(some) - Counter(others)).elements())


def _named(rule: Rule) -> str:
    return f"{rule.id} {quoted(rule.title)}"


def _end(flag: bool) -> str:
    return "is flagged" if flag else "passes"
