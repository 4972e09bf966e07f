"""The commands that write, `index` and `delete`, and the one that checks what was written, `check`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.settings import DEFAULT_INDEX, Settings

if TYPE_CHECKING:
    from index.indexing import Report

index_option = click.option(
    "--index",
    "index_folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_INDEX,
    show_default=True,
    envvar="TRACUU_INDEX",
    show_envvar=True,
    help="The folder of the index.",
)
"""Every command's option for the index."""

units_option = click.option(
    "--units",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="TRACUU_UNITS",
    show_envvar=True,
    help="The table of units (TOML): their names, by which an article's unit is found when it names none. The index "
    "keeps it.  [default: the table of the index; at first, units of VAST]",
)
"""Of every command that takes articles."""

abbreviations_option = click.option(
    "--abbreviations",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="TRACUU_ABBREVIATIONS",
    show_envvar=True,
    help="The table of abbreviations (TOML), for which their long forms are looked for, and the other way round. The "
    "index keeps it.  [default: the table of the index; at first, common ones]",
)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@index_option
@units_option
@abbreviations_option
@click.option("--replace-all", is_flag=True, help="Take everything else out of the index, also if it is damaged.")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many processes read and analyse; as many as there are cores at most. For thousands of articles.",
)
def index(  # noqa: PLR0913  (one for each option)
    *,
    paths: tuple[Path, ...],
    index_folder: Path,
    units: Path | None,
    abbreviations: Path | None,
    replace_all: bool,
    processes: int,
) -> None:
    """Index the articles in PATHS, files or folders.

    Reads .txt, .html, .json and .jsonl, each also as .gz or .xz. An article whose id is in the index already is
    replaced. What can't be read is named, the rest is indexed, and the exit code is 1.
    """
    from index.workers import Workers

    settings = Settings(index=index_folder, units=units, abbreviations=abbreviations)
    with Workers(processes, settings) if processes > 1 else nullcontext() as workers:  # they begin while we import
        from index.indexing import index_files
        from index.progress import Progress

        with Progress() as progress:
            report = index_files(paths, settings, progress, replace_all=replace_all, workers=workers)
    click.echo(_summary(report, index_folder))
    if report.unreadable:
        sys.exit(1)


def _summary(report: Report, folder: Path) -> str:
    said = [f"Indexed {report.indexed:,} articles; {click.format_filename(folder)} now holds {report.held:,}."]
    if report.least_sure:
        encodings = ", ".join(f"{count:,} {encoding}" for encoding, count in report.encodings.most_common())
        said.append(
            f"Converted {report.encodings.total():,} from old encodings: {encodings}. The least sure is "
            f"{report.least_sure.article_id!r} with a confidence of {report.least_sure.confidence}."
        )
    if report.passed_over:
        formats = ", ".join(f"{count:,} {suffix or 'without a suffix'}" for suffix, count in report.passed_over.items())
        said.append(f"Passed over files of other formats: {formats}.")
    if report.unreadable:
        said.append(f"Could not read {report.unreadable:,} files or lines, named above.")
    return "\n".join(said)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
def delete(ids: tuple[str, ...], index_folder: Path) -> None:
    """Take the articles with these IDs out of the index.

    An id that the index doesn't hold is named and makes the exit code 1; the others are taken out all the same.
    """
    from index.store import open_store

    settings = Settings(index=index_folder)
    with open_store(settings, create=False) as store:
        unknown = [article_id for article_id in ids if not store.delete(article_id)]
        if len(unknown) < len(ids):
            store.commit()
    for article_id in unknown:
        click.echo(f"There is no article {article_id!r} in {click.format_filename(index_folder)}.", err=True)
    click.echo(f"Deleted {len(ids) - len(unknown):,} articles.")
    if unknown:
        sys.exit(1)


@click.command()
@index_option
def check(index_folder: Path) -> None:
    """Check the whole index: every byte, and whether what it says agrees.

    What was checked is listed; a damaged file is named with what is wrong and what to do, and makes the exit code 1.
    Takes some seconds for 100,000 articles. The index can be searched and written meanwhile.
    """
    from index.whoosh_check import check_index

    damages = 0
    for checked in check_index(index_folder):
        damages += len(checked.damages)
        click.echo(checked.what)
        for damage in checked.damages:
            click.echo(str(damage), err=True)
    if damages:
        sys.exit(1)
    click.echo(f"The index in {click.format_filename(index_folder)} is whole.")


commands = (index, delete, check)
