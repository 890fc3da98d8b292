"""Signed notes, checkpoints and proofs: known answers, both ways of every form, and nothing but the exact form."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.record.checkpoint import Checkpoint, parse_checkpoint
from approval.record.inclusion import InclusionProof, parse_inclusion_proof
from approval.record.note import (
    KeyInvalid,
    Kind,
    Note,
    NoteInvalid,
    cosigned,
    new_signer,
    parse_note,
    parse_signer,
    parse_verifier,
)
from approval.record.tree import EMPTY, CompactRange, ProofInvalid, inclusion_proof, leaf_hash

# From the documentation of golang.org/x/mod/sumdb/note, which signed notes come from.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
LOG, OTHER = new_signer("city.example/log", Kind.ED25519), new_signer("city.example/log", Kind.ED25519)
CLERK = new_signer("clerk.example", Kind.COSIGNATURE)
HEAD = Checkpoint("city.example/log", 3, leaf_hash(b"root"))
TEXT = str(HEAD)
NOTE = Note(TEXT, (LOG.sign(TEXT), CLERK.sign(TEXT, 1764000000)))


def test_a_note_signed_by_gos_own_tools_is_verified() -> None:
    note = parse_note(PETERS_NOTE.encode())
    assert [signed.by.name for signed in note.verified([parse_verifier(PETER)])] == ["PeterNeumann"]
    assert str(note) == PETERS_NOTE


def test_gos_own_secret_key_signs_the_same_note() -> None:
    peter = parse_signer(PETER_SECRET)
    assert str(peter.verifier) == PETER
    assert peter.secret() == PETER_SECRET
    text = PETERS_NOTE.partition("\n\n")[0] + "\n"
    assert str(Note(text, (peter.sign(text),))) == PETERS_NOTE


def test_a_witness_says_when() -> None:
    log, clerk = NOTE.verified([LOG.verifier, CLERK.verifier])
    assert (log.by, log.at, clerk.by, clerk.at) == (LOG.verifier, None, CLERK.verifier, 1764000000)
    assert cosigned(TEXT, 1764000000) == b"cosignature/v1\ntime 1764000000\n" + TEXT.encode()


def test_a_signature_over_another_text_spoils_the_note() -> None:
    for forged in (replace(NOTE, text=str(replace(HEAD, size=4))), replace(NOTE, text=TEXT + "more\n")):
        with pytest.raises(NoteInvalid, match="not over this text"):
            forged.verified([LOG.verifier])
        with pytest.raises(NoteInvalid, match="not over this text"):
            forged.verified([CLERK.verifier])


def test_a_witnesss_time_cannot_be_changed() -> None:
    line = NOTE.signatures[1]
    later = replace(line, signature=(1764000001).to_bytes(8, "big") + line.signature[8:])
    never = replace(line, signature=b"\xff" * 8 + line.signature[8:])
    for changed in (later, never, replace(line, signature=line.signature[:7])):
        with pytest.raises(NoteInvalid):
            Note(TEXT, (changed,)).verified([CLERK.verifier])


def test_keys_that_are_not_trusted_say_nothing() -> None:
    both = Note(TEXT, (OTHER.sign(TEXT), LOG.sign(TEXT)))
    assert [signed.by for signed in both.verified([LOG.verifier])] == [LOG.verifier]
    with pytest.raises(NoteInvalid, match="None of the keys"):
        Note(TEXT, (OTHER.sign(TEXT),)).verified([LOG.verifier])
    with pytest.raises(NoteInvalid, match="None of the keys"):
        NOTE.verified([])


def test_one_key_signs_once_however_often_its_line_stands_there() -> None:
    twice = Note(TEXT, (LOG.sign(TEXT), LOG.sign(TEXT)))
    assert len(twice.verified([LOG.verifier])) == 1


def test_only_a_witness_says_when() -> None:
    with pytest.raises(ValueError, match="A witness says when"):
        LOG.sign(TEXT, 1)
    with pytest.raises(ValueError, match="A witness says when"):
        CLERK.sign(TEXT)


def test_a_note_is_read_as_it_is_written() -> None:
    assert parse_note(str(NOTE).encode()) == NOTE
    spaced = Note("one\n\ntwo\n", (LOG.sign("one\n\ntwo\n"),))
    assert parse_note(str(spaced).encode()) == spaced


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"\n\n" + str(LOG.sign("")).encode(),
        str(NOTE).encode()[:-1],
        str(NOTE).replace("\n", "\r\n").encode(),
        str(NOTE).replace("—", "-").encode(),
        str(NOTE).replace("— ", "—  ").encode(),
        str(NOTE).encode() + b"trailing\n",
        b"a\tb\n\n" + str(LOG.sign("")).encode(),
        b"\xff\n\n" + str(LOG.sign("")).encode(),
        "text\n\n— a+b AAAAAAAA\n".encode(),
        "text\n\n— name AAAA\n".encode(),
        "text\n\n— name AAAAAA==\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),
        b"text\n\n" + str(LOG.sign("text\n")).encode() * 101,
        b"x" * 100_001,
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(NoteInvalid):
        parse_note(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_note_or_refused(data: bytes) -> None:
    for parse in (parse_note, parse_inclusion_proof):
        for whole in (data, str(NOTE).encode()[: len(data)] + data):
            try:
                read = parse(whole)
            except NoteInvalid:
                continue
            assert str(read).encode() == whole


@pytest.mark.parametrize(
    "written",
    [
        "",
        "name",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        PETER.replace("ARpc", "BRpc"),
        PETER.replace("+ARpc", "+Apc"),
        PETER[:-4],
        "x+zz+AAAA",
        "x+00000000+",
    ],
)
def test_what_is_no_public_key_is_refused(written: str) -> None:
    with pytest.raises(KeyInvalid):
        parse_verifier(written)


@pytest.mark.parametrize("written", [PETER, PETER_SECRET[:-4], PETER_SECRET.replace("Peter", "Paul"), "PRIVATE+KEY+"])
def test_what_is_no_secret_key_is_refused_and_not_shown(written: str) -> None:
    with pytest.raises(KeyInvalid) as refused:
        parse_signer(written)
    assert "EKFALVFG" not in str(refused.value)
    assert "EKFALVFG" not in repr(parse_signer(PETER_SECRET))


def test_the_checkpoint_of_the_specification_is_read() -> None:
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    head = parse_checkpoint(f"example.com/behind-the-sofa\n20852163\n{root}\n")
    assert (head.origin, head.size, head.root) == ("example.com/behind-the-sofa", 20852163, base64.b64decode(root))


@pytest.mark.parametrize("head", [HEAD, Checkpoint("o", 0, EMPTY), Checkpoint("o", 2**62, EMPTY, ("one", "two"))])
def test_a_checkpoint_is_read_as_it_is_written(head: Checkpoint) -> None:
    assert parse_checkpoint(str(head)) == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        TEXT[:-1],
        TEXT + "\n",
        TEXT.replace("\n3\n", "\n03\n"),
        TEXT.replace("\n3\n", "\n-3\n"),
        TEXT.replace("\n3\n", "\n3.0\n"),
        TEXT.replace("\n3\n", "\n٣\n"),
        TEXT.replace("city.example/log", ""),
        "o\n3\nAAAA\n",
        "o\n3\n!\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalid):
        parse_checkpoint(text)


def test_a_proof_shows_its_entry_and_no_other() -> None:
    entries = [b"one", b"two", b"three"]
    leaves = [leaf_hash(entry) for entry in entries]
    nodes = {(0, at): leaf for at, leaf in enumerate(leaves)} | {(1, 0): CompactRange().append(leaves[:2]).root}
    text = str(Checkpoint("city.example/log", 3, CompactRange().append(leaves).root))
    checkpoint = Note(text, (LOG.sign(text), CLERK.sign(text, 1)))
    for extra in (b"", b"what it needs"):
        for index, entry in enumerate(entries):
            path = inclusion_proof(index, 3, lambda level, at: nodes[level, at])
            proof = InclusionProof(index, path, checkpoint, extra)
            assert parse_inclusion_proof(str(proof).encode()) == proof
            proof.verify(entry)
            with pytest.raises(ProofInvalid):
                proof.verify(entries[index - 1])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 0", "index 00"),
        ("index 0", "Index 0"),
        ("index 0\n", ""),
        ("index 0", "extra \nindex 0"),
        ("index 0", "extra AA\nindex 0"),
        ("index 0", "extra QUI=\nextra QUI=\nindex 0"),
        ("index 0\n", "index 0\n" + "A" * 43 + "=\n" * 64),
        ("index 0\n", "index 0\nAAAA\n"),
        ("\n3\n", "\nmany\n"),
        ("\n\n", "\n"),
    ],
)
def test_what_is_no_proof_is_refused(old: str, new: str) -> None:
    written = str(InclusionProof(0, (EMPTY, EMPTY), NOTE))
    parse_inclusion_proof(written.encode())
    assert old in written
    with pytest.raises(NoteInvalid):
        parse_inclusion_proof(written.replace(old, new, 1).encode())
