"""A signer on each database."""

from pathlib import Path

import pytest
from factories import TestHouse
from signing_desk import Desk


@pytest.fixture
def desk(house: TestHouse, tmp_path: Path) -> Desk:
    return Desk(house, tmp_path / "head.json")
