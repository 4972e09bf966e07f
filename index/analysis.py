"""Articles as an index sees them: syllables on positions, and pyvi's words.

Title, lead and body lie one behind the other on one line of positions:

    title  ␣␣␣…  summary  ␣␣␣…  body
    0            title_length + PART_GAP

so that "all words anywhere in the article" is one posting list a syllable, and a title hit is a low position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.vietnamese.chunks import Chunks, joined_syllables, located

PART_GAP = 16
"""Empty positions between two parts, so that no phrase and no pair of neighbours reaches from one into the next."""

PARTS = 3
"""Title, summary, body: in the order of their positions."""

_FORM_BITS = 32


@dataclass(frozen=True)
class AnalysedArticles:
    """The searched parts of some articles, all syllables one behind the other: S of them in A articles."""

    forms: Sequence[str]
    """Number → normal form: of these syllables, and of others."""
    syllables: NDArray[np.int32]
    """shape (S,): their normal forms, as numbers."""
    part_lengths: NDArray[np.int64]
    """shape (A, PARTS): how many syllables title, summary and body have."""
    word_forms: Sequence[str]
    """Number → word, as `hội_nghị` in normal form."""
    words: NDArray[np.int32]
    """shape (words,): the words of two and more syllables, as numbers, repeated as often as they stand there."""
    word_counts: NDArray[np.int64]
    """shape (A,): how many of them each article has."""

    @property
    def lengths(self) -> NDArray[np.int64]:
        """shape (A,): how many syllables each article has."""
        lengths: NDArray[np.int64] = self.part_lengths.sum(axis=1)
        return lengths

    @property
    def title_lengths(self) -> NDArray[np.int64]:
        """shape (A,): how many of them its title has."""
        return self.part_lengths[:, 0]

    @property
    def in_title(self) -> NDArray[np.bool_]:
        """shape (S,): which syllables stand in a title."""
        return np.repeat(np.arange(self.part_lengths.size) % PARTS == 0, self.part_lengths.ravel())

    def positions(self) -> NDArray[np.int32]:
        """shape (S,): the positions of the syllables, from 0 on in each article."""
        before = np.cumsum(self.lengths) - self.lengths
        shifts = np.arange(PARTS) * PART_GAP - before[:, np.newaxis]
        return np.arange(len(self.syllables), dtype=np.int32) + np.repeat(
            shifts.ravel().astype(np.int32), self.part_lengths.ravel()
        )


class Analyser:
    """Analyses articles, the faster the more it has seen. What it remembers is bounded. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        self._chunks = Chunks()
        self._words = _Words(self._chunks.forms)

    def analyse(self, articles: Sequence[Article]) -> AnalysedArticles:
        """Everything that an index needs to know of the texts of `articles`; one at a time they take far longer."""
        with self._lock:
            if self._chunks.full:
                self._begin()
            try:
                return self._analysed(articles)
            except BaseException:
                self._begin()  # what was being remembered when it was broken off is not to be relied on
                raise

    def _analysed(self, articles: Sequence[Article]) -> AnalysedArticles:
        texts = self._chunks.read([part for each in articles for part in (each.title, each.summary, each.body)])
        part_lengths = texts.lengths.reshape(-1, PARTS)
        edges = np.append(0, np.cumsum(part_lengths.sum(axis=1)))
        firsts, lasts = _word_ends(texts.joined)
        return AnalysedArticles(
            self._chunks.forms,
            texts.forms,
            part_lengths,
            self._words.spelt,
            self._words.numbers(texts.forms, firsts, lasts),
            np.diff(np.searchsorted(firsts, edges)),
        )


class _Words(dict[int | tuple[int, ...], int]):
    """The numbers of words: of those of two syllables by the numbers of both in one, of longer ones by a tuple of them.

    One word in thirty is longer than two syllables."""

    def __init__(self, forms: Sequence[str]) -> None:
        super().__init__()
        self._forms = forms
        self.spelt: list[str] = []
        """Number → word."""

    def __missing__(self, key: int | tuple[int, ...]) -> int:
        syllables = (key >> _FORM_BITS, key & (1 << _FORM_BITS) - 1) if isinstance(key, int) else key
        self[key] = number = len(self)
        self.spelt.append("_".join([self._forms[syllable] for syllable in syllables]))
        return number

    def numbers(
        self, syllables: NDArray[np.int32], firsts: NDArray[np.intp], lasts: NDArray[np.intp]
    ) -> NDArray[np.int32]:
        """shape (words,): the numbers of the words whose first and last `syllables` are given."""
        keys: list[int | tuple[int, ...]]
        keys = (syllables[firsts].astype(np.int64) << _FORM_BITS | syllables[firsts + 1]).tolist()
        for number in np.flatnonzero(lasts - firsts > 1).tolist():
            keys[number] = tuple(syllables[firsts[number] : lasts[number] + 1].tolist())
        return np.fromiter(map(self.__getitem__, keys), np.int32, len(keys))


def joined_words(text: str) -> list[str]:
    """The words of two and more syllables in a short text, in order, as `hội_nghị` in normal form.

    For what is read once, such as a query. Safe between threads."""
    found = located(text)
    firsts, lasts = _word_ends(joined_syllables(found.codes, found.first, found.last))
    forms = found.syllables.forms
    return ["_".join(forms[first : last + 1]) for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]


def _word_ends(joined: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first and the last syllable of each word of two and more, (words,) both."""
    edges = np.diff(joined.astype(np.int8), prepend=0, append=0)
    return np.flatnonzero(edges == 1) - 1, np.flatnonzero(edges == -1) - 1
