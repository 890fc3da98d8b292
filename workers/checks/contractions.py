"""Two words that are often written as one: you are, you're, youre."""

from types import MappingProxyType

_PRONOUNS = "i you he she it we they who what that there here where how".split()  # noqa: SIM905
_AFTER = {
    "am": ("'m", ("i",)),
    "are": ("'re", ("you", "we", "they", "who", "what", "there")),
    "is": ("'s", tuple(word for word in _PRONOUNS if word not in ("i", "you", "we", "they"))),
    "will": ("'ll", ("i", "you", "he", "she", "it", "we", "they", "that", "who")),
    "would": ("'d", ("i", "you", "he", "she", "it", "we", "they", "who")),
    "have": ("'ve", ("i", "you", "we", "they", "who")),
}
_NOT = "do does did is are was were have has had would could should must need".split()  # noqa: SIM905
# Without the apostrophe these are other words.
_OTHER_WORDS = frozenset("hell shell well ill id shed hed wed were whore itd".split())  # noqa: SIM905


def _forms(contracted: str) -> tuple[str, ...]:
    bare = contracted.replace("'", "")
    return (contracted,) if bare in _OTHER_WORDS else (contracted, bare)


_ALL: dict[tuple[str, ...], tuple[str, ...]] = {
    **{(word, verb): _forms(word + tail) for verb, (tail, words) in _AFTER.items() for word in words},
    **{(verb, "not"): _forms(verb + "n't") for verb in _NOT},
    ("can", "not"): ("can't", "cannot", "cant"),
    ("will", "not"): ("won't", "wont"),
    ("let", "us"): ("let's", "lets"),
}

# The short ways to write two words, and the two words for each short way that can mean nothing else.
CONTRACTED = MappingProxyType(_ALL)
EXPANDED = MappingProxyType(
    {
        short: pair
        for pair, shorts in _ALL.items()
        for short in shorts
        if "'" in short or short not in ("its", "cant", "wont", "lets")
    }
)
