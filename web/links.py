"""Every state of the search page is a link: here they are made, each a small change of the query being shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from search.query import SearchQuery, Sort
from search.results import SearchResults
from web import query_string, wording

FACET_SIZES = (8, 30, 100)
"""How many values of a facet the page shows at first, after one “Xem thêm” and after two. With 100 of each facet
a page is still under 100 KB."""

NEIGHBOURS = 2
"""How many page numbers stand on either side of the current one."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the link that takes it off."""

    label: str
    value: str
    off: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where one can go from the page that shows `query`."""

    query: SearchQuery

    def _changed(self, **changes: Any) -> str:
        """The search with some things changed. It starts from its first page: another search has other pages."""
        changed = replace(self.query, **{"page": 1, "cursor": None, **changes})
        said = query_string.write(changed, facet_size=FACET_SIZES[0])
        return url_for("pages.home") + (f"?{said}" if said else "")

    def page(self, number: int) -> str:
        """Another page of the same search."""
        return self._changed(page=number)

    def sorted_by(self, sort: str) -> str:
        """The same search in another order."""
        return self._changed(sort=Sort(sort))

    def asking(self, text: str) -> str:
        """Other words, the same filters."""
        return self._changed(text=text, as_typed=())

    def taken_as_typed(self, piece: str) -> str:
        """The same search, a piece of its words meaning nothing but itself."""
        return self._changed(as_typed=(*self.query.as_typed, piece))

    def narrowed_by(self, facet: str, value: str) -> str:
        """The same search, only articles with this value."""
        return self._changed(selections={**self.query.selections, facet: (value,)})

    def without(self, facet: str, value: str) -> str:
        """The same search with one selection taken back."""
        kept = tuple(each for each in self.query.selections[facet] if each != value)
        return self._changed(selections={**self.query.selections, facet: kept})

    def without_filters(self) -> str:
        """The same words, nothing filtered."""
        return self._changed(selections={}, published_from=None, published_to=None)

    def more_values(self) -> str | None:
        """The same page with more values of each facet; None if it shows as many as it can."""
        larger = (size for size in FACET_SIZES if size > self.query.facet_size)
        size = next(larger, None)
        return None if size is None else self._changed(facet_size=size, page=self.query.page)

    def article(self, article_id: str) -> str:
        """The article, which remembers the search to come back to."""
        said = query_string.write(self.query, facet_size=FACET_SIZES[0])
        return url_for("pages.article", article_id=article_id) + (f"?{said}" if said else "")

    def back(self) -> str:
        """The very page that shows `query`."""
        return self._changed(page=self.query.page, cursor=self.query.cursor)

    def chips(self) -> Iterator[Chip]:
        """The filters that are on."""
        for facet, values in self.query.selections.items():
            for value in values:
                yield Chip(
                    wording.facet_name(facet, value), wording.facet_value(value, facet), self.without(facet, value)
                )
        if self.query.published_from:
            yield Chip("Từ ngày", wording.day(self.query.published_from), self._changed(published_from=None))
        if self.query.published_to:
            yield Chip("Đến ngày", wording.day(self.query.published_to), self._changed(published_to=None))

    def kept(self, *replaced: str) -> list[tuple[str, str | int]]:
        """Parameters that a form must carry along unseen, `replaced` being those it asks for itself."""
        asked = query_string.parameters(self.query, facet_size=FACET_SIZES[0])
        return [(name, value) for name, value in asked if name not in {"page", "cursor", *replaced}]


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
