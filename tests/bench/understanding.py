"""What it costs that queries are understood as more than their letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from index.dates import today
from search.matching import match
from search.parser import parse
from search.query import SearchQuery
from search.understanding.period import found_in_time
from search.whoosh_snapshot import Snapshots
from tests.bench import report
from tests.bench.measure import in_turn
from tests.bench.ours import InProcess
from tests.bench.plan import UNKNOWN_WORD, Plan
from tests.bench.report import Section


class _Finding:
    """Finds the articles, without anything that an answer says of them."""

    every = 1

    def __init__(self, index: Path) -> None:
        self._snapshot = Snapshots(index).newest()


class Understood(_Finding):
    """What an engine does with the text of a query."""

    name = "understood"

    def ask(self, text: str) -> int:
        """Finds the articles; how many."""
        found = found_in_time(SearchQuery(text=text), today(), self._snapshot).found
        return len(found.match.docs)


class Literal(_Finding):
    """The same without any understanding: syntax and syllables."""

    name = "to the letter"

    def ask(self, text: str) -> int:
        """Finds the articles; how many."""
        return len(match(parse(text), self._snapshot).docs)


def understanding(plan: Plan) -> Iterator[Section]:
    """Queries as they are understood beside the same to the letter."""
    queries = plan.typed()
    rows = []
    for size in plan.sizes:
        engines = [Understood(plan.index(size)), Literal(plan.index(size)), InProcess(plan.index(size))]
        engines[-1].ask(UNKNOWN_WORD)
        times = in_turn(engines, queries, plan.repeat)
        understood, literal, whole = (times[engine.name].again for engine in engines)
        added = median(understood[query] - literal[query] for query in queries)
        finding, search = [median(each.values()) for each in (literal, understood)], median(whole.values())
        longer = f"{added / (search - added):+.1%}"
        rows.append([f"{size:,} articles", *map(report.ms, (*finding, added, search)), longer])
    yield Section(
        title="Understanding",
        text=[
            "Words are looked for as typed, and as what else they may be: keys of Telex and VNI, slips, times. "
            "In process, asked again; p50 in milliseconds of finding the articles, to the letter and understood, of "
            "what that adds to each query, and of the whole search; then by how much it makes the search longer."
        ],
        columns=["", "to the letter", "understood", "added", "search", "longer"],
        rows=rows,
    )
