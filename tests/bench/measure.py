"""Taking times, and saying what they are."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.peers import Engine


@dataclass
class Times:
    """How long an engine took for each query, in milliseconds."""

    first: dict[str, float] = field(default_factory=dict)
    """When it was asked for the first time."""
    again: dict[str, float] = field(default_factory=dict)
    """When it was asked again: the median of all times but the first."""
    totals: dict[str, int] = field(default_factory=dict)


def in_turn(engines: Sequence[Engine], queries: Sequence[str], repeat: int) -> dict[str, Times]:
    """Engine → its times. Every query goes to each engine in turn before the next one does, so that whatever else the
    machine does meanwhile hits them all alike, and each of them as often right behind each other one.

    An engine may be asked only every so many-th query, see `tests.bench.peers.Peer.every`."""
    taken: dict[str, dict[str, list[float]]] = {engine.name: {} for engine in engines}
    times = {engine.name: Times() for engine in engines}
    for asking in range(repeat + 1):
        for number, query in enumerate(queries):
            first = (number + asking) % len(engines)
            for engine in (*engines[first:], *engines[:first]):
                if number % getattr(engine, "every", 1):
                    continue
                elapsed, total = milliseconds(engine.ask, query)
                taken[engine.name].setdefault(query, []).append(elapsed)
                times[engine.name].totals[query] = total
    for name, by_query in taken.items():
        times[name].first = {query: each[0] for query, each in by_query.items()}
        times[name].again = {query: median(each[1:]) for query, each in by_query.items()} if repeat else {}
    return times


def milliseconds(call: Callable[[str], int], query: str) -> tuple[float, int]:
    """How long a call takes, and what it gives."""
    began = time.perf_counter()
    answer = call(query)
    return (time.perf_counter() - began) * 1000, answer


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of the values don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def ratio(one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    """The median of one divided by the median of the other, over the queries that both were asked."""
    common = one.keys() & other.keys()
    if not common:
        return None
    return median(one[query] for query in common) / median(other[query] for query in common)
