"""Matches counted over time."""

from __future__ import annotations

import pytest

from search.engine import SearchEngine
from search.query import SearchQuery


@pytest.mark.parametrize(
    ("period", "counts"),
    [
        ("", {"2020": 1, "2021": 1, "2022": 1}),
        ("2021", {"2021-12": 1}),
        ("2021-12", {"2021-12-27": 1}),
        ("1999", {}),
    ],
)
def test_each_part_with_matches_is_counted(engine: SearchEngine, period: str, counts: dict[str, int]) -> None:
    """All time has years, a year months, a month days; articles without a date are in none of them."""
    assert engine.search(SearchQuery(timeline=period)).timeline == counts


def test_selected_dates_do_not_narrow_it_and_all_else_does(engine: SearchEngine) -> None:
    """As in the facet, siblings stay choosable."""
    query = SearchQuery(timeline="", selections={"date": ("2021",), "author": ("Mai Lan",)})
    assert engine.search(query).timeline == {"2021": 1, "2022": 1}
    assert engine.search(SearchQuery(text="biển", timeline="")).timeline == {"2022": 1}


def test_it_is_counted_only_when_asked_for(engine: SearchEngine) -> None:
    """Who doesn't ask doesn't wait."""
    assert engine.search(SearchQuery()).timeline == {}
