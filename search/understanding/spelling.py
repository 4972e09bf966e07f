"""Slips of the hand: a syllable that hardly stands beside its neighbours, and one like it that does.

A noisy channel (Kernighan, Church & Gale 1990): what was meant is the syllable for which the slip times the context is
likeliest. The context is a language model of two neighbours from the index's own counts, with the frequency of single
syllables mixed in (Jelinek & Mercer 1980).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.fold import fold, is_bare
from search.understanding.vocabulary import Vocabulary, frequency

SHORTEST, LONGEST = 2, 12  # letters of a syllable in which a slip is looked for
TRUSTED = 40  # what stands so often beside one of its neighbours is no slip
RARE = 10  # what fewer articles have may be a slip of something that stands beside neither
LEAST_BESIDE = 2  # how often what was meant must stand beside a neighbour …
LEAST_ALONE = 5  # … or how many articles must have it, where there is no neighbour

MOST_CORRECTED = 8  # syllables of a query that are looked into: what has more is no query with a slip
MOST_MEANT = 3  # so many syllables one may be meant as …
NEARLY_AS_LIKELY = 20  # … if they are so many times less likely than the likeliest at most

# How likely each slip is beside the others.
_SWAPPED = 1.0  # two neighbouring letters in the wrong order
_LEFT_OUT = 1.0  # a letter that was not typed
_TWICE = 1.0  # a letter typed twice
_BESIDE = 0.5  # the key beside the right one
_TOO_MUCH = 0.3  # a letter too many
_WRONG = 0.1  # any other letter
MARKS = 10.0  # nothing but its marks
OTHER_MARKS = 0.02  # besides, marks that the slip doesn't explain

_RIGHT = 100.0  # how much likelier than any one slip it is that a syllable is meant as typed
_NEIGHBOUR = 0.9  # how much the neighbours say of a syllable; the rest is its frequency

_BY_CHANCE = 1e-4  # how often a syllable stands at a place where nothing is known of its neighbours
_ENOUGH = 3000  # of how many articles on; in fewer, that two never stand side by side says less

_SLIP_BYTES = 250

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, letter in enumerate(row)}


class Slip(NamedTuple):
    """A syllable of a query that may be meant as another."""

    at: int
    """Which of the query's syllables."""
    meant: str
    odds: float
    """How many times likelier that is than that the syllable is meant as typed."""


class Slips(tuple[Slip, ...]):
    """What one syllable may be meant as, the likeliest first."""

    __slots__ = ()

    @property
    def nbytes(self) -> int:
        """What it takes in memory, about."""
        return _SLIP_BYTES * (1 + len(self))


def corrected(forms: Sequence[str], literal: frozenset[str], vocabulary: Vocabulary) -> Mapping[str, str]:
    """What is meant by those of the normal forms of a query that no article has; those of `literal` are meant. What
    some article has with other marks is only corrected to what stands beside its neighbours."""
    meant: dict[str, str] = {}
    for at in _open_to_slips(forms, literal):
        if len(meant) < MOST_CORRECTED and not frequency(forms[at], vocabulary):
            with_other_marks = frequency(fold(forms[at]), vocabulary) > 0
            if found := slips_at(at, forms, vocabulary, alone=not with_other_marks):
                meant[forms[at]] = found[0].meant
    return meant


def likeliest_slip(forms: Sequence[str], literal: frozenset[str], vocabulary: Vocabulary) -> Slips:
    """What may be meant by one of the forms, the likeliest first: the one that least stands beside its neighbours."""
    doubtful = [at for at in _open_to_slips(forms, literal) if len(forms) > 1 and _doubtful(at, forms, vocabulary)]
    doubtful = sorted(doubtful, key=lambda at: frequency(forms[at], vocabulary))[:MOST_CORRECTED]
    rare = {at for at in doubtful if frequency(forms[at], vocabulary) < RARE}
    found = [slips for at in doubtful if (slips := slips_at(at, forms, vocabulary, alone=at in rare))]
    best = max(found, key=lambda slips: slips[0].odds, default=[])
    return Slips(slip for slip in best[:MOST_MEANT] if slip.odds * NEARLY_AS_LIKELY >= best[0].odds)


def _open_to_slips(forms: Sequence[str], literal: frozenset[str]) -> Iterator[int]:
    for at, form in enumerate(forms):
        if form not in literal and form.isalpha() and SHORTEST <= len(form) <= LONGEST:
            yield at


def _doubtful(at: int, forms: Sequence[str], vocabulary: Vocabulary) -> bool:
    return not any(count >= TRUSTED for count in _beside(at, forms[at], forms, vocabulary))


def slips_at(at: int, forms: Sequence[str], vocabulary: Vocabulary, *, alone: bool) -> list[Slip]:
    """What may be meant by one of the forms, the likeliest first; whether that may stand beside none of its neighbours
    if it is frequent."""
    as_typed = _RIGHT * _likelihood(at, forms[at], frequency(forms[at], vocabulary), forms, vocabulary)
    found = []
    for each, (chance, documents) in _candidates(at, forms, vocabulary, alone=alone).items():
        if (alone and documents >= LEAST_ALONE) or sum(_beside(at, each, forms, vocabulary)) >= LEAST_BESIDE:
            likelihood = chance * _likelihood(at, each, documents, forms, vocabulary)
            found.append(Slip(at, each, likelihood / (as_typed + 1e-12)))
    return sorted(found, key=lambda slip: -slip.odds)


def _beside(at: int, form: str, forms: Sequence[str], vocabulary: Vocabulary) -> Iterator[int]:
    """How often `form` stands beside each of the neighbours of the one `at` this place."""
    if at:
        yield vocabulary.side_by_side(forms[at - 1], form)
    if at + 1 < len(forms):
        yield vocabulary.side_by_side(form, forms[at + 1])


def _likelihood(at: int, form: str, documents: int, forms: Sequence[str], vocabulary: Vocabulary) -> float:
    """How likely `form`, which so many documents have, stands at this place, but for a constant."""
    likelihood = float(documents)
    few = max(1.0, _ENOUGH / max(vocabulary.document_count, 1))
    for beside in _beside(at, form, forms, vocabulary):
        share = min(1.0, beside / documents) if documents else 0.0
        likelihood *= _NEIGHBOUR * share + (1 - _NEIGHBOUR) * _BY_CHANCE * few
    return likelihood


def _candidates(at: int, forms: Sequence[str], vocabulary: Vocabulary, *, alone: bool) -> dict[str, tuple[float, int]]:
    """Syllable → how likely the slip is that made the form `at` this place of it, and how many documents have it."""
    form = forms[at]
    bare_typing = all(map(is_bare, forms))
    typed = _marks(form)
    known = vocabulary.bare_forms
    found: dict[str, tuple[float, int]] = {}
    for other, likelihood, left_out in _slips(fold(form)):
        if other not in known or not (alone or sum(_beside(at, other, forms, vocabulary)) >= LEAST_BESIDE):
            continue
        options = vocabulary.spellings(other)
        together = sum(options.values())
        for each, documents in [(other, together)] if bare_typing else options.items():
            explained = bare_typing or _explained(typed, _marks(each), left_out=left_out)
            chance = likelihood * (1.0 if explained else OTHER_MARKS)
            if is_bare(each):  # beside its neighbours it stands for all that fold to it
                chance, of_all = chance * documents / together, together
            else:
                of_all = documents
            if each != form and chance > found.get(each, (0.0, 0))[0]:
                found[each] = chance, of_all
    return found


def _explained(typed: Counter[str], meant: Counter[str], *, left_out: bool) -> bool:
    """Whether the marks are the same, or those that are missing can have been on the letter that is."""
    return typed == meant or (left_out and typed <= meant and (meant - typed).total() <= _MOST_MARKS)


_MOST_MARKS = 2
"""On one letter: ấ."""


@lru_cache(maxsize=1 << 14)
def _marks(form: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFD", form) if unicodedata.combining(char) or char == "đ")


def _slips(typed: str) -> Iterator[tuple[str, float, bool]]:
    """What may have been meant by letters without marks if there is one slip in them or their marks, how likely it is,
    and whether a letter was left out."""
    yield typed, MARKS, False
    for at, letter in enumerate(typed):
        before, behind = typed[:at], typed[at + 1 :]
        yield before + behind, _TWICE if typed[at - 1 : at] == letter else _TOO_MUCH, False
        if behind and behind[0] != letter:
            yield before + behind[0] + letter + behind[1:], _SWAPPED, False
        for other in _LETTERS:
            yield before + other + behind, _BESIDE if other in _NEAR.get(letter, "") else _WRONG, False
    for at in range(len(typed) + 1):
        for other in _LETTERS:
            yield typed[:at] + other + typed[at:], _LEFT_OUT, True
