"""How long answers take: faceted search beside the peers, growth, kinds of query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from statistics import median

from tests.bench import report
from tests.bench.measure import Times, in_turn, milliseconds, percentile, ratio
from tests.bench.ours import InProcess, OverHttp, OverHttpAsThePage, ResultsPage, Server
from tests.bench.peers import FACET_VALUES, HITS, Tantivy
from tests.bench.plan import UNKNOWN_WORD, Plan
from tests.bench.queries import is_marked, kinds
from tests.bench.report import Section

_YARDSTICK = Tantivy.name


def search(plan: Plan) -> Iterator[Section]:
    """Faceted search at every size, and how it grows with the size."""
    queries = plan.typed()
    by_size: dict[int, dict[str, Times]] = {}
    for size in plan.sizes:
        with ExitStack() as stack:
            engines = plan.engines(size, stack)
            by_size[size] = in_turn(engines, queries, plan.repeat)
        rare = [f"{engine.name}: asked every {engine.every}th query." for engine in engines if _is_rare(engine)]
        yield _compared(size, by_size[size], [*rare, *plan.left_out(size), *_agreement(by_size[size])])
    if len(by_size) > 1:
        yield _growth(by_size)


def page(plan: Plan) -> Iterator[Section]:
    """The page beside the JSON that says the same."""
    queries = plan.typed()
    rows, notes = [], []
    for size in plan.sizes:
        with Server(plan.index(size)) as server, OverHttpAsThePage(server) as json, ResultsPage(server) as html:
            times = in_turn([json, html], queries, plan.repeat)
        if times[json.name].totals != times[html.name].totals:
            notes.append(f"WRONG: of {size:,} articles, the page says other totals than the JSON.")
        p50 = {name: median(each.again.values()) for name, each in times.items()}
        rows.append(
            [f"{size:,} articles", *map(report.ms, p50.values()), report.times(p50[html.name] / p50[json.name])]
        )
    yield Section(
        title="The page",
        text=[
            "A results page with 20 hits, four facets and the drawing of the dates, beside the same hits and facets as "
            "JSON: both over HTTP on a kept connection, not compressed, asked again. p50 in milliseconds."
        ],
        columns=["", "JSON", "page", "page ÷ JSON"],
        rows=rows,
        notes=notes,
    )


def _is_rare(engine: object) -> bool:
    return getattr(engine, "every", 1) > 1


def _compared(size: int, times: Mapping[str, Times], notes: Sequence[str]) -> Section:
    count = max(len(each.totals) for each in times.values())
    return Section(
        title=f"Faceted search, {size:,} articles",
        text=[
            f"One request: all words must match; exact total, the {HITS} best with a snippet each, the {FACET_VALUES} "
            f"most frequent values of four facets over all matches. {count} different queries, two thirds spans of 1–4 "
            "syllables of titles, one third frequent words. Milliseconds; × is the ratio of medians to "
            f"{_YARDSTICK}, over the queries that both were asked. “First”: the query was never asked before."
        ],
        columns=["", "p50", "×", "p95", "p99", "first p50", "×", "first p95", "first p99"],
        rows=[[name, *_row(times, name, "again"), *_row(times, name, "first")] for name in times],
        notes=notes,
    )


def _row(times: Mapping[str, Times], name: str, asked: str) -> list[str]:
    own: dict[str, float] = getattr(times[name], asked)
    if not own:
        return [report.UNKNOWN] * 4
    yardstick: dict[str, float] = getattr(times[_YARDSTICK], asked) if _YARDSTICK in times else {}
    values = list(own.values())
    p95, p99 = (report.ms(percentile(values, percent)) for percent in (95, 99))
    return [report.ms(median(values)), report.times(ratio(own, yardstick)), p95, p99]


def _agreement(times: Mapping[str, Times]) -> Iterator[str]:
    """In how many queries the totals of the peers are ours."""
    ours = times[InProcess.name].totals
    if (served := times[OverHttp.name].totals) != ours:
        differing = sum(served[query] != ours[query] for query in ours)
        yield f"WRONG: over HTTP, {differing} totals differ from those in process."
    for name, each in times.items():
        if name in (InProcess.name, OverHttp.name):
            continue
        marked = [query for query in each.totals if is_marked(query)]
        bare = each.totals.keys() - set(marked)
        agreeing = sum(each.totals[query] == ours[query] for query in marked)
        apart = max((abs(each.totals[query] - ours[query]) for query in marked), default=0)
        others = f", the others differ by {apart:,} at most" if apart else ""
        yield (
            f"Totals, {name}: the same as ours for {agreeing} of the {len(marked)} queries whose syllables all bear "
            f"marks{others}. Where one bears none it stands for all its spellings with us, and for itself elsewhere: "
            f"we find at least as many for {sum(ours[query] >= each.totals[query] for query in bare)} of {len(bare)}."
        )


def _growth(by_size: Mapping[int, Mapping[str, Times]]) -> Section:
    sizes = list(by_size)
    names = dict.fromkeys(name for times in by_size.values() for name in times)
    rows = []
    for name in names:
        p50 = [median(by_size[size][name].again.values()) if name in by_size[size] else None for size in sizes]
        first, last = p50[0], p50[-1]
        grown = last / first if first and last else None
        rows.append([name, *map(report.ms, p50), report.times(grown)])
    return Section(
        title="Growth",
        text=["The same queries, asked again: p50 in milliseconds."],
        columns=["", *(f"{size:,} articles" for size in sizes), f"× for {sizes[-1] / sizes[0]:.3g}× the articles"],
        rows=rows,
    )


def query_kinds(plan: Plan) -> Iterator[Section]:
    """What each kind of query takes, beside plain words, in process."""
    queries = kinds(plan.asked_of(), plan.kinds)
    for size in plan.sizes:
        engine = InProcess(plan.index(size))
        engine.ask(UNKNOWN_WORD)
        first, again = (_by_kind(engine, queries, 1), _by_kind(engine, queries, plan.repeat))
        yield Section(
            title=f"Kinds of query, {size:,} articles",
            text=[
                f"In process, up to {plan.kinds} queries of each kind, in turn: p50 in milliseconds, and the ratio to "
                "the plain queries' p50."
            ],
            columns=["", "example", "p50", "×", "first p50", "×"],
            rows=[
                [
                    kind,
                    f"`{asked[0]}`",
                    report.ms(again[kind]),
                    report.times(again[kind] / again["plain"]),
                    report.ms(first[kind]),
                    report.times(first[kind] / first["plain"]),
                ]
                for kind, asked in queries.items()
                if asked
            ],
        )


def _by_kind(engine: InProcess, queries: Mapping[str, Sequence[str]], repeat: int) -> dict[str, float]:
    """Kind → the median over its queries of the median of `repeat` askings; a query of each kind in turn."""
    taken: dict[str, dict[str, list[float]]] = {kind: {} for kind, asked in queries.items() if asked}
    for _ in range(repeat):
        for number in range(max(map(len, queries.values()))):
            for kind, by_query in taken.items():
                if number < len(queries[kind]):
                    query = queries[kind][number]
                    by_query.setdefault(query, []).append(milliseconds(engine.ask, query)[0])
    return {kind: median(map(median, by_query.values())) for kind, by_query in taken.items()}
