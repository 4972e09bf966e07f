"""Completions of what is being typed, from the values of facets; marks may be missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import fold, is_bare
from search.columns import FacetValues
from search.results import Suggestion


def complete(
    typed: Sequence[str], kind: str, facet: FacetValues, counts: NDArray[np.int64], size: int
) -> list[Suggestion]:
    """The values of a facet that hold the syllables `typed`, the last of them perhaps unfinished.

    Values that begin so come first, then the more frequent ones. `counts`, shape (values,), says how many articles
    have each value; those that none has any more are left out."""
    found = []
    for code, forms in enumerate(facet.syllables):
        at = _found_at(typed, forms) if counts[code] else None
        if at is not None:
            found.append((at > 0, -int(counts[code]), facet.values[code]))
    return [Suggestion(value, kind, count=-negative) for _, negative, value in sorted(found)[:size]]


def _found_at(typed: Sequence[str], forms: Sequence[str]) -> int | None:
    """Where `typed` stands in the syllables `forms`."""
    *whole, last = typed
    for start in range(len(forms) - len(typed) + 1):
        if all(map(_stands_for, whole, forms[start:])) and _begins(last, forms[start + len(whole)]):
            return start
    return None


def _stands_for(typed: str, form: str) -> bool:
    return typed == form or (is_bare(typed) and typed == fold(form))


def _begins(typed: str, form: str) -> bool:
    return form.startswith(typed) or (is_bare(typed) and fold(form).startswith(typed))
