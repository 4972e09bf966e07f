"""Words typed for the Vietnamese fonts of the years before Unicode, as letters: TCVN3 (ABC), VNI, VPS.

Those fonts drew Vietnamese letters in the places of others. Read as what it says it is, such text shows the Western
letters and signs of the same bytes: “Việt Nam” is `ViÖt Nam` in TCVN3, `Vieät Nam` in VNI and `ViŒt Nam` in VPS.
So everything here maps characters, as windows-1252 shows them, to letters; whether they should be mapped is asked in
`index.vietnamese.detection`. Where windows-1252 differs from latin-1, bytes 80–9F, both are understood.

    TCVN3 TCVN 5712:1993. VN3, which the fonts .VnTime have, has the lower-case letters and the seven capitals
          without a tone, and leaves the bytes 80–9F to quotes and dashes; the fonts .VnTimeH draw lower-case
          letters as capitals, which nothing in the bytes tells. VN1, which glibc calls TCVN5712-1, has all
          capitals: in 80–9F, and in the places of control characters.
    VNI   VNI-Win, of VNI Software: a letter, and behind it a sign for the mark or for both of its marks.
    VPS   of the Vietnamese Professionals Society: as GNU recode has it, and Ỗ, which that leaves out, at 99.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from index.vietnamese.dictionary import PUNCTUATION, is_known_word, is_of_one_case
from index.vietnamese.normalise import TONE_MARKS, nfc, nfd

WORD: Final = re.compile(r"[^\t\n\r !-/:-@\[-`{-~\xa0]+")
"""What stands between spaces and the punctuation of ASCII."""

WordReader = Callable[[str], str]
"""A word as it is shown → as it is meant."""

LETTERS: Final = (
    "àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ ăâêôơưđ "
    "ÀẢÃÁẠ ẰẲẴẮẶ ẦẨẪẤẬ ÈẺẼÉẸ ỀỂỄẾỆ ÌỈĨÍỊ ÒỎÕÓỌ ỒỔỖỐỘ ỜỞỠỚỢ ÙỦŨÚỤ ỪỬỮỨỰ ỲỶỸÝỴ ĂÂÊÔƠƯĐ"
).replace(" ", "")
"""The 134 letters that ASCII lacks; tones in the order grave, hook above, tilde, acute, dot below."""

TCVN3: Final = dict(
    zip(
        LETTERS,
        bytes.fromhex(
            "b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee "
            "eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe a8a9aaabacadae "
            "8081828384 afbabfc085 c1c2c3c486 8788898a8b c5cdd9da8c 8d8e8f9091 9293949596 dbe0f0ff97 98999a9b9c "
            "9d9e9f0102 0405061112 1314151617 a1a2a3a4a5a6a7"
        ),
        strict=True,
    )
)
"""Letter → byte."""

VPS: Final = dict(
    zip(
        LETTERS,
        bytes.fromhex(
            "e0e4e3e1e5 a2a3a4a1a5 c0c4c5c3c6 e8c8ebe9cb 8a8bcd898c ecccefedce f2d5f5f386 d2b087d3b6 a9aaaba7ae "
            "f9fbdbfaf8 d8babbd9bf ff9bcf9a9c e6e2eaf4d6dcc7 "
            "808182c102 8e8ff08d04 84851c8303 d7defec905 9394959006 b5b7b8b410 bcbdbeb911 9798999612 9e9fa69d13 "
            "a8d1acda14 afb11dad15 b2fdb3dd19 88c2cad4f7d0f1"
        ),
        strict=True,
    )
)
"""Letter → byte."""

_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_VNI_SIGNS: Final = {
    "": ("aeouyơư", "øûõùï"),  # behind one of these letters: its tone
    "\u0306": ("a", "èúüéë"),  # … its breve and tone
    "\u0302": ("aeo", "àåãáä"),  # … its circumflex and tone
}
_VNI_BARE: Final = {"ơ": "ô", "ư": "ö", "đ": "ñ", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "í": "í", "ị": "ò", "ỵ": "î"}
"""Letters that are one sign."""


def _vni() -> dict[str, str]:
    shown = {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", **_VNI_BARE}
    for hat, (letters, signs) in _VNI_SIGNS.items():
        for letter in letters:
            for tone, sign in zip(_TONES, signs, strict=True):
                shown.setdefault(nfc(letter + hat + tone), _VNI_BARE.get(letter, letter) + sign)
    return shown | {letter.upper(): signs.upper() for letter, signs in shown.items()}


VNI: Final = _vni()
"""Letter → one or two characters of windows-1252."""


def shown(byte: int, page: str = "cp1252") -> set[str]:
    """The characters that stand for a byte: that of a code page, and for 80–9F that of latin-1 too."""
    as_latin = {chr(byte)} if byte < 0xA0 else set()
    try:
        return as_latin | {bytes([byte]).decode(page)}
    except UnicodeDecodeError:
        return as_latin


def single_bytes(codes: Mapping[str, int]) -> WordReader:
    """Reads an encoding of one byte a letter.

    Some bytes are letters to it and quotes and dashes to windows-1252, which both occur: many fonts leave these bytes
    alone, and text is often a mixture. They are letters where that makes a word."""
    letters = {ord(char): letter for letter, code in codes.items() for char in shown(code)}
    punctuation = {char for byte in map(ord, PUNCTUATION.encode("cp1252").decode("latin-1")) for char in shown(byte)}
    edges = "".join(punctuation)
    surely = {code: letter for code, letter in letters.items() if chr(code) not in punctuation}

    def read(word: str) -> str:
        if punctuation.isdisjoint(word):
            return word.translate(letters)
        within = word.strip(edges)
        before, _, behind = word.partition(within) if within else (word, "", "")
        candidates = (word.translate(letters), before + within.translate(letters) + behind)
        return next(filter(is_known_word, candidates if within else ()), word.translate(surely))

    return read


def vni() -> WordReader:
    """Reads VNI. A sign behind a letter may be of the other case."""
    letter_of = {signs: letter for letter, signs in VNI.items()}
    letter_of |= {signs[0] + signs[1].swapcase(): letter for letter, signs in VNI.items() if len(signs) == 2}
    signs_of_a_letter = re.compile("|".join(sorted(letter_of, key=len, reverse=True)))
    return lambda word: signs_of_a_letter.sub(lambda match: letter_of[match[0]], word)


# ── what the tables can't tell ──

_FOREIGN: Final = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸ]")
_SPOKEN: Final = re.compile("[^aăâeêioôơuưy]*(?:[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[ckmnpt])?)?")
"""What stands in Vietnamese text, names such as Đắk Lắk and abbreviations too, without tone marks."""
_NO_TONES: Final = dict.fromkeys(map(ord, TONE_MARKS))


def read_word(read: WordReader, word: str) -> str:
    """A word read by one of the readers above; as it is if it may be a foreign name, `Müller`.

    In capitals if its ASCII letters are: with fonts of capitals, they were often typed with the shift key down."""
    meant = read(word)
    if meant == word or is_known_word(meant):
        return meant
    if re.search("[A-Z]", word[1:]) and not re.search("[a-z]", word):
        meant = meant.upper()
    toneless = nfc(nfd(meant.lower().strip(PUNCTUATION)).translate(_NO_TONES))
    return word if _may_be_foreign(word, meant) and not _SPOKEN.fullmatch(toneless) else meant


def _may_be_foreign(word: str, meant: str) -> bool:
    """Whether a word has one letter that ASCII lacks, and that is a Western one in its right case. No two characters of
    a foreign word are one letter when read otherwise."""
    letters = word.strip(PUNCTUATION)
    return (
        len(letters.encode()) == len(letters) + 1
        and bool(_FOREIGN.search(letters))
        and is_of_one_case(letters)
        and len(meant) == len(word)
    )
