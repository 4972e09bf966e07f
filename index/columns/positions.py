"""How a posting keeps its positions: plain numbers, so that a whole posting list is one array."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from whoosh import formats


class PackedPositions(formats.Positions):
    """Positions as u32, little endian, ascending; their number is the posting's weight."""

    def encode(self, positions: Sequence[int]) -> bytes:
        """The posting value of these positions."""
        return np.asarray(positions, "<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions of one posting, for Whoosh's own matchers."""
        positions: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return positions

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions there are."""
        return len(valuestring) // 4

    def combine(self, values: Iterable[bytes]) -> bytes:
        """One posting out of several of the same document."""
        return self.encode(sorted({position for value in values for position in self.decode_positions(value)}))
