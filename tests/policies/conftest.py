import importlib.util
import sys

import pytest
from pack_desk import ROOT, Desk

from workers.checks.settings import CheckSettings


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    spec = importlib.util.spec_from_file_location("tiny_bert", ROOT / "tests" / "workers" / "checks" / "tiny_bert.py")
    assert spec
    assert spec.loader
    tiny_bert = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("tiny_bert", tiny_bert)
    spec.loader.exec_module(tiny_bert)
    files = tiny_bert.write_tiny(tmp_path_factory.mktemp("tiny")).files
    return Desk(
        CheckSettings(
            _env_file=None,
            DETOXIFY_CHECKPOINT=files.checkpoint,
            DETOXIFY_SHA256=files.sha256,
            DETOXIFY_CONFIG=files.config,
        )
    )
