"""Which characters of a policy's text nobody can see: what is read aloud in a council must be what the worker reads."""

import unicodedata
from collections.abc import Iterator

import regex

_HIDDEN = regex.compile(
    r"(?V1)[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}\p{Bidi_Control}\u2800\uFFFC\uFFFD]"
    r"--[\n\t]]"
)
# Where such a character is part of honest writing: in a picture made of several (UTS #51), in an English, Scottish or
# Welsh flag, and as the joiner with which Persian and the Indic scripts spell.
_HONEST = regex.compile(
    r"(?V1)\U0001F3F4(?:\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067"
    r"|\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074"
    r"|\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073)\U000E007F"
    r"|[0-9#*]\uFE0F\u20E3"
    r"|[\p{Emoji}--[0-9#*]]\uFE0F?+\p{Emoji_Modifier}?+(?:\u200D[\p{Emoji}--[0-9#*]]\uFE0F?+\p{Emoji_Modifier}?+){0,8}+"
    r"|(?<=[\p{Joining_Type=D}\p{Joining_Type=R}\p{InSC=Virama}])[\u200C\u200D]"
)


def hidden(text: str) -> Iterator[tuple[int, str]]:
    """Where in the text a character stands that nobody sees, and its name, as «U+200B zero width space»."""
    honest = {at for match in _HONEST.finditer(text) for at in range(match.start(), match.end())}
    for match in _HIDDEN.finditer(text):
        if match.start() not in honest:
            yield match.start(), named(match[0])


def shown(text: str) -> str:
    """The text with the code in brackets in the place of each character that nobody would see."""
    parts: list[str] = []
    last = 0
    for at, _ in hidden(text):
        parts += [text[last:at], f"[U+{ord(text[at]):04X}]"]
        last = at + 1
    return "".join([*parts, text[last:]])


def one_line(text: str) -> str:
    """The same on one line, with breaks and tabs as TOML writes them: nothing within it can pass for the next line."""
    return shown(text).replace("\n", "\\n").replace("\t", "\\t")


def named(character: str) -> str:
    """The character's code and, where Unicode has one, its name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '').lower()}".strip()


def escaped(character: str) -> str:
    """The character as TOML writes it in letters and digits."""
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
