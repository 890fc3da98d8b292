"""The regular forms of a word, English or Spanish, in the plain letters in which words are compared.

It is meant for entries of word lists: which kind of word an entry is nobody says, so that «moron» has «moronest» too;
what nobody writes does no harm. Irregular forms are entries of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import regex

_VOWELS = "aeiou"
_SIBILANT = regex.compile(r"(?:s|x|z|ch|sh)\Z")
_ONE_SYLLABLE = regex.compile(r"(?:qu|[^aeiou])*+(?:[aeiou]|y)(?:[^aeiou])++\Z")
_CLOSED = regex.compile(r"(?:[^aeiou]|qu)[aeiouy][^aeiouwxy]\Z")


def inflect(word: str, language: str) -> frozenset[str]:
    """The word and its regular forms in that language ("en", "es"); only the word where there are no rules for it."""
    rules = _RULES.get(language)
    # Words that only hold a sentence together have no forms, and nor have names with signs in them.
    if rules is None or not word.isalpha() or word in _PARTICLES.get(language, ()):
        return frozenset({word})
    return frozenset({word, *rules(word)})


def is_particle(word: str) -> bool:
    """Whether the word only holds a sentence together, in any of the languages."""
    return any(word in words for words in _PARTICLES.values())


def _english(word: str) -> Iterator[str]:
    if len(word) < 3:
        yield word + "s"
        return
    yield from _english_plural(word)
    stem, end = word[:-1], word[-1]
    if end == "e":
        stems = (word, stem) if word.endswith(("ee", "oe", "ye")) else (stem,)
        yield from (stem + "ed", stem + "er", stem + "est", word + "ly")
        yield from (each + "ing" for each in stems)
        if word.endswith("ie"):
            yield word[:-2] + "ying"
        if word.endswith("le"):
            yield stem + "y"
    elif end == "y" and word[-2] not in _VOWELS:
        yield from (stem + "ied", stem + "ier", stem + "iest", stem + "ily", word + "ing")
    else:
        for each in _doubled(word):
            yield from (each + "ed", each + "ing", each + "er", each + "est")
        yield word + ("ally" if word.endswith("ic") else "y" if word.endswith("ll") else "ly")


def _english_plural(word: str) -> Iterator[str]:
    if word.endswith("y") and word[-2] not in _VOWELS:
        yield word[:-1] + "ies"
    elif _SIBILANT.search(word):
        yield word + "es"
    else:
        yield word + "s"
        if word.endswith("o"):
            yield word + "es"
        if word.endswith(("f", "fe")) and not word.endswith("ff"):
            yield word.removesuffix("e")[:-1] + "ves"


def _doubled(word: str) -> tuple[str, ...]:
    """What -ed and -ing are put to: «rat» doubles its last letter and must not be taken for «rate»."""
    if not _CLOSED.search(word):
        return (word,)
    double = word + word[-1]
    return (double,) if _ONE_SYLLABLE.match(word) else (word, double)


def _spanish(word: str) -> Iterator[str]:
    yield from _spanish_noun(word)
    for ending, reflexive in (("arse", 2), ("erse", 2), ("irse", 2), ("ar", 0), ("er", 0), ("ir", 0)):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            verb = word[: len(word) - reflexive]
            yield verb
            yield from _spanish_verb(verb[:-2], verb[-2:])
            break


def _spanish_noun(word: str) -> Iterator[str]:
    stem, end = word[:-1], word[-1]
    if end in "oa":
        soft = _before_i(stem)
        for vowel in "oa":
            yield from (stem + vowel, stem + vowel + "s")
            yield from (f"{soft}it{vowel}", f"{soft}it{vowel}s", f"{soft}isim{vowel}", f"{soft}isim{vowel}s")
        yield stem + "amente"
    elif end in "eiu":
        yield from (word + "s", word + "cito", word + "citos", word + "cita", word + "citas", word + "mente")
    elif end == "z":
        yield from (stem + "ces", stem + "mente", word + "mente")
    else:
        yield from (word + "es", word + "mente")
        for vowel in "oa":
            yield from (f"{word}cit{vowel}", f"{word}cit{vowel}s", f"{word}it{vowel}", f"{word}it{vowel}s")
        if word.endswith(("or", "on", "an", "in", "es", "ol")):
            yield from (word + "a", word + "as")


def _before_i(stem: str) -> str:
    """The stem as it is written before i and e: loco, loquito; amigo, amiguito; cabeza, cabecita."""
    if stem.endswith("c"):
        return stem[:-1] + "qu"
    if stem.endswith("g"):
        return stem + "u"
    return stem[:-1] + "c" if stem.endswith("z") else stem


def _spanish_verb(stem: str, ending: str) -> Iterator[str]:
    soft = _before_i(stem) if ending == "ar" else stem
    for tail in _SPANISH[ending].split():
        # «busqué» and «pague»: before e a stem of -ar is written so that it sounds as before.
        yield (soft if tail[0] == "e" else stem) + tail
    infinitive = stem + ending
    yield from (infinitive + tail for tail in _SPANISH["whole"].split())


_SPANISH = {
    "whole": "e as a emos eis an ia ias iamos iais ian se me te lo la le nos",
    "ar": "o as a amos ais an e aste o asteis aron aba abas abamos abais aban es emos eis en ad ando ado ados ada adas "
    "ara aras aramos arais aran ase ases asen ate ese ense",
    "er": "o es e emos eis en i iste io imos isteis ieron ia ias iamos iais ian a as amos ais an ed iendo ido idos ida "
    "idas iera ieras ieramos ierais ieran iese ieses iesen ete ase anse",
    "ir": "o es e imos is en i iste io isteis ieron ia ias iamos iais ian a as amos ais an id iendo ido idos ida idas "
    "iera ieras ieramos ierais ieran iese ieses iesen ete ase anse",
}
_RULES: Mapping[str, Callable[[str], Iterator[str]]] = MappingProxyType({"en": _english, "es": _spanish})
_PARTICLES = MappingProxyType(
    {
        "en": frozenset(
            """
            a an the i me my mine you your yours he him his she her hers it its we us our ours they them their theirs
            this that these those who whom whose what which where when why how am is are was were be been being do does
            did done has have had having can could will would shall should may might must not no yes and or but nor so
            if as than then because while of to in on at by for from with without about into onto over under up down
            out off again too very just only also even ever never always here there all any both each few more most
            other some such own same myself yourself himself herself itself ourselves
            yourselves themselves oh ah hey ok okay please well
            """.split()  # noqa: SIM905
        ),
        "es": frozenset(
            """
            el la los las lo un una unos unas yo tu ti te me mi mis tus su sus se le les nos nosotros usted ustedes
            vosotros ellos ellas ella este esta esto estos estas ese esa eso esos esas aquel aquella que quien quienes
            cual cuales como cuando donde cuanto por para con sin de del al a en entre hasta desde sobre y e o u ni
            pero si no ya muy mas menos tan tanto solo tambien es son era eran fue fueron ser esta estan estaba hay ha
            han he has hemos va van voy vas ir da dan dar ver
            """.split()  # noqa: SIM905
        ),
    }
)
