"""A column of facet values: any number of strings a document, kept as codes into the segment's own dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns


class FacetColumn(columns.Column):
    """Any number of strings a document.

    format   <field>.offsets u32 (doccount + 1): document d has codes[offsets[d]:offsets[d + 1]]
             <field>.codes u32: which value
             <field>.values u8: UTF-8 of all values, one behind the other · <field>.value_offsets u32 (values + 1)"""

    def arrays(self, field: str, values: Sequence[Sequence[str] | None]) -> dict[str, NDArray[Any]]:
        """The column of these documents; a value that a document has twice counts once."""
        code_of: dict[str, int] = {}
        offsets, codes = [0], []
        for of_document in values:
            codes += [code_of.setdefault(value, len(code_of)) for value in dict.fromkeys(of_document or ())]
            offsets.append(len(codes))
        return _arrays(field, np.array(offsets, np.uint32), np.array(codes, np.uint32), list(code_of))

    def merged(
        self, field: str, parts: Sequence[tuple[Mapping[str, NDArray[Any]], NDArray[np.bool_]]]
    ) -> dict[str, NDArray[Any]]:
        """The columns of several segments as one; beside each stands which of its documents are kept."""
        code_of: dict[str, int] = {}
        sizes: list[NDArray[np.uint32]] = [np.zeros(1, np.uint32)]
        codes: list[NDArray[np.uint32]] = []
        for arrays, kept in parts:
            part = facet_values(arrays, field)
            of_document = np.diff(part.offsets)
            kept_codes = part.codes[np.repeat(kept, of_document)]
            numbers, places = np.unique(kept_codes, return_inverse=True)
            present = [part.values[number] for number in numbers.tolist()]
            translation = np.array([code_of.setdefault(value, len(code_of)) for value in present], np.uint32)
            sizes.append(of_document[kept])
            codes.append(translation[places] if len(translation) else kept_codes)
        offsets = np.cumsum(np.concatenate(sizes), dtype=np.uint32)
        return _arrays(field, offsets, np.concatenate([np.empty(0, np.uint32), *codes]), list(code_of))

    def over(self, arrays: Mapping[str, NDArray[Any]], field: str) -> FacetReader:
        """The column as Whoosh reads it."""
        return FacetReader(facet_values(arrays, field))


class FacetValues:
    """The values of all documents of a segment."""

    def __init__(self, offsets: NDArray[np.uint32], codes: NDArray[np.uint32], values: list[str]) -> None:
        self.offsets = offsets
        """shape (doccount + 1,)"""
        self.codes = codes
        """shape (values of all documents,)"""
        self.values = values
        """Code → value."""


class FacetReader(columns.ColumnReader):
    """A column, a document at a time."""

    def __init__(self, values: FacetValues) -> None:
        self._values = values
        self._doccount = len(values.offsets) - 1

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        """The values of one document."""
        start, end = self._values.offsets[docnum : docnum + 2].tolist()
        return tuple(self._values.values[code] for code in self._values.codes[start:end].tolist())


def facet_values(arrays: Mapping[str, NDArray[Any]], field: str) -> FacetValues:
    """The column among the arrays of a segment."""
    text = arrays[f"{field}.values"].tobytes()
    edges = arrays[f"{field}.value_offsets"].tolist()
    values = [text[start:end].decode() for start, end in pairwise(edges)]
    return FacetValues(arrays[f"{field}.offsets"], arrays[f"{field}.codes"], values)


def _arrays(
    field: str, offsets: NDArray[np.uint32], codes: NDArray[np.uint32], values: Sequence[str]
) -> dict[str, NDArray[Any]]:
    encoded = [value.encode() for value in values]
    return {
        f"{field}.offsets": offsets,
        f"{field}.codes": codes,
        f"{field}.values": np.frombuffer(b"".join(encoded), np.uint8),
        f"{field}.value_offsets": np.cumsum([0, *map(len, encoded)], dtype=np.uint32),
    }
