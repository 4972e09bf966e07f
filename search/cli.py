"""The commands that read: `search`, `stats`."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
import textwrap
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.cli import index_option
from index.dates import parse_day, parse_period
from search.query import FACETS, SearchQuery, Sort

if TYPE_CHECKING:
    from search.results import Hit, SearchResults


class Day(click.ParamType[dt.date]):
    """A day on the command line: ISO or d/m/yyyy."""

    name = "DATE"

    def convert(self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day; a usage error if it is none."""
        if isinstance(value, dt.date):
            return value
        try:
            return parse_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Period(click.ParamType[str]):
    """A year, month or day on the command line, as in a date facet."""

    name = "PERIOD"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The period; a usage error if it is none."""
        try:
            parse_period(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return value


# -word excludes a word, also one that begins with h.
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1)
@index_option
@click.option("--author", multiple=True, help="Only articles by this author (repeat for several).")
@click.option("--tag", multiple=True, help="Only articles with this tag.")
@click.option("--unit", multiple=True, help="Only articles of this unit.")
@click.option(
    "--date", type=Period(), multiple=True, help="Published in this year, month or day: 2021, 2021-12, 2021-12-27."
)
@click.option("--from", "published_from", type=Day(), help="Published on this day or later.")
@click.option("--to", "published_to", type=Day(), help="Published on this day or earlier.")
@click.option(
    "--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.RELEVANCE.value, show_default=True
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--per-page", type=click.IntRange(1, 100), default=10, show_default=True)
def search(  # noqa: PLR0913, PLR0917  (an option each)
    words: tuple[str, ...],
    index_folder: Path,
    author: tuple[str, ...],
    tag: tuple[str, ...],
    unit: tuple[str, ...],
    date: tuple[str, ...],
    published_from: dt.date | None,
    published_to: dt.date | None,
    sort: str,
    page: int,
    per_page: int,
) -> None:
    """Search for WORDS; without any, list everything, the newest first."""
    from search.engine import open_engine

    _refuse_options(words)
    selections = {"author": author, "tag": tag, "unit": unit, "date": date}
    query = SearchQuery(
        text=" ".join(words),
        selections=selections,
        published_from=published_from,
        published_to=published_to,
        sort=Sort(sort),
        page=page,
        per_page=per_page,
        facets=(),
    )
    results = open_engine(index_folder).search(query)
    click.echo(_heading(results))
    for number, hit in enumerate(results.hits, (results.page - 1) * per_page + 1):
        click.echo()
        click.echo(_shown(number, hit))


def _refuse_options(words: Sequence[str]) -> None:
    """Nobody excludes a word twice: what begins with -- and a letter is a misspelled option."""
    context = click.get_current_context()
    options = [name for option in context.command.params for name in option.opts]
    for word in words:
        if name := re.match(r"--[A-Za-z][^\s=]*", word):
            raise click.NoSuchOption(name[0], possibilities=get_close_matches(name[0], options), ctx=context)


def _heading(results: SearchResults) -> str:
    relaxed = f", relaxed: {results.query.relaxed}" if results.query.relaxed else ""
    articles = "article" if results.total == 1 else "articles"
    found = f"{results.total:,} {articles} ({results.took_ms:.0f} ms{relaxed})"
    understood = [f"“{each.typed}” taken as {each.meant}" for each in results.query.understood]
    suggestion = [f"Did you mean: {results.suggestion}"] if results.suggestion else []
    return "\n".join([found, *understood, *suggestion])


def _shown(number: int, hit: Hit) -> str:
    article = hit.article
    published = f"{article.published:%d/%m/%Y}" if article.published else ""
    about = " · ".join(filter(None, (published, article.unit, ", ".join(article.authors), article.id)))
    width = min(shutil.get_terminal_size().columns, 100)
    # Wrapped before it is coloured: what colours a terminal has no width, but textwrap would count it.
    passage = textwrap.fill(hit.snippet_html, width, initial_indent="   ", subsequent_indent="   ")
    return "\n".join(
        (f"{number}. {_coloured(hit.title_html)}", f"   {click.style(about, dim=True)}", _coloured(passage))
    )


def _coloured(marked: str) -> str:
    """Text with `<mark>` for a terminal; click takes the colours away where it isn't one."""
    pieces = re.split("<mark>(.*?)</mark>", marked, flags=re.DOTALL)
    return "".join(
        click.style(html.unescape(piece), bold=True) if odd else html.unescape(piece)
        for odd, piece in ((at % 2, piece) for at, piece in enumerate(pieces))
    )


@click.command()
@index_option
def stats(index_folder: Path) -> None:
    """Say what the index holds."""
    from search.engine import open_engine

    engine = open_engine(index_folder)
    status = engine.ping()
    newest = engine.search(SearchQuery(sort=Sort.NEWEST, per_page=1, facet_size=5))
    oldest = engine.search(SearchQuery(sort=Sort.OLDEST, per_page=1, facets=()))
    size = sum(file.stat().st_size for file in index_folder.iterdir() if file.is_file())
    click.echo(f"{status.articles:,} articles in {index_folder}, {size / 1e6:,.1f} MB, commit {status.generation}")
    click.echo(f"published {_published(oldest)} – {_published(newest)}")
    for name in FACETS:
        facet = newest.facets[name]
        frequent = ", ".join(f"{value.value} ({value.count:,})" for value in facet.values)
        click.echo(f"{name}: {facet.total_values:,} values: {frequent}")


def _published(results: SearchResults) -> dt.date | str:
    """The date of the first hit."""
    return (results.hits[0].article.published if results.hits else None) or "?"


commands = (search, stats)
