"""Telex and VNI keys that no keyboard made letters of: `vieejn hafn laam`, `vie65n ha2n la6m`.

Each syllable is read as a keyboard program would have made it (the rules of Telex and VNI as Unikey applies them: the
key of a mark may stand anywhere behind its vowel). What comes out must be a Vietnamese syllable; whether it is meant,
`repaired` decides by what the index knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from index.vietnamese.fold import fold, is_bare
from index.vietnamese.normalise import is_syllable, normal_form
from search.understanding.vocabulary import Vocabulary, frequency

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VOWELS = frozenset("aeiouyăâêôơư")
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_VNI_LETTERS = {"6": _CIRCUMFLEX, "8": {"a": "ă"}, "9": {"d": "đ"}}
_HORNED_CLUSTERS = {"uo": "ươ", "ưo": "ươ", "uơ": "ươ", "ua": "ưa", "uu": "ưu"}
_CLOSED = ("c", "ch", "p", "t")
"""Endings that bear no tone but sắc and nặng."""

_TELEX_KEYS = re.compile("[sfrxjw]|([aeod]).*\\1")
_VNI_KEYS = re.compile("[a-z]+[0-9]")

_FAR_MORE = 10
"""How much more frequent what the keys make must be than what stands there, for neighbours of what is keys for sure."""


def may_be_keys(form: str) -> bool:
    """Whether keys of Telex or VNI may be among the letters of a normal form."""
    return form.isascii() and bool(_TELEX_KEYS.search(form) or _VNI_KEYS.match(form))


@lru_cache(maxsize=4096)
def from_telex(form: str) -> str | None:
    """The syllable, in normal form, that these keys make in Telex; None if they make none or hold no key of a mark."""
    letters: list[str] = []
    tone = ""
    for key in form:
        if key in _TELEX_TONES and _VOWELS.intersection(letters):
            tone = _TELEX_TONES[key]
        elif key == "w":
            if not _horned(letters):
                letters.append("ư")
        elif key in _CIRCUMFLEX and key in letters:
            letters[letters.index(key)] = _CIRCUMFLEX[key]
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        else:
            letters.append(key)
    return _made(letters, tone, form)


@lru_cache(maxsize=4096)
def from_vni(form: str) -> str | None:
    """The same for VNI."""
    letters: list[str] = []
    tone = ""
    for key in form:
        if not key.isdigit():
            letters.append(key)
        elif key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif not (_horned(letters) if key == "7" else _last_replaced(letters, _VNI_LETTERS.get(key, {}))):
            return None
    return _made(letters, tone, form)


def repaired(forms: Sequence[str], literal: frozenset[str], vocabulary: Vocabulary) -> Mapping[str, str]:
    """Which of the normal forms of a query are keys, and the syllables they make.

    A form is keys for certain if no article has it and some has what it makes; or if none has it beside its neighbours,
    but some has what it makes there. Then others in the query are, too, where what they make is far more frequent than
    what stands there. Those of `literal` are left alone."""
    typed = [form for form in dict.fromkeys(forms) if form not in literal and may_be_keys(form)]
    if not typed:  # as of nearly all queries
        return {}
    known = {form: frequency(form, vocabulary) for form in typed}
    for read in (from_telex, from_vni):
        made = {form: syllable for form in typed if (syllable := read(form))}
        keys = {form: to for form, to in made.items() if frequency(to, vocabulary) > _FAR_MORE * known[form]}
        if not all(map(is_bare, forms)):  # who has marks needs no keys, unless something went wrong with a syllable
            keys = {form: to for form, to in keys.items() if _fits(form, to, forms, vocabulary)}
        if any(not known[form] for form in keys) or _fit_better(keys, forms, vocabulary):
            return keys
    return {}


def _fit_better(keys: Mapping[str, str], forms: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether some of the keys never stand beside a neighbour in the query, and what they make does."""
    for pair in pairwise(forms):
        meant = tuple(keys.get(form, form) for form in pair)
        if meant != pair and not vocabulary.side_by_side(*pair) and vocabulary.side_by_side(*meant):
            return True
    return False


def _fits(form: str, to: str, forms: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether what a form makes stands beside one of its neighbours, if it has any."""
    pairs = [pair for pair in pairwise(forms) if form in pair]
    return not pairs or any(vocabulary.side_by_side(*(to if each == form else each for each in pair)) for pair in pairs)


def _horned(letters: list[str]) -> bool:
    """Puts the horn on uo, on the u of ua and uu, else on the last u or o or the breve on the last a; False without."""
    text = "".join(letters)
    if text.endswith("uo") and not text.startswith("q"):  # thuở
        letters[-1] = "ơ"
        return True
    for cluster, horned in _HORNED_CLUSTERS.items():
        if cluster in text and f"q{cluster}" not in text:
            letters[:] = text.replace(cluster, horned, 1)
            return True
    return _last_replaced(letters, {"o": "ơ", "u": "ư", "a": "ă"})


def _last_replaced(letters: list[str], by: Mapping[str, str]) -> bool:
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in by:
            letters[at] = by[letters[at]]
            return True
    return False


def _made(letters: Sequence[str], tone: str, form: str) -> str | None:
    toneless = "".join(letters)
    if not toneless.startswith("q"):
        toneless = re.sub("uơ(?=.)", "ươ", toneless)  # the one horn was typed before it showed that both are meant
    if not is_syllable(toneless) or (toneless.endswith(_CLOSED) and tone not in {"", "\u0301", "\u0323"}):
        return None
    vowel = next(at for at, letter in enumerate(toneless) if letter in _VOWELS)
    made = normal_form(unicodedata.normalize("NFC", toneless[: vowel + 1] + tone + toneless[vowel + 1 :]))
    return made if made != form and fold(made) != form else None
