"""What was made last, kept up to a number of bytes in all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar, cast

_BYTES_A_CHARACTER = 8
"""Of a key as it is written: a syllable is some seven, with its quotes and the comma."""


class Sized(Protocol):
    """Something that knows its size."""

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        ...


Made = TypeVar("Made", bound=Sized)


class Cache:
    """Keeps what was asked for last, whole kinds of things beside one another. Safe between threads."""

    def __init__(self, nbytes: int) -> None:
        self._room = nbytes
        self._kept: OrderedDict[Hashable, Sized] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> Sized | None:
        """What is kept under `key`; None if it isn't there."""
        return self._kept.get(key)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under `key`, made if it isn't there."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return cast("Made", kept)
        made = make()
        with self._lock:
            if key not in self._kept:  # another thread may have been faster
                self._kept[key] = made
                self._room -= made.nbytes + _size_of(key)
            while self._room < 0 and len(self._kept) > 1:
                dropped, its = self._kept.popitem(last=False)
                self._room += its.nbytes + _size_of(dropped)
        return made


def _size_of(key: Hashable) -> int:
    """About what a key takes in memory: that of a clause is a tuple of syllables, each an object of 50 to 60 bytes."""
    return _BYTES_A_CHARACTER * len(repr(key))
