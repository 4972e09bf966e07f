"""Where syllables stand, packed and unpacked."""

import unicodedata
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import token_map
from index.analysis import PART_GAP, AnalysedArticle, AnalysedText, analyse
from index.article import Article
from index.token_map import PartMap
from index.vietnamese.syllables import Syllables

TEXTS = st.text(alphabet=st.sampled_from("hội nghị khoa học Việt Nam 12/3.\n…“”"), max_size=60)
ANY_TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)


def part(syllables: Sequence[tuple[int, int, bool]]) -> AnalysedText:
    """A part with a gap, a length and whether it is joined for each syllable."""
    ends = np.cumsum([gap + length for gap, length, _ in syllables], dtype=np.int64)
    starts = ends - np.array([length for _, length, _ in syllables], dtype=np.int64)
    joined = np.array([joined for _, _, joined in syllables], dtype=bool)
    return AnalysedText(Syllables([""] * len(starts), starts, ends), joined)


WIDTHS = st.integers(0, 3) | st.integers(0, 300) | st.integers(0, 70_000)
PARTS = st.lists(st.tuples(WIDTHS, WIDTHS.map(lambda width: width + 1), st.booleans()), max_size=12).map(part)


def assert_kept(analysed: AnalysedArticle) -> None:
    unpacked = token_map.unpack(token_map.pack(analysed))
    for part, kept in zip(analysed.parts, (unpacked.title, unpacked.summary, unpacked.body), strict=True):
        assert len(kept) == len(part)
        assert kept.starts.tolist() == part.syllables.starts.tolist()
        assert kept.ends.tolist() == part.syllables.ends.tolist()
        assert np.array_equal(kept.joined, part.joined)
        assert (kept.starts.dtype, kept.ends.dtype, kept.joined.dtype) == (np.int64, np.int64, np.bool_)


@settings(deadline=None)  # the first example loads the segmenter's model
@given(TEXTS, TEXTS, TEXTS)
def test_what_was_packed_comes_out_again(title: str, summary: str, body: str) -> None:
    """Starts, ends and joined words of all three parts survive packing."""
    assert_kept(analyse(Article(id="1", title=title, summary=summary, body=body)))


@settings(deadline=None)
@given(ANY_TEXTS, ANY_TEXTS)
def test_any_text_will_do(title: str, body: str) -> None:
    """Lone surrogates, loose combining marks, scripts that have no spaces."""
    assert_kept(analyse(Article(id="1", title=title, body=body)))


@given(PARTS, PARTS, PARTS)
def test_any_widths_will_do(title: AnalysedText, summary: AnalysedText, body: AnalysedText) -> None:
    """Gaps and syllables of any width, parts without any syllable, first syllables that are said to be joined."""
    assert_kept(AnalysedArticle(title, summary, body))


@pytest.mark.parametrize("gap", [0, 1, 2, 254, 255, 256, 257])
@pytest.mark.parametrize("length", [1, 62, 63, 64, 255, 256])
def test_widths_around_the_edges_of_a_byte_are_kept(gap: int, length: int) -> None:
    """What the small layout just holds, and what it just doesn't."""
    assert_kept(AnalysedArticle(part([(gap, length, True)]), part([]), part([(0, 1, False), (gap, length, False)])))


def test_marks_may_be_apart_from_their_letters() -> None:
    """Offsets are those of the text as it was given, composed or not."""
    body = unicodedata.normalize("NFD", "Hội nghị khoa học")
    unpacked = token_map.unpack(token_map.pack(analyse(Article(id="1", title="", body=body))))
    assert cut(body, unpacked.body) == body.split()


def test_wide_gaps_are_kept() -> None:
    """A run of 1,000 spaces or a word of 1,000 letters needs more than a byte and gets it."""
    body = "hội" + " " * 1000 + "nghị " + "x" * 1000 + " khoa"
    unpacked = token_map.unpack(token_map.pack(analyse(Article(id="1", title="", body=body))))
    assert cut(body, unpacked.body) == body.split()


def test_a_syllable_takes_a_byte() -> None:
    """Whether or not pyvi joins it: a stored article is little longer for what is known of its syllables."""
    few = token_map.pack(analyse(Article(id="1", title="", body="hội nghị khoa học")))
    many = token_map.pack(analyse(Article(id="1", title="", body="hội nghị khoa học " * 100)))
    assert len(many) - len(few) == 4 * 99


def test_parts_lie_behind_each_other_with_a_gap() -> None:
    """Positions of the three parts never touch, so that no phrase reaches across."""
    unpacked = token_map.unpack(token_map.pack(analyse(Article(id="1", title="a b", summary="c", body="d"))))
    assert (unpacked.title.base, unpacked.summary.base, unpacked.body.base) == (0, 2 + PART_GAP, 3 + 2 * PART_GAP)


def cut(text: str, part: PartMap) -> list[str]:
    return [text[start:end] for start, end in zip(part.starts, part.ends, strict=True)]
