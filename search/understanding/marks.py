"""Marks that were left out of a syllable that has others: `đai hoc`, `hôi nghi`, `viẹt nam`, `nươc`.

The marks that were typed are meant, those that are missing are found by the neighbours: of all the ways to complete the
syllables the likeliest, by the index's own counts of what stands side by side (a hidden Markov model, decoded by the
algorithm of Viterbi 1967). What is rather a slip of something with other letters is left to `spelling`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from index.vietnamese.fold import allows, fold, is_bare, same_letters
from search.understanding.spelling import OTHER_MARKS, slips_at
from search.understanding.vocabulary import Vocabulary, frequency

_FAR_MORE = 3
"""How many times more often than as it was typed a syllable must stand beside each neighbour with any marks, to be
looked into …"""

_LEAST = 2
"""… and so often at least beside one of them."""

_FAR_MORE_ALONE, _LEAST_ALONE = 100, 5
"""The same, in articles, where it is all that was typed."""

# As logarithms. With 100 instead of 10, MRR@10 of words of titles typed without tones was .83 instead of .87; with 3,
# of two words that differ in marks alone one in 250 was found as the other.
_COMPLETE = log(10)  # how much likelier it is that a syllable is meant as typed than that it lacks certain marks
_OTHER_TONE = -log(30)  # how much less likely than that is another tone

_NEVER = 0.01
"""In so many articles stands what stands in none."""

_NEIGHBOUR = 0.9
"""How much the syllable before says of one; the rest is its frequency."""

_SYLLABLES = 300
"""Of an article, about."""


class Completed(dict[str, str]):
    """Syllables that lack marks → what is meant."""

    __slots__ = ()

    @property
    def nbytes(self) -> int:
        """What it takes in memory, about."""
        return 500 + 200 * len(self)


def completed(forms: Sequence[str], literal: frozenset[str], vocabulary: Vocabulary) -> Completed:
    """Which of the normal forms of a query lack marks, and what is meant; those of `literal` lack none."""
    doubtful = [each not in literal and _doubtful(at, forms, vocabulary) for at, each in enumerate(forms)]
    if not any(doubtful):
        return Completed()
    ways = [_ways(form, vocabulary) if lacks else {form: 0.0} for form, lacks in zip(forms, doubtful, strict=True)]
    likeliest = _likeliest(ways, vocabulary)
    found = {}
    for at, (form, meant) in enumerate(zip(forms, likeliest, strict=True)):
        lacks = form != meant and allows(form, meant)  # a wrong tone is a slip
        if lacks and not _is_rather_a_slip(at, meant, [*likeliest[:at], form, *likeliest[at + 1 :]], vocabulary):
            found[form] = meant
    return Completed(found)


def _is_rather_a_slip(at: int, meant: str, forms: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether the form `at` this place is likelier a slip of something with other letters than it lacks marks."""
    slips = slips_at(at, forms, vocabulary, alone=not frequency(forms[at], vocabulary))
    odds = max((slip.odds / OTHER_MARKS for slip in slips if slip.meant == meant), default=0.0)
    return any(slip.odds > odds for slip in slips if fold(slip.meant) != fold(meant))


def _doubtful(at: int, forms: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether the form `at` this place has marks and hardly stands there, beside what stands there with any marks."""
    if is_bare(forms[at]):
        return False
    if len(forms) == 1:
        count, of_any_marks = frequency(forms[0], vocabulary), frequency(fold(forms[0]), vocabulary)
        return of_any_marks >= max(_LEAST_ALONE, count * _FAR_MORE_ALONE)
    pairs = [forms[first : first + 2] for first in (at - 1, at) if 0 <= first < len(forms) - 1]
    beside = vocabulary.side_by_side
    found = [(beside(*pair), beside(*map(fold, pair))) for pair in pairs]
    often = any(of_any_marks >= _LEAST for _, of_any_marks in found)
    return often and all(count * _FAR_MORE <= of_any_marks for count, of_any_marks in found)


def _ways(form: str, vocabulary: Vocabulary) -> Mapping[str, float]:
    """The form, what else the marks in it allow, and what has its letters with another tone; how likely it is that one
    types the form for each, as a logarithm, but for a constant."""
    ways = {}
    for each in vocabulary.spellings(fold(form)):
        if is_bare(each):
            continue  # in a query it stands for every spelling
        if allows(form, each):
            ways[each] = 0.0
        elif same_letters(form, each):
            ways[each] = _OTHER_TONE
    return ways | {form: _COMPLETE}


def _likeliest(ways: Sequence[Mapping[str, float]], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likeliest way through those of all the syllables."""
    paths: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for options in ways:
        paths = [
            max(
                (so_far + typed_so + _log_likelihood(form, before[-1:], vocabulary), (*before, form))
                for so_far, before in paths
            )
            for form, typed_so in options.items()
        ]
    return max(paths)[1]


def _log_likelihood(form: str, before: Sequence[str], vocabulary: Vocabulary) -> float:
    """How likely `form` stands behind the one `before` it, if any."""
    alone = (frequency(form, vocabulary) + _NEVER) / (_SYLLABLES * (vocabulary.document_count + 1))
    if not before:
        return log(alone)
    beside = vocabulary.side_by_side(before[0], form) / (frequency(before[0], vocabulary) + 1)
    return log(_NEIGHBOUR * beside + (1 - _NEIGHBOUR) * alone)
