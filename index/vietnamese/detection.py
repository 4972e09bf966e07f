"""Which lines of an article are in an old encoding or are mojibake, by the words that they become when read so.

A word that is none as it is and becomes Vietnamese speaks for a reading. A word that the reading changes and that
doesn't become Vietnamese speaks against it, and so does one that is Vietnamese as it is and that the reading can't
explain. A single letter says nothing. The confidence is the share that speaks for the reading of all different words
that say something, and of one more, so that few words give little confidence.

Text that is well must stay. `tracuu index` over a collection says whether anything in it was converted. Of 10,000
articles of news, 10,000 of law and 3,800 other texts 110 have signs enough to be asked about, and no line of these
speaks for any reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.dictionary import is_known_word
from index.vietnamese.legacy import TCVN3, VPS, WORD, WordReader, read_word, single_bytes, vni
from index.vietnamese.mojibake import Mojibake
from index.vietnamese.normalise import nfc

THRESHOLD: Final = 0.7
"""The confidence from which on text is read otherwise: three words, and of many two thirds."""

_SURE: Final = 0.9
"""The confidence from which on no others are tried; no wrong one of a real article reaches 0.6, but for its likes."""

_LEAST: Final = 2
"""Different words with a sign of old encodings; where there are fewer, nothing is asked."""

_LEAST_SHARE: Final = 0.2
"""Of a line's words with other letters than ASCII's; in real lines of old texts a third at least have a sign."""

_SIGNS: Final = frozenset(
    (
        *map(chr, (*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x80, 0xA0), *range(0xA1, 0xC0))),
        *"ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŒœŠšŽžŸƒˆ˜†‡‰€™\ufffd",
    )
)
"""Characters that Vietnamese text in Unicode rarely has, and text in an old encoding in every other word."""

_NOT_WESTERN: Final = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
"""Letters that no old encoding shows."""

Words = Iterable[tuple[str, str]]
"""As they are, and as they are read."""


class Reading(NamedTuple):
    """One way to read text otherwise."""

    name: str
    read: Callable[[str], tuple[str, Words]]
    """A line → the line read so, and those of its words that say something about it."""


class Found(NamedTuple):
    """What texts were found to be."""

    encoding: str
    confidence: float
    texts: list[str]
    """All of them; the lines that were found so are read so."""


class _Evidence(NamedTuple):
    """Different words that say something about a reading."""

    gained: set[str]
    lost: set[str]
    """Those that are Vietnamese as they are, and would not be any more or are left as they are."""
    strange: set[str]
    """Those that are not Vietnamese either way."""

    @property
    def speaks_for(self) -> bool:
        return len(self.gained) > len(self.lost) + len(self.strange)


def may_be_old(text: str) -> bool:
    """Whether `text` has as many signs as all but the shortest old texts have. Takes 4 µs for 2,700 characters."""
    code_units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return bool(np.count_nonzero(_is_sign().take(code_units)) >= _LEAST)


@cache
def _is_sign() -> NDArray[np.bool_]:
    """(65536,): whether a code unit is one of the signs."""
    is_sign = np.zeros(1 << 16, np.bool_)
    is_sign[list(map(ord, _SIGNS))] = True
    return is_sign


def find(texts: Sequence[str]) -> Found | None:
    """The reading that suits the texts of one article best, some of their lines or all; None if they are well as they
    are."""
    signs_in = {line: _words_with_sign(line) for text in texts for line in text.split("\n")}
    if len(set().union(*signs_in.values())) < _LEAST:
        return None
    lines = [line for line, words in signs_in.items() if words]
    best, confidence = _best(lines)
    if confidence < THRESHOLD:
        return None
    read = partial(_line_read, best)
    return Found(best.name, round(confidence, 3), ["\n".join(map(read, text.split("\n"))) for text in texts])


def _words_with_sign(line: str) -> set[str]:
    """Those words of a line that have a sign of old encodings, if they are many enough that it can be in one."""
    words = {word for word in WORD.findall(line) if not word.isascii() or not word.isprintable()}
    with_sign = {word for word in words if not _SIGNS.isdisjoint(word)}
    return with_sign if len(with_sign) >= _LEAST_SHARE * len(words) else set()


def _best(lines: Iterable[str]) -> tuple[Reading, float]:
    """The reading that most likely is the right one, if any is, and the confidence that it is."""
    asked: list[tuple[Reading, float]] = []
    for alike in _readings():
        asked += [(reading, _confidence(reading, lines)) for reading in alike]
        if any(confidence >= _SURE for _, confidence in asked):
            break
    return max(asked, key=lambda each: each[1])


def _confidence(reading: Reading, lines: Iterable[str]) -> float:
    """That those of the lines that speak for the reading are to be read so."""
    speaking = [evidence for line in lines if (evidence := _evidence(reading.read(line)[1])).speaks_for]
    gained: set[str] = set().union(*(evidence.gained for evidence in speaking))
    against: set[str] = set().union(*(evidence.lost | evidence.strange for evidence in speaking))
    return len(gained) / (len(gained) + len(against) + 1)


def _evidence(words: Words) -> _Evidence:
    evidence = _Evidence(set(), set(), set())
    for word, read in words:
        if len(word) == 1:
            continue
        match is_known_word(word), word != read and is_known_word(read):
            case False, True:
                evidence.gained.add(word)
            case True, False:
                evidence.lost.add(word)
            case False, False:
                evidence.strange.add(word)
    return evidence


def _line_read(reading: Reading, line: str) -> str:
    """A line of an article that is to be read so, or as it is if its words are against it."""
    text, words = reading.read(line)
    evidence = _evidence(words)
    return text if len(evidence.gained) >= len(evidence.lost) else line


# ── the readings ──


@cache
def _readings() -> Sequence[Sequence[Reading]]:
    """All, those together that can be taken for one another."""
    legacy = {"TCVN3": single_bytes(TCVN3), "VNI": vni(), "VPS": single_bytes(VPS)}
    pages = {"windows-1252": Mojibake("cp1252"), "windows-1258": Mojibake("cp1258")}
    return (
        *([_legacy(name, read)] for name, read in legacy.items()),
        [Reading(f"UTF-8 read as {name}", page.repair) for name, page in pages.items()],
        [Reading(f"UTF-8 read as {name} twice", partial(_repaired_twice, page)) for name, page in pages.items()],
    )


def _legacy(name: str, read: WordReader) -> Reading:
    return Reading(name, partial(_read_by_word, lru_cache(1 << 14)(partial(read_word, read))))


def _read_by_word(read: WordReader, line: str) -> tuple[str, Words]:
    meant = {word: read(word) for word in WORD.findall(line) if not word.isascii() or not word.isprintable()}
    words = [(word, becomes) for word, becomes in meant.items() if word != becomes or _NOT_WESTERN.search(nfc(word))]
    return WORD.sub(lambda match: meant.get(match[0], match[0]), line), words


def _repaired_twice(page: Mojibake, line: str) -> tuple[str, Words]:
    return page.repair(page.repair(line).text)
