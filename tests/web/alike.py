"""The same words, spelled or encoded in another way that nobody means anything by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

from index.vietnamese.normalise import TONE_MARKS
from tests.relevance.ways import decomposed, other_place

_OPEN_SYLLABLE = re.compile(
    rf"(?<!\w)(?P<onset>[hklmst]|qu)(?P<vowel>[yi])(?P<tone>[{TONE_MARKS}]?)(?![\w{TONE_MARKS}])", re.I
)
_OTHER_VOWEL = {"y": "i", "i": "y", "Y": "I", "I": "Y"}
_INSIDE_WORDS = re.compile(r"(?<=\w)(?=\w)")


def y_or_i(text: str, chance: Random) -> str:
    """Mĩ for Mỹ and quí for quý, and the other way round."""
    decomposed = unicodedata.normalize("NFD", text)
    swapped = _OPEN_SYLLABLE.sub(lambda it: it["onset"] + _OTHER_VOWEL[it["vowel"]] + it["tone"], decomposed)
    return unicodedata.normalize("NFC", swapped)


def other_d(text: str, chance: Random) -> str:
    """The letters of Icelandic and of African languages that look like Đ."""
    return text.replace("Đ", chance.choice("ÐƉ")).replace("đ", "ð")


def zero_width(text: str, chance: Random) -> str:
    """What can't be seen, inside of words."""
    return _INSIDE_WORDS.sub(lambda _: chance.choice(["", "", "\u200b", "\u200d", "\u00ad", "\ufeff"]), text)


def full_width(text: str, chance: Random) -> str:
    """Letters and digits as wide as Chinese ones."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text)


def other_spaces(text: str, chance: Random) -> str:
    """Spaces that keep words on one line, or are too many."""
    return text.replace(" ", chance.choice(["\u00a0", "\u202f", "  ", "\t", "\u3000"]))


WAYS: Mapping[str, Callable[[str, Random], str]] = {
    "other place": other_place,
    "NFD": decomposed,
    "y and i": y_or_i,
    "other Đ": other_d,
    "zero width": zero_width,
    "full width": full_width,
    "other spaces": other_spaces,
}
"""What is different → a text with that difference, by chance where there are several."""
