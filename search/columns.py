"""The values of a facet for all documents, as codes into one dictionary."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.names import best_spelling, identity
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
    other_names: tuple[tuple[str, int], ...] = ()
    """What some values are called, too, each with the code of the value."""

    @classmethod
    def merged(cls, segments: Sequence[tuple[NDArray[np.uint32], NDArray[np.uint32], list[str]]]) -> FacetValues:
        """The columns (offsets, codes, values) of several segments as one, with one dictionary.

        All spellings of a name are one value, in the best of them; no document may have two of them."""
        spellings: dict[str, dict[str, int]] = {}
        for _, segment_codes, segment_values in segments:
            counts = np.bincount(segment_codes, minlength=len(segment_values)).tolist()
            for value, count in zip(segment_values, counts, strict=True):
                of_name = spellings.setdefault(identity(value), {})
                of_name[value] = of_name.get(value, 0) + count
        shown = {name: best_spelling(counts) for name, counts in spellings.items()}
        values = sorted(shown.values())
        code_of = {value: code for code, value in enumerate(values)}
        offsets: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        codes: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        end = 0
        for segment_offsets, segment_codes, segment_values in segments:
            translation = np.array([code_of[shown[identity(value)]] for value in segment_values], np.intp)
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
    def _codes_of_names(self) -> dict[str, list[int]]:
        """What all spellings of a name have in common → the value of this name, else those called so, too."""
        codes: dict[str, list[int]] = {}
        for name, code in self.other_names:
            codes.setdefault(identity(name), []).append(code)
        return codes | {identity(value): [code] for code, value in enumerate(self.values)}

    def meant(self, name: str) -> tuple[str, ...]:
        """The values that a name means, whatever its composition, case and tone placement; itself if there is none."""
        if name in self.code_of:
            return (name,)
        return tuple(self.values[code] for code in self._codes_of_names.get(identity(name), ())) or (name,)

    @cached_property
    def _names(self) -> list[tuple[list[str], int]]:
        """The syllables, in normal form, of every name of every value, and the value's code."""
        named = [(value, code) for code, value in enumerate(self.values)]
        return [(syllables(name).forms, code) for name, code in (*named, *self.other_names)]

    @cached_property
    def _names_by_fold(self) -> list[tuple[str, int]]:
        """(folded syllable, number of a name that has it), sorted: where to look for a syllable or its beginning."""
        return sorted({(fold(form), number) for number, (forms, _) in enumerate(self._names) for form in forms})

    def holding(self, typed: Sequence[str], *, unfinished: bool = False) -> list[tuple[int, int]]:
        """(code, position) of the values that hold the syllables `typed` one behind the other, and where they first do.

        A value that has other names has the syllables, too, if one of these begins with them: it doesn't show them.
        The last of them may be only the beginning of one if it is `unfinished`."""
        *whole, last = typed
        matches: list[Callable[[str], bool]] = [partial(stands_for, form) for form in whole]
        matches.append(partial(begins if unfinished else stands_for, last))
        found: dict[int, int] = {}
        for number in self._names_with(typed[0], unfinished=unfinished and not whole):
            forms, code = self._names[number]
            place = _first_run(matches, forms)
            if place is not None and (number < len(self.values) or place == 0):
                found[code] = min(place, found.get(code, place))
        return list(found.items())

    def _names_with(self, typed: str, *, unfinished: bool) -> list[int]:
        """The numbers of the names that have a syllable with the letters of `typed`, or one that begins with them."""
        bare = fold(typed)
        numbers = set()
        for folded, number in islice(self._names_by_fold, bisect_left(self._names_by_fold, (bare, -1)), None):
            if not (folded.startswith(bare) if unfinished else folded == bare):
                break
            numbers.add(number)
        return sorted(numbers)

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
