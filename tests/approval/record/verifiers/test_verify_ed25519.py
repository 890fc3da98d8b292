"""The signatures that verify.py computes by hand: RFC 8032's answers, and what OpenSSL says of thousands of others."""

import hashlib
import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from approval.record.verifiers.verify import BASE, L, P, add, multiply, point, same, signed

# RFC 8032, 7.1: secret key, public key, message, signature. TEST 1, 2, 3 and TEST SHA(abc).
KNOWN = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
            "454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
]


def openssl(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize(("secret", "public", "message", "signature"), KNOWN)
def test_the_answers_of_the_rfc(secret: str, public: str, message: str, signature: str) -> None:
    key, text, given = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(text) == given
    assert signed(key, given, text)
    assert not signed(key, given, text + b"\x00")
    for at in range(64):
        assert not signed(key, bytes([*given[:at], given[at] ^ 1 << at % 8, *given[at + 1 :]]), text)


@pytest.mark.timeout(300)
def test_of_thousands_of_signatures_it_says_what_openssl_says() -> None:
    rng, agreed = random.Random(8032), {True: 0, False: 0}
    for number in range(2000):
        secret = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        message = rng.randbytes(rng.randrange(80))
        key, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
        if number % 4:
            parts = [key, signature, message or b"\x00"]
            which = rng.randrange(3)
            bits = int.from_bytes(parts[which], "little") ^ 1 << rng.randrange(8 * len(parts[which]))
            parts[which] = bits.to_bytes(len(parts[which]), "little")
            key, signature, message = parts
        verdict = signed(key, signature, message)
        assert verdict == openssl(key, signature, message), (key.hex(), signature.hex(), message.hex())
        agreed[verdict] += 1
    assert agreed[True] >= 500
    assert agreed[False] >= 1400


def test_a_number_has_one_spelling() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key, signature = secret.public_key().public_bytes_raw(), secret.sign(b"text")
    s = int.from_bytes(signature[32:], "little")
    assert signed(key, signature, b"text")
    for other in (s + L, s + 2 * L, s + 14 * L, s | 1 << 253, s | 1 << 255, L, 0, 2**256 - 1):
        spelt = signature[:32] + other.to_bytes(32, "little")
        assert not signed(key, spelt, b"text")
        assert not openssl(key, spelt, b"text")
    for size in (0, 1, 31, 32, 33, 63, 65, 128):
        assert not signed(key, (signature * 2)[:size], b"text")


def encoded(p: tuple[int, ...]) -> bytes:
    x, y, z, _ = p
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def small_points() -> list[bytes]:
    """The eight points of small order, and every other spelling of them."""
    y, found = 2, set[bytes]()
    while len(found) < 8:
        p = point(y.to_bytes(32, "little"))
        if p:
            torsion = multiply(L, p)
            found |= {encoded(multiply(n, torsion)) for n in range(8)}
        y += 1
    spelt = [y + sign for y in (0, 1, P - 1, P, P + 1) for sign in (0, 1 << 255)]
    return sorted(found | {each.to_bytes(32, "little") for each in spelt})


def test_no_key_is_of_small_order() -> None:
    # With such a key, a signature may hold of any text at all. OpenSSL lets some pass.
    small, passed = small_points(), 0
    assert len(small) >= 14
    for key in small:
        for r in small:
            for text in (b"one", b"two", b"three"):
                assert not signed(key, r + bytes(32), text)
                passed += openssl(key, r + bytes(32), text)
    assert passed > 0, "so this is more than OpenSSL would do"


def test_an_r_of_small_order_or_spelt_otherwise_counts_as_openssl_has_it() -> None:
    secret = hashlib.sha512(bytes(32)).digest()
    a = int.from_bytes(secret[:32], "little") & (1 << 254) - 8 | 1 << 254
    key, verdicts = encoded(multiply(a, BASE)), []
    assert key == Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    for r in small_points():
        for text in (b"one", b"two", b"three", b"four"):
            h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % L
            signature = r + (h * a % L).to_bytes(32, "little")
            verdicts.append(signed(key, signature, text))
            assert verdicts[-1] == openssl(key, signature, text), r.hex()
    assert any(verdicts)
    assert not all(verdicts)


def test_a_key_with_a_part_of_small_order_counts_as_openssl_has_it() -> None:
    torsion = [point(each) for each in small_points()]
    a, verdicts = 123456789, []
    for part in torsion:
        if part is None or same(part, (0, 1, 1, 0)):
            continue
        key = encoded(add(multiply(a, BASE), part))
        for text in (str(n).encode() for n in range(16)):
            r = encoded(multiply(987654321, BASE))
            h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % L
            signature = r + ((987654321 + h * a) % L).to_bytes(32, "little")
            verdicts.append(signed(key, signature, text))
            assert verdicts[-1] == openssl(key, signature, text)
    assert any(verdicts)
    assert not all(verdicts)


def test_a_point_has_one_spelling() -> None:
    for y in range(P, 2**255):
        for sign in (0, 1 << 255):
            assert point((y + sign).to_bytes(32, "little")) is None
    for y in (1, P - 1):
        assert point((y + (1 << 255)).to_bytes(32, "little")) is None, "there is no negative zero"
