"""What must be true of the columns and of the stored records of a segment's documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import record as records
from index.article import Article
from index.columns.records import FRAMES, OFFSETS, RecordColumn
from index.sort_keys import rank_key
from index.vietnamese.syllables import syllables

Arrays = Mapping[str, NDArray[Any]]
"""The arrays of a segment's documents by name."""


def wrong_numbers(arrays: Arrays, field: str, dtype: str, document_count: int) -> Iterator[str]:
    """What is wrong with a column of numbers (`index.columns.number`)."""
    numbers = arrays.get(field)
    if numbers is None:
        yield f"it has no column {field}"
    elif numbers.shape != (document_count,) or numbers.dtype != np.dtype(dtype).newbyteorder("<"):
        yield f"the column {field} has {numbers.shape} numbers of {numbers.dtype} for {document_count:,} documents"


def wrong_facets(arrays: Arrays, field: str, document_count: int) -> Iterator[str]:
    """What is wrong with a column of facet values (`index.columns.facet`)."""
    names = [f"{field}.{name}" for name in ("offsets", "codes", "values", "value_offsets")]
    if missing := [name for name in names if name not in arrays]:
        yield f"it has no column {missing[0]}"
        return
    offsets, codes, text, value_offsets = (arrays[name] for name in names)
    if not _divides(offsets, document_count, len(codes)):
        yield f"the column {field} doesn't have values for {document_count:,} documents"
    value_count = len(value_offsets) - 1
    if not _divides(value_offsets, value_count, len(text)):
        yield f"the values of {field} don't make up their text"
        return
    if codes.size and int(codes.max()) >= value_count:
        yield f"the column {field} has the code {int(codes.max())} and only {value_count:,} values"
    try:
        values = [text[start:end].tobytes().decode() for start, end in pairwise(value_offsets.tolist())]
    except UnicodeDecodeError:
        yield f"a value of {field} is no text"
        return
    if len(set(values)) < len(values):
        yield f"a value of {field} has two codes"


def _divides(offsets: NDArray[Any], parts: int, size: int) -> bool:
    """Whether `offsets`, ascending, divide an array of this size into so many parts."""
    if offsets.shape != (parts + 1,):
        return False
    return bool(offsets[0] == 0 and offsets[-1] == size and (offsets[1:] >= offsets[:-1]).all())


def wrong_records(arrays: Arrays, column: RecordColumn, document_count: int) -> Iterator[str]:
    """What is wrong with the stored articles, one document after the other."""
    if not _divides(arrays[OFFSETS], document_count, len(arrays[FRAMES])):
        yield f"it doesn't have the stored records of {document_count:,} documents"
        return
    keys, lengths, title_lengths = (arrays[name] for name in ("rank_key", "text_length", "title_length"))
    expected = zip(keys.tolist(), lengths.tolist(), title_lengths.tolist(), strict=True)
    for document, (key, length, title_length) in enumerate(expected):
        try:
            article = read_record(column, document)
        except ValueError as error:
            yield str(error)
            continue
        if rank_key(article.id) != key:
            yield f"document {document} is stored as {article.id!r}, and its columns are of another article"
        lengths_of_parts = [len(syllables(text).forms) for text in (article.title, article.summary, article.body)]
        if (lengths_of_parts[0], sum(lengths_of_parts)) != (title_length, length):
            yield f"the texts of document {document} have another length than its columns"


def read_record(column: RecordColumn, document: int) -> Article:
    """A stored article, unpacked. Raises ValueError, which names the document."""
    record = column.raw(document)
    try:
        return records.load(record)
    except Exception as error:  # whatever the bytes make the parsers raise
        raise ValueError(f"the stored record of document {document} can't be read ({error!r})") from error
