"""Which sentences are English: the model has read nothing else, and must not judge what it cannot read."""

from collections.abc import Sequence
from operator import add

from workers.checks.tone.tokens import Tokens

# Small words that a sentence of a language can hardly do without, less those that both have.
_ENGLISH = frozenset(
    (  # noqa: SIM905 -- one to a bar would fill a screen
        "the and of to is are was were be been you your we our it that this for with from as at by on in not will"
        " would can could have has had do does did if or but so an he she they his her their them there what who"
        " how when where why which just only out up about than then more most very i my us please thanks thank all"
        " any sorry maybe another"
    ).split()
)
_OTHER = frozenset(
    (  # noqa: SIM905 -- one to a bar would fill a screen
        "el la los las un una unos unas de del al y o que qué en es son está están estar por para con sin su sus"
        " tu tus se le les lo nos si sí pero como más muy ya hay fue ser ha han usted ustedes este esta eso esa"
        " nuestro nuestra gracias favor porque cuando donde dónde cómo der das und ist nicht mit für des est pas"
        " pour avec vous nous dans une sur não você uma com os em"
    ).split()
)
# A sentence without any small word of ours says nothing about its language if it is shorter.
_SHORT = 4


def english(read: Tokens) -> Tokens:
    """The text with only its English sentences, and each sign by itself; spans still count into the whole text."""
    if read.distinct.isdisjoint(_OTHER) and all(map(str.isascii, read.distinct)):
        return read.apart
    # Where a sign stands by itself it is no word either.
    kept = [_is_english(read.plain[first:last]) for first, last in read.sentences]
    if not any(kept):
        return Tokens(read.text, (), (), (), ())
    if all(kept):
        return read.apart
    plain: list[str] = []
    written: list[str] = []
    before: list[str] = []
    sentences: list[tuple[int, int]] = []
    skipped = ""
    apart = read.apart
    for is_kept, (first, last) in zip(kept, apart.sentences, strict=True):
        if is_kept:
            sentences.append((len(plain), len(plain) + last - first))
            before += [skipped + apart.before[first], *apart.before[first + 1 : last]]
            plain += apart.plain[first:last]
            written += apart.written[first:last]
            skipped = ""
        else:
            skipped += "".join(map(add, apart.before[first:last], apart.written[first:last]))
    return Tokens(read.text, plain, written, before, sentences)


def _is_english(sentence: Sequence[str]) -> bool:
    # «No» alone, a name or a link belongs to whatever stands beside it.
    if _OTHER.isdisjoint(sentence):
        if len(sentence) < _SHORT or not _ENGLISH.isdisjoint(sentence):
            return True
        words = [token for token in sentence if token[0].isalnum()]  # `is_word`, thousands of times
        return len(words) < _SHORT or 4 * (len(words) - sum(map(str.isascii, words))) <= len(words)
    return sum(map(_OTHER.__contains__, sentence)) <= sum(map(_ENGLISH.__contains__, sentence))
