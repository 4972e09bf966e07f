"""Values as they stand in addresses and in HTML. Units, tags and authors come again on every page: they are kept."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote_plus

from markupsafe import escape

KEPT = 4096
"""Values; some hundred bytes each."""


@lru_cache(maxsize=KEPT)
def quoted(value: str) -> str:
    """A parameter's value as it stands in an address. Half a surrogate pair, which no address can hold, becomes `?`."""
    return quote_plus(value, errors="replace")


@lru_cache(maxsize=KEPT)
def html(text: str) -> str:
    """The text as HTML, also within the quotes of an attribute."""
    return str(escape(text))
