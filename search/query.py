"""What was asked, as one frozen object: made at the door (HTTP, command line), understood by every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FACETS = ("date", "author", "tag", "unit")
"""The facets an article can be counted and narrowed by, in the order they are shown."""


HIT_FIELDS = (
    "id",
    "url",
    "title",
    "published",
    "authors",
    "tags",
    "unit",
    "score",
    "title_html",
    "snippet_html",
)
"""What is said of a hit unless the request chooses."""

FURTHER_FIELDS = ("summary", "body")
"""What is said of it when asked for."""

MARKED_FIELDS = frozenset({"title_html", "snippet_html"})
"""What an engine has to work out; the rest stands in the article."""


class Sort(StrEnum):
    """The orders in which hits can be asked for."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """One search request."""

    text: str = ""
    """What was typed. Empty: every article, newest first."""
    as_typed: tuple[str, ...] = ()
    """Pieces of `text` that mean nothing but themselves: what they would be understood as is not looked for."""
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name → chosen values: any of them within one facet, all facets together.
    A date value is a year, a month or a day: `2021`, `2021-12`, `2021-12-27`."""
    published_from: date | None = None
    published_to: date | None = None
    """Inclusive."""
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    cursor: str | None = None
    """`SearchResults.next` of the page before; goes before `page`."""
    facets: tuple[str, ...] = FACETS
    """Which facets to count."""
    timeline: str | None = None
    """Whether to count the matches over time: for all years (empty), the months of `2021` or the days of `2021-12`."""
    facet_size: int = 20
    """How many values of each facet, the most frequent first."""
    fields: tuple[str, ...] = HIT_FIELDS
    """What will be shown of each hit. Where none of `MARKED_FIELDS` is, an engine leaves those empty."""
