"""Makes a Policy of the files of a pack, and tells everything that is wrong with them."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from approval.policy.document import Example, Policy, Question, Rule, RuleCheck, Section, Source
from approval.policy.faults import Faults
from approval.policy.toml_in_words import toml_in_words
from approval.policy.visible import escaped, hidden
from approval.policy.written import RULE_ID, WrittenExample, WrittenPolicy, WrittenRule

POLICY_FILE = "policy.toml"
SECTION_FILES = {f"{section}.toml": section for section in Section}
WORD_LIST = re.compile(r"words/([a-z0-9][a-z0-9._-]*)\.txt")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


def parse(files: Mapping[str, str], digest: str, faults: Faults) -> Policy | None:
    """The policy, None where there is none in these files; it is to be used only where no fault was found."""
    _known(files, faults)
    for file, text in files.items():
        _visible(file, text, faults)
    head = _head(files, faults)
    questions = None if head is None else frozenset(head.questions)
    rules: dict[str, tuple[str, Rule]] = {}
    for file, section in SECTION_FILES.items():
        for rule in _rules(file, section, files.get(file, ""), questions, faults):
            if rule.id in rules:
                first = rules[rule.id][0]
                faults.at(
                    file, files[file], ("rules", rule.id), f"{first} has a rule of this id; give this one another"
                )
            else:
                rules[rule.id] = (file, rule)
    if not rules and not faults.lines:
        faults.add(POLICY_FILE, f"no file beside it has a rule; write one in {', '.join(SECTION_FILES)}")
    lists = {
        match[1]: _entries(path, text, faults) for path, text in files.items() if (match := WORD_LIST.fullmatch(path))
    }
    if head is None:
        return None
    return Policy(
        city=head.city,
        title=head.title,
        version=head.version,
        effective=head.effective,
        adopted_by=head.adopted_by,
        zone=head.zone,
        languages=tuple(head.languages),
        introduction=MappingProxyType(head.introduction),
        contact=MappingProxyType(head.contact),
        questions=tuple(Question(key, value.title, value.text) for key, value in head.questions.items()),
        rules=tuple(rule for _, rule in rules.values()),
        lists=MappingProxyType(lists),
        digest=digest,
    )


def _known(files: Mapping[str, str], faults: Faults) -> None:
    """Tells of every file that is none of a pack's: a rule in a misspelt file would be missed by nobody."""
    if POLICY_FILE not in files:
        faults.add(
            POLICY_FILE, "is missing; write city, title, version and what else stands at the head of a policy in it"
        )
    for file in files:
        if file == POLICY_FILE or file in SECTION_FILES or WORD_LIST.fullmatch(file):
            continue
        if file.startswith("words/"):
            faults.add(file, "is no word list; name it in small letters and end the name with .txt, as insults.en.txt")
        else:
            faults.add(file, f"is no file of a policy; rules stand in {', '.join(SECTION_FILES)}. Rename or delete it")


def _visible(file: str, text: str, faults: Faults) -> None:
    line, counted = 1, 0
    for at, name in hidden(text):
        line, counted = line + text.count("\n", counted, at), at
        instead = "delete it" if file.startswith("words/") else f"delete it, or write it as {escaped(text[at])}"
        faults.add(file, f"a character that nobody can see ({name}); {instead}", line)


def _head(files: Mapping[str, str], faults: Faults) -> WrittenPolicy | None:
    text = files.get(POLICY_FILE)
    table = None if text is None else _toml(POLICY_FILE, text, faults)
    if text is None or table is None:
        return None
    try:
        return WrittenPolicy.model_validate(table)
    except ValidationError as error:
        faults.invalid(POLICY_FILE, text, error)
    return None


def _toml(file: str, text: str, faults: Faults) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # also a number of thousands of digits
        line, words = toml_in_words(str(error))
        faults.add(file, f"is not TOML: {words}", line)
    except RecursionError:
        faults.add(file, "is nested too deeply; write it flatter")
    return None


def _rules(file: str, section: Section, text: str, questions: frozenset[str] | None, faults: Faults) -> Iterator[Rule]:
    """The rules of a section's file, each on its own, so that an error in one does not hide those of the next."""
    table = _toml(file, text, faults) or {}
    for key in table.keys() - {"rules"}:
        faults.at(file, text, (key,), "there is no such field here; write rules as [rules.ID]")
    rules = table.get("rules", {})
    if not isinstance(rules, dict):
        faults.at(file, text, ("rules",), "is not a table; write each rule as [rules.ID]")
        return
    for rule_id, value in rules.items():
        path = ("rules", rule_id)
        if not RULE_ID.fullmatch(rule_id):
            faults.at(
                file, text, path, "cannot be an id; write a capital letter, then capitals, digits or hyphens, as B03"
            )
            continue
        try:
            written = WrittenRule.model_validate(value, context=questions)
        except ValidationError as error:
            faults.invalid(file, text, error, path)
            continue
        for below, message in _mistaken(written):
            faults.at(file, text, (*path, *below), message)
        yield _rule(rule_id, section, written)


def _mistaken(rule: WrittenRule) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """What is wrong with a rule whose fields are each right by themselves."""
    if not rule.checks and not rule.question:
        yield (), "nothing follows from this rule; write a check as [[rules.ID.checks]], or a question to the approver"
    for number, check in enumerate(rule.checks):
        if check.severity is not None and check.severity.rank > rule.severity.rank:
            yield (
                ("checks", number, "severity"),
                f'"{check.severity}" is graver than the rule, which is "{rule.severity}"; lower this or raise the rule',
            )
    flagged = {_example(example, True) for example in rule.examples.flag}
    for number, example in enumerate(rule.examples.let_pass):
        if _example(example, True) in flagged:
            yield ("examples", "pass", number), "stands under flag as well; delete it in one of the two"


def _rule(rule_id: str, section: Section, written: WrittenRule) -> Rule:
    return Rule(
        id=rule_id,
        section=section,
        severity=written.severity,
        title=written.title,
        text=written.text,
        mend=written.mend,
        sources=tuple(Source(source.title, source.url) for source in written.sources),
        checks=tuple(
            RuleCheck(check.kind, check.severity or written.severity, check.options) for check in written.checks
        ),
        examples=(
            *(_example(example, True) for example in written.examples.flag),
            *(_example(example, False) for example in written.examples.let_pass),
        ),
        question=written.question,
    )


def _example(written: WrittenExample, flag: bool) -> Example:
    return Example(
        text=written.text,
        flag=flag,
        parent=written.parent,
        author=written.author,
        link=written.link,
        reason=written.reason,
        at=written.at,
        earlier=tuple(written.earlier),
        pictures=tuple(written.pictures),
        approved=written.approved,
    )


def _entries(file: str, text: str, faults: Faults) -> tuple[str, ...]:
    """The entries of a word list, one a line; what follows a # at the beginning or after a blank is a comment."""
    lines = [(number, _COMMENT.sub("", line).strip()) for number, line in enumerate(text.split("\n"), start=1)]
    entries = [(number, entry) for number, entry in lines if entry]
    if not entries:
        faults.add(file, "has no entry; write one word or phrase a line, or delete the file")
    last = {entry: number for number, entry in entries}
    for entry, times in Counter(entry for _, entry in entries).items():
        if times > 1:
            faults.add(file, f"“{entry}” stands here {times} times; keep one", last[entry])
    return tuple(last)
