"""Every state of the search page is a link: here they are made, each a small change of the query being shown.

A page has some two hundred links, so that each is put together from pieces that were written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

from flask import request, url_for

from search.query import FACETS, SearchQuery, Sort
from search.results import SearchResults
from web import query_string
from web.escaping import html, quoted
from web.languages import PARAMETER, VIETNAMESE, Language

FACET_SIZES = (8, 20, 40)
"""How many values of a facet the page shows at first, after one “Xem thêm” and after two; more are found by searching
inside the facet. With 40 of each a page of news is still under 100 KB, with all that it loads."""

NEIGHBOURS = 2
"""How many page numbers stand on either side of the current one."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the link that takes it off."""

    parameter: str
    """`from`, `to`, or a facet."""
    value: str | date
    off: str


class Narrowed(NamedTuple):
    """Facet → the search that is shown, only with the value whose `quoted` form is put behind this; as HTML."""

    date: str
    author: str
    tag: str
    unit: str


class _Places(NamedTuple):
    """Where the pages are that searches lead to."""

    home: str
    articles: str
    """What stands before an id."""
    feed: str

    @classmethod
    @cache
    def of(cls, _root: str) -> _Places:
        """The places of the application that is mounted there."""
        article = url_for("pages.article", article_id="-")
        return cls(url_for("pages.home"), article.removesuffix("-"), url_for("feeds.feed"))


_MATCHING = frozenset({"q", "as_typed", *FACETS, "from", "to"})
"""The parameters that say which articles are meant."""


@dataclass(frozen=True)
class Links:
    """Where one can go from the page that shows `query`."""

    query: SearchQuery
    language: Language = VIETNAMESE

    @cached_property
    def _parameters(self) -> list[tuple[str, str | int]]:
        """Names and values that ask for this very page."""
        said = list(query_string.parameters(self.query, facet_size=FACET_SIZES[0]))
        return said if self.language is VIETNAMESE else [*said, (PARAMETER, self.language.code)]

    @cached_property
    def _pieces(self) -> dict[str, str]:
        """Parameter → what the address says of it: `unit=A&unit=B`. `page` and `cursor` come last."""
        pieces: dict[str, str] = {}
        for name, value in self._parameters:
            piece = f"{name}={quoted(str(value))}"
            pieces[name] = f"{pieces[name]}&{piece}" if name in pieces else piece
        for name in ("cursor", "page"):
            if name in pieces:
                pieces[name] = pieces.pop(name)
        return pieces

    @cached_property
    def _first_page(self) -> dict[str, str]:
        """The same without `page` and `cursor`: another search starts from its first page."""
        return {name: piece for name, piece in self._pieces.items() if name not in {"page", "cursor"}}

    @cached_property
    def _places(self) -> _Places:
        return _Places.of(request.script_root)

    def _address(self, pieces: Iterable[str]) -> str:
        return _with(self._places.home, pieces)

    def _changed(self, parameter: str, *values: object) -> str:
        """The search with one parameter having these values instead."""
        changed = "&".join([f"{parameter}={quoted(str(value))}" for value in values])
        return self._address({**self._first_page, parameter: changed}.values())

    def _without(self, *parameters: str) -> str:
        if self._first_page.keys().isdisjoint(parameters):
            return self._beginning
        return self._address(piece for name, piece in self._first_page.items() if name not in parameters)

    @cached_property
    def _beginning(self) -> str:
        """The first page of the search."""
        return self._address(self._first_page.values())

    def page(self, number: int) -> str:
        """Another page of the same search."""
        return f"{self._pages}{number}" if number > 1 else self._without()

    @cached_property
    def _pages(self) -> str:
        """What stands before a page's number."""
        return _asking(self._without(), "page")

    def sorted_by(self, sort: str) -> str:
        """The same search in another order."""
        return self._changed("sort", *([] if sort == Sort.RELEVANCE else [sort]))

    def asking(self, text: str) -> str:
        """Other words, the same filters."""
        said = {name: piece for name, piece in self._first_page.items() if name not in {"q", "as_typed"}}
        return self._address([f"q={quoted(text)}" if text else "", *said.values()])

    def taken_as_typed(self, piece: str) -> str:
        """The same search, a piece of its words meaning nothing but itself."""
        return self._changed("as_typed", *self.query.as_typed, piece)

    @cached_property
    def narrowed(self) -> Narrowed:
        """Where a click on a value leads."""
        return Narrowed(*(html(_asking(self._without(facet), facet)) for facet in Narrowed._fields))

    def narrowed_by(self, facet: str, value: str) -> str:
        """The same search, only articles with this value."""
        return self._changed(facet, value)

    def without(self, facet: str, value: str) -> str:
        """The same search with one selection taken back."""
        return self._changed(facet, *(each for each in self.query.selections[facet] if each != value))

    def without_all(self, facet: str) -> str:
        """The same search with nothing selected in a facet."""
        return self._without(facet)

    def without_filters(self) -> str:
        """The same words, nothing filtered."""
        return self._without("from", "to", *FACETS)

    def more_values(self) -> str | None:
        """The same page with more values of each facet; None if it shows as many as it can."""
        larger = (size for size in FACET_SIZES if size > self.query.facet_size)
        size = next(larger, None)
        return None if size is None else self._address({**self._pieces, "facet_size": f"facet_size={size}"}.values())

    @cached_property
    def around_article(self) -> tuple[str, str]:
        """As HTML, what stands before and behind an article's id in its address: it remembers the search to come back
        to."""
        return html(self._places.articles), html(_with("", self._pieces.values()))

    def feed(self) -> str:
        """The newest articles that the search finds, for feed readers."""
        return _with(self._places.feed, (piece for name, piece in self._pieces.items() if name in _MATCHING))

    def back(self) -> str:
        """The very page that shows `query`."""
        return self._address(self._pieces.values())

    @property
    def filtered(self) -> bool:
        """Whether any filter is on."""
        return bool(self.query.selections or self.query.published_from or self.query.published_to)

    def chips(self) -> Iterator[Chip]:
        """The filters that are on."""
        for facet, values in self.query.selections.items():
            for value in values:
                yield Chip(facet, value, self.without(facet, value))
        for name, day in (("from", self.query.published_from), ("to", self.query.published_to)):
            if day:
                yield Chip(name, day, self._without(name))

    def kept(self, *replaced: str) -> list[tuple[str, str | int]]:
        """Parameters that a form must carry along unseen, `replaced` being those it asks for itself."""
        return [(name, value) for name, value in self._parameters if name not in {"page", "cursor", *replaced}]


def _with(address: str, pieces: Iterable[str]) -> str:
    """The address with these pieces of a query string."""
    said = "&".join(filter(None, pieces))
    return f"{address}?{said}" if said else address


def _asking(address: str, parameter: str) -> str:
    """The address with one parameter more, whose value is still to come."""
    return f"{address}{'&' if '?' in address else '?'}{parameter}="


def last_page(results: SearchResults) -> int:
    """The number of the last page that has hits; 1 if none has."""
    return max(1, -(-results.total // results.per_page))


def page_numbers(current: int, last: int) -> list[int | None]:
    """The page numbers to show: the first, the last, those around the current one; None where some are left out."""
    near = range(current - NEIGHBOURS, current + NEIGHBOURS + 1)
    shown = sorted({1, last} | {number for number in near if 1 <= number <= last})
    numbers: list[int | None] = []
    for number in shown:
        before = numbers[-1] if numbers else None
        if before and number - before == 2:
            numbers.append(number - 1)  # a gap of one page takes as much room as its number
        elif before and number - before > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers
