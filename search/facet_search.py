"""The values of one facet that begin with what was typed, out of more than anybody would look through."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.sort_keys import NO_DATE
from index.vietnamese.syllables import syllables
from search.columns import FacetValues
from search.facets import Narrowing
from search.results import Facet, FacetValue


def values_beginning(prefix: str, name: str, narrowing: Narrowing) -> Facet:
    """The values of the facet `name` that `prefix` begins, or begins a word of, among what `narrowing` lets through.

    The most frequent first; of `date` the periods that `prefix` begins, the newest first."""
    if name == "date":
        return _periods(prefix.strip(), narrowing)
    return narrowing.counted(name, only=_holding(prefix, narrowing.columns.facets[name]))


def _holding(prefix: str, facet: FacetValues) -> NDArray[np.bool_]:
    """shape (values,): which values hold the syllables of `prefix`, the last of them perhaps unfinished."""
    if not prefix.strip():
        return np.ones(len(facet.values), dtype=bool)
    holding = np.zeros(len(facet.values), dtype=bool)
    if typed := syllables(prefix).forms:
        holding[[code for code, _ in facet.holding(typed, unfinished=True)]] = True
    return holding


def _periods(prefix: str, narrowing: Narrowing) -> Facet:
    """Years, or the months or days of the year or month that `prefix` names with a hyphen behind."""
    published = narrowing.columns.published[narrowing.among("date").docs]
    published = published[published != NO_DATE]
    unit = "YMD"[min(prefix.count("-"), 2)]
    periods, counts = np.unique(published.astype("datetime64[s]").astype(f"datetime64[{unit}]"), return_counts=True)
    named = np.datetime_as_string(periods)
    beginning = np.char.startswith(named, prefix).nonzero()[0][::-1]
    selected = narrowing.selections.get("date", ())
    newest = beginning[: narrowing.query.facet_size]
    values = [
        FacetValue(value, count, value in selected)
        for value, count in zip(named[newest].tolist(), counts[newest].tolist(), strict=True)
    ]
    return Facet(tuple(values), len(beginning))
