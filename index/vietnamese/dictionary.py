"""Which syllables are Vietnamese, and which of several is meant: by the words of pyvi's dictionary."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from index.vietnamese.normalise import nfc, normal_form
from index.vietnamese.segment import dictionary_entries

PUNCTUATION: Final = "“”‘’•–—…‚„"
"""What windows-1252 has in the bytes 82, 84, 85 and 91 to 97: quotes, dashes, a bullet and an ellipsis."""

_COMMON: Final = (
    "và là về đề họ bố mọi ký phí gọi khỏi màu phạt vài thí dành thử giống đàm rời bật lào dàng hỏng đền tá tỏa chối "
    "đập giỏi sốc nhưỡng lít bích hạm dọc mỏ đống trọ lề dời đáy tám xách xát tát phím ngài thềm nhốt sạp nàn ngàng "
    "vách tràm gạt nà"
)
"""Syllables that are the most frequent of those that differ from them in one letter that is often lost, though others
are in more words of the dictionary; by their frequency in news articles. Of 20,000 words in others that lost a byte as
windows-1252 loses them, 98 % come out right with this list and 94 % without."""

_RANK: Final = {normal_form(syllable): -rank for rank, syllable in enumerate(_COMMON.split())}


class _Dictionary(NamedTuple):
    entries: Counter[str]
    """Syllable in its normal form → in how many words it occurs."""
    neighbours: frozenset[tuple[str, str]]
    """Two syllables that follow on one another in a word."""


@cache
def _dictionary() -> _Dictionary:
    """Read on first use, which takes a tenth of a second."""
    words = [[normal_form(syllable) for syllable in entry] for entry in dictionary_entries()]
    entries = Counter(syllable for word in words for syllable in word)
    return _Dictionary(entries, frozenset(pair for word in words for pair in pairwise(word)))


@lru_cache(maxsize=1 << 16)
def is_known(letters: str) -> bool:
    """Whether a run of letters is a syllable of some Vietnamese word; case and the place of the tone don't matter."""
    return normal_form(letters) in _dictionary().entries


@lru_cache(maxsize=1 << 16)
def is_known_word(word: str) -> bool:
    """Whether `word`, but for quotes and dashes around it, is one known syllable in one case."""
    letters = nfc(word.strip(PUNCTUATION))
    return letters.isalpha() and is_of_one_case(letters) and is_known(letters)


def is_of_one_case(letters: str) -> bool:
    """Whether letters in NFC are written as words are: `viện`, `Viện` or `VIỆN`."""
    return letters in {letters.lower(), letters.upper(), letters.capitalize()}


def likelihood(before: str, letters: str, after: str) -> tuple[bool, int, int]:
    """Sorts what may stand between two syllables: the greater, the likelier."""
    form = normal_form(letters)
    words = _dictionary()
    joined = (normal_form(before), form) in words.neighbours or (form, normal_form(after)) in words.neighbours
    return joined, _RANK.get(form, -len(_RANK)), words.entries[form]
