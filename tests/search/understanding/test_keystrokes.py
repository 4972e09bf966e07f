"""Keys of Telex and VNI become the syllables they were meant to make; all else is left alone."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from index.vietnamese.syllables import syllables
from search.understanding.keystrokes import from_telex, from_vni, repaired
from tests.relevance import ways
from tests.search.understanding.known import Known

TEXT = (
    "Hội nghị tổng kết công tác năm của Viện Hàn lâm được đường hươu gửi thủy quăn hoặc mưa khuỷu nghiêng giữa những "
    "người yêu thuở huyền ưu hưu quý quyết Đỗ Ước ý giếng gì giặt quơ huơ khoẻ loà"
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("typed", "read"), [(ways.telex, from_telex), (ways.vni, from_vni)])
def test_every_syllable(typed: Callable[[str, Random], str], read: Callable[[str], str | None], seed: int) -> None:
    """Whatever the vowels, and wherever the key of the tone stands."""
    keys = syllables(typed(TEXT, Random(seed))).forms
    assert [read(form) or form for form in keys] == syllables(TEXT).forms


@pytest.mark.parametrize(
    ("form", "made"),
    [("dduwowngf", "đường"), ("duongdwf", "đường"), ("viene", "viên"), ("nguowif", "người"), ("thuowr", "thuở")],
)
def test_floating_keys(form: str, made: str) -> None:
    """The key of a mark may stand anywhere behind the letter it marks."""
    assert from_telex(form) == made


@pytest.mark.parametrize(
    "form", ["forum", "usb", "hanoi", "telex", "class", "windows", "covid19", "2021", "viện", "h5"]
)
def test_no_keys(form: str) -> None:
    """English words, codes and numbers make no syllable."""
    assert (from_telex(form), from_vni(form)) == (None, None)


def test_what_the_index_knows_decides() -> None:
    """Keys are repaired where nothing else is known by these letters, and with them those that might be words."""
    known = Known({"viện": 90, "hàn": 80, "có": 900, "cos": 2, "car": 3, "cả": 500, "xe": 40})
    assert repaired(["vieejn", "hafn"], frozenset(), known) == {"vieejn": "viện", "hafn": "hàn"}
    assert repaired(["cos", "vieejn"], frozenset(), known) == {"cos": "có", "vieejn": "viện"}
    assert repaired(["car"], frozenset(), known) == {}
    assert repaired(["xyzf", "vie65n"], frozenset(), known) == {"vie65n": "viện"}
    assert repaired(["vieejn"], frozenset({"vieejn"}), known) == {}


def test_neighbours_decide() -> None:
    """A form that is known, too, is keys where only what they make stands beside its neighbour."""
    known = Known({"cos": 2, "có": 900, "sau": 70}, {("sau", "có"): 5})
    assert repaired(["sau", "cos"], frozenset(), known) == {"cos": "có"}
    known.pairs["sau", "cos"] = 1
    assert repaired(["sau", "cos"], frozenset(), known) == {}
