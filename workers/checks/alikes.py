"""Letters of other alphabets that look like a Latin letter or digit.

The pairs are those of Unicode's confusables.txt (UTS #39, version 15.1) whose look is one ASCII letter or digit, for
the alphabets below. Which letters belong to which alphabet is asked of the `regex` package, whose data is newer.
"""

from types import MappingProxyType

_TWINS = {
    "Cyrillic": (
        "ЅІЈАВЕЗКМНОРСТУХЬабгеорсухѕіјѡѴѵҮүһҽӀӏӠԁԌԛԜԝꙄꙇ",
        "SlJABE3KMHOPCTYXba6reopcyxsijwVvYyheli3dGqWw2i",
    ),
    "Greek": (
        "ͿΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγινορσυϜϳϺ",
        "JABEZHlKMNOPTYXayivopouFjM",
    ),
    "Armenian": (
        "ՍՏՕագզհոռսցքօ",
        "USOwqqhnnugfo",
    ),
    "Cherokee": (
        "ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏎᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏮᏳᏴꭵꮁꮃꮓꮩꮪꮯ",
        "DRTiYAJEWMHYGhZ4bRWSVSLCPKd6GBirwzvsc",
    ),
    "Coptic": (
        "ϨⲅⲎⲒⲔⲘⲚⲞⲟⲢⲣⲤⲥⲦⲨⲬⳊⳌⳐⳒ",
        "2rHlKMNOoPpCcTYX93L6",
    ),
    "Georgian": (
        "ყჿ",
        "yo",
    ),
    "Lisu": (
        "ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
        "BPdDTGKJCZFMNLSRVHWXYAElOU",
    ),
    "Deseret": (
        "𐐄𐐕𐐛𐐠𐐬𐐽𐑈",
        "OCLSocs",
    ),
    "Canadian_Aboriginal": (
        "ᐯᑌᑭᑯᑲᒍᒪᒿᕁᕼᕽᖇᖯᖴᗅᗞᗪᗰᗷ",
        "VUPdbJL2xHxRbFADDMB",
    ),
    "Latin": (
        "ıƄƍƖƦƧƷƼƽǀȜȢȣɑɡɣɩɪɯʋʏᴄᴏᴑᴜᴠᴡᴢᶃᶌẝỿꜱꝚꝪꝮꞘꞙꞟꞫꞲꞳꞴꬲꬵꬽꭇꭈꭎꭒꭚ",
        "ibglR235sl388agyiiwuycoouvwzgyfys239Ffu3JXBeforruuy",
    ),
}

_TWIN = MappingProxyType(
    {letter: twin for letters, twins in _TWINS.values() for letter, twin in zip(letters, twins, strict=True)}
)

# For str.translate: what looks like a Latin letter becomes that letter, in lower case.
LATIN_LOWER = MappingProxyType({ord(letter): twin.lower() for letter, twin in _TWIN.items()})

# All of them, to search a text for.
LOOK_LATIN = "".join(_TWIN)


def latin_twin(letter: str) -> str:
    """The ASCII letter or digit that looks like this letter; "" if there is none."""
    return _TWIN.get(letter, "")
