"""A column of one number a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns


class NumberColumn(columns.Column):
    """One number a document; `default` where it has none.

    format   <field>: doccount × dtype"""

    reversible = True

    def __init__(self, dtype: str, default: int) -> None:
        self.dtype = dtype
        self._default = default

    def arrays(self, field: str, values: Sequence[int | None]) -> dict[str, NDArray[Any]]:
        """The column of these documents."""
        return {field: np.array([self._default if value is None else value for value in values], self.dtype)}

    def merged(
        self, field: str, parts: Sequence[tuple[Mapping[str, NDArray[Any]], NDArray[np.bool_]]]
    ) -> dict[str, NDArray[Any]]:
        """The columns of several segments as one; beside each stands which of its documents are kept."""
        return {field: np.concatenate([np.empty(0, self.dtype), *(arrays[field][kept] for arrays, kept in parts)])}

    def over(self, arrays: Mapping[str, NDArray[Any]], field: str) -> NumberReader:
        """The column as Whoosh reads it."""
        return NumberReader(arrays[field])


class NumberReader(columns.ColumnReader):
    """A column, a document at a time."""

    def __init__(self, array: NDArray[Any]) -> None:
        self._array = array
        self._doccount = len(array)

    def __getitem__(self, docnum: int) -> int:
        """The number of one document."""
        return int(self._array[docnum])
