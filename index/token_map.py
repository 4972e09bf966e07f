"""Where each syllable of a stored article stands in its texts, packed into a few bytes beside the article.

Snippets are cut and words are marked with it, so that nothing is analysed again when an article is shown.

    format   itemsize u8 (1 or 4), then for title, summary, body:
             count u32 · gap before each syllable · length of each syllable · joined bits
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis import AnalysedArticle, part_bases


@dataclass(frozen=True)
class PartMap:
    """The syllables of one part of an article."""

    base: int
    """The position of the first syllable."""
    starts: NDArray[np.int64]
    """shape (syllables,): character offsets into the part's text."""
    ends: NDArray[np.int64]
    joined: NDArray[np.bool_]
    """shape (syllables,): whether pyvi joins the syllable to the one before it."""

    def __len__(self) -> int:
        """The number of syllables."""
        return len(self.starts)


@dataclass(frozen=True)
class TokenMap:
    """The syllables of an article's title, summary and body."""

    title: PartMap
    summary: PartMap
    body: PartMap


def pack(article: AnalysedArticle) -> bytes:
    """The token map of an analysed article."""
    columns = []
    for part in article.parts:
        starts = np.asarray(part.syllables.starts, dtype=np.int64)
        ends = np.asarray(part.syllables.ends, dtype=np.int64)
        gaps = starts - np.concatenate(([0], ends[:-1])) if len(part) else starts
        columns.append((gaps, ends - starts, part.joined))
    widest = max(
        (int(column.max()) for gaps, lengths, _ in columns for column in (gaps, lengths) if column.size), default=0
    )
    dtype = np.dtype("<u1" if widest < 256 else "<u4")
    packed = [bytes([dtype.itemsize])]
    for gaps, lengths, joined in columns:
        packed += [
            np.array(len(gaps), "<u4").tobytes(),
            gaps.astype(dtype).tobytes(),
            lengths.astype(dtype).tobytes(),
            np.packbits(joined).tobytes(),
        ]
    return b"".join(packed)


def unpack(packed: bytes) -> TokenMap:
    """The token map that `pack` made."""
    dtype = np.dtype(f"<u{packed[0]}")
    offset, columns = 1, []
    for _ in range(3):
        count = int(np.frombuffer(packed, "<u4", 1, offset)[0])
        offset += 4
        gaps = np.frombuffer(packed, dtype, count, offset).astype(np.int64)
        offset += count * dtype.itemsize
        lengths = np.frombuffer(packed, dtype, count, offset).astype(np.int64)
        offset += count * dtype.itemsize
        bits = np.frombuffer(packed, np.uint8, -(-count // 8), offset)
        offset += bits.size
        ends = np.cumsum(gaps + lengths)
        columns.append((ends - lengths, ends, np.unpackbits(bits, count=count).astype(bool)))
    bases = part_bases([len(starts) for starts, _, _ in columns])
    return TokenMap(*(PartMap(base, *column) for base, column in zip(bases, columns, strict=True)))
