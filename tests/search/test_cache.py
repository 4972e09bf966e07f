"""What is kept of what was made."""

from __future__ import annotations

import numpy as np

from search.cache import Cache


def test_what_was_asked_for_last_is_kept() -> None:
    """Up to the cache's size in bytes; one thing is kept however large it is."""
    cache = Cache(50)
    made: list[str] = []

    def get(name: str, nbytes: int = 10) -> None:
        def make() -> np.ndarray:
            made.append(name)
            return np.zeros(nbytes, np.uint8)

        assert len(cache.get(name, make)) == nbytes

    for name in "abcdeaf":  # f takes the place of b, which was not asked for again
        get(name)
    for name in "ab":
        get(name)
    assert made == [*"abcdef", "b"]
    get("large", 10_000)
    get("large", 10_000)
    get("a")
    assert made[-2:] == ["large", "a"]
