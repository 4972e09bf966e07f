"""Units under their present names, whatever the articles call them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.sort_keys import NO_DATE
from index.units import UnitsTable
from search.columns import FacetValues


def under_present_names(given: FacetValues, published: NDArray[np.int64], table: UnitsTable) -> FacetValues:
    """The units of articles, each as one value with its present name, and its other names beside it.

    A name that several units bore, one after the other, is that of the unit which bore it when the article was
    published; `published`, shape (documents,), as in `index.sort_keys`."""
    present = {value: table.bearer(value) for value in given.values}
    contested = {value: table.bearers(value) for value in given.values if len(table.bearers(value)) > 1}
    values = sorted({*present.values(), *(unit for units in contested.values() for unit in units)})
    code_of = {value: code for code, value in enumerate(values)}
    codes = np.array([code_of[present[value]] for value in given.values], np.intp)[given.codes]
    for value in contested:
        at = (given.codes == given.code_of[value]).nonzero()[0]
        for year, of_year in _by_year(published[given.documents[at]]):
            codes[at[of_year]] = code_of[table.bearer(value, year)]
    other_names = tuple((name, code) for unit, code in code_of.items() for name in table.other_names(unit))
    return FacetValues(given.offsets, codes, tuple(values), other_names)


def _by_year(published: NDArray[np.int64]) -> Iterator[tuple[int | None, NDArray[np.bool_]]]:
    """Each year, None for articles without a date, and which are of it."""
    years = published.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    years[published == NO_DATE] = _UNDATED
    for year in np.unique(years).tolist():
        yield None if year == _UNDATED else year, years == year


_UNDATED = -1
