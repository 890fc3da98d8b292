"""Where a value stands in a TOML text, however it was written."""

import tomllib
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approval.toml_lines import line_of

TEXT = '''\
# [rules.B01] is below
city = "Mesa"  # city = "Taos"
"quoted key" . x = 1

[rules.B01]
text = """
[rules.B02]
kind = "no heading, "" no key"
"""
other = \'\'\'
title = 3\'\'\'
sources = [ { title = "one", url = "a" }, # { title = "comment" }
    { title = "two", url = "[b]" },
    { title = "three" } ]
when = 2026-11-24 02:30:00
nested = [ [1, 2],
  [3, [
     4 ]] ]

[[rules.B01.checks]]
kind = "lexicon"
near.words = ["a",
    'b]']

[[ rules . B01 . checks ]]
[rules.B01.checks.by]
insult = 0.9

[rules.B01.examples]
flag = [
    "one, # no comment",

    { text = "two", earlier = [ 2026-11-24T02:30:00Z,
        2026-11-25 ] },
]
'''
PLACES = [
    (("city",), 2),
    (("quoted key", "x"), 3),
    (("rules", "B01"), 5),
    (("rules", "B01", "text"), 6),
    (("rules", "B02"), 5),
    (("rules", "B01", "kind"), 5),
    (("rules", "B01", "other"), 10),
    (("rules", "B01", "title"), 5),
    (("rules", "B01", "sources"), 12),
    (("rules", "B01", "sources", 0, "url"), 12),
    (("rules", "B01", "sources", 1), 13),
    (("rules", "B01", "sources", 1, "url"), 13),
    (("rules", "B01", "sources", 2, "url"), 14),
    (("rules", "B01", "sources", 3), 12),
    (("rules", "B01", "when"), 15),
    (("rules", "B01", "nested", 1, 0), 17),
    (("rules", "B01", "nested", 1, 1, 0), 18),
    (("rules", "B01", "checks"), 20),
    (("rules", "B01", "checks", 0), 20),
    (("rules", "B01", "checks", 0, "kind"), 21),
    (("rules", "B01", "checks", 0, "near", "words", 1), 23),
    (("rules", "B01", "checks", 1), 25),
    (("rules", "B01", "checks", 1, "kind"), 25),
    (("rules", "B01", "checks", 1, "by", "insult"), 27),
    (("rules", "B01", "checks", 2), 20),
    (("rules", "B01", "examples", "flag", 0), 31),
    (("rules", "B01", "examples", "flag", 1, "earlier", 1), 34),
    (("nothing",), 1),
    ((), 1),
]


@pytest.mark.parametrize(
    ("path", "line"), PLACES, ids=lambda value: ".".join(map(str, value)) if value is tuple else None
)
def test_a_value_is_found_on_its_line_or_else_what_is_around_it(path: tuple[int | str, ...], line: int) -> None:
    assert tomllib.loads(TEXT)
    assert line_of(TEXT, path) == line
    assert line_of(TEXT.replace("\n", "\r\n"), path) == line


KEYS = st.from_regex(r"\A[a-z]{1,2}\Z")
# Every leaf is written as its own number; what is around it says nothing of the line.
TREES = st.recursive(
    st.none(), lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3), max_leaves=8
)


class Writer:
    """Writes a tree as TOML, each time in another style, and notes on which line each leaf came to stand."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self._numbers = count(1000)
        self.text = ""
        self.leaves: dict[int, tuple[int | str, ...]] = {}

    def table(self, tree: dict[str, Any], name: tuple[str, ...], path: tuple[int | str, ...]) -> None:
        below = {}
        for key, value in tree.items():
            tables = isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
            if (tables or isinstance(value, dict)) and self._draw(st.booleans()):
                below[key] = value
            else:
                self.text += f"{self._key(key)}{self._draw(st.sampled_from([' = ', '=']))}"
                self.value(value, (*path, key))
                self.text += self._draw(st.sampled_from(["\n", "  # [a]\n", "\n\n# a = 1\n"]))
        for key, value in below.items():
            heading = " . ".join(self._key(part) for part in (*name, key))
            for index, item in enumerate([value] if isinstance(value, dict) else value):
                self.text += f"[{heading}]\n" if isinstance(value, dict) else f"[[ {heading} ]] # {index}\n"
                inner = (*path, key) if isinstance(value, dict) else (*path, key, index)
                self.table(item, (*name, key), inner)

    def value(self, tree: Any, path: tuple[int | str, ...]) -> None:
        if isinstance(tree, dict):
            self.text += "{ "
            for number, (key, value) in enumerate(tree.items()):
                self.text += f"{', ' if number else ''}{self._key(key)} = "
                self.value(value, (*path, key))
            self.text += " }"
        elif isinstance(tree, list):
            self.text += "["
            for index, item in enumerate(tree):
                self.text += self._draw(st.sampled_from(["", "\n", " # ]\n  "]))
                self.value(item, (*path, index))
                self.text += ","
            self.text += "]"
        else:
            number = next(self._numbers)
            self.leaves[number] = path
            self.text += self._draw(
                st.sampled_from(["{}", '"{}"', "'{}'", '"""{}"\n[a]\n"""', "'''{}\na = [\n'''", '"""{}\\\n\\""""""'])
            ).format(number)

    def _key(self, key: str) -> str:
        return str(self._draw(st.sampled_from([key, f'"{key}"', f"'{key}'"])))


@settings(deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=4), st.data())
def test_every_value_is_found_in_every_style(tree: dict[str, Any], data: st.DataObject) -> None:
    writer = Writer(data.draw)
    writer.table(tree, (), ())
    tomllib.loads(writer.text)
    for number, path in writer.leaves.items():
        assert line_of(writer.text, path) == writer.text[: writer.text.index(str(number))].count("\n") + 1
