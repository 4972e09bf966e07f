"""The command `tracuu`: a doorbell for the three packages."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.cli import commands as index_commands
from index.cli import index_option, units_option
from index.errors import IndexMissing, TracuuError
from index.settings import Settings
from search.cli import commands as search_commands

if TYPE_CHECKING:
    from web.writer import Writer


class Commands(click.Group):
    """Commands that answer our own errors with their sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except TracuuError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracuu")
def main() -> None:
    """Full-text search over Vietnamese news and announcements."""


@main.command()
@click.option(
    "--host",
    envvar="TRACUU_HOST",
    default="127.0.0.1",
    show_default=True,
    show_envvar=True,
    help="Address to listen on.",
)
@click.option(
    "--port",
    envvar="TRACUU_PORT",
    default=8080,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 lets the system choose.",
)
@click.option(
    "--workers",
    envvar="TRACUU_WORKERS",
    default=1,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1),
    help="Processes that answer; more than the machine has cores are of no use.",
)
@click.option(
    "--tokens",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="TRACUU_TOKENS",
    show_envvar=True,
    help="File of the tokens that may write through the API, one line of `tracuu token` each. An index that is not "
    "there is made.  [default: nobody may write]",
)
@units_option
@index_option
def serve(  # noqa: PLR0913  (one for each option)
    *, index_folder: Path, host: str, port: int, workers: int, tokens: Path | None, units: Path | None
) -> None:
    """Serve the search page and the JSON API over HTTP."""
    _compute_in_one_thread()
    # Flask and the index take a while to import; `tracuu --help` need not wait for them.
    from search.engine import open_engine
    from web import server
    from web import workers as processes

    writer = _writer(Settings(index=index_folder, units=units), tokens) if tokens else None
    engine = open_engine(index_folder)
    click.echo(f"{engine.ping().articles:,} articles in {index_folder}")

    def announce(url: str) -> None:
        click.echo(f"Listening on {url} (stop with Ctrl-C)")

    if workers == 1:
        server.serve(engine, host, port, writer=writer, announce=announce)
    else:
        del engine  # each worker has its own
        processes.serve(index_folder, host, port, workers, writer=writer, announce=announce)


@main.command()
@click.argument("owner")
def token(owner: str) -> None:
    """Make a token with which OWNER may write through the API.

    The token itself is shown once, on standard error, and kept nowhere. What goes to standard output is the line for
    the file that `tracuu serve --tokens FILE` reads:  tracuu token OWNER >> FILE
    """
    from web import tokens

    made = tokens.new_token()
    click.echo(f"The token of {owner}, which is not shown again:\n{made}", err=True)
    click.echo(tokens.line_of(made, owner))


def _writer(settings: Settings, tokens: Path) -> Writer:
    """What lets the owners of `tokens` write. They may well be who fills the index, so it is made if there is none."""
    from index.store import open_store
    from search.engine import open_engine
    from web.tokens import TokenFile
    from web.writer import LONGEST_WAIT, Writer

    writer = Writer(replace(settings, lock_timeout=LONGEST_WAIT), TokenFile(tokens))
    try:
        open_engine(settings.index).ping()
    except IndexMissing:
        with open_store(settings):  # to open it makes it
            pass
    return writer


def _compute_in_one_thread() -> None:
    """Keep numpy from starting a thread for each core, in this process and in its workers: nothing here multiplies
    matrices. Its libraries read this when numpy is imported."""
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")


for command in (*index_commands, *search_commands):
    main.add_command(command)
