"""What is offered when nothing is found: the same search without one of its words or filters, or without the time that
its words name, with the true count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.engine import SearchEngine
from search.parser import pieces
from search.query import SearchQuery
from search.results import Kind, Understood
from web.languages import Language
from web.links import Chip, Links

MOST = 8
"""How many words, and how many filters, are tried: each is a search."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search that leaves out one thing and finds something."""

    left_out: str | Chip | None
    """A word or the words of a time, a filter, or all filters (None)."""
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Why nothing was found, as far as it can be told, and what would find something."""

    unknown: tuple[str, ...]
    """The words that no article has."""
    empty_time: str
    """The words of a time in which nothing was published; empty if there are none."""
    offers: tuple[Alternative, ...]
    literal: Alternative | None
    """The words of a time looked for as words, if an article has them and the others."""


def alternatives(
    query: SearchQuery, understood: Sequence[Understood], engine: SearchEngine, language: Language
) -> Alternatives:
    """What is offered in the place of `query`, which finds nothing as it was understood."""
    time = next((each.typed for each in understood if each.kind is Kind.DATES), "")
    said = _pieces(query.text, time)
    offers = []
    for left_out, changed in _changes(query, said):
        if count := _count(changed, engine):
            offers.append(Alternative(left_out, count, Links(changed, language).back()))
    empty = [
        piece
        for piece in (query.text[start:end] for start, end in said[:MOST])
        if not piece.startswith("-") and not _count(SearchQuery(text=piece), engine)
    ]
    unknown = tuple(piece for piece in empty if piece != time)
    literal = _literal(query, time, engine, language) if time else None
    return Alternatives(unknown, time if time in empty else "", tuple(offers), literal)


def _literal(query: SearchQuery, time: str, engine: SearchEngine, language: Language) -> Alternative | None:
    changed = replace(query, page=1, cursor=None, as_typed=(*query.as_typed, time))
    found = engine.search(changed)
    if not found.total or found.query.relaxed:
        return None
    return Alternative(time, found.total, Links(changed, language).back())


def _pieces(text: str, time: str) -> list[tuple[int, int]]:
    """Where the pieces of what was typed begin and end, the words of a time being one."""
    begin = text.find(time) if time else -1
    if begin < 0:
        return list(pieces(text))
    end = begin + len(time)
    others = [(start, stop) for start, stop in pieces(text) if stop <= begin or start >= end]
    return sorted([*others, (begin, end)])


def _count(query: SearchQuery, engine: SearchEngine) -> int:
    return engine.search(replace(query, page=1, per_page=1, cursor=None, facets=(), timeline=None)).total


def _changes(query: SearchQuery, said: Sequence[tuple[int, int]]) -> Iterator[tuple[str | Chip | None, SearchQuery]]:
    """What is left out, and the search without it."""
    query = replace(query, page=1, cursor=None)
    chips = list(Links(query).chips())
    for chip in chips[:MOST]:
        yield chip, _without(query, chip)
    if len(chips) > 1:
        yield None, replace(query, selections={}, published_from=None, published_to=None)
    if len(said) > 1:
        for start, end in said[:MOST]:
            rest = " ".join((query.text[:start] + " " + query.text[end:]).split())
            yield query.text[start:end], replace(query, text=rest, as_typed=())


def _without(query: SearchQuery, chip: Chip) -> SearchQuery:
    if chip.parameter == "from":
        return replace(query, published_from=None)
    if chip.parameter == "to":
        return replace(query, published_to=None)
    kept = tuple(value for value in query.selections[chip.parameter] if value != chip.value)
    return replace(query, selections={**query.selections, chip.parameter: kept})
