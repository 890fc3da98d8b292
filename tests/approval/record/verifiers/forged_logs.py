"""Logs that were made anew by thieves of some keys, and logs that say, signed by all, that somebody spoke alone."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bundles import Files, make
from sample_log import CLERK, LOG_KEY, ORIGIN, PAPER, Item, Key, act, one_reply, story

STRANGER = Key(ORIGIN, 1, "a stranger")
FALSE_CLERK = Key(CLERK.name, 4, "a stranger")


@dataclass(frozen=True)
class Mutant:
    """A bundle that somebody changed, and how."""

    name: str
    files: Files


def whole() -> Files:
    """The bundle that all mutants come from: a part of the log, so that there are entries before and after it."""
    return make(first=1)


def thieves(base: Files, rng: random.Random) -> Iterator[Mutant]:
    """The whole log anew, by somebody who has stolen some keys but not all, or all of them too late."""
    old_lines = base["checkpoint.txt"].decode().rpartition("\n\n")[2].splitlines(keepends=True)
    for n, item in enumerate(story()):
        if n == 0:
            continue
        for what, items in (
            (f"entry {n} left out", [*story()[:n], *story()[n + 1 :]]),
            (f"entry {n} said by another", [*story()[:n], _by_another(item), *story()[n + 1 :]]),
        ):
            for whose, signers in (
                ("the log's key", [LOG_KEY]),
                ("the clerk's key", [CLERK]),
                ("both witnesses' keys", [CLERK, PAPER]),
                ("the clerk's and a new log's", [STRANGER, CLERK]),
                ("the log's and a false clerk's", [LOG_KEY, FALSE_CLERK]),
            ):
                yield Mutant(f"{what}, with {whose}", make(items, first=1, signers=signers))
            forged = make(items, first=1, signers=[LOG_KEY])
            head = forged["checkpoint.txt"] + old_lines[1].encode()
            yield Mutant(f"{what}, with the log's key and the clerk's old line", forged | {"checkpoint.txt": head})
            if n < 9:
                # Whoever holds both keys is found out by a checkpoint that somebody kept from before.
                yield Mutant(f"{what}, with all keys", make(items, first=1))


def _by_another(item: Item) -> Item:
    return Item(item.action, {**item.plain, "actor": "APPROVER-77"}, item.private, item.erased, item.hidden)


def liars(base: Files, rng: random.Random) -> Iterator[Mutant]:
    """Logs that say, signed by all, that somebody spoke alone."""
    for what, more in alone(len(story())).items():
        yield Mutant(f"all signed: {what}", make([*story(), *more]))


def alone(at: int) -> dict[str, list[Item]]:
    """Ways to speak alone, as entries that begin at this index."""
    good = one_reply(at, "p9", "11", ["12"])
    submitted, checked, approved, started, succeeded = good
    two = one_reply(at, "p9", "11", ["12", "13"])
    own = one_reply(at, "p9", "11", ["11"])
    edited = [submitted, act("revision.submitted", "PROPOSER-12", "p9", 1), *good[1:]]
    edited[3].plain["check"] = at + 2
    again = Item(checked.action, checked.plain, checked.private)
    ended = act("review.rejected", "APPROVER-14", "p9", 1)
    too = _with(approved, actor="APPROVER-11")
    edited_by_14 = act("revision.submitted", "PROPOSER-14", "p9", 1)
    return {
        "the author approves": own,
        "an editor approves": edited,
        "nobody approves": [submitted, checked, started, succeeded],
        "one of two approves": [*two[:3], *two[4:]],
        "one approves twice for two": [*two[:3], two[2], *two[4:]],
        "the approval is taken back": [*good[:3], act("review.withdrawn", "APPROVER-12", "p9", 1), *good[3:]],
        "it is checked again since": [*good[:3], again, *good[3:]],
        "it was rejected": [*good[:3], ended, *good[3:]],
        "no check": [submitted, approved, started, succeeded],
        "a rule forbids it": [submitted, Item(checked.action, {**checked.plain, "severity": "block"}, {}), *good[2:]],
        "published without a start": [*good[:3], succeeded],
        "nobody asked for": [submitted, Item(checked.action, {**checked.plain, "required": 0}, {}), *good[3:]],
        "another revision approved": [*good[:3], Item(started.action, {**started.plain, "revision": 2}, {})],
        "by somebody who is no approver": [*good[:2], _with(approved, actor="PERSON-12"), *good[3:]],
        "published twice": [*good, started],
        "an entry without its author": [Item(submitted.action, {"proposal": "p9", "revision": 1}, {}), *good[1:]],
        # What a receipt would show of it.
        "the author is named as an approver": [
            *good[:3],
            too,
            started,
            _with(succeeded, approvers="PERSON-11,PERSON-12"),
        ],
        "somebody is named who did not approve": [*good[:4], _with(succeeded, approvers="PERSON-12,PERSON-13")],
        "somebody is named who took it back": [
            *good[:3],
            _with(approved, actor="APPROVER-13"),
            act("review.withdrawn", "APPROVER-13", "p9", 1),
            started,
            _with(succeeded, approvers="PERSON-12,PERSON-13"),
        ],
        "nobody is named as an approver": [*good[:4], _with(succeeded, approvers="")],
        "an author is not named": [*good[:3], edited_by_14, started, succeeded],
        "somebody is named who wrote none of it": [*good[:4], _with(succeeded, authors="PERSON-11,PERSON-14")],
    }


def _with(item: Item, **plain: object) -> Item:
    return Item(item.action, {**item.plain, **plain}, item.private)
