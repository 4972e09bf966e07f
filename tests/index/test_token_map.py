"""Where syllables stand, packed and unpacked."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import token_map
from index.analysis import PART_GAP, AnalysedArticles, Analyser
from index.article import Article
from index.token_map import PartMap, TokenMap

TEXTS = st.text(alphabet=st.sampled_from("hội nghị khoa học Việt Nam 12/3.\n…“”"), max_size=60)
ANY_TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)

Part = list[tuple[int, int, bool]]
"""A gap, a length and whether it is joined, of each syllable."""

WIDTHS = st.integers(0, 3) | st.integers(0, 300) | st.integers(0, 70_000)
PARTS: st.SearchStrategy[Part] = st.lists(
    st.tuples(WIDTHS, WIDTHS.map(lambda width: width + 1), st.booleans()), max_size=12
)


def packed(*articles: Article) -> list[bytes]:
    analysed = Analyser().analyse(articles)
    return token_map.pack_all(analysed.starts, analysed.ends, analysed.joined, analysed.part_lengths)


def unpacked(article: Article) -> TokenMap:
    (only,) = packed(article)
    return token_map.unpack(only)


def assert_kept(maps: Sequence[bytes], parts: Sequence[Part]) -> None:
    """Three parts a map."""
    found = [part for each in map(token_map.unpack, maps) for part in (each.title, each.summary, each.body)]
    for part, kept in zip(parts, found, strict=True):
        ends = np.cumsum([gap + length for gap, length, _ in part], dtype=np.int64)
        assert len(kept) == len(part)
        assert kept.ends.tolist() == ends.tolist()
        assert kept.starts.tolist() == [end - length for end, (_, length, _) in zip(ends, part, strict=True)]
        assert kept.joined.tolist() == [joined for _, _, joined in part]
        assert (kept.starts.dtype, kept.ends.dtype, kept.joined.dtype) == (np.int64, np.int64, np.bool_)


def packed_widths(parts: Sequence[Part]) -> list[bytes]:
    ends = [np.cumsum([gap + length for gap, length, _ in part], dtype=np.int64) for part in parts]
    lengths = np.array([length for part in parts for _, length, _ in part], np.int64)
    joined = np.array([joined for part in parts for _, _, joined in part], bool)
    flat = np.concatenate(ends)
    return token_map.pack_all(flat - lengths, flat, joined, np.array(list(map(len, parts))).reshape(-1, 3))


def syllables_of(analysed: AnalysedArticles) -> list[Part]:
    """Each part's syllables, as gaps and lengths."""
    bounds = np.cumsum([0, *analysed.part_lengths.ravel()])
    parts = []
    for first, last in pairwise(bounds.tolist()):
        starts, ends = analysed.starts[first:last], analysed.ends[first:last]
        gaps = starts - np.append(0, ends)[: len(starts)]
        parts.append(
            list(zip(gaps.tolist(), (ends - starts).tolist(), analysed.joined[first:last].tolist(), strict=True))
        )
    return parts


@settings(deadline=None)  # the first example loads the segmenter's model
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=3))
def test_what_was_packed_comes_out_again(articles: list[tuple[str, str, str]]) -> None:
    """Starts, ends and joined words of all three parts survive packing, however many articles are packed at a time."""
    given = [Article(id="1", title=title, summary=summary, body=body) for title, summary, body in articles]
    assert_kept(packed(*given), syllables_of(Analyser().analyse(given)))


@settings(deadline=None)
@given(ANY_TEXTS, ANY_TEXTS)
def test_any_text_will_do(title: str, body: str) -> None:
    """Lone surrogates, loose combining marks, scripts that have no spaces."""
    article = Article(id="1", title=title, body=body)
    assert_kept(packed(article), syllables_of(Analyser().analyse([article])))


@given(st.lists(st.tuples(PARTS, PARTS, PARTS), min_size=1, max_size=3))
def test_any_widths_will_do(articles: list[tuple[Part, Part, Part]]) -> None:
    """Gaps and syllables of any width, parts without any syllable, first syllables that are said to be joined."""
    parts = [part for article in articles for part in article]
    assert_kept(packed_widths(parts), parts)


@pytest.mark.parametrize("gap", [0, 1, 2, 254, 255, 256, 257])
@pytest.mark.parametrize("length", [1, 62, 63, 64, 255, 256])
def test_widths_around_the_edges_of_a_byte_are_kept(gap: int, length: int) -> None:
    """What the small layout just holds, and what it just doesn't."""
    parts: list[Part] = [[(gap, length, True)], [], [(0, 1, False), (gap, length, False)]]
    assert_kept(packed_widths(parts), parts)


def test_marks_may_be_apart_from_their_letters() -> None:
    """Offsets are those of the text as it was given, composed or not."""
    body = unicodedata.normalize("NFD", "Hội nghị khoa học")
    assert cut(body, unpacked(Article(id="1", title="", body=body)).body) == body.split()


def test_wide_gaps_are_kept() -> None:
    """A run of 1,000 spaces or a word of 1,000 letters needs more than a byte and gets it."""
    body = "hội" + " " * 1000 + "nghị " + "x" * 1000 + " khoa"
    assert cut(body, unpacked(Article(id="1", title="", body=body)).body) == body.split()


def test_a_syllable_takes_a_byte() -> None:
    """Whether or not pyvi joins it: a stored article is little longer for what is known of its syllables."""
    text = "hội nghị khoa học"
    few, many = packed(Article(id="1", title="", body=text), Article(id="2", title="", body=f"{text} " * 100))
    assert len(many) - len(few) == 4 * 99


def test_parts_lie_behind_each_other_with_a_gap() -> None:
    """Positions of the three parts never touch, so that no phrase reaches across."""
    found = unpacked(Article(id="1", title="a b", summary="c", body="d"))
    assert (found.title.base, found.summary.base, found.body.base) == (0, 2 + PART_GAP, 3 + 2 * PART_GAP)


def cut(text: str, part: PartMap) -> list[str]:
    return [text[start:end] for start, end in zip(part.starts, part.ends, strict=True)]
