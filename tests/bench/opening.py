"""What it takes to begin: until the first answer, and the memory that a server holds."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import report
from tests.bench.ours import ROOT, OverHttp, Server, environment
from tests.bench.plan import Plan
from tests.bench.report import Section

_FIRST_ANSWER = """
import sys, time
from pathlib import Path
from search.engine import open_engine
from search.query import SearchQuery
engine = open_engine(Path(sys.argv[1]))
began = time.perf_counter()
engine.search(SearchQuery(text=sys.argv[2], per_page=10))
print((time.perf_counter() - began) * 1000, flush=True)
"""


def opening(plan: Plan) -> Iterator[Section]:
    """The first answer, and memory, at every size."""
    queries = plan.typed()
    rows, notes = [], []
    for size in plan.sizes:
        begun = [first_answer(plan.index(size), queries[number % len(queries)]) for number in range(plan.rounds)]
        memory = served_memory(plan.index(size), queries)
        if memory is None:
            notes.append("Memory: left out, only Linux tells it (`/proc/PID/smaps_rollup`).")
        from_start, after_import = (median(each) for each in zip(*begun, strict=True))
        rows.append([f"{size:,} articles", report.ms(from_start), report.ms(after_import), report.megabytes(memory)])
    yield Section(
        title="Opening and memory",
        text=[
            "Milliseconds from starting the interpreter to the first answer of an engine, and those of them that "
            f"opening the index and answering take once everything is imported: medians of {plan.rounds}, the files "
            "in the system's cache. Memory: what `tracuu serve` holds for itself, mapped files not counted, after "
            f"{len(queries)} queries."
        ],
        columns=["", "start to answer", "open and answer", "memory"],
        rows=rows,
        notes=list(dict.fromkeys(notes)),
    )


def first_answer(index: Path, query: str) -> tuple[float, float]:
    """Milliseconds from the start of an interpreter to its first answer, and of those the ones after importing."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", _FIRST_ANSWER, str(index), query],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        said = process.stdout.readline()
        elapsed = (time.perf_counter() - began) * 1000
    return elapsed, float(said)


def served_memory(index: Path, queries: list[str]) -> int | None:
    """Bytes that a server holds for itself after answering the queries; None where the system doesn't tell."""
    with Server(index) as server, OverHttp(server) as engine:
        for query in queries:
            engine.ask(query)
        return server.anonymous_memory()
