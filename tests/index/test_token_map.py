"""Where syllables stand, packed and unpacked."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index import token_map
from index.analysis import PART_GAP, analyse
from index.article import Article

TEXTS = st.text(alphabet=st.sampled_from("hội nghị khoa học Việt Nam 12/3.\n…“”"), max_size=60)


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_packed_comes_out_again(title: str, summary: str, body: str) -> None:
    """Starts, ends and joined words of all three parts survive packing."""
    analysed = analyse(Article(id="1", title=title, summary=summary, body=body))
    unpacked = token_map.unpack(token_map.pack(analysed))
    for part, kept in zip(analysed.parts, (unpacked.title, unpacked.summary, unpacked.body), strict=True):
        assert kept.starts.tolist() == part.syllables.starts
        assert kept.ends.tolist() == part.syllables.ends
        assert np.array_equal(kept.joined, part.joined)


def test_wide_gaps_are_kept() -> None:
    """A run of 1,000 spaces or a word of 1,000 letters needs more than a byte and gets it."""
    body = "hội" + " " * 1000 + "nghị " + "x" * 1000 + " khoa"
    unpacked = token_map.unpack(token_map.pack(analyse(Article(id="1", title="", body=body))))
    assert [body[s:e] for s, e in zip(unpacked.body.starts, unpacked.body.ends, strict=True)] == body.split()


def test_parts_lie_behind_each_other_with_a_gap() -> None:
    """Positions of the three parts never touch, so that no phrase reaches across."""
    unpacked = token_map.unpack(token_map.pack(analyse(Article(id="1", title="a b", summary="c", body="d"))))
    assert (unpacked.title.base, unpacked.summary.base, unpacked.body.base) == (0, 2 + PART_GAP, 3 + 2 * PART_GAP)
