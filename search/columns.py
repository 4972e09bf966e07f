"""The values of a facet for all documents, as codes into one dictionary."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.sort_keys import NO_DATE
from index.vietnamese.fold import begins, fold, stands_for
from index.vietnamese.syllables import syllables
from search.impacts import Docs
from search.postings import Documents, members


@dataclass(frozen=True)
class FacetValues:
    """Any number of values a document."""

    offsets: NDArray[np.int64]
    """shape (documents + 1,): document d has `codes[offsets[d]:offsets[d + 1]]`, each once."""
    codes: NDArray[np.intp]
    """shape (values of all documents,): of the type that numpy counts without converting it."""
    values: tuple[str, ...]
    """Code → value, ascending."""

    @classmethod
    def merged(cls, segments: Sequence[tuple[NDArray[np.uint32], NDArray[np.uint32], list[str]]]) -> FacetValues:
        """The columns (offsets, codes, values) of several segments as one, with one dictionary."""
        values = sorted(set().union(*(segment_values for _, _, segment_values in segments)))
        code_of = {value: code for code, value in enumerate(values)}
        offsets: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        codes: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        end = 0
        for segment_offsets, segment_codes, segment_values in segments:
            translation = np.array([code_of[value] for value in segment_values], np.intp)
            offsets.append(segment_offsets[1:].astype(np.int64) + end)
            codes.append(translation[segment_codes])
            end += len(segment_codes)
        return cls(np.concatenate(offsets), np.concatenate(codes), tuple(values))

    @cached_property
    def documents(self) -> NDArray[np.int32]:
        """shape (values of all documents,): the document that has each code."""
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int32), np.diff(self.offsets))

    @cached_property
    def code_of(self) -> dict[str, int]:
        """Value → code."""
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def _values_of_forms(self) -> dict[tuple[str, ...], str]:
        """The syllables of a value in normal form → the value; of several, the first."""
        return {
            tuple(forms): value for forms, value in zip(reversed(self.syllables), reversed(self.values), strict=True)
        }

    def spelled(self, value: str) -> str:
        """The articles' own spelling of `value`, whatever its composition, case and tone placement; else itself."""
        if value in self.code_of:
            return value
        return self._values_of_forms.get(tuple(syllables(value).forms), value)

    @cached_property
    def syllables(self) -> list[list[str]]:
        """Code → the syllables of the value in normal form."""
        return [syllables(value).forms for value in self.values]

    @cached_property
    def _codes_by_fold(self) -> list[tuple[str, int]]:
        """(folded syllable, code of a value that has it), sorted: where to look for a syllable or its beginning."""
        return sorted({(fold(form), code) for code, forms in enumerate(self.syllables) for form in forms})

    def holding(self, typed: Sequence[str], *, unfinished: bool = False) -> list[tuple[int, int]]:
        """(code, position) of the values that hold the syllables `typed` one behind the other, and where they first do.

        The last of them may be only the beginning of one if it is `unfinished`."""
        *whole, last = typed
        matches: list[Callable[[str], bool]] = [partial(stands_for, form) for form in whole]
        matches.append(partial(begins if unfinished else stands_for, last))
        candidates = self._codes_with(typed[0], unfinished=unfinished and not whole)
        places = ((code, _first_run(matches, self.syllables[code])) for code in candidates)
        return [(code, place) for code, place in places if place is not None]

    def _codes_with(self, typed: str, *, unfinished: bool) -> list[int]:
        """The codes of the values that have a syllable with the letters of `typed`, or one that begins with them."""
        bare = fold(typed)
        codes = set()
        for folded, code in islice(self._codes_by_fold, bisect_left(self._codes_by_fold, (bare, -1)), None):
            if not (folded.startswith(bare) if unfinished else folded == bare):
                break
            codes.add(code)
        return sorted(codes)

    def having(self, codes: Sequence[int]) -> Documents:
        """shape (all documents,): which documents have any of these values."""
        wanted = np.zeros(len(self.values), dtype=bool)
        wanted[list(codes)] = True
        return members(self.documents[wanted[self.codes]], len(self.offsets) - 1)


def years(published: NDArray[np.int64]) -> FacetValues:
    """The years in which documents were published; `published`, shape (documents,), as in `index.sort_keys`."""
    dated = published != NO_DATE
    numbers = published[dated].astype("datetime64[s]").astype("datetime64[Y]").astype(np.intp) + 1970
    first = int(numbers.min(initial=9999))
    values = tuple(f"{year:04}" for year in range(first, int(numbers.max(initial=0)) + 1))
    return FacetValues(np.concatenate(([0], np.cumsum(dated))), numbers - first, values)


class Among:
    """Some of all documents, to be counted."""

    def __init__(self, docs: Docs, count: int) -> None:
        """The documents `docs` of `count`."""
        self.docs = docs
        self._count = count
        self._counts: dict[CodeTable, NDArray[np.intp]] = {}

    @cached_property
    def members(self) -> Documents:
        """shape (count,): which documents they are."""
        return members(self.docs, self._count)

    @cached_property
    def others(self) -> Docs | None:
        """All the other documents where those are fewer; None where they are not."""
        return None if len(self.docs) <= self._count / 2 else (~self.members).nonzero()[0]

    def counts(self, table: CodeTable, facet: str) -> NDArray[np.intp]:
        """shape (values,): how many of the documents have each value of `facet`. All facets are counted at once."""
        if table not in self._counts:
            self._counts[table] = table.counts(self)
        return self._counts[table][table.ranges[facet]]


class CodeTable:
    """The values of several facets as codes in one range, so that all facets are counted in one go."""

    def __init__(self, facets: Mapping[str, FacetValues]) -> None:
        self.ranges: dict[str, slice] = {}
        """Facet → which codes are its own."""
        slots: list[NDArray[np.intp]] = []
        others: list[tuple[NDArray[np.int32], NDArray[np.intp]]] = []
        size = 0
        for name, facet in facets.items():
            self.ranges[name] = slice(size, size + len(facet.values))
            its_slots, documents, codes = _slots(facet)
            slots += (slot + size for slot in its_slots)
            others.append((documents, codes + size))
            size += len(facet.values) + 1  # one for those that have no value
        self._size = size
        self._slots = np.stack(slots)
        """shape (slots, documents): the first value of every document, the second, … of one facet, then of the next."""
        self._other_documents = np.concatenate([documents for documents, _ in others])
        self._other_codes = np.concatenate([codes for _, codes in others])
        """shape (others,) both: the values that have no slot, and the documents that have them."""

    @cached_property
    def _totals(self) -> NDArray[np.intp]:
        return np.bincount(self._slots.ravel(), minlength=self._size)

    def counts(self, among: Among) -> NDArray[np.intp]:
        """shape (codes,): how many of the documents have each code."""
        fewer = among.others  # what they have is taken off what all have
        counts = self._counted(among.docs) if fewer is None else self._totals - self._counted(fewer)
        if self._other_codes.size:
            there = among.members.take(self._other_documents)
            counts += np.bincount(self._other_codes[there], minlength=self._size)
        return counts

    def _counted(self, docs: Docs) -> NDArray[np.intp]:
        return np.bincount(self._slots.take(docs, axis=1).ravel(), minlength=self._size)


_SLOT_FILLED = 1 / 8
"""The share of documents that must have so many values for one more slot: a slot takes room for all documents."""


def _slots(facet: FacetValues) -> tuple[list[NDArray[np.intp]], NDArray[np.int32], NDArray[np.intp]]:
    """The code of each document's first value, second value, …, or `len(values)` where it has fewer; as many as enough
    documents have. Then the documents that have more, and the codes of what they have more."""
    sizes = np.diff(facet.offsets)
    slots: list[NDArray[np.intp]] = []
    while np.count_nonzero(sizes > len(slots)) > _SLOT_FILLED * len(sizes) or not slots:
        has = (sizes > len(slots)).nonzero()[0]
        codes = np.full(len(sizes), len(facet.values), np.intp)
        codes[has] = facet.codes[facet.offsets[has] + len(slots)]
        slots.append(codes)
    more = (np.arange(len(facet.codes)) - facet.offsets[facet.documents] >= len(slots)).nonzero()[0]
    return slots, facet.documents[more], facet.codes[more]


def _first_run(matches: Sequence[Callable[[str], bool]], forms: Sequence[str]) -> int | None:
    """Where in `forms` each of `matches` is true of one syllable after the other."""
    for start in range(len(forms) - len(matches) + 1):
        if all(matching(form) for matching, form in zip(matches, forms[start:], strict=False)):
            return start
    return None
