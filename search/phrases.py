"""Phrases that stand often in titles: what people are likely to go on typing.

A phrase is a run of 2 to 5 syllables. It is kept if it begins and ends where phrases do: what nearly always stands
beside one and the same syllable is only a part of a longer one (`nghị tổng` of `hội nghị tổng kết`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.fold import begins, fold, stands_for
from index.vietnamese.syllables import syllables

SHORTEST, LONGEST = 2, 5
MOST_TITLES = 200_000  # the last ones of a segment: counting takes some 40 bytes a syllable while it lasts
MOST_PHRASES = 20_000  # kept of a commit, the most frequent; some 300 bytes each
LOOKED_AT = 200  # of the phrases that are begun by what was typed, the most frequent, before marks are compared

_PART_OF_LONGER = 0.7
"""The share of its occurrences that a phrase may have in one longer phrase."""

_PARTICLES = frozenset(
    syllables(
        "và của cho với trong các những là được từ đến tại về do để ở có đã sẽ bị vì khi thì mà như này một theo ra "
        "vào trên không cùng hay hoặc nhiều cũng còn"
    ).forms
)
"""Neither the first nor the last syllable of a phrase."""

_BEYOND = "\uffff"


def frequent(
    titles: NDArray[np.int32], documents: NDArray[np.int32], worth: NDArray[np.float64], forms: Sequence[str]
) -> Mapping[tuple[str, ...], float]:
    """The phrases of some titles, and what they are worth together.

    `titles`, shape (syllables,), are the syllables of all titles as numbers in `forms`, `documents` theirs; `worth`,
    shape (all documents,), says what each document counts."""
    fewest = 2 + len(np.unique(documents)) // 10_000
    runs = titles.astype(np.int64)
    levels: list[_Runs] = []
    for size in range(SHORTEST, LONGEST + 2):
        last = documents[size - 1 :]
        at = ((documents[: len(last)] == last) & (runs[:-1] >= 0) & (runs[1:] >= 0)).nonzero()[0]
        keys = runs[at] * len(forms) + titles[at + size - 1]
        _, first, number, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        kept = (counts >= fewest).nonzero()[0]
        of_runs = np.bincount(number, worth[documents[at]], len(counts)).astype(np.float64)
        level = _Runs(size, at[first[kept]], counts[kept], of_runs[kept])
        if levels:
            for side in (0, 1):
                np.maximum.at(levels[-1].in_longer, runs[level.first + side], level.counts)
        levels.append(level)
        renumbered = np.full(len(counts), -1, np.int64)
        renumbered[kept] = np.arange(len(kept))
        runs = np.full(len(last), -1, np.int64)
        runs[at] = renumbered[number]
    phrases: dict[tuple[str, ...], float] = {}
    for level in levels[:-1]:
        for start, total in level.whole():
            phrase = tuple(forms[syllable] for syllable in titles[start : start + level.size].tolist())
            if not (_PARTICLES & {phrase[0], phrase[-1]} or phrase[0].isdigit() or phrase[-1].isdigit()):
                phrases[phrase] = total
    return phrases


class _Runs:
    """The frequent runs of so many syllables."""

    def __init__(
        self, size: int, first: NDArray[np.intp], counts: NDArray[np.intp], worth: NDArray[np.float64]
    ) -> None:
        self.size = size
        self.first = first
        """shape (runs,): where each stands for the first time."""
        self.counts = counts
        self.worth = worth
        self.in_longer = np.zeros(len(first), np.intp)
        """shape (runs,): how often it stands in the same longer run, at most."""

    def whole(self) -> Iterator[tuple[int, float]]:
        """The most frequent of those that are no parts of longer ones: where each stands first, and its worth."""
        whole = (self.in_longer < _PART_OF_LONGER * self.counts).nonzero()[0]
        most = whole[np.argsort(-self.worth[whole], kind="stable")[:MOST_PHRASES]]
        yield from zip(self.first[most].tolist(), self.worth[most].tolist(), strict=True)


class Phrases:
    """The phrases of several segments, to be looked up by their beginnings."""

    def __init__(self, segments: Sequence[Mapping[tuple[str, ...], float]]) -> None:
        worth: Counter[tuple[str, ...]] = Counter()
        for phrases in segments:
            for phrase, value in phrases.items():
                worth[phrase] += value  # type: ignore[assignment]
        self._phrases = sorted(worth, key=lambda phrase: (-worth[phrase], phrase))[:MOST_PHRASES]
        folded = [tuple(map(fold, phrase)) for phrase in self._phrases]
        self._whole = _Lookup((" ".join(phrase), number) for number, phrase in enumerate(folded))
        self._inner = _Lookup(
            (" ".join(phrase[start:]), number)
            for number, phrase in enumerate(folded)
            for start in range(1, len(phrase))
        )

    def completing(self, typed: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The phrases, the likeliest first, that begin with the syllables `typed`, then those that hold them behind.

        The last of `typed` may be the beginning of a syllable; marks that were typed are meant."""
        bare = " ".join(map(fold, typed))
        *whole, last = typed
        matches = [*(partial(stands_for, form) for form in whole), partial(begins, last)]
        for number in self._whole.beginning(bare):
            if _match(matches, self._phrases[number], 0):
                yield self._phrases[number]
        for number in self._inner.beginning(bare):
            phrase = self._phrases[number]
            if any(_match(matches, phrase, start) for start in range(1, len(phrase))):
                yield phrase


class _Lookup:
    """Strings, each with a number, to be looked up by their beginnings."""

    def __init__(self, entries: Iterator[tuple[str, int]]) -> None:
        ordered = sorted(entries)
        self._strings = [string for string, _ in ordered]
        self._numbers = np.array([number for _, number in ordered], np.int32)

    def beginning(self, start: str) -> list[int]:
        """The lowest numbers of the strings that begin so, ascending."""
        numbers = self._numbers[bisect_left(self._strings, start) : bisect_left(self._strings, start + _BEYOND)]
        if len(numbers) > LOOKED_AT:
            numbers = np.partition(numbers, LOOKED_AT)[:LOOKED_AT]
        lowest: list[int] = np.unique(numbers).tolist()
        return lowest


def _match(matches: Sequence[Callable[[str], bool]], phrase: Sequence[str], start: int) -> bool:
    """Whether each of `matches` is true of one syllable of `phrase` after the other, from `start` on."""
    return len(phrase) - start >= len(matches) and all(
        matching(form) for matching, form in zip(matches, phrase[start:], strict=False)
    )
