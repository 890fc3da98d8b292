"""The table of rules and examples in the documentation is what its script prints."""

import subprocess
import sys

from pack_desk import ROOT


def test_the_table_of_rules_and_examples_is_what_the_script_prints() -> None:
    script = ROOT / "scripts" / "policy_examples.py"
    printed = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs" / "policy-examples.md").read_text("utf-8") == printed, (
        "print it again: python scripts/policy_examples.py > docs/policy-examples.md"
    )
