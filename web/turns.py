"""Whose turn it is to take the next connection, among workers that accept from one socket.

A connection stays with the worker that accepts it, and the system lets whoever comes first accept: one that happens to
be awake takes a whole burst, and the others have nothing to do. So workers tell one another how many they have, and one
that has more than another leaves it the next one; for a moment only, as the other may be busy, or hang.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import MutableSequence

_PATIENCE = 0.1
"""Seconds that a worker leaves a connection to others: longer than they answer nearly any request, and not long for
who connects while the worker whose turn it is hangs."""

GLANCE = 0.001
"""Seconds after which a worker that left a connection to others looks again whether its turn has come."""

_ABSENT = 2**31 - 1


class Turn:
    """The turn of one worker; `always` that of a server that is alone."""

    def __init__(self, counts: MutableSequence[int], number: int) -> None:
        """The worker has this number; `counts` says, for it and for the others, how many connections each has."""
        self._counts = counts
        self._number = number
        self._left_at: float | None = None

    @classmethod
    def always(cls) -> Turn:
        """Nobody else is there."""
        return cls([0], 0)

    @classmethod
    def of_each(cls, count: int) -> list[Turn]:
        """Those of so many processes to come: none is left anything before it says how many connections it has."""
        counts: MutableSequence[int] = multiprocessing.get_context("spawn").RawArray("i", [_ABSENT] * count)
        return [cls(counts, number) for number in range(count)]

    def say(self, connections: int) -> None:
        """Tell the others how many connections the worker has."""
        self._counts[self._number] = connections

    def say_gone(self) -> None:
        """Tell the others that the worker takes nothing."""
        self.say(_ABSENT)

    def has_come(self) -> bool:
        """Whether the worker is to take a connection: nobody has fewer, or those who have had their time."""
        return self._counts[self._number] <= min(self._counts) or (
            self._left_at is not None and time.monotonic() > self._left_at + _PATIENCE
        )

    def leave(self) -> None:
        """Leave a connection to the others."""
        self._left_at = time.monotonic()

    @property
    def is_left(self) -> bool:
        """Whether a connection was left to the others and the worker's turn has not come since."""
        return self._left_at is not None

    def take(self) -> None:
        """The worker's turn has come: it looks for itself whether there is a connection."""
        self._left_at = None
