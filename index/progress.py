"""How an indexing run tells of itself: a bar on a terminal, plain lines in a pipe, problems as they come."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from tqdm import tqdm

from index.readers import Unreadable

_LINE_EVERY = 5_000
"""In a pipe, one line for so many articles."""


class Progress:
    """Counts the bytes that were read of those there are, and the articles that came out of them."""

    def __init__(self) -> None:
        self._on_terminal = sys.stderr.isatty()
        self._articles = 0
        self._expected = 0
        self._bar = tqdm(unit="B", unit_scale=True, file=sys.stderr, disable=not self._on_terminal, leave=False)

    def expect(self, size: int) -> None:
        """There are `size` more bytes to read."""
        self._expected += size
        self._bar.total = self._expected
        self._bar.refresh()

    def read(self, size: int) -> None:
        """`size` more bytes were read."""
        self._bar.update(size)

    def indexed(self) -> None:
        """One more article went into the index."""
        self._articles += 1
        if self._on_terminal:
            self._bar.set_postfix_str(f"{self._articles:,} articles", refresh=False)
        elif self._articles % _LINE_EVERY == 0:
            print(f"{self._articles:,} articles", file=sys.stderr, flush=True)

    def problem(self, problem: Unreadable) -> None:
        """Something could not be read."""
        tqdm.write(str(problem), file=sys.stderr)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Takes the bar away."""
        self._bar.close()
