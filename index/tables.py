"""The tables that an institution edits: shipped ones, its own ones, and those that an index keeps.

An index keeps the tables that it was made with, so that it knows what they say when it is searched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from index.errors import IndexNotWritable, TableInvalid
from index.settings import Settings

T = TypeVar("T")


class Table(StrEnum):
    """The tables there are, by the names of their files in the folder of an index."""

    UNITS = "units.toml"
    ABBREVIATIONS = "abbreviations.toml"


_SHIPPED = {Table.UNITS: "units-vast.toml", Table.ABBREVIATIONS: "abbreviations.toml"}


def read(table: Table, path: Path | None, made: Callable[[dict[str, Any]], T]) -> T:
    """What is `made` of the content of a file, or of the shipped table if `path` is None.

    Raises TableInvalid, naming file and reason, also for a ValueError of `made`."""
    source = path or resources.files("index") / "data" / _SHIPPED[table]
    try:
        return made(tomllib.loads(source.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise TableInvalid(f"{source}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:  # TOML and UTF-8 say it so, too
        raise TableInvalid(f"{source}: {error}") from error


def kept_table(index: Path, table: Table) -> Path | None:
    """The table that an index was made with; None if that was the shipped one."""
    kept = index / table
    return kept if kept.is_file() else None


def keep_tables(settings: Settings) -> None:
    """The index keeps the institution's tables, those that the settings name. Raises IndexNotWritable."""
    for table, given in ((Table.UNITS, settings.units), (Table.ABBREVIATIONS, settings.abbreviations)):
        if given is not None:
            _keep(given, settings.index / table)


def _keep(given: Path, kept: Path) -> None:
    unfinished = kept.with_name(f"{kept.name}.new")
    try:
        unfinished.write_bytes(given.read_bytes())
        unfinished.replace(kept)
    except OSError as error:
        raise IndexNotWritable(f"{kept} can't be written: {error.strerror or error}") from error


def require(condition: bool, reason: str) -> None:
    """Raises ValueError with the reason unless the condition holds."""
    if not condition:
        raise ValueError(reason)
