"""Matches counted over time: the years of all time, the months of a year, the days of a month."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.dates import parse_period
from search.facets import Narrowing, within

_PARTS = {4: "M", 7: "D"}
"""The length of `2021` or `2021-12` → the unit of its parts, as numpy names it."""


def timeline(period: str, narrowing: Narrowing) -> Mapping[str, int]:
    """Part of `period` → how many matches were published in it, in order; parts without any are left out.

    `period` is empty for all time, or a year or a month: `2021`, `2021-12`. As in the facet, the selected dates don't
    narrow the counts. Raises ValueError for any other period."""
    among = narrowing.among("date")
    if not period:
        counts = among.counts(narrowing.columns.codes, "date")
        present = counts.nonzero()[0]
        years = narrowing.columns.years.values
        return {years[code]: count for code, count in zip(present.tolist(), counts[present].tolist(), strict=True)}
    if len(period) not in _PARTS:
        raise ValueError(f"“{period}” is not a year or a month such as 2021 or 2021-12")
    published = narrowing.columns.published[among.docs]
    published = published[within(published, *parse_period(period))]
    parts = published.astype("datetime64[s]").astype(f"datetime64[{_PARTS[len(period)]}]")
    names, counts = np.unique(parts, return_counts=True)
    return dict(zip(np.datetime_as_string(names).tolist(), counts.tolist(), strict=True))
