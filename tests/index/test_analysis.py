"""An article as an index sees it."""

from index.analysis import PART_GAP, analyse
from index.article import Article


def test_positions_run_through_title_lead_and_body() -> None:
    """A syllable's positions tell title, lead and body apart."""
    analysed = analyse(Article(id="1", title="Hội nghị", summary="hội", body="Nghị"))
    assert analysed.forms() == ["hội", "nghị", "hội", "nghị"]
    assert analysed.positions().tolist() == [0, 1, 2 + PART_GAP, 3 + 2 * PART_GAP]


def test_words_are_those_of_pyvi_in_normal_form() -> None:
    """Words of two and more syllables come from pyvi, lower-cased and normalised like syllables."""
    analysed = analyse(Article(id="1", title="Viện Khoa học Việt Nam", body="Công nghệ và HOÀ BÌNH"))
    assert {"khoa_học", "việt_nam", "công_nghệ"} <= set(analysed.words)
