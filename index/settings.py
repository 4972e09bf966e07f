"""What an institution configures, read once from the command line or the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_INDEX = Path(".index")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are."""

    index: Path = DEFAULT_INDEX
    """The folder of the index (`--index`, `TRACUU_INDEX`)."""
    units: Path | None = None
    """The institution's table of units (`--units`, `TRACUU_UNITS`); None: the one that the index was made
    with, and that is the one shipped for VAST if none was ever named."""
    abbreviations: Path | None = None
    """The institution's table of abbreviations (`--abbreviations`, `TRACUU_ABBREVIATIONS`); None: the one that the
    index keeps, and that is the shipped one if none was ever named."""
    lock_timeout: float = 10.0
    """Seconds to wait for another writer."""
