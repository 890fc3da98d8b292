"""Which texts are in Spanish, so that a screen reader reads them as such on a page whose own words are English."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[¿¡ñÑ]")
# Words that hold sentences together, and that English has not.
_SPANISH = frozenset(
    _WORD.findall(
        """el la los las un una unos unas de del al que y o en es está están son por para con su sus se lo le les nos ya
        si sí más pero como muy hoy qué este esta estos estas eso esa ese usted ustedes tú tu tus mi fue hay ser hasta
        desde sobre porque cuando donde dónde nuestra nuestro gracias"""
    )
)
# The same for English, and for French, which shares many of the Spanish ones.
_OTHERS = frozenset(
    _WORD.findall(
        """the a an of to and or in is are was were be for with on at by it its this that these those you your we our
        us they their he she his her not no but if as from will have has had do does did can what when where who how
        nous vous il elle ils et ou est sont dans pour avec une des du au sur pas merci ce cette votre notre"""
    )
)


def spanish(text: str) -> bool:
    """Whether the text is Spanish rather than English or French; where it is too short to tell, it is not."""
    words = [word.lower() for word in _WORD.findall(text)]
    found = sum(word in _SPANISH for word in words) + 2 * len(_SIGNS.findall(text))
    return found >= 2 and found > sum(word in _OTHERS for word in words)
