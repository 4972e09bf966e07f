"""A slip of the hand is read as the nearest syllable that stands well beside its neighbours."""

from __future__ import annotations

import pytest

from search.understanding.spelling import corrected, likeliest_slip
from tests.search.understanding.known import Known

KNOWN = Known(
    {"hội": 90, "nghị": 80, "nghĩ": 70, "hà": 50, "nội": 60, "tổng": 40, "công": 30, "tin": 20},
    {("hội", "nghị"): 50, ("hoi", "nghi"): 50, ("hà", "nội"): 40, ("nghị", "tổng"): 9, ("công", "tin"): 1},
)


@pytest.mark.parametrize("slip", ["ngị", "nhgị", "nghịi", "mghị", "nghịk"])
def test_nearest_beside_its_neighbour(slip: str) -> None:
    """A letter left out, two swapped, one twice, one beside the right one, one too many."""
    assert corrected(["hội", slip], frozenset(), KNOWN) == {slip: "nghị"}


def test_without_marks() -> None:
    """What was typed without marks is corrected to what has none."""
    assert corrected(["hoi", "ngi"], frozenset(), KNOWN) == {"ngi": "nghi"}


def test_what_is_known_or_literal_stays() -> None:
    """A syllable that some article has, one that is to be taken as typed, numbers, and what nothing is near."""
    assert corrected(["hội", "nội"], frozenset(), KNOWN) == {}
    assert corrected(["hội", "ngị"], frozenset({"ngị"}), KNOWN) == {}
    assert corrected(["hội", "2021x", "wwwwww"], frozenset(), KNOWN) == {}


def test_too_rare_to_be_meant() -> None:
    """One article that has two syllables side by side doesn't make one of them what was meant."""
    assert corrected(["công", "tinn"], frozenset(), KNOWN) == {}


def test_likeliest_slip() -> None:
    """Of a query that finds nothing, the syllable is given whose correction explains most; a good one has none."""
    assert likeliest_slip(["hà", "tin", "nội"], frozenset(), Known(KNOWN.forms)) == {}
    assert likeliest_slip(["hộ", "nghị", "tổng"], frozenset(), Known({**KNOWN.forms, "hộ": 3}, KNOWN.pairs)) == {
        "hộ": "hội"
    }
    assert likeliest_slip(["hội", "nghị"], frozenset(), KNOWN) == {}
