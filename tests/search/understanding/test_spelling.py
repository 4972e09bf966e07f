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
    """What few articles have, and none beside its neighbour, is not what was meant."""
    assert corrected(["công", "hiệnn"], frozenset(), Known({"công": 30, "hiện": 4})) == {}


def test_marks_that_nobody_writes() -> None:
    """A syllable with marks that no article has is read with other marks, or as a slip, whichever stands better."""
    known = Known({"xuất": 30, "hiện": 90, "hiền": 50, "hẹn": 20}, {("xuất", "hiện"): 30})
    assert corrected(["xuất", "hiến"], frozenset(), known) == {"hiến": "hiện"}


def likeliest(forms: list[str], known: Known) -> list[tuple[int, str]]:
    return [(slip.at, slip.meant) for slip in likeliest_slip(forms, frozenset(), known) if slip.odds > 1]


def test_a_syllable_that_articles_have_may_be_a_slip() -> None:
    """Of a query whose words all are known, the one that never stands beside its neighbours is told, likelier meant as
    one that does; a query that reads well has none, nor has one word alone."""
    known = Known(
        {"cho": 900, "con": 800, "chó": 90, "khiến": 400, "kiến": 300},
        {("con", "chó"): 60, ("chó", "khiến"): 30, ("ý", "kiến"): 200},
    )
    assert likeliest(["con", "chó", "kiến"], known) == [(2, "khiến")]
    assert likeliest(["con", "chó", "khiến"], known) == []
    assert likeliest(["kiến"], known) == []


def test_what_is_meant_may_not_be_sure() -> None:
    """Several syllables are given, the likeliest first, where none is much likelier than the others."""
    known = Known(
        {"phí": 60, "phố": 70, "ph": 3, "về": 500},
        {("về", "phí"): 30, ("về", "phố"): 20},
    )
    assert likeliest(["về", "ph"], known) == [(1, "phí"), (1, "phố")]
