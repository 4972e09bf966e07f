"""Texts as they come in the encodings of old fonts: the vectors of `old-encodings.tsv`, and of any text."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from index.vietnamese.legacy import TCVN3, VNI, VPS, shown


class Vector(NamedTuple):
    """A text and its bytes."""

    encoding: str
    raw: bytes
    text: str


_VECTORS = [
    Vector(encoding, bytes.fromhex(raw), text)
    for line in Path(__file__).with_name("old-encodings.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for encoding, raw, text in [line.split("\t")]
]
ALPHABETS = [vector for vector in _VECTORS if vector.text.startswith("àảãáạ")]
SENTENCES = [vector for vector in _VECTORS if vector not in ALPHABETS]


def as_latin_1(raw: bytes) -> str:
    return raw.decode("latin-1")


def as_browsers_show(raw: bytes, page: str = "cp1252") -> str:
    """A code page, and latin-1 where that has nothing: https://encoding.spec.whatwg.org/#legacy-single-byte-encodings"""
    return "".join(chr(byte) if byte < 0x80 else max(shown(byte, page)) for byte in raw)


def encoded(text: str, encoding: str) -> str:
    """A text as one sees it in an old encoding."""
    if encoding == "VNI":
        return text.translate(str.maketrans(VNI))
    codes = {"TCVN3": TCVN3, "VPS": VPS}[encoding]
    return text.translate({ord(letter): max(shown(code)) for letter, code in codes.items()})
