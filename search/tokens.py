"""An article as it is shown: its texts and where each syllable stands in them, ready to be marked.

Syllables are compared as hashes, so that a query's words are looked for in the texts of a whole page at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.vietnamese.fold import fold, is_bare
from index.vietnamese.syllables import syllables
from search.parser import TITLE, Clause

TITLE_PART = 0  # of title, lead and body

_NOTHING = 0
"""Stands behind every part, so that no phrase reaches from one into the next."""

_OBJECT_BYTES = 1_000


class Tokens:
    """An article and its syllables: those of title, lead and body, `_NOTHING` behind each."""

    def __init__(self, article: Article) -> None:
        self.article = article
        found = [syllables(text) for text in (article.title, article.summary, article.body)]
        self.sizes = tuple(len(each.forms) + 1 for each in found)
        """How many tokens each part has."""
        self.columns = np.empty((4, sum(self.sizes)), np.int64)
        """shape (4, tokens): a hash of each normal form, one of each folded form, and where each begins and ends in its
        text, in characters."""
        end = 0
        for each, size in zip(found, self.sizes, strict=True):
            begin, end = end, end + size
            # Python's own hash has 64 bits: no two syllables share one in practice.
            self.columns[0, begin:end] = [*map(hash, each.forms), _NOTHING]
            self.columns[1, begin:end] = [*map(hash, map(fold, each.forms)), _NOTHING]
            self.columns[2, begin:end] = [*each.starts, 0]
            self.columns[3, begin:end] = [*each.ends, 0]

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        characters = len(self.article.title) + len(self.article.summary) + len(self.article.body)
        return _OBJECT_BYTES + self.columns.nbytes + 2 * characters


class Page:
    """The tokens of several articles, one behind the other."""

    def __init__(self, articles: Sequence[Tokens]) -> None:
        self.articles = articles
        self._forms, self._folds, *offsets = np.concatenate([each.columns for each in articles], axis=1)
        self.starts, self.ends = offsets
        """shape (tokens,) both: where each begins and ends in its text, in characters."""
        self.part_starts = np.array(list(accumulate(chain.from_iterable([each.sizes for each in articles]), initial=0)))
        """shape (3 · articles + 1,): where each part begins, title, lead and body of the first, then the second, …"""

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self._forms)

    def part_of(self, tokens: NDArray[np.intp]) -> NDArray[np.intp]:
        """shape (tokens,): the number of the part that each stands in."""
        return self.part_starts.searchsorted(tokens, side="right") - 1

    def matches(self, clause: Clause, completions: NDArray[np.int64]) -> NDArray[np.intp]:
        """shape (matches,): the tokens that a clause matches from, ascending.

        `completions` are the hashes, ascending, of the syllables that its last may be the beginning of."""
        *whole, last = clause.syllables
        found = [self._is(form) for form in whole]
        found.append(self._is_any(completions) if clause.prefix else self._is(last))
        together = found[0]
        for distance, is_next in enumerate(found[1:], 1):
            together = together[: len(together) - 1] & is_next[distance:]
        at = together.nonzero()[0]
        return at[self.part_of(at) % 3 == TITLE_PART] if clause.field == TITLE else at

    def _is(self, form: str) -> NDArray[np.bool_]:
        """shape (tokens,): a syllable typed with marks is itself; one typed without is all that fold to it."""
        is_it: NDArray[np.bool_] = (self._folds if is_bare(form) else self._forms) == hash(form)
        return is_it

    def _is_any(self, hashes: NDArray[np.int64]) -> NDArray[np.bool_]:
        if not hashes.size:
            return np.zeros(len(self), dtype=bool)
        at = hashes.searchsorted(self._forms)
        is_any: NDArray[np.bool_] = hashes.take(at, mode="clip") == self._forms
        return is_any
