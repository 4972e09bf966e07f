"""An application that a CMS may write to, over an index of its own."""

from __future__ import annotations

from pathlib import Path

from index.settings import Settings
from web.tokens import TokenFile, line_of, new_token
from web.writer import Writer

TOKEN = new_token()

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def token_file(folder: Path) -> Path:
    """A file that admits `TOKEN`."""
    path = folder / "tokens"
    path.write_text(line_of(TOKEN, "tests") + "\n", encoding="utf-8")
    return path


def make_writer(folder: Path, lock_timeout: float = 5.0) -> Writer:
    """Writes into the index in `folder / "index"`."""
    settings = Settings(index=folder / "index", lock_timeout=lock_timeout)
    return Writer(settings, TokenFile(token_file(folder)))
