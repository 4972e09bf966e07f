"""The ways in which people type the same Vietnamese words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

TELEX_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
TELEX_LETTERS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
VNI_LETTERS = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}

_WORD = re.compile(r"\w+")
_TONE = "[\u0300\u0301\u0303\u0309\u0323]?"
_OTHER_PLACE = re.compile(
    rf"(?<![qQ])(?P<first>[ou])(?P<tone>{_TONE})(?P<second>[aey])(?P<late>{_TONE})(?!\w)", re.IGNORECASE
)
_SLIPS = 3  # letters that a syllable must have for a slip in it to leave something of it

# What lies beside each letter on the keyboard.
_BESIDE = {
    letter: near
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for letter, near in ((row[at], row[max(0, at - 1) : at] + row[at + 1 : at + 2]) for at in range(len(row)))
}


def marked(text: str, chance: Random) -> str:
    """As it is spelled."""
    return text


def unmarked(text: str, chance: Random) -> str:
    """Without any mark, đ as d."""
    letters = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return bare.replace("đ", "d").replace("Đ", "D")


def half(text: str, chance: Random) -> str:
    """Without any mark in about half of the syllables."""
    return _WORD.sub(lambda word: unmarked(word[0], chance) if chance.random() < 0.5 else word[0], text)


def telex(text: str, chance: Random) -> str:
    """The keys of Telex; the tone's key behind its vowel, or else at the end of the syllable, all through one text."""
    late = chance.random() < 0.5
    # ươ is typed uow: one key gives both their horns.
    return re.sub("uw(?=o[sfrxj]?w)", "u", _keys(text, TELEX_LETTERS, TELEX_TONES, late=late), flags=re.IGNORECASE)


def vni(text: str, chance: Random) -> str:
    """The keys of VNI, likewise."""
    return _keys(text, VNI_LETTERS, VNI_TONES, late=chance.random() < 0.5)


def other_place(text: str, chance: Random) -> str:
    """The tone marks of oa, oe and uy in the other place: hoà for hòa, thúy for thuý."""

    def moved(match: re.Match[str]) -> str:
        return match["first"] + match["late"] + match["second"] + match["tone"]

    text = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _OTHER_PLACE.sub(moved, text))


def decomposed(text: str, chance: Random) -> str:
    """In NFD, as some systems hold text."""
    return unicodedata.normalize("NFD", text)


def slip(text: str, chance: Random) -> str:
    """One slip in one syllable: a letter left out, two swapped, a key beside the right one, a letter twice."""
    words = [word.span() for word in _WORD.finditer(text) if word[0].isalpha() and len(word[0]) >= _SLIPS]
    if not words:
        return text
    begin, end = chance.choice(words)
    at = chance.randrange(begin, end)
    beside = _BESIDE.get(text[at].lower(), "")
    kind = chance.choice(["left out", "left out", "swapped", "swapped", "beside", "twice"])
    if kind == "swapped" and at + 1 < end and text[at].lower() != text[at + 1].lower():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == "beside" and beside:
        return text[:at] + chance.choice(beside) + text[at + 1 :]
    if kind == "twice":
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1 :]


WAYS: Mapping[str, Callable[[str, Random], str]] = {
    "with marks": marked,
    "without": unmarked,
    "half": half,
    "Telex": telex,
    "VNI": vni,
    "slip": slip,
    "other place": other_place,
    "NFD": decomposed,
}
"""Way → what is typed for a text, by chance where the way leaves a choice."""


def _keys(text: str, letters: Mapping[str, str], tones: Mapping[str, str], *, late: bool) -> str:
    def typed(word: re.Match[str]) -> str:
        keys, at_end = "", ""
        for char in word[0]:
            decomposed = unicodedata.normalize("NFD", char)
            tone = next((mark for mark in decomposed if mark in tones), "")
            letter = unicodedata.normalize("NFC", decomposed.replace(tone, "")) if tone else char
            pressed = letters.get(letter.lower(), letter)
            keys += pressed.capitalize() if letter.isupper() else pressed
            if tone and late:
                at_end = tones[tone]
            elif tone:
                keys += tones[tone]
        return keys + at_end

    return _WORD.sub(typed, unicodedata.normalize("NFC", text))
