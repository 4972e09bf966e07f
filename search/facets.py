"""Facets: which matches the chosen values and dates let through, and how many of them have each value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.dates import parse_period
from index.people import signed
from index.sort_keys import NO_DATE
from search.columns import Among, CodeTable, FacetValues
from search.impacts import Docs
from search.query import SearchQuery
from search.results import Facet, FacetValue

_DAY = 24 * 60 * 60
_EPOCH = date(1970, 1, 1)

Passing = NDArray[np.bool_]
"""shape (matches,): which matches are let through."""


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

    @property
    def years(self) -> FacetValues:
        """The year of each document."""
        ...

    @property
    def codes(self) -> CodeTable:
        """The values of all facets, the years as those of `date`."""
        ...


@dataclass(frozen=True)
class Narrowing:
    """A query's facet selections and date range over the documents it matches."""

    query: SearchQuery
    columns: Columns
    matched: Docs

    @cached_property
    def passing(self) -> Passing | None:
        """Which of the matched documents pass everything; None if nothing keeps any out."""
        return self._passing()

    def _passing(self, without: str | None = None) -> Passing | None:
        """Which pass everything but the selection in the facet `without`."""
        tests = [] if self._in_range is None else [self._in_range]
        tests += [allowed for name, allowed in self._allowed.items() if name != without]
        return reduce(np.logical_and, tests) if tests else None

    def counted(self, name: str, only: NDArray[np.bool_] | None = None) -> Facet:
        """The facet's values among the matches; its own selection doesn't narrow it, so that siblings can be chosen.

        `only`, shape (values,), says which values to list, if not all; of no use for dates."""
        among = self.among(name)
        selected = self.selections.get(name, ())
        counts = among.counts(self.columns.codes, name)
        if name == "date":
            return self._dates(counts, among, selected)
        facet = self.columns.facets[name]
        if only is not None:
            counts = counts * only
            selected = tuple(each for each in selected if each in facet.code_of and only[facet.code_of[each]])
        present = counts.nonzero()[0]
        chosen = _most_frequent(present, counts, self.query.facet_size)
        values = [
            FacetValue(facet.values[code], count, facet.values[code] in selected)
            for code, count in zip(chosen.tolist(), counts[chosen].tolist(), strict=True)
        ]
        if selected:
            shown = {value.value for value in values}
            values += [
                FacetValue(value, int(counts[facet.code_of[value]]) if value in facet.code_of else 0, selected=True)
                for value in dict.fromkeys(selected)
                if value not in shown
            ]
        return Facet(tuple(values), len(present))

    def among(self, name: str) -> Among:
        """The matches that pass everything but the selection in the facet `name`."""
        return self._among(self._passing(without=name)) if name in self.selections else self._among_all

    @cached_property
    def _among_all(self) -> Among:
        """The matches that pass everything."""
        return self._among(self.passing)

    def _among(self, passing: Passing | None) -> Among:
        docs = self.matched if passing is None else self.matched[passing]
        return Among(docs, len(self.columns.published))

    def _dates(self, counts: NDArray[np.intp], among: Among, selected: Sequence[str]) -> Facet:
        present = counts.nonzero()[0][::-1]
        newest = present[: self.query.facet_size]
        years = self.columns.years.values
        values = [
            FacetValue(years[code], count, years[code] in selected)
            for code, count in zip(newest.tolist(), counts[newest].tolist(), strict=True)
        ]
        shown = {value.value for value in values}
        for value in dict.fromkeys(selected):
            if value not in shown:
                published = self.columns.published[among.docs]
                count = int(np.count_nonzero(within(published, *parse_period(value))))
                values.append(FacetValue(value, count, selected=True))
        return Facet(tuple(values), len(present))

    @cached_property
    def selections(self) -> dict[str, tuple[str, ...]]:
        """Facet with a selection → its chosen values, as the facet has them."""
        return {
            name: tuple(dict.fromkeys(chain.from_iterable(self._meant(name, value) for value in values)))
            for name, values in self.query.selections.items()
            if values
        }

    def _meant(self, name: str, chosen: str) -> Iterable[str]:
        """The values of a facet that a chosen one means, however it is written."""
        if name == "date":
            return (chosen,)
        names = signed(chosen) or (chosen,) if name == "author" else (chosen,)
        return chain.from_iterable(map(self.columns.facets[name].meant, names))

    @cached_property
    def _allowed(self) -> dict[str, Passing]:
        """Facet with a selection → which matches have one of its chosen values."""
        return {name: self._having(name, values) for name, values in self.selections.items()}

    def _having(self, name: str, values: Sequence[str]) -> Passing:
        if name == "date":
            published = self.columns.published[self.matched]
            return reduce(np.logical_or, [within(published, *parse_period(value)) for value in values])
        facet = self.columns.facets[name]
        return facet.having([facet.code_of[value] for value in values if value in facet.code_of])[self.matched]

    @cached_property
    def _in_range(self) -> Passing | None:
        """Which matches were published between the query's dates; None if it has none."""
        first, last = self.query.published_from, self.query.published_to
        if first is None and last is None:
            return None
        return within(self.columns.published[self.matched], first or date.min, last or date.max)


def within(published: NDArray[np.int64], first: date, last: date) -> Passing:
    """shape (published,): which lie on the days from `first` to `last`."""
    passing: Passing = (published >= _seconds(first)) & (published < _seconds(last) + _DAY) & (published != NO_DATE)
    return passing


def _seconds(day: date) -> int:
    return (day - _EPOCH) // timedelta(days=1) * _DAY


def _most_frequent(present: NDArray[np.intp], counts: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """shape (up to size,): of the codes `present` those counted most, the most frequent first, equal ones ascending."""
    # One number to sort by: a code's count and, below it, how early the code comes.
    keys = counts[present] * len(counts) - present
    if len(keys) > size:
        keys.partition(len(keys) - size)
        keys = keys[-size:]
    keys.sort()
    return -keys[::-1] % len(counts)
