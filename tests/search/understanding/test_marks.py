"""A syllable with some of its marks is completed by its neighbours; what is complete is left alone."""

from __future__ import annotations

import pytest

from search.understanding.marks import completed
from tests.search.understanding.known import Known

KNOWN = Known(
    {"hội": 90, "hồi": 60, "hôi": 8, "nghị": 80, "nghỉ": 40, "nghi": 20, "đại": 90, "đai": 9, "học": 95, "việt": 99}
    | {"nam": 99, "viết": 50, "nước": 70, "sạch": 20, "mùi": 9, "đài": 30, "loan": 20, "lễ": 30},
    {
        ("hội", "nghị"): 50,
        ("đại", "học"): 60,
        ("việt", "nam"): 90,
        ("nước", "sạch"): 9,
        ("mùi", "hôi"): 5,
        ("đài", "loan"): 9,
        ("nghỉ", "lễ"): 20,
    },
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hôi nghị", {"hôi": "hội"}),
        ("hôi nghi", {"hôi": "hội"}),
        ("đai hoc", {"đai": "đại"}),
        ("đai loan", {"đai": "đài"}),
        ("viêt nam", {"viêt": "việt"}),
        ("viẹt nam", {"viẹt": "việt"}),
        ("nươc sach", {"nươc": "nước"}),
        ("nước sach", {}),
        ("viêt", {"viêt": "việt"}),
    ],
)
def test_what_lacks_is_what_stands_beside_the_neighbours(typed: str, meant: dict[str, str]) -> None:
    """The tone, or the marks of the letters; what has no mark at all stands for every spelling anyway."""
    assert completed(typed.split(), frozenset(), KNOWN) == meant


def test_what_is_rather_a_slip_stays() -> None:
    """`thủ tưng` lacks a letter before it lacks a mark; a wrong tone is a slip, too."""
    known = Known({"thủ": 50, "tướng": 80, "từng": 90}, {("thủ", "tướng"): 40, ("thủ", "từng"): 2})
    assert completed(["thủ", "tưng"], frozenset(), known) == {}
    assert completed(["thủ", "tương"], frozenset(), known) == {"tương": "tướng"}
    assert completed(["nghĩ", "lễ"], frozenset(), KNOWN) == {}


@pytest.mark.parametrize("typed", ["mùi hôi", "hội nghị", "hôi", "viên nam", "hoi nghi", "", "xyz đa"])
def test_what_is_complete_stays(typed: str) -> None:
    """What stands so beside a neighbour, or alone in some articles, and what nothing known completes."""
    assert completed(typed.split(), frozenset(), KNOWN) == {}


def test_what_is_literal_stays() -> None:
    """Who takes it back is believed."""
    assert completed(["đai", "hoc"], frozenset({"đai"}), KNOWN) == {}
