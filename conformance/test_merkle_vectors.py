"""Every proof that transparency-dev publishes, valid and invalid: github.com/transparency-dev/merkle, `testdata`."""

import base64
import json
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from approval.record.tree import (
    ProofInvalid,
    check_part,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
)


def read_vectors(reference: Path) -> dict[str, dict[str, Any]]:
    vectors: dict[str, dict[str, Any]] = json.loads((reference / "merkle-vectors.json").read_text())
    return vectors


def test_a_published_proof_is_taken_or_refused_as_published(vector: dict[str, Any]) -> None:
    expected: AbstractContextManager[object] = pytest.raises(ProofInvalid) if vector["wantErr"] else nullcontext()
    with expected:
        _verify(vector)


def _verify(vector: dict[str, Any]) -> None:
    proof = [base64.b64decode(step) for step in vector["proof"] or ()]
    if "treeSize" in vector:
        verify_inclusion(_hash(vector, "leafHash"), vector["leafIdx"], vector["treeSize"], proof, _hash(vector, "root"))
    elif "leafIdx" in vector:
        start, end = vector["start"], vector["end"]
        check_part(start, end)
        index = vector["leafIdx"] - start
        verify_inclusion(_hash(vector, "leafHash"), index, end - start, proof, _hash(vector, "root"))
    elif "start" in vector:
        of, root = _hash(vector, "root1"), _hash(vector, "root2")
        verify_subtree_consistency(vector["start"], vector["end"], of, vector["size"], root, proof)
    else:
        old_root, new_root = _hash(vector, "root1"), _hash(vector, "root2")
        verify_consistency(vector["size1"], old_root, vector["size2"], new_root, proof)


def _hash(vector: dict[str, Any], name: str) -> bytes:
    return base64.b64decode(vector[name])
