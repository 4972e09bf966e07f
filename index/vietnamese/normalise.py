"""The normal form of a syllable: one spelling for all the ways in which a computer may hold the same syllable.

NFC and NFD, upper and lower case, marks in either order, Ð and Đ, full-width letters and digits, the two styles of
placing the tone mark (hoà and hòa, thuỷ and thủy), and y and i where both are written (Mỹ and Mĩ, quý and quí) all come
out alike. What a reader would call another syllable stays another.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from itertools import groupby

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
"""Combining grave, acute, tilde, hook above and dot below: huyền, sắc, ngã, hỏi, nặng."""

IGNORABLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Soft hyphen, the zero-width characters and the marks of direction: invisible, so they never make a difference."""

_LONG_RUN = re.compile(r"[^\w\s\0-\u02ff]{32,}")
"""Runs in which combining marks may follow on one another without end. Unicode holds thirty on one letter for more than
enough (https://unicode.org/reports/tr15/#Stream_Safe_Text_Format)."""

_NOT_TONE_MARKS = {ord(mark): None for mark in TONE_MARKS}
_FULL_WIDTH = {code + 0xFEE0: code for code in map(ord, string.digits + string.ascii_letters)}
_PLAINLY_WRITTEN = _FULL_WIDTH | {ord(char): None for char in IGNORABLE}
_OTHER_D = str.maketrans("ÐƉðɖ", "ĐĐđđ")  # eth and African D, which look like Đ

_SPACE = re.compile(r"[^\S ]")
_NO_KEY = re.compile(rf"[{IGNORABLE}{''.join(map(chr, _OTHER_D))}\uff00-\uffef]|{_SPACE.pattern}")
"""What no keyboard has in a line of Vietnamese."""
_TYPED = _PLAINLY_WRITTEN | _OTHER_D

_SYLLABLE = re.compile(
    r"""
    (?P<onset> ngh|ng|nh|gh|gi(?=[aăâeêioôơuưy])|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx] )?
    (?P<vowels> [aăâeêioôơuưy]{1,3} )
    (?P<coda> ch|nh|ng|[cmnpt] )?
    """,
    re.VERBOSE,
)
"""A Vietnamese syllable without its tone mark, vowels precomposed."""


def is_syllable(toneless: str) -> bool:
    """Whether these letters, lower case, precomposed and without a tone mark, have the structure of a syllable."""
    return _SYLLABLE.fullmatch(toneless) is not None


def nfc(text: str) -> str:
    """The text in NFC; `unicodedata.normalize`, but in linear time whatever the text."""
    if unicodedata.is_normalized("NFC", text):  # as nearly all are; the search for long runs would cost more
        return text
    return unicodedata.normalize("NFC", _LONG_RUN.sub(_in_canonical_order, text))


def plainly_written(text: str) -> str:
    """The text as a keyboard types it: composed, of plain width, Đ as Đ, nothing invisible, every space a space.

    So a query is read; texts that are stored and shown are not altered."""
    if _NO_KEY.search(text):
        text = _SPACE.sub(" ", text.translate(_TYPED))
    return nfc(text)


def nfd(text: str) -> str:
    """The text in NFD; `unicodedata.normalize`, but in linear time whatever the text."""
    return unicodedata.normalize("NFD", _LONG_RUN.sub(_in_canonical_order, text))


def _in_canonical_order(run: re.Match[str]) -> str:
    """The run, the combining marks of each base sorted by their classes, which is what takes Python quadratic time."""
    pieces = groupby(run[0], key=lambda char: unicodedata.combining(char) > 0)
    return "".join(char for _, piece in pieces for char in sorted(piece, key=unicodedata.combining))


# The spelling rules for schoolbooks (Ministry of Education and Training, decision 1989/QĐ-BGDĐT of 2018, as that of
# 1984 before) write i at the end of an open syllable, kì, lí, mĩ, tỉ, and y in quy; most others write kỳ, lý, mỹ, tỷ.
# Only after these consonants do both stand for one word: Thy and Thi, Vy and vi are different names.
_EITHER_BEHIND = "hklmst"


@lru_cache(maxsize=1 << 17)
def normal_form(syllable: str) -> str:
    """The normal form of one run of letters and digits: lower case, NFC, the tone mark in its old place."""
    letters = nfd(syllable.translate(_PLAINLY_WRITTEN).lower()).translate(_OTHER_D)
    tones = [char for char in letters if char in TONE_MARKS]
    toneless = unicodedata.normalize("NFC", letters.translate(_NOT_TONE_MARKS))
    if len(toneless) == 2 and toneless[1] == "y" and toneless[0] in _EITHER_BEHIND:
        toneless = f"{toneless[0]}i"
    elif toneless == "qui":
        toneless = "quy"
    if not tones:
        return toneless
    if len(tones) == 1 and (match := _SYLLABLE.fullmatch(toneless)):
        at = match.start("vowels") + _tone_position(match["vowels"], bool(match["coda"]))
        return unicodedata.normalize("NFC", toneless[: at + 1] + tones[0] + toneless[at + 1 :])
    return unicodedata.normalize("NFC", letters)


_ANOTHER_ALPHABET = re.compile("[\u0370-\u04ff]")
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХасеорухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaceopyxijsABEZHIKMNOPTYXo",
)
"""Letters of the Cyrillic and the Greek alphabet that can't be told from Latin ones."""
_RUN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+")


def in_one_alphabet(text: str) -> str:
    """The text with Cyrillic and Greek letters made Latin where they only look so: `NĐ-СР` in a document's number.

    That is in a word of Latin letters and digits otherwise, and in capitals that a digit stands by, without a space
    between. Words of those alphabets are left alone. The text stays as long as it was."""
    return _RUN.sub(_run_in_one_alphabet, text) if _ANOTHER_ALPHABET.search(text) else text


def _run_in_one_alphabet(run: re.Match[str]) -> str:
    if not _ANOTHER_ALPHABET.search(run[0]):
        return run[0]
    numbered = any(map(str.isdigit, run[0]))

    def latin(word: re.Match[str]) -> str:
        mapped = word[0].translate(_LOOK_ALIKES)
        if _ANOTHER_ALPHABET.search(mapped):
            return word[0]  # part of it looks like nothing Latin
        mixed = any(before == behind for before, behind in zip(word[0], mapped, strict=True))
        return mapped if mixed or (numbered and word[0].isupper()) else word[0]

    return _WORD.sub(latin, run[0])


def _tone_position(vowels: str, has_coda: bool) -> int:
    """Which of the vowels carries the tone mark in the old style (hòa, thủy), the more common one on the web."""
    marked = [i for i, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if marked:
        return marked[-1]
    if has_coda:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0
