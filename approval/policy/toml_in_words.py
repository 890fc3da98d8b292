"""What the TOML parser says of a file that it cannot read, for somebody who edits a policy and never saw a parser."""

import re

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
# A heading as the parser names it: Cannot declare ('rules', 'B01') twice.
_TUPLE = re.compile(r"\((?:(?:'[^']*'|\"[^\"]*\"),? ?)+\)")
_NAME = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_QUOTES = "put texts in quotes, and a # before a remark"

# By how the parser's sentence begins; {name} is the heading that it is about. The parser is Python's own and tells
# nothing but a sentence. Nothing is decided by it here: what is not known is passed on as it is.
WORDS = (
    ("Cannot declare", "[{name}] stands here twice; give the second another name, or delete one of the two"),
    ("Cannot overwrite a value", "a name is given twice in the same table; delete one of the two, or rename it"),
    ("Duplicate inline table key", "a name is given twice between the same braces; delete one of the two"),
    ("Cannot mutate immutable", "what is written here was closed further up; write all of it in one place"),
    ("Cannot redefine", "what is written here was closed further up; write all of it in one place"),
    ("Unterminated string", 'a text is not closed; write its last quotes, " or """'),
    ("Expected \"'''", "a text is not closed; write its last quotes, '''"),
    (
        "Illegal character '\\n'",
        'a text goes on over the end of its line; close its quotes, or write it between """ and """',
    ),
    ("Illegal character", "a character stands in a text that cannot be there; delete it"),
    ("Unescaped '\\'", "a \\ in a text has to be written twice; or put the text between ' and ' instead of quotes"),
    ("Invalid hex value", "a \\ in a text has to be written twice; or put the text between ' and ' instead of quotes"),
    ("Escaped character", "a \\u in a text names no character; write the character itself"),
    ("Invalid value", f"what stands after the = cannot be read; {_QUOTES}"),
    ("Invalid date", "this is no day or time of the calendar; write a day as 2026-07-01"),
    ("Expected newline", f"the line goes on after its value; {_QUOTES}"),
    ("Expected '=' after a key", f"a name stands here without = and a value; {_QUOTES}"),
    ("Invalid initial character for a key", f"no name stands before the =, or none that can be read; {_QUOTES}"),
    ("Invalid statement", f"the line is no heading and no name with a value; {_QUOTES}"),
    ("Expected ']", "a heading is not closed; write it as [rules.B03], or as [[rules.B03.checks]]"),
    ("Unclosed array", 'a list is not closed, or a comma is missing in it; write [ "…", "…" ]'),
    ("Unclosed inline table", 'braces are not closed, or a comma is missing in them; write { text = "…" }'),
    ("Found invalid character", "a character stands in a remark that cannot be there; delete it"),
    ("Exceeds the limit", "has a number of thousands of digits; write a shorter one"),
)


def toml_in_words(said: str) -> tuple[int, str]:
    """The line, 0 where the parser names none, and what is wrong there and what to write."""
    place = _PLACE.search(said)
    sentence = said[: place.start()] if place else said
    words = next((words for begin, words in WORDS if sentence.startswith(begin)), sentence)
    named = _TUPLE.search(sentence)
    name = ".".join(single or double for single, double in _NAME.findall(named[0])) if named else "…"
    return int(place[1] or 0) if place else 0, words.replace("{name}", name)
