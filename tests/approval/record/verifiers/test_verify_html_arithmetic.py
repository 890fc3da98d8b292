"""The hashes and signatures that verify.html works out by itself, held against RFC 8032, hashlib and cryptography."""

import hashlib
import random
from collections.abc import Iterator, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, sync_playwright
from sample_log import b64, consistency, mth, path, sha256, subtrees
from verifying_page import launch, opened

# RFC 8032, 7.1, tests 1 to 3: public key, message, signature.
PUBLISHED = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493

Case = tuple[bytes, bytes, bytes]
Proof = tuple[int, int, list[str], str, str]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with opened(browser) as verifying:
            yield verifying.page
        browser.close()


def answers(page: Page, cases: Sequence[Case]) -> tuple[list[bool], list[bool]]:
    """What the page's own arithmetic says of each key, signature and message, and what the browser says."""
    plain, browser = page.evaluate(
        """async (cases) => {
            const said = [[], []];
            for (const each of cases) {
                const [key, signature, message] = each.map(bytes);
                said[0].push(ed25519Plain(key, signature, message));
                said[1].push(await ed25519Browser(key, signature, message));
            }
            return said;
        }""",
        [[b64(part) for part in case] for case in cases],
    )
    return plain, browser


def test_the_browser_has_what_the_page_asks_it_for(page: Page) -> None:
    assert page.evaluate("isSecureContext && Boolean(crypto.subtle)")


def test_published_signatures_are_taken_and_altered_ones_are_not(page: Page) -> None:
    good = [(bytes.fromhex(key), bytes.fromhex(signature), bytes.fromhex(text)) for key, text, signature in PUBLISHED]
    assert answers(page, good) == ([True] * 3, [True] * 3)
    altered = [case for each in good for case in _altered(*each)]
    assert answers(page, altered) == ([False] * len(altered), [False] * len(altered))


def test_both_say_the_same_of_made_and_altered_signatures(page: Page) -> None:
    rng = random.Random(8032)
    good = []
    for size in (0, 1, 63, 64, 111, 112, 127, 128, 300, 1023):
        private, text = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32)), rng.randbytes(size)
        good.append((private.public_key().public_bytes_raw(), private.sign(text), text))
    assert answers(page, good) == ([True] * 10, [True] * 10)
    altered = []
    for key, signature, text in good:
        bit = rng.randrange(512)
        number = int.from_bytes(signature, "little") ^ 1 << bit
        altered.append((key, number.to_bytes(64, "little"), text))
        altered.append((rng.randbytes(32), signature, text))
    plain, browser = answers(page, altered)
    assert plain == browser == [False] * 20


def test_only_the_one_spelling_of_a_point_and_of_a_number_counts(page: Page) -> None:
    key, text, signature = (bytes.fromhex(each) for each in PUBLISHED[1])
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    higher = [(key, r + (s + times * ORDER).to_bytes(32, "little"), text) for times in (1, 2, 7)]
    # The point (0, 1), and the same in spellings that are not its own: its sign set, and more than the prime.
    one = [value.to_bytes(32, "little") for value in (1 + 2**255, 1 + PRIME, 1 + PRIME + 2**255)]
    other = [(point, point + bytes(32), text) for point in one] + [(key, point + signature[32:], text) for point in one]
    off = [(value.to_bytes(32, "little"), signature, text) for value in (2, 7, 2**255 - 1, PRIME)]
    cases = [
        *higher,
        *other,
        *off,
        (key, signature[:-1], text),
        (key, signature + b"\0", text),
        (key[:-1], signature, text),
    ]
    plain, _ = answers(page, cases)
    assert plain == [False] * len(cases)
    both = page.evaluate(
        "(cases) => Promise.all(cases.map((each) => ed25519(...each.map(bytes))))",
        [[b64(part) for part in case] for case in cases],
    )
    assert both == [False] * len(cases)


def test_hashes_are_those_of_every_other_program(page: Page) -> None:
    texts = [bytes([n & 255]) * n for n in [*range(300), 4094, 4095, 4096, 70_000]]
    found = page.evaluate(
        "(texts) => texts.map(bytes).map((text) => [hex(sha256(text)), hex(sha256(text, 0)), hex(sha512(text))])",
        [b64(text) for text in texts],
    )
    assert found == [
        [sha256(text).hex(), sha256(b"\0" + text).hex(), hashlib.sha512(text).hexdigest()] for text in texts
    ]


# FIPS 180-4's examples (NIST, "SHA-256 test vectors"), and a million letters.
PUBLISHED_HASHES = {
    "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": (
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    "".join("abcdefghijklmnopqrstu"[at : at + 8] for at in range(14)): (
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    "a" * 1_000_000: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
}


def test_published_hashes_are_found_at_once_and_in_parts(page: Page) -> None:
    in_parts = """(texts) => texts.map((text) => {
        const data = new TextEncoder().encode(text), sum = new FileHash();
        for (let at = 0; at < data.length; at += 640) sum.add(data.subarray(at, at + 640));
        return [hex(sha256(data)), sum.end()];
    })"""
    assert page.evaluate(in_parts, list(PUBLISHED_HASHES)) == [[each, each] for each in PUBLISHED_HASHES.values()]


def test_the_browser_finds_the_same_hashes(page: Page) -> None:
    differing = page.evaluate(
        """async (seed) => {
            const differing = [];
            for (let length = 0; length < 300_000; length = length * 2 + 1) {
                const text = Uint8Array.from({ length }, (_, at) => at * seed >> at % 7);
                const theirs = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", text)));
                if (hex(sha256(text)) !== theirs) differing.push(length);
            }
            return differing;
        }""",
        2026,
    )
    assert differing == []


def test_proofs_of_all_small_trees_hold_and_altered_ones_do_not(page: Page) -> None:
    leaves = [bytes([n]) for n in range(20)]
    sizes = range(1, 21)
    inside = [(m, n, path(m, leaves[:n]), sha256(b"\0" + leaves[m]), mth(leaves[:n])) for n in sizes for m in range(n)]
    begins = [
        (m, n, consistency(m, leaves[:n]), mth(leaves[:m]), mth(leaves[:n])) for n in sizes for m in range(1, n + 1)
    ]
    for call, proofs in (
        ("provesInclusion(hash, m, n, path, root)", inside),
        ("provesConsistency(m, n, path, hash, root)", begins),
    ):
        ask = f"""(proofs) => proofs.map(([m, n, steps, first, whole]) => {{
            const path = steps.map(bytes), hash = bytes(first), root = bytes(whole);
            return {call};
        }})"""
        good: list[Proof] = [
            (m, n, [b64(each) for each in steps], b64(first), b64(root)) for m, n, steps, first, root in proofs
        ]
        assert page.evaluate(ask, good) == [True] * len(good)
        altered = [other for proof in good for other in _spoilt(*proof)]
        assert page.evaluate(ask, altered) == [False] * len(altered)


def _spoilt(m: int, n: int, steps: list[str], first: str, root: str) -> Iterator[Proof]:
    zeroes = b64(bytes(32))
    yield m, n, [*steps, zeroes], first, root
    yield m, n, steps, zeroes, root
    yield m, n, steps, first, zeroes
    for at in range(len(steps)):
        yield m, n, steps[:at] + steps[at + 1 :], first, root
        yield m, n, [*steps[:at], zeroes, *steps[at + 1 :]], first, root


def test_a_tree_is_put_together_from_any_of_its_parts(page: Page) -> None:
    leaves = [bytes([n]) for n in range(20)]
    put_together = """(parts) => {
        const tree = new Tree();
        for (const [hash, size] of parts) tree.add(size, bytes(hash));
        return [tree.size, hex(tree.root())];
    }"""
    for first in range(20):
        for last in range(first, 21):
            single = [(n, n + 1) for n in range(first, last)]
            parts = [*subtrees(0, first), *single, *subtrees(last, 20)]
            made = page.evaluate(put_together, [[b64(mth(leaves[start:end])), end - start] for start, end in parts])
            assert made == [20, mth(leaves).hex()]


def _altered(key: bytes, signature: bytes, text: bytes) -> list[Case]:
    return [
        (key, signature, text + b"\0"),
        *((key, bytes([*signature[:at], signature[at] ^ 1, *signature[at + 1 :]]), text) for at in (0, 31, 32, 63)),
        (bytes([key[0] ^ 1, *key[1:]]), signature, text),
    ]
