"""Facets: which documents the chosen values and dates let through, and how many of the matches have each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.dates import parse_period
from index.sort_keys import NO_DATE
from search.columns import FacetValues
from search.postings import Documents
from search.query import SearchQuery
from search.results import Facet, FacetValue

_DAY = 24 * 60 * 60
_EPOCH = date(1970, 1, 1)


class Columns(Protocol):
    """What facets read from an index."""

    @property
    def facets(self) -> Mapping[str, FacetValues]:
        """Facet → the values of all documents."""
        ...

    @property
    def published(self) -> NDArray[np.int64]:
        """shape (documents,): seconds of the local clock since 1970, or `NO_DATE`."""
        ...


@dataclass(frozen=True)
class Narrowing:
    """A query's facet selections and date range over the documents it matches."""

    query: SearchQuery
    columns: Columns
    matched: Documents

    @cached_property
    def _selections(self) -> dict[str, tuple[str, ...]]:
        """Facet with a selection → its chosen values, spelled as the articles spell them."""
        facets = self.columns.facets
        return {
            name: values if name == "date" else tuple(dict.fromkeys(map(facets[name].spelled, values)))
            for name, values in self.query.selections.items()
            if values
        }

    @cached_property
    def _allowed(self) -> dict[str, Documents]:
        """Facet with a selection → the documents that have one of its chosen values."""
        return {name: self._having(name, values) for name, values in self._selections.items()}

    def _having(self, name: str, values: Sequence[str]) -> Documents:
        if name == "date":
            return reduce(np.logical_or, [self._published_in(*parse_period(value)) for value in values])
        facet = self.columns.facets[name]
        return facet.having([facet.code_of[value] for value in values if value in facet.code_of])

    @cached_property
    def _in_range(self) -> Documents:
        """The matched documents published between the query's dates."""
        first, last = self.query.published_from, self.query.published_to
        if first is None and last is None:
            return self.matched
        return self.matched & self._published_in(first or date.min, last or date.max)

    def _published_in(self, first: date, last: date) -> Documents:
        published = self.columns.published
        within: Documents = (
            (published >= _seconds(first)) & (published < _seconds(last) + _DAY) & (published != NO_DATE)
        )
        return within

    def documents(self, without: str | None = None) -> Documents:
        """The documents that pass everything, or everything but the selection in the facet `without`."""
        documents = self._in_range
        for name, allowed in self._allowed.items():
            if name != without:
                documents = documents & allowed
        return documents

    def counted(self, name: str) -> Facet:
        """The facet's values among the matches; its own selection doesn't narrow it, so that siblings can be chosen."""
        documents = self.documents(without=name)
        selected = self._selections.get(name, ())
        if name == "date":
            return self._dates(documents, selected)
        facet = self.columns.facets[name]
        counts = facet.counts(documents)
        present = np.flatnonzero(counts)
        frequent = present[np.argsort(-counts[present], kind="stable")]
        chosen = _most_frequent(frequent, counts, facet, self.query.facet_size)
        values = [FacetValue(facet.values[code], int(counts[code]), facet.values[code] in selected) for code in chosen]
        shown = {value.value for value in values}
        values += [
            FacetValue(value, int(counts[facet.code_of[value]]) if value in facet.code_of else 0, selected=True)
            for value in dict.fromkeys(selected)
            if value not in shown
        ]
        return Facet(tuple(values), len(present))

    def _dates(self, documents: Documents, selected: Sequence[str]) -> Facet:
        published = self.columns.published[documents]
        published = published[published != NO_DATE]
        years, counts = np.unique(
            published.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64), return_counts=True
        )
        by_year = {
            f"{1970 + year:04}": count for year, count in zip(years.tolist()[::-1], counts.tolist()[::-1], strict=True)
        }
        shown = list(by_year)[: self.query.facet_size]
        values = [FacetValue(year, by_year[year], year in selected) for year in shown]
        for value in dict.fromkeys(selected):
            if value not in shown:
                count = int(np.count_nonzero(documents & self._published_in(*parse_period(value))))
                values.append(FacetValue(value, count, selected=True))
        return Facet(tuple(values), len(by_year))


def _seconds(day: date) -> int:
    return (day - _EPOCH) // timedelta(days=1) * _DAY


def _most_frequent(frequent: NDArray[np.int64], counts: NDArray[np.int64], facet: FacetValues, size: int) -> list[int]:
    """The first `size` of the codes `frequent`, which come the most frequent first; equal ones as their values sort."""
    if len(frequent) > size:  # only as many as can be shown need their values compared
        frequent = frequent[counts[frequent] >= counts[frequent[size - 1]]]
    return sorted(frequent.tolist(), key=lambda code: (-counts[code], facet.values[code]))[:size]
