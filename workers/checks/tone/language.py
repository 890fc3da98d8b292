"""Which sentences are English: the model has read nothing else, and must not judge what it cannot read."""

from workers.checks.tone.tokens import Token, Tokens

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
    """The text with only its English sentences; spans still count into the whole text."""
    kept: list[Token] = []
    sentences: list[tuple[int, int]] = []
    for first, last in read.sentences:
        part = read.tokens[first:last]
        if _is_english(part):
            sentences.append((len(kept), len(kept) + len(part)))
            kept += part
    return Tokens(read.text, tuple(kept), tuple(sentences))


def _is_english(sentence: tuple[Token, ...]) -> bool:
    words = [token.plain for token in sentence if token.word]
    ours = sum(map(_ENGLISH.__contains__, words))
    theirs = sum(map(_OTHER.__contains__, words))
    strange = len(words) - sum(map(str.isascii, words))
    if theirs > ours:
        return False
    # «No» alone, a name or a link belongs to whatever stands beside it.
    return bool(ours) or len(words) < _SHORT or 4 * strange <= len(words)
