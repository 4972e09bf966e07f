"""The values of a facet for all documents, as codes into one dictionary."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import begins, fold, stands_for
from index.vietnamese.syllables import syllables


@dataclass(frozen=True)
class FacetValues:
    """Any number of values a document."""

    offsets: NDArray[np.int64]
    """shape (documents + 1,): document d has `codes[offsets[d]:offsets[d + 1]]`."""
    codes: NDArray[np.int64]
    """shape (values of all documents,)"""
    values: tuple[str, ...]
    """Code → value."""

    @classmethod
    def merged(cls, segments: Sequence[tuple[NDArray[np.uint32], NDArray[np.uint32], list[str]]]) -> FacetValues:
        """The columns (offsets, codes, values) of several segments as one, with one dictionary."""
        code_of: dict[str, int] = {}
        offsets: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        codes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        end = 0
        for segment_offsets, segment_codes, segment_values in segments:
            translation = np.array([code_of.setdefault(value, len(code_of)) for value in segment_values], np.int64)
            offsets.append(segment_offsets[1:].astype(np.int64) + end)
            codes.append(translation[segment_codes] if len(translation) else codes[0])
            end += len(segment_codes)
        return cls(np.concatenate(offsets), np.concatenate(codes), tuple(code_of))

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

    def counts(self, documents: NDArray[np.bool_]) -> NDArray[np.int64]:
        """shape (values,): how many of the `documents`, shape (all documents,), have each value."""
        return np.bincount(self.codes[documents[self.documents]], minlength=len(self.values))

    def having(self, codes: Sequence[int]) -> NDArray[np.bool_]:
        """shape (all documents,): which documents have any of these values."""
        wanted = np.zeros(len(self.values), dtype=bool)
        wanted[list(codes)] = True
        having = np.zeros(len(self.offsets) - 1, dtype=bool)
        having[self.documents[wanted[self.codes]]] = True
        return having


def _first_run(matches: Sequence[Callable[[str], bool]], forms: Sequence[str]) -> int | None:
    """Where in `forms` each of `matches` is true of one syllable after the other."""
    for start in range(len(forms) - len(matches) + 1):
        if all(matching(form) for matching, form in zip(matches, forms[start:], strict=False)):
            return start
    return None
