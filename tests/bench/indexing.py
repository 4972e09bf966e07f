"""How fast articles become searchable, and how large they are then."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from tests.bench import report
from tests.bench.corpus import articles
from tests.bench.ours import has_option, index_time, size_of
from tests.bench.peers import PEERS, build_time
from tests.bench.plan import Plan
from tests.bench.report import Section

ONE_PROCESS = "`tracuu index`, one process"
TWO_PROCESSES = "`tracuu index`, two processes"
SEGMENTING = "pyvi's `ViTokenizer.tokenize` alone, its words thrown away"

_LARGE = 20_000
"""Above so many articles everything is indexed only once."""


def indexing(plan: Plan) -> Iterator[Section]:
    """Articles a second, and the size of the index."""
    for size in plan.sizes:
        yield _indexed(plan, size)


def _indexed(plan: Plan, size: int) -> Section:
    collection, folder = plan.collection(size), plan.cache / "indexing"
    ways, notes = _ways(plan, size, collection, folder)
    rounds = plan.rounds if size <= _LARGE else 1
    rates: dict[str, list[float]] = {name: [] for name in (SEGMENTING, *ways)}
    sizes: dict[str, int] = {}
    for number in range(rounds):
        rates[SEGMENTING].append(segmentation_rate(collection, plan.segmented))
        for name, seconds in ways.items():
            if number and name in _ONCE:
                continue
            rates[name].append(size / seconds())
            sizes[name] = size_of(folder)
    shutil.rmtree(folder, ignore_errors=True)
    rate = {name: median(each) for name, each in rates.items()}
    source = collection.stat().st_size
    return Section(
        title=f"Indexing, {size:,} articles",
        text=[
            f"From JSON lines ({report.megabytes(source)}) to searchable, our command's start included. Articles a "
            f"second, the median of {rounds}; the ratio to what segmenting words alone reaches (the first "
            f"{plan.segmented} articles, one process); the size of the index and its ratio to the JSON lines. The "
            "peers segment no words."
        ],
        columns=["", "articles/s", "× segmenting", "size", "× JSON lines"],
        rows=[
            [
                name,
                report.digits(rate[name]),
                report.times(rate[name] / rate[SEGMENTING]),
                report.megabytes(sizes.get(name)),
                report.times(sizes[name] / source if name in sizes else None),
            ]
            for name in rate
        ],
        notes=notes,
    )


_ONCE = {peer.name for peer in PEERS if peer.every > 1}
"""What takes too long to be repeated."""


def _ways(plan: Plan, size: int, collection: Path, folder: Path) -> tuple[dict[str, Callable[[], float]], list[str]]:
    """Name → what indexes the collection into `folder` and gives the seconds it took; and what is left out."""
    ways: dict[str, Callable[[], float]] = {}
    notes = plan.left_out(size)
    if has_option("index", "--processes"):
        ways[ONE_PROCESS] = partial(index_time, collection, folder, "--processes", "1")
        ways[TWO_PROCESSES] = partial(index_time, collection, folder, "--processes", "2")
    else:
        ways[ONE_PROCESS] = partial(index_time, collection, folder)
        notes.append(f"{TWO_PROCESSES}: left out, there is no option `--processes`.")
    for peer in plan.asked_peers(size):
        ways[peer.name] = partial(build_time, peer, collection, folder)
    return ways, notes


def segmentation_rate(collection: Path, count: int) -> float:
    """Articles a second whose words pyvi finds, over the first ones of a collection."""
    from pyvi import ViTokenizer

    texts = [f"{each['title']}\n{each['summary']}\n{each['body']}" for each in articles(collection, count)]
    ViTokenizer.tokenize(texts[0])
    began = time.perf_counter()
    for text in texts:
        ViTokenizer.tokenize(text)
    return len(texts) / (time.perf_counter() - began)
