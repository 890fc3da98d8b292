"""Trust policies: every form that c2sp.org/tlog-policy allows, and what each refusal says."""

import pytest

from approval.record.checkpoint import Checkpoint
from approval.record.note import Kind, Note, NoteInvalid, new_signer
from approval.record.tree import EMPTY
from approval.record.trust import TrustInvalid, parse_trust

LOG = new_signer("city.example/log", Kind.ED25519)
NEW_LOG = new_signer("city.example/log", Kind.ED25519)
OTHER_LOG = new_signer("other.example/log", Kind.ED25519)
WITNESS = {name: new_signer(f"{name}.example", Kind.COSIGNATURE) for name in ("X1", "X2", "X3", "Y1", "Y2", "Y3")}
EACH = "".join(f"witness {name} {signer.verifier}\n" for name, signer in WITNESS.items())
# The specification's own example.
POLICY = f"""
log {LOG.verifier}

{EACH}
group X-witnesses 2 X1 X2 X3
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def checkpoint(*witnesses: str, log: object = LOG, origin: str = "city.example/log") -> Note:
    text = str(Checkpoint(origin, 0, EMPTY))
    return Note(text, (log.sign(text), *(WITNESS[name].sign(text, 1_790_000_000) for name in witnesses)))


@pytest.mark.parametrize(
    ("witnesses", "met"),
    [
        ("X1 X2 Y1", True),
        ("X1 X2 X3 Y1 Y2 Y3", True),
        ("X3 X2 Y3", True),
        ("X1 X2", False),
        ("X1 Y1 Y2 Y3", False),
        ("", False),
    ],
)
def test_the_quorum_of_the_specification_s_example(witnesses, met):
    note = checkpoint(*witnesses.split())
    trust = parse_trust(POLICY)
    if met:
        assert [each.by for each in trust.check(note)] == [
            LOG.verifier,
            *(WITNESS[name].verifier for name in witnesses.split()),
        ]
    else:
        with pytest.raises(NoteInvalid, match=r"the quorum is 2 of \(2 of \(X1, X2, X3\), 1 of \(Y1, Y2, Y3\)\)"):
            trust.check(note)


def test_a_single_witness_can_be_the_quorum_and_none_too():
    assert parse_trust(f"log {LOG.verifier}\n{EACH}quorum Y2").check(checkpoint("Y2"))
    with pytest.raises(NoteInvalid, match="Too few witnesses"):
        parse_trust(f"log {LOG.verifier}\n{EACH}quorum Y2").check(checkpoint("Y1"))
    assert parse_trust(f"log {LOG.verifier}\nquorum none\n").check(checkpoint())


def test_witnesses_do_not_stand_in_for_the_log():
    trust = parse_trust(POLICY)
    with pytest.raises(NoteInvalid, match="No key of the log"):
        trust.check(checkpoint("X1", "X2", "Y1", log=NEW_LOG))


def test_a_log_s_key_speaks_for_its_own_log_only():
    trust = parse_trust(f"log {LOG.verifier}\nlog {OTHER_LOG.verifier}\nquorum none\n")
    with pytest.raises(NoteInvalid, match=r"No key of the log city\.example/log"):
        trust.check(checkpoint(log=OTHER_LOG))
    assert trust.check(checkpoint(log=OTHER_LOG, origin="other.example/log"))


def test_either_of_two_keys_of_a_log_is_enough():
    trust = parse_trust(f"log {LOG.verifier}\nlog {NEW_LOG.verifier}\nquorum none\n")
    assert trust.check(checkpoint(log=LOG))
    assert trust.check(checkpoint(log=NEW_LOG))


def test_a_spoilt_cosignature_is_not_passed_over():
    note = checkpoint("X1", "X2", "Y1")
    spoilt = Note(note.text, (*note.signatures[:-1], WITNESS["Y1"].sign("another text\n", 1)))
    with pytest.raises(NoteInvalid, match=r"Y1\.example is not over this text"):
        parse_trust(POLICY).check(spoilt)


def test_white_space_comments_urls_and_bytes_that_are_no_utf_8():
    text = (
        f"\t log\t {LOG.verifier}  https://log.example/ \n   # what is it\n \t\n"
        f"witness caf\udce9 {WITNESS['X1'].verifier} https://w.example/prefix\n"
        f"witness \u212a {WITNESS['X2'].verifier}\nwitness K\u00a0\u0085K {WITNESS['X3'].verifier}\n"
        "group all 02 caf\udce9 \u212a K\u00a0\u0085K\n# \udcff\nquorum all"
    ).encode("utf-8", "surrogateescape")
    trust = parse_trust(text)
    assert trust.witnesses["caf\udce9"] == (WITNESS["X1"].verifier, "https://w.example/prefix")
    assert trust.witnesses["\u212a"] == (WITNESS["X2"].verifier, "")
    assert trust.check(checkpoint("X1", "X3"))


WRONG = [
    ("log", 1, "write it like “log KEY"),
    (f"log {LOG.verifier} url more\nquorum none", 1, "write it like “log KEY"),
    ("\nlog city.example+12345678+AAAA\nquorum none", 2, "bytes|written"),
    (f"log {LOG.verifier}\nlog {LOG.verifier}\nquorum none", 2, "twice"),
    (f"log {WITNESS['X1'].verifier}\nquorum none", 1, "another kind than a log"),
    (f"witness A {LOG.verifier}\nquorum none", 1, "another kind than a witness"),
    (f"witness A {WITNESS['X1'].verifier}\nwitness B {WITNESS['X1'].verifier}\nquorum A", 2, "count twice"),
    (f"witness A {WITNESS['X1'].verifier}\nwitness A {WITNESS['X2'].verifier}\nquorum A", 2, "«A» is taken"),
    (f"witness none {WITNESS['X1'].verifier}\nquorum none", 1, "«none» is taken"),
    (f"{EACH}group none any X1\nquorum none", 7, "«none» is taken"),
    (f"{EACH}group X1 any X2\nquorum none", 7, "«X1» is taken"),
    (f"{EACH}group G any\nquorum none", 7, "write it like “group"),
    (f"{EACH}group G any none\nquorum G", 7, "«none» is no witness or group"),
    (f"{EACH}group G any G\nquorum G", 7, "«G» is no witness or group"),
    (f"{EACH}group G 0 X1\nquorum G", 7, "0 of 1 members"),
    (f"{EACH}group G 3 X1 X2\nquorum G", 7, "3 of 2 members"),
    (f"{EACH}group G -1 X1 X2\nquorum G", 7, "write it like “group"),
    (f"{EACH}group G ٢ X1 X2\nquorum G", 7, "write it like “group"),
    (f"{EACH}group G 1 X1 X1\nquorum G", 7, "member twice"),
    (f"{EACH}group G any X1\ngroup H any X1\nquorum H", 8, "member twice"),
    (f"quorum X1\n{EACH}", 1, "«X1» is no witness or group"),
    ("quorum none\nquorum none", 2, "second quorum"),
    ("quorum", 1, "write it like “quorum"),
    ("quorum none extra", 1, "write it like “quorum"),
    ("quorum none\r\n", 1, "control character"),
    ("# \x7f\nquorum none", 1, "control character"),
    ("threshold 2", 1, "«threshold» is none of log, witness, group, quorum"),
]


# By number: the keys are new each time, and a test's name must not change with them.
@pytest.mark.parametrize(("lines", "line", "why"), WRONG, ids=range(len(WRONG)))
def test_what_is_refused_is_named_with_its_line(lines, line, why):
    with pytest.raises(TrustInvalid, match=f"^Line {line} of the trust policy: .*({why})"):
        parse_trust(lines)


def test_a_policy_without_a_quorum_is_none():
    with pytest.raises(TrustInvalid, match="no quorum"):
        parse_trust(f"log {LOG.verifier}\n")
