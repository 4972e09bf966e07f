"""Texts as syllables and words, many at a time, each run of characters between two spaces looked up as a whole.

Neither a syllable nor one of pyvi's tokens reaches across a space or a newline, and a collection is mostly made of runs
that occurred before. So all that is asked of a run, a *chunk*, is worked out when it is first met and kept in tables; a
text is then one split, a look-up a chunk, and what of the tables belongs to its chunks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.normalise import nfc
from index.vietnamese.segment import BOUNDARY, joined_within_lines, token_codes, token_spans
from index.vietnamese.syllables import Syllables, syllables

_NEWLINE: Final = "\n"
_BETWEEN_TEXTS: Final = "\n\n"
"""A chunk that no text has, as all other chunks but the newline itself hold none."""


class Located(NamedTuple):
    """The tokens of a text and its syllables, without the words: what can be told of every chunk for itself."""

    codes: NDArray[np.int64]
    """shape (tokens,): pyvi's tokens, see `index.vietnamese.segment`."""
    token_starts: NDArray[np.intp]
    """shape (tokens,): character offsets."""
    syllables: Syllables
    first: NDArray[np.intp]
    """shape (syllables,): the token in which each syllable begins."""
    last: NDArray[np.intp]
    """shape (syllables,): the same token, unless one character of the text is several in NFC and so lies in two tokens:
    then `first` is the one that ends last of those before, and `last` the last that begins."""


def located(text: str) -> Located:
    """The tokens and syllables of a text, worked out from the start."""
    composed = nfc(text)
    codes = token_codes(composed)
    starts, ends = token_spans(text, composed, codes)
    found = syllables(text)
    return Located(
        codes,
        starts,
        found,
        np.searchsorted(ends, found.starts, side="right"),
        np.searchsorted(starts, found.starts, side="right") - 1,
    )


def joined_syllables(
    codes: NDArray[np.int64], first: NDArray[np.integer], last: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """shape (syllables,): whether a word of two or more tokens holds a syllable and the one before it.

    codes  shape (tokens,): those of any number of texts, `segment.BOUNDARY` between them
    first, last  shape (syllables,): see `Located`, as indexes into `codes`"""
    joined = np.zeros(len(first), np.bool_)
    if len(first) < 2:
        return joined
    within = joined_within_lines(codes)
    from_token, to_token = last[:-1], first[1:]
    # All tokens behind that of the one syllable and up to that of the other are joined to the token before them.
    unjoined = np.cumsum(~within, dtype=np.int32)
    joined[1:] = unjoined[to_token] == unjoined[from_token]
    # Where both lie in one token, such as `khoa_học`, that token must be one of several.
    alone = np.flatnonzero(to_token <= from_token)
    several = within.copy()
    several[:-1] |= within[1:]
    before = np.concatenate([[0], np.cumsum(several, dtype=np.int32)])
    joined[alone + 1] = before[from_token[alone] + 1] > before[to_token[alone]]
    return joined


class Texts(NamedTuple):
    """The syllables of several texts, one text behind the other."""

    forms: NDArray[np.int32]
    """shape (syllables,): normal forms, as numbers of `Chunks.forms`."""
    joined: NDArray[np.bool_]
    """shape (syllables,): whether a syllable belongs to the same word as the one before it."""
    lengths: NDArray[np.int64]
    """shape (texts,): how many syllables each text has."""


class Chunks:
    """All chunks met so far, and what there is to know of each. Grows without end: begin anew when it is `full`."""

    CAPACITY: Final = 1 << 17
    """Chunks, some 40 MB: 10,000 news articles have 130,000."""
    CHARACTERS: Final = 1 << 22
    """Of all chunks together; those have a quarter. Where no spaces are written, as in Thai, few chunks come again."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._forms = Numbers()
        self._characters = 0
        self._tokens = _Lists(np.int64, 1)
        """Of each chunk, the codes of its tokens."""
        self._syllables = _Lists(np.int32, 3)
        """Of each chunk, its syllables: form, first and last token, the tokens counted from the chunk's own first."""
        for sign, codes in ((_NEWLINE, token_codes(_NEWLINE)), (_BETWEEN_TEXTS, BOUNDARY)):
            self._numbers[sign]
            self._tokens.append(codes[np.newaxis], np.array([len(codes)]))
            self._syllables.append(np.empty((3, 0), np.int32), np.zeros(1, np.int64))

    @property
    def forms(self) -> Sequence[str]:
        """Number → normal form, of all syllables met so far."""
        return self._forms.order

    @property
    def full(self) -> bool:
        """Whether it should be replaced by an empty one."""
        return len(self._numbers) > self.CAPACITY or self._characters > self.CHARACTERS

    def read(self, texts: Sequence[str]) -> Texts:
        """The syllables and words of `texts`."""
        chunks = f" {_BETWEEN_TEXTS} ".join([text.replace("\n", " \n ") for text in texts]).split(" ")
        known = len(self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, chunks), np.intp, len(chunks))
        if len(self._numbers) > known:
            self._learn(self._numbers.order[known:])
        bounds = np.append(np.flatnonzero(numbers == self._numbers[_BETWEEN_TEXTS]), len(chunks))
        firsts = np.append(0, bounds[:-1] + 1)  # the first chunk of each text
        token_places, token_counts = self._tokens.of(numbers)
        places, counts = self._syllables.of(numbers)
        shift = np.repeat((np.cumsum(token_counts) - token_counts).astype(np.int32), counts)
        forms, first, last = (column[places] for column in self._syllables.values)
        joined = joined_syllables(self._tokens.values[0][token_places], first + shift, last + shift)
        return Texts(forms, joined, np.add.reduceat(counts, firsts))

    def _learn(self, chunks: Sequence[str]) -> None:
        """Fills the tables for `chunks`, which have numbers but no rows yet."""
        edges = np.cumsum([0, *(len(chunk) + 1 for chunk in chunks)])
        self._characters += int(edges[-1])
        found = located(" ".join(chunks))
        token_edges = np.searchsorted(found.token_starts, edges)
        syllable_edges = np.searchsorted(found.syllables.starts, edges)
        sizes = np.diff(syllable_edges)
        shift = np.repeat(token_edges[:-1], sizes)
        forms = np.fromiter(map(self._forms.__getitem__, found.syllables.forms), np.int64, len(shift))
        rows = np.stack([forms, found.first - shift, found.last - shift])
        self._tokens.append(found.codes[np.newaxis], np.diff(token_edges))
        self._syllables.append(rows, sizes)


class Numbers(dict[Any, int]):
    """Key → its number, in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[Any] = []
        """Number → key."""

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        self.order.append(key)
        return number


class _Column:
    """Rows of numbers that grow: as `np.append`, without copying all of them each time."""

    def __init__(self, dtype: Any, width: int) -> None:
        self._room = np.empty((width, 1 << 10), dtype)
        self._size = 0

    @property
    def values(self) -> NDArray[Any]:
        """shape (width, rows)"""
        return self._room[:, : self._size]

    def append(self, rows: NDArray[Any]) -> None:
        """More of them, shape (width, any)."""
        width, room = self._room.shape
        size = self._size + rows.shape[1]
        if size > room:
            larger = np.empty((width, 2 * size), self._room.dtype)
            larger[:, : self._size] = self.values
            self._room = larger
        self._room[:, self._size : size] = rows
        self._size = size


class _Lists:
    """A list of rows for each chunk."""

    def __init__(self, dtype: Any, width: int) -> None:
        self._rows = _Column(dtype, width)
        self._ends = _Column(np.int64, 1)
        self._ends.append(np.zeros((1, 1), np.int64))

    @property
    def values(self) -> NDArray[Any]:
        """shape (width, rows of all chunks)"""
        return self._rows.values

    def append(self, rows: NDArray[Any], sizes: NDArray[np.int64]) -> None:
        """The lists of the next chunks, one behind the other, and how long each is."""
        self._ends.append((self._ends.values[0, -1] + np.cumsum(sizes))[np.newaxis])
        self._rows.append(rows)

    def of(self, chunks: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """The places in `values` of the lists of `chunks`, one behind the other; and how long each list is."""
        edges = self._ends.values[0]
        starts = edges[chunks]
        sizes = edges[chunks + 1] - starts
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1])
        places += np.repeat(starts - ends + sizes, sizes)
        return places, sizes
