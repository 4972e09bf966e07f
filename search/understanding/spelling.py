"""Slips of the hand: a syllable that no article has, read as the nearest one that stands well beside its neighbours.

A noisy channel (Kernighan, Church & Gale 1990): what was meant is the syllable for which the slip times the context is
likeliest. The context is how many articles have it directly beside the neighbours that were typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.vietnamese.fold import fold, is_bare
from search.understanding.vocabulary import Vocabulary, frequency

SHORTEST, LONGEST = 2, 12  # letters of a syllable in which a slip is looked for
LEAST_BESIDE = 2  # documents that must have what was meant beside a neighbour …
LEAST_ALONE = 5  # … or at all, where there is no neighbour
_BEST_BY_FREQUENCY = 6  # the candidates whose neighbourhood is looked at

# How likely each slip is beside the others.
_SWAPPED = 1.0  # two neighbouring letters in the wrong order
_LEFT_OUT = 1.0  # a letter that was not typed
_TWICE = 1.0  # a letter typed twice
_BESIDE = 0.5  # the key beside the right one
_TOO_MUCH = 0.3  # a letter too many
_WRONG = 0.1  # any other letter
_OTHER_MARKS = 0.1  # besides, marks that were not typed, or others

_RIGHT = 20.0  # how likely it is that what was typed is meant

_FREQUENCY_ALONE = 1e-3  # what an article that has the syllable counts beside one that has it beside its neighbour

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, letter in enumerate(row)}


def corrected(forms: Sequence[str], literal: frozenset[str], vocabulary: Vocabulary) -> Mapping[str, str]:
    """What is meant by those of the normal forms of a query that no article has, whatever their marks; those of
    `literal` are meant."""
    meant: dict[str, str] = {}
    for at in _open_to_slips(forms, literal):
        if not frequency(fold(forms[at]), vocabulary) and (best := _likeliest(forms, at, vocabulary)):
            meant[forms[at]] = best.form
    return meant


def likeliest_slip(forms: Sequence[str], literal: frozenset[str], vocabulary: Vocabulary) -> Mapping[str, str]:
    """The one of the forms that most likely is a slip of another, for a query that finds nothing as it stands; and that
    other."""
    best, most = {}, 1.0
    for at in _open_to_slips(forms, literal):
        if (candidate := _likeliest(forms, at, vocabulary)) is None:
            continue
        as_typed = _beside(forms, at, forms[at], vocabulary) + _FREQUENCY_ALONE * frequency(forms[at], vocabulary)
        likelier = candidate.worth / (_RIGHT * as_typed + 1e-9)
        if likelier > most:
            best, most = {forms[at]: candidate.form}, likelier
    return best


class _Candidate(NamedTuple):
    """What may be meant."""

    form: str
    worth: float


def _open_to_slips(forms: Sequence[str], literal: frozenset[str]) -> Iterator[int]:
    for at, form in enumerate(forms):
        if form not in literal and form.isalpha() and SHORTEST <= len(form) <= LONGEST:
            yield at


def _likeliest(forms: Sequence[str], at: int, vocabulary: Vocabulary) -> _Candidate | None:
    """What is likeliest meant by one of the forms, the form itself apart."""
    found = sorted(
        ((likelihood, documents, each) for each, (likelihood, documents) in _candidates(forms[at], vocabulary).items()),
        key=lambda candidate: -candidate[0] * candidate[1],
    )
    candidates = []
    for likelihood, documents, each in found[:_BEST_BY_FREQUENCY]:
        beside = _beside(forms, at, each, vocabulary)
        if beside >= LEAST_BESIDE or (len(forms) == 1 and documents >= LEAST_ALONE):
            candidates.append(_Candidate(each, likelihood * (beside + _FREQUENCY_ALONE * documents)))
    return max(candidates, key=lambda candidate: candidate.worth, default=None)


def _beside(forms: Sequence[str], at: int, form: str, vocabulary: Vocabulary) -> int:
    """How many documents have `form` beside the neighbours of the one `at` this place."""
    before = vocabulary.documents_with_pair(forms[at - 1], form) if at else 0
    behind = vocabulary.documents_with_pair(form, forms[at + 1]) if at + 1 < len(forms) else 0
    return before + behind


def _candidates(form: str, vocabulary: Vocabulary) -> dict[str, tuple[float, int]]:
    """Syllable → how likely the slip is that made `form` of it, and how many documents have it."""
    bare = fold(form)
    found: dict[str, tuple[float, int]] = {}
    for other, likelihood in _slips(bare):
        options = vocabulary.spellings(other)
        if is_bare(form) and options:
            options = {other: sum(options.values())}
        for each, documents in options.items():
            chance = likelihood * (1.0 if is_bare(form) or _marks(each) == _marks(form) else _OTHER_MARKS)
            if is_bare(each) and not is_bare(form):  # beside its neighbours it will be taken for all that fold to it
                chance *= documents / sum(options.values())
            if each != form and chance > found.get(each, (0.0, 0))[0]:
                found[each] = chance, documents
    return found


def _marks(form: str) -> frozenset[str]:
    """The letters of a form that bear marks, without which it would be bare."""
    return frozenset(letter for letter in form if not letter.isascii())


def _slips(typed: str) -> Iterator[tuple[str, float]]:
    """What may have been meant by letters without marks, if there is one slip in them."""
    for at, letter in enumerate(typed):
        before, behind = typed[:at], typed[at + 1 :]
        yield before + behind, _TWICE if typed[at - 1 : at] == letter else _TOO_MUCH
        if behind:
            yield before + behind[0] + letter + behind[1:], _SWAPPED
        for other in _LETTERS:
            yield before + other + behind, _BESIDE if other in _NEAR.get(letter, "") else _WRONG
    for at in range(len(typed) + 1):
        for other in _LETTERS:
            yield typed[:at] + other + typed[at:], _LEFT_OUT
