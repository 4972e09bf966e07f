"""An article as an index sees it: syllables on positions, pyvi's words, and where each syllable stands in the text.

Title, lead and body lie one behind the other on one line of positions:

    title  ␣␣␣…  summary  ␣␣␣…  body
    0            title_length + PART_GAP

so that "all words anywhere in the article" is one posting list a syllable, and a title hit is a low position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.vietnamese.segment import word_spans_of_all
from index.vietnamese.syllables import Syllables, syllables

PART_GAP = 16
"""Empty positions between two parts, so that no phrase and no pair of neighbours reaches from one into the next."""


@dataclass(frozen=True)
class AnalysedText:
    """One part of an article: its syllables and which of them pyvi joins into words."""

    syllables: Syllables
    joined: NDArray[np.bool_]
    """shape (syllables,): whether a syllable belongs to the same word as the one before it."""

    def __len__(self) -> int:
        """The number of syllables, and of positions."""
        return len(self.syllables.forms)

    @cached_property
    def words(self) -> list[str]:
        """The words of two and more syllables, in order, as `hội_nghị` in normal form."""
        return list(joined_words(self.syllables.forms, self.joined))


@dataclass(frozen=True)
class AnalysedArticle:
    """The three searched parts of an article."""

    title: AnalysedText
    summary: AnalysedText
    body: AnalysedText

    @property
    def parts(self) -> tuple[AnalysedText, AnalysedText, AnalysedText]:
        """Title, summary, body: in the order of their positions."""
        return self.title, self.summary, self.body

    def forms(self) -> list[str]:
        """The normal forms of all syllables, in the order of their positions."""
        return [form for part in self.parts for form in part.syllables.forms]

    def positions(self) -> NDArray[np.int32]:
        """shape (syllables,): their positions, ascending."""
        lengths = [len(part) for part in self.parts]
        return np.arange(sum(lengths), dtype=np.int32) + np.repeat(np.arange(3, dtype=np.int32) * PART_GAP, lengths)

    @property
    def words(self) -> list[str]:
        """The words of two and more syllables of all parts, repeated as often as they stand there."""
        return [word for part in self.parts for word in part.words]

    def __len__(self) -> int:
        """The number of syllables of all parts."""
        return sum(len(part) for part in self.parts)


def part_bases(lengths: list[int]) -> list[int]:
    """The position of each part's first syllable, from the parts' numbers of syllables."""
    bases, base = [], 0
    for length in lengths:
        bases.append(base)
        base += length + PART_GAP
    return bases


def analyse(article: Article) -> AnalysedArticle:
    """Everything that an index needs to know of the texts of `article`."""
    return AnalysedArticle(*analyse_texts(article.title, article.summary, article.body))


def analyse_texts(*texts: str) -> tuple[AnalysedText, ...]:
    """The syllables and words of each of `texts`; together they take less time than one by one."""
    return tuple(_analysed(syllables(text), spans) for text, spans in zip(texts, word_spans_of_all(texts), strict=True))


def _analysed(found: Syllables, words: list[tuple[int, int]]) -> AnalysedText:
    """The syllables `found` in a text, those joined that lie in one of the character spans `words`."""
    joined = np.zeros(len(found.forms), dtype=bool)
    edges = np.searchsorted(found.starts, np.asarray(words).reshape(-1, 2))
    for first, last in edges.tolist():
        joined[first + 1 : last] = True
    return AnalysedText(found, joined)


def joined_words(forms: list[str], joined: NDArray[np.bool_]) -> Iterator[str]:
    """The words of two and more syllables among `forms`, where `joined` says which belong to the one before."""
    edges = np.diff(joined.astype(np.int8), prepend=0, append=0)
    for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield "_".join(forms[start - 1 : end])
