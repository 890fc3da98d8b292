"""The lane that holds the project against published data, which is not part of it: `make conformance REFERENCE=...`."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reference", type=Path, required=True, help="the folder with the published data")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `vector` is run with each of the file that its module names."""
    if "vector" in metafunc.fixturenames:
        vectors = metafunc.module.read_vectors(metafunc.config.getoption("--reference"))
        metafunc.parametrize("vector", list(vectors.values()), ids=list(vectors))
