"""An article as it is shown: its texts and where each syllable stands in them, ready to be marked.

Syllables are compared as hashes, so that a query's words are looked for in the texts of a whole page at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import Any

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
        self.forms = _joined([_hashes(each.forms) for each in found], np.int64)
        """shape (tokens,): a hash of each normal form."""
        self.folds = _joined([_hashes(map(fold, each.forms)) for each in found], np.int64)
        """shape (tokens,): a hash of each folded form."""
        self.starts = _joined([each.starts for each in found], np.int32)
        """shape (tokens,): where each begins in its text, in characters."""
        self.ends = _joined([each.ends for each in found], np.int32)
        """shape (tokens,): where each ends."""

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        arrays = self.forms.nbytes + self.folds.nbytes + self.starts.nbytes + self.ends.nbytes
        characters = len(self.article.title) + len(self.article.summary) + len(self.article.body)
        return _OBJECT_BYTES + arrays + 2 * characters


def _hashes(forms: Iterable[str]) -> NDArray[np.int64]:
    """Python's own hash of each syllable: 64 bits, so that two syllables never share one in practice."""
    return np.fromiter(map(hash, forms), np.int64)


def _joined(parts: Sequence[NDArray[np.int64]], dtype: type[np.signedinteger]) -> NDArray[Any]:
    """The parts one behind the other, `_NOTHING` behind each."""
    title, summary, body = parts
    return np.concatenate((title, _BEHIND, summary, _BEHIND, body, _BEHIND), dtype=dtype, casting="same_kind")


_BEHIND = np.array([_NOTHING])


class Page:
    """The tokens of several articles, one behind the other."""

    def __init__(self, articles: Sequence[Tokens]) -> None:
        self.articles = articles
        self._forms = np.concatenate([each.forms for each in articles])
        self.starts = np.concatenate([each.starts for each in articles])
        self.ends = np.concatenate([each.ends for each in articles])
        """shape (tokens,) both: where each begins and ends in its text, in characters."""
        self.part_starts = np.array(list(accumulate(chain.from_iterable([each.sizes for each in articles]), initial=0)))
        """shape (3 · articles + 1,): where each part begins, title, lead and body of the first, then the second, …"""

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self._forms)

    @cached_property
    def _folds(self) -> NDArray[np.int64]:
        return np.concatenate([each.folds for each in self.articles])

    def part_of(self, tokens: NDArray[np.intp]) -> NDArray[np.intp]:
        """shape (tokens,): the number of the part that each stands in."""
        return self.part_starts.searchsorted(tokens, side="right") - 1

    def matches(self, clause: Clause, meant: Sequence[NDArray[np.int64] | None]) -> NDArray[np.intp]:
        """shape (matches,): the tokens that a clause matches from, ascending.

        `meant` are the hashes of what each of its syllables stands for, see `search.terms.meant_forms`."""
        found = [
            self._is(form) if hashes is None else self._is_any(hashes)
            for form, hashes in zip(clause.syllables, meant, strict=True)
        ]
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
