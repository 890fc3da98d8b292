"""A house whose posts have receipts: its signer, and a log as long as a city's after many years."""

import secrets
from collections.abc import Callable

from bundle_parts import SignerByHand
from factories import LENA, TestHouse, accounts_text
from sqlalchemy import insert

from approval import tables
from approval.outcome import Published, Uncertain
from approval.proposal import Proposal
from approval.record.receipt import Receipt, make_receipt

# As long as a link of a post usually is; Bluesky's are among the longest.
LINK = "https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz/post/3lbn2k5zq7c2e"

# A full subtree ends in the middle, in the last part of which a test has its say: the longest way to the root.
A_MILLION, HALF, PART = 1_000_000, 2**19, 32


def url(number: int) -> str:
    return f"https://social.example/@mesaverdepd/{113456789012345670 + number}"


def publish(house: TestHouse, proposal: Proposal, at: str = LINK) -> Proposal:
    """Release what was approved; the platform says where it stands."""
    claimed = house.house.release.claim(proposal.id)
    assert claimed
    house.house.release.finish(proposal.id, claimed.attempts, Published("3lbn2k5zq7c2e", at))
    return house.see(proposal)


def confirm(house: TestHouse, proposal: Proposal, at: str = LINK) -> Proposal:
    """The platform's answer is lost, and a person says where it stands."""
    assert house.house.release.claim(proposal.id)
    house.house.release.finish(proposal.id, 1, Uncertain("No answer."))
    return house.workflow.confirm(LENA, proposal.id, proposal.current, True, at)


def approved_by_two(house: TestHouse) -> Proposal:
    house.roles.become(accounts_text(required=2))
    return house.approve(house.approved(), LENA)


def receipt_of(house: TestHouse, signer: SignerByHand, at: str = LINK) -> Receipt:
    with house.store.read() as reading:
        return make_receipt(reading, signer.trusted(), at)


def among_a_million(house: TestHouse, act: Callable[[], object]) -> None:
    """What is done here stands in the middle of a log of a million entries. Of most others there is only the tree."""
    _skip(house, HALF - PART)
    act()
    with house.store.begin() as tx:
        assert tx.next_seq() <= HALF, f"only {PART} entries have room here"
        while tx.next_seq() < HALF:
            tx.log("test.written")
    _skip(house, A_MILLION)


def _skip(house: TestHouse, to: int) -> None:
    """The next entry is the one of this number; of those before it, the tree has hashes that nobody knows more of."""
    with house.store.read() as reading:
        start = reading.next_seq()
    with house.store.engine.begin() as connection:
        filler = {"action": "test.written", "account": "", "proposal": "", "at": house.clock(), "leaf": b"{}"}
        connection.execute(insert(tables.entries), [{"seq": to - 1, **filler}])
        rows = [
            {"level": level, "index": at >> level, "hash": secrets.token_bytes(32)}
            for at, level in _perfect(0, to)
            if at + (1 << level) > start
        ]
        connection.execute(insert(tables.subtrees), rows)


def _perfect(start: int, end: int) -> list[tuple[int, int]]:
    """Where the perfect subtrees begin that the entries up to `end` make up, and their levels."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        while start & ((1 << level) - 1):
            level -= 1
        found.append((start, level))
        start += 1 << level
    return found
