"""What is one piece however it was typed: `Số: 30 / 2020 / NĐ - CP`, `R&D`, an address.

The parser takes what stands between two spaces and has a digit as a phrase. Here the spaces are taken out of a
document's number, and a piece that is held together by a sign is put in quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.vietnamese.normalise import in_one_alphabet, nfc

_MAYBE = re.compile(r"\d\s*[/\u2010-\u2015-]|[&@]|://|\w\.\w", re.IGNORECASE)
"""What all of it has; most queries have none."""

_DASH = r"\s*[\u2010-\u2015-]\s*"
_SLASH = r"\s*/\s*"
_CAPITALS = r"[A-ZĐƯ]{1,10}\d{0,2}(?!\w)"
# No syllable lacks a vowel, so these are short for something (cp, ttg, btc); the others that are common.
_SMALL = r"(?i:[bcdđghklmnpqrstvx]{2,8}|ubnd|bca|bldtbxh|blđtbxh|ubtvqh)\d{0,2}(?!\w)"
_CODE = rf"(?:{_CAPITALS}|{_SMALL}|TTg)(?:{_DASH}(?:{_CAPITALS}|{_SMALL}|TTg))*"
_NUMBER = re.compile(
    rf"(?<![\w/-])(?:(?i:số|so)\s*:?\s*)?(?P<number>\d{{1,5}}(?:{_SLASH}(?:19|20)\d\d)?{_SLASH}{_CODE}"
    rf"|\d{{1,5}}{_DASH}{_CODE}{_SLASH}{_CODE})"
)
_HELD_TOGETHER = re.compile(
    r"""\w+(?:&\w+)+|[\w.+-]+@[\w.-]+|\w+://[^\s"“”„«»]+|www\.[\w./-]+|[A-ZĐ]{1,5}\.[A-ZĐ]{2,5}"""
)
_QUOTED = re.compile(r'(["“”„«»][^"“”„«»]*["“”„«»])')


@lru_cache(maxsize=512)  # as for `search.parser.parse`
def in_one_piece(text: str) -> str:
    """The text with what belongs together in one piece; what is quoted stays as it is."""
    if not _MAYBE.search(text):
        return text
    pieces = _QUOTED.split(nfc(text))
    pieces[::2] = [_joined(in_one_alphabet(piece)) for piece in pieces[::2]]
    return "".join(pieces)


def _joined(text: str) -> str:
    numbered = _NUMBER.sub(lambda found: re.sub(r"\s+", "", found["number"]), text)
    return " ".join(f'"{piece}"' if _HELD_TOGETHER.fullmatch(piece) else piece for piece in numbered.split(" "))
