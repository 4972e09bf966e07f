"""The benchmark: `make bench`, or `python -m tests.bench`. Prints Markdown; says on stderr what it is doing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from tests.bench import machine
from tests.bench.asking import page, query_kinds, search
from tests.bench.changing import changing
from tests.bench.indexing import indexing
from tests.bench.opening import opening
from tests.bench.ours import ROOT
from tests.bench.plan import Plan
from tests.bench.report import Section
from tests.bench.serving import serving
from tests.bench.understanding import understanding

Measurement = Callable[[Plan], Iterator[Section]]

MEASUREMENTS: Mapping[str, Measurement] = {
    "search": search,
    "kinds": query_kinds,
    "understanding": understanding,
    "page": page,
    "indexing": indexing,
    "changing": changing,
    "opening": opening,
    "serving": serving,
}

_SAMPLES = ROOT / "sample_docs"
_CACHE = ROOT / "build" / "bench"


def _sizes(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        sizes = tuple(sorted({int(size) for size in value.split(",")}))
    except ValueError as error:
        raise click.BadParameter("numbers of articles, separated by commas") from error
    if sizes[0] < 1:
        raise click.BadParameter("a collection has at least one article")
    return sizes


def _only(_context: click.Context, _parameter: click.Parameter, value: str) -> list[str]:
    names = [name.strip() for name in value.split(",")] if value else list(MEASUREMENTS)
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        raise click.BadParameter(f"there is no {unknown[0]!r}, only {', '.join(MEASUREMENTS)}")
    return names


@click.command()
@click.option("--news", type=click.Path(path_type=Path, exists=True), help="Real articles as JSON lines, also .xz.")
@click.option("--sizes", default="10000", callback=_sizes, help="Numbers of articles, separated by commas.")
@click.option("--only", default="", callback=_only, help=f"Some of: {', '.join(MEASUREMENTS)}.")
@click.option("--queries", default=Plan.queries, type=click.IntRange(10), help="How many queries are asked.")
@click.option("--cache", default=_CACHE, type=click.Path(path_type=Path), help="Where what it makes is kept.")
@click.option("--report", type=click.Path(path_type=Path), help="Write what is printed into this file as well.")
def main(  # noqa: PLR0913, PLR0917  (an option each)
    news: Path | None, sizes: tuple[int, ...], only: list[str], queries: int, cache: Path, report: Path | None
) -> None:
    """Measure the project beside its peers, in one run, and print Markdown."""
    plan = Plan(source=news or _SAMPLES, sizes=sizes, cache=cache, queries=queries)
    parts = []
    for part in written(plan, only, is_sample=news is None):
        click.echo(f"{part}\n")
        parts.append(part)
    if report:
        report.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def written(plan: Plan, only: list[str], *, is_sample: bool) -> Iterator[str]:
    """The report, part by part as it is measured."""
    yield f"# Benchmarks\n\n{machine.described()}"
    origin = "the project's own sample articles" if is_sample else "real news"
    yield (
        f"Collections: {origin}, and above their number articles put together from their sentences. `make bench` "
        "prints this page. Engines are asked in turn, so that whatever else the machine does hits all alike: ratios "
        "say more than milliseconds."
    )
    if is_sample:
        yield (
            "**These numbers mean little**: a few dozen texts, recombined, have far fewer different words than real "
            "articles. Give real ones: `make bench NEWS=path/to/news.jsonl.xz SIZES=10000,150000`."
        )
    for name in only:
        click.echo(f"measuring {name} …", err=True)
        began = time.perf_counter()
        for section in MEASUREMENTS[name](plan):
            yield str(section)
        click.echo(f"… {time.perf_counter() - began:,.0f} s", err=True)


if __name__ == "__main__":
    sys.exit(main())
