"""Mojibake: UTF-8 that was read as a code page, `Tiáº¿ng Viá»‡t`, and how to read it right.

A character of two or three bytes shows as two or three. A byte that the code page has no character for (81, 8D, 8F, 90
and 9D in windows-1252) shows as the control character of its number, or as U+FFFD, or not at all; the no-break space
(A0) has often become a space, and the soft hyphen (AD) is dropped. Where a byte is lost, the letters are tried that it
may have been of: one that makes a known syllable, and best one that is a word together with its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product, zip_longest
from math import prod
from typing import Final, NamedTuple

from index.vietnamese.dictionary import is_known, is_of_one_case, likelihood
from index.vietnamese.legacy import LETTERS, shown
from index.vietnamese.normalise import TONE_MARKS, nfc

_LETTERS: Final = (*LETTERS, *TONE_MARKS, *"\u0302\u0306\u031b")
"""Of Vietnamese beyond ASCII, and the marks of which NFD makes them."""
_LEADS: Final = ((1, range(0xC2, 0xE0)), (2, range(0xE0, 0xF0)), (3, range(0xF0, 0xF5)))
"""How many bytes follow the bytes that begin a character of UTF-8: RFC 3629, section 4."""
_TRAILING: Final = range(0x80, 0xC0)
_NO_BREAK_SPACE: Final = 0xA0
_SOFT_HYPHEN: Final = 0xAD
_REPLACEMENT: Final = "\ufffd"
_LONGEST: Final = 12
"""Letters and marks of a syllable, the longest being nghiêng; what is longer is no Vietnamese."""
_MOST_READINGS: Final = 1000
"""Of one syllable; where more than three bytes are lost in one, nothing can be told."""


class Repaired(NamedTuple):
    """A text read anew."""

    text: str
    words: list[tuple[str, str]]
    """Those with a letter whose bytes are all there: as they were, and as they are read. Those with other letters than
    ASCII's that are no bytes of UTF-8, too: as they are and stay."""


class Mojibake:
    """UTF-8 read as one code page."""

    def __init__(self, page: str) -> None:
        self._bytes = {char: byte for byte in range(0x80, 0x100) for char in shown(byte, page)}
        missing = {byte for byte in _TRAILING if shown(byte, page) == {chr(byte)} and byte < _NO_BREAK_SPACE}
        self._lost: dict[str, tuple[str, ...]] = {}
        """What is left of a letter → the letters that it may be."""
        self._ends_in_space: dict[str, tuple[str, ...]] = {}
        """The same for letters whose last byte is a no-break space."""
        for letter in _LETTERS:
            *leading, last = letter.encode()
            seen = "".join(max(shown(byte, page)) for byte in leading)
            if last in missing:
                self._lost[seen + _REPLACEMENT] = (*self._lost.get(seen + _REPLACEMENT, ()), letter)
            if last in missing or last in {_NO_BREAK_SPACE, _SOFT_HYPHEN}:
                self._lost[seen] = (*self._lost.get(seen, ()), letter)
            if last == _NO_BREAK_SPACE:
                self._ends_in_space[seen] = (*self._ends_in_space.get(seen, ()), letter)
        whole = "|".join(f"[{self._any(leads)}][{self._any(_TRAILING)}]{{{count}}}" for count, leads in _LEADS)
        lost = "|".join(map(re.escape, sorted(self._lost, key=len, reverse=True)))
        self._piece = re.compile(rf"{whole}|{lost}|[^\W\d_]|[\u0300-\u036f]")
        self._syllable = re.compile(rf"(?:{self._piece.pattern})+")
        quote, sign = ("".join(max(shown(byte, page)) for byte in leading) for leading in (b"\xe2\x80", b"\xc2"))
        self._not_letters = {quote: "”", quote + _REPLACEMENT: "”", sign: "", sign + _REPLACEMENT: _REPLACEMENT}
        self._sequence = re.compile(rf"{whole}|{quote}{_REPLACEMENT}?|{sign}{_REPLACEMENT}?")

    def repair(self, text: str) -> Repaired:
        """The text with all that is a sequence of UTF-8 read as such."""
        text = self._sequence.sub(self._sign, text)
        pieces: list[str] = []
        words: list[tuple[str, str]] = []
        end = 0
        syllables = list(self._syllable.finditer(text))
        for match, following in zip_longest(syllables, syllables[1:]):
            if match.start() < end:
                continue  # the rest of a syllable, behind a space that was none
            between = text[end : match.start()]
            before = pieces[-1] if between == " " and pieces else ""
            after = following[0] if following and text[match.end() : following.start()] == " " else ""
            start, end = match.start(), match.end()
            if match[0].isascii():
                pieces += [between, match[0]]
                continue
            read, consumed = self._read(match[0], before, after, spaces=text[end : end + 2])
            end += consumed
            pieces += [between, read]
            if read == match[0] or self._holds_whole(match[0]):
                words.append((text[start:end], read))
        return Repaired("".join([*pieces, text[end:]]), words)

    def _any(self, numbers: range) -> str:
        return re.escape("".join(char for char, byte in self._bytes.items() if byte in numbers))

    def _sign(self, sequence: re.Match[str]) -> str:
        """The character that a sequence is, if it is no letter."""
        char = self._not_letters.get(sequence[0], self._char(sequence[0]))
        return sequence[0] if char is None or char.isalpha() or char in _LETTERS else char

    def _char(self, sequence: str) -> str | None:
        try:
            return bytes(map(self._bytes.__getitem__, sequence)).decode()
        except (KeyError, UnicodeDecodeError):  # half of a surrogate pair, or more bytes than needed
            return None

    def _pieces(self, syllable: str) -> list[str]:
        return self._piece.findall(syllable)

    def _holds_whole(self, syllable: str) -> bool:
        return any(len(piece) > 1 and piece not in self._lost for piece in self._pieces(syllable))

    def _choices(self, syllable: str) -> list[tuple[str, ...]]:
        """What each piece of a syllable may be."""
        return [
            self._lost.get(piece) or ((self._char(piece) if len(piece) > 1 else None) or piece,)
            for piece in self._pieces(syllable)
        ]

    def _read(self, syllable: str, before: str, after: str, spaces: str) -> tuple[str, int]:
        """The likeliest reading of a syllable between two, and how many characters behind it that takes in."""
        last = self._pieces(syllable)[-1]
        if last in self._ends_in_space and spaces.startswith(" "):
            with_space = [*self._choices(syllable[: -len(last)]), self._ends_in_space[last]]
            if spaces == "  ":
                return _likeliest(with_space, before, ""), 1
            joined = _likeliest([*with_space, *self._choices(after)], before, "")
            if after and is_known(joined):
                return joined, 1 + len(after)
        about_after = "".join(letters[0] for letters in self._choices(after))
        return _likeliest(self._choices(syllable), before, about_after), 0


def _likeliest(choices: Sequence[tuple[str, ...]], before: str, after: str) -> str:
    """The likeliest of the syllables that can be made of choices for each of their pieces."""
    if len(choices) > _LONGEST or prod(map(len, choices)) > _MOST_READINGS:
        return "".join(letters[0] for letters in choices)
    readings = ["".join(letters) for letters in product(*choices)]
    if len(readings) == 1:
        return readings[0]
    in_capitals = (before + after).isupper()
    return max(
        readings,
        key=lambda each: (
            is_of_one_case(nfc(each)),
            len(each) == 1 or each.isupper() == in_capitals,
            *likelihood(before, each, after),
        ),
    )
