"""Small words that one language has and its neighbours have not, and how many of a text's words are such."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

# Without those that Portuguese, Italian, French, Catalan or German share (de, la, que, por, no, a, in, was).
FUNCTION_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            """
            the and of to is are were been being be this that these those with from for our your you we they their them
            it its he she his her have has had will would can could should not please what when where which who how if
            at by as into about after before more there here than then but or any all also only just do does did don't
            we're we'll you're it's i'm can't won't isn't aren't out up off over my thanks thank
            """.split()  # noqa: SIM905 - as a list it would fill the screen
        ),
        "es": frozenset(
            """
            el los las y del una unos unas es está están fue fueron son ser hay más muy pero este estos esta estas ese
            esa eso lo le les nuestro nuestra nuestros usted ustedes nosotros ellos ellas cuando donde dónde cómo qué
            quién también según desde hasta sin sobre entre con en puede pueden hacer tiene tienen ha han gracias favor
            al aquí ahora todos todas otro otra ya porque mientras después antes calle ayuda noche años
            """.split()  # noqa: SIM905
        ),
    }
)


# In which of them each of these words is one; most words of a text are such in none.
_LANGUAGES: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, known in FUNCTION_WORDS.items() if word in known)
    for word in frozenset[str]().union(*FUNCTION_WORDS.values())
}


def languages_of(word: str) -> tuple[str, ...]:
    """The languages in which this is such a word, whatever its case."""
    return _LANGUAGES.get(word.casefold(), ())


def share(words: Sequence[str], language: str) -> float:
    """Which part of these words are such words of the language; 0 for one that is unknown."""
    return sum([language in known for known in _said(words)]) / len(words) if words else 0.0


def likeliest(words: Sequence[str], languages: Collection[str]) -> str:
    """Which of the languages these words are most likely in; "" where nothing speaks for one."""
    said = _said(words)
    found, most = "", 0
    for language in languages if said else ():
        count = sum([language in known for known in said])
        if count > most:
            found, most = language, count
    return found


def _said(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The languages of each of these words that is one; a line break stands in none of them."""
    folded = "\n".join(words).casefold().split("\n")
    return list(map(_LANGUAGES.__getitem__, filter(_LANGUAGES.__contains__, folded)))
