"""An article as it is shown: its texts and where each syllable stands in them, ready to be marked.

Syllables are compared as hashes, so that a query's words are looked for in the texts of a whole page at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.vietnamese.fold import fold, is_bare
from index.vietnamese.syllables import syllables
from search.parser import TITLE, Clause

TITLE_PART, SUMMARY_PART, BODY_PART = range(3)

_NOTHING = 0
"""Stands between two parts, so that no phrase reaches from one into the next."""

_OBJECT_BYTES = 1_000


@dataclass(frozen=True)
class Part:
    """One text of an article."""

    text: str
    starts: NDArray[np.int32]
    """shape (syllables,): character offsets into the text."""
    ends: NDArray[np.int32]

    def __len__(self) -> int:
        """How many syllables it has."""
        return len(self.starts)


class Tokens:
    """An article and its syllables: those of title, lead and body, something that is none behind each."""

    def __init__(self, article: Article) -> None:
        self.article = article
        found = [syllables(text) for text in (article.title, article.summary, article.body)]
        self.parts = tuple(
            Part(text, each.starts.astype(np.int32), each.ends.astype(np.int32))
            for text, each in zip((article.title, article.summary, article.body), found, strict=True)
        )
        self.forms = _hashes(each.forms for each in found)
        """shape (syllables + 3,): a hash of each normal form."""
        self.folds = _hashes(map(fold, each.forms) for each in found)
        """shape (syllables + 3,): a hash of each folded form."""

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        characters = sum(len(part.text) for part in self.parts)
        return _OBJECT_BYTES + 2 * characters + 3 * self.forms.nbytes


def _hashes(parts: Iterable[Iterable[str]]) -> NDArray[np.int64]:
    """Python's own hash of each syllable: 64 bits, so that two syllables never share one in practice."""
    hashes: list[int] = []
    for forms in parts:
        hashes += map(hash, forms)
        hashes.append(_NOTHING)
    return np.array(hashes, np.int64)


class Page:
    """The syllables of several articles, one behind the other."""

    def __init__(self, articles: Sequence[Tokens]) -> None:
        self.articles = articles
        self._forms = np.concatenate([each.forms for each in articles])
        self._folds = np.concatenate([each.folds for each in articles])
        sizes = [len(part) + 1 for each in articles for part in each.parts]
        self.first_of_part = np.array(list(accumulate(sizes, initial=0)))
        """shape (3 · articles + 1,): where each part begins, title, lead and body of the first, then the second, …"""

    def __len__(self) -> int:
        """How many syllables there are, with what stands between parts."""
        return len(self._forms)

    def part_of(self, tokens: NDArray[np.intp]) -> NDArray[np.intp]:
        """shape (tokens,): the number of the part that each stands in."""
        return self.first_of_part.searchsorted(tokens, side="right") - 1

    def matches(self, clause: Clause, completions: Sequence[str] = ()) -> NDArray[np.intp]:
        """shape (matches,): the tokens that a clause matches from, ascending.

        `completions` are the syllables that its last may be the beginning of."""
        *whole, last = clause.syllables
        found = [self._is(form) for form in whole]
        found.append(self._is_any(completions) if clause.prefix else self._is(last))
        both = found[0]
        for distance, is_next in enumerate(found[1:], 1):
            both = both[: len(both) - 1] & is_next[distance:]
        at = both.nonzero()[0]
        return at[self.part_of(at) % 3 == TITLE_PART] if clause.field == TITLE else at

    def _is(self, form: str) -> NDArray[np.bool_]:
        """shape (tokens,): a syllable typed with marks is itself; one typed without is all that fold to it."""
        is_it: NDArray[np.bool_] = (self._folds if is_bare(form) else self._forms) == hash(form)
        return is_it

    def _is_any(self, forms: Sequence[str]) -> NDArray[np.bool_]:
        return np.isin(self._forms, np.fromiter(map(hash, forms), np.int64, len(forms)))
