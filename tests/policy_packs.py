"""A small policy pack that is right in everything; a test changes what it is about."""

from collections.abc import Mapping
from pathlib import Path

POLICY = """\
city = "City of Mesa Verde"
title = "How we answer"
version = "1.0"
effective = 2026-07-01
adopted_by = "City Council, resolution R-26-12"
zone = "America/Denver"
languages = ["en", "es"]
introduction = "Who answers in the city's name is polite."
contact = "Write to the City Clerk, clerk@mesaverde.example."

[questions.true]
title = "True?"
text = "Is every statement in it true, and did you see where it comes from?"

[questions.respectful]
title = "Respectful?"
text = "Would you say it to this person's face, in the council chamber?"
"""

BEHAVIOUR = """\
[rules.B01]
title = "No insults"
text = \"\"\"
We do not call anybody names.

Whoever is angry at us is still somebody whom we serve.
\"\"\"
severity = "block"
mend = "Say what is not correct, without a word about the person."
sources = [ { title = "City Council resolution R-26-12", url = "https://mesaverde.example/r-26-12" } ]
question = "respectful"

[[rules.B01.checks]]
kind = "lexicon"
lists = ["insults.en"]

[rules.B01.examples]
flag = [
    "You are a clown.",
    { text = "Clowns like you, again.", parent = "The park is closed once more.", author = "@sam" },
]
pass = [
    "That is not correct: the meeting is at 5 p.m.",
    "The circus comes to the fairground on Friday.",
]
"""

CONTENT = """\
[rules.C01]
title = "Short enough to read"
text = "A reply fits into one post."
severity = "warn"
mend = "Say one thing and link to the rest."
sources = [ { title = "The desk's own rule" } ]
question = "true"

[rules.C01.examples]
flag = [ "Long, long, long.", "And longer still." ]
pass = [ "The park opens at six.", "Thank you, we are on it." ]
"""

WORDS = """\
# Names that nobody is called by the city.
clown
=bozo   # exactly this form
waste of space
"""

FILES = {
    "policy.toml": POLICY,
    "behaviour.toml": BEHAVIOUR,
    "content.toml": CONTENT,
    "words/insults.en.txt": WORDS,
}


def pack_files(changes: Mapping[str, str | None] | None = None, *instead: tuple[str, str, str]) -> dict[str, str]:
    """The files of the small pack. `changes` are whole files (None: missing); `instead` are (file, old, new)."""
    files: dict[str, str | None] = {**FILES, **(changes or {})}
    for file, old, new in instead:
        text = files[file]
        if text is None or old not in text:
            raise ValueError(f"{file} has no {old!r}")
        files[file] = text.replace(old, new, 1)
    return {file: text for file, text in files.items() if text is not None}


def write_pack(folder: Path, changes: Mapping[str, str | None] | None = None, *instead: tuple[str, str, str]) -> Path:
    """Writes the small pack with these changes into a folder, and returns the folder."""
    for name, text in pack_files(changes, *instead).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
