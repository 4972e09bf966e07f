"""What is kept of what was made."""

from __future__ import annotations

import numpy as np

from search.cache import Cache


def test_what_was_asked_for_last_is_kept() -> None:
    """Up to the cache's size in bytes; one thing is kept however large it is."""
    cache = Cache(170)  # five keys of three characters and what is under them
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


def test_a_peek_makes_nothing() -> None:
    """It gives what is kept, and only that."""
    cache = Cache(100)
    assert cache.peek("a") is None
    made = cache.get("a", lambda: np.zeros(5, np.int8))
    assert cache.peek("a") is made


def test_long_keys_count() -> None:
    """A phrase of hundreds of syllables may take more than what is kept under it."""
    cache = Cache(10_000)
    made: list[int] = []
    for number in (*range(5), 0):
        cache.get((number, *["nghiêng"] * 100), lambda number=number: made.append(number) or np.zeros(1, np.uint8))
    assert made == [*range(5), 0]
