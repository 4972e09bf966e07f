"""An article, as every reader makes it and every store keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news item or announcement. Texts are kept exactly as they were given; nothing here is normalised."""

    id: str
    title: str
    body: str
    """Paragraphs separated by newlines."""
    summary: str = ""
    """The lead."""
    url: str = ""
    published: date | datetime | None = None
    """A `datetime` (always with a zone) when the source gave a time of day, else a `date`."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    unit: str = ""
    """The đơn vị that issued the article or that it is about."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Keys of the source that mean nothing to us: kept and given back."""
