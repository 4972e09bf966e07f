"""The table of abbreviations: short forms, and what each is short for.

It is a TOML file that the institution edits, one short form a line, in its usual spelling:

    KHCN = "khoa học và công nghệ"
    "TP.HCM" = "Thành phố Hồ Chí Minh"
    TS = ["tiến sĩ", "thí sinh"]        # whichever of them is meant

What articles explain themselves need not be in it (`index.definitions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.definitions import Definition
from index.settings import Settings
from index.tables import Table, kept_table, read, require
from index.vietnamese.normalise import nfc
from index.vietnamese.syllables import syllables


def load(path: Path | None = None) -> tuple[Definition, ...]:
    """What the table in a file says, in its order; None is the shipped one. Raises TableInvalid."""
    return read(Table.ABBREVIATIONS, path, lambda content: tuple(_definitions(content)))


def abbreviations_of(settings: Settings) -> tuple[Definition, ...]:
    """The institution's table if the settings name one, else that of the index, else the shipped one.

    Raises TableInvalid."""
    return load(settings.abbreviations or kept_table(settings.index, Table.ABBREVIATIONS))


def _definitions(content: dict[str, Any]) -> Iterator[Definition]:
    """Those of a parsed file. Raises ValueError, naming the short form that is wrong."""
    for short, said in content.items():
        require(bool(syllables(short).forms), f"“{short}” has no letter or digit")
        longs = said if isinstance(said, list) else [said]
        for long in longs:
            require(isinstance(long, str), f"“{short}” must be short for a text, or for each of a list of texts")
            require(bool(syllables(long).forms), f"“{short}” is short for nothing")
            yield Definition(nfc(short), nfc(long))
