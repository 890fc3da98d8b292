"""A pack of a thousand mistakes, or of as many examples, is read in moments: whoever checks one waits for it."""

import time

import pytest
from policy_packs import pack_files

from approval.errors import PolicyInvalid
from approval.policy.pack import Pack, parse_pack

# Seconds of the processor. Each of these takes a tenth of a second; they took between ten and a hundred.
MOST = 3.0
WRONG = "".join(f"[rules.P{number}]\ntitle = 3\n" for number in range(400))
TWICE = "".join(f"word{number}\n" for number in range(15_000)) * 2
UNSEEN = "a\u200b\n" * 100_000


@pytest.mark.parametrize(
    ("file", "text", "line", "faults"),
    [
        ("privacy.toml", WRONG, "privacy.toml, line 799: rules.P399", 6 * 400),
        ("words/twice.txt", TWICE, "words/twice.txt, line 30000: “word14999” stands here 2 times", 15_000),
        ("words/unseen.txt", UNSEEN, "words/unseen.txt, line 100000: a character that nobody can see", 100_001),
    ],
)
def test_thousands_of_mistakes_are_told_each_with_its_line(file: str, text: str, line: str, faults: int) -> None:
    begun = time.process_time()
    with pytest.raises(PolicyInvalid) as error:
        parse_pack(Pack(pack_files({file: text})))
    assert time.process_time() - begun < MOST
    told = str(error.value).splitlines()
    assert len(told) == faults
    assert any(each.startswith(line) for each in told)


def test_thousands_of_examples_are_compared_with_each_other() -> None:
    flag, let_pass = (", ".join(f'"{word} {number}"' for number in range(5000)) for word in ("Flag", "Pass"))
    files = pack_files(
        None, ("content.toml", '"And longer still."', flag), ("content.toml", '"Thank you, we are on it."', let_pass)
    )
    begun = time.process_time()
    assert len(parse_pack(Pack(files)).rules[0].examples) == 10_002
    assert time.process_time() - begun < MOST
