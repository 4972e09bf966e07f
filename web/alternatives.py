"""What is offered when nothing is found: the same search without one of its words or filters, with the true count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engine import SearchEngine
from search.parser import pieces
from search.query import SearchQuery
from web.languages import Language
from web.links import Chip, Links

MOST = 8
"""How many words, and how many filters, are tried: each is a search."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search that leaves out one thing and finds something."""

    left_out: str | Chip | None
    """A word, a filter, or all filters (None)."""
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Why nothing was found, as far as it can be told, and what would find something."""

    unknown: tuple[str, ...]
    """The words that no article has."""
    offers: tuple[Alternative, ...]


def alternatives(query: SearchQuery, engine: SearchEngine, language: Language) -> Alternatives:
    """What is offered in the place of `query`, which finds nothing."""
    offers = []
    for left_out, changed in _changes(query):
        if count := _count(changed, engine):
            offers.append(Alternative(left_out, count, Links(changed, language).back()))
    words = [query.text[start:end] for start, end in pieces(query.text)][:MOST]
    unknown = tuple(word for word in words if not word.startswith("-") and not _count(SearchQuery(text=word), engine))
    return Alternatives(unknown, tuple(offers))


def _count(query: SearchQuery, engine: SearchEngine) -> int:
    return engine.search(replace(query, page=1, per_page=1, cursor=None, facets=(), timeline=None)).total


def _changes(query: SearchQuery) -> Iterator[tuple[str | Chip | None, SearchQuery]]:
    """What is left out, and the search without it."""
    query = replace(query, page=1, cursor=None)
    chips = list(Links(query).chips())
    for chip in chips[:MOST]:
        yield chip, _without(query, chip)
    if len(chips) > 1:
        yield None, replace(query, selections={}, published_from=None, published_to=None)
    spans = pieces(query.text)
    if len(spans) > 1:
        for start, end in spans[:MOST]:
            rest = " ".join((query.text[:start] + " " + query.text[end:]).split())
            yield query.text[start:end], replace(query, text=rest, as_typed=())


def _without(query: SearchQuery, chip: Chip) -> SearchQuery:
    if chip.parameter == "from":
        return replace(query, published_from=None)
    if chip.parameter == "to":
        return replace(query, published_to=None)
    kept = tuple(value for value in query.selections[chip.parameter] if value != chip.value)
    return replace(query, selections={**query.selections, chip.parameter: kept})
