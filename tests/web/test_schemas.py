"""What a query string may say, and what is said of it when it can't be understood."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from search.query import FACETS, SearchQuery, Sort
from web import query_string
from web.errors import ParametersInvalid
from web.schemas import SearchParameters


def asked(text: str) -> SearchQuery:
    """The query that the query string `text` asks for."""
    request: Any = Request(EnvironBuilder(query_string=text).get_environ())
    query: SearchQuery = query_string.parser.parse(SearchParameters(), request, location="query")
    return query


def complaints(text: str) -> dict[str, list[str]]:
    with pytest.raises(ParametersInvalid) as raised:
        asked(text)
    return dict(raised.value.errors)


def test_nothing_asked() -> None:
    """An empty query string asks for everything."""
    assert asked("") == SearchQuery()


def test_blank_parameters() -> None:
    """A form sends the boxes that nobody filled in: they count as not given."""
    assert asked("q=&from=&to=&date=&unit=+&page=&per_page=&sort=&facets=&facet_size=&cursor=") == SearchQuery()


def test_unknown_parameters() -> None:
    """Parameters that nobody knows are ignored."""
    assert asked("q=x&utm_source=y&fbclid=z") == SearchQuery(text="x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q=h%E1%BB%99i+ngh%E1%BB%8B", SearchQuery(text="hội nghị")),
        ("q=+%22a+b%22+", SearchQuery(text=' "a b" ')),
        ("page=3&per_page=100", SearchQuery(page=3, per_page=100)),
        ("cursor=abc", SearchQuery(cursor="abc")),
        ("as_typed=KHCN&as_typed=n%C4%83m+ngo%C3%A1i", SearchQuery(as_typed=("KHCN", "năm ngoái"))),
        ("sort=oldest", SearchQuery(sort=Sort.OLDEST)),
        ("from=2021-12-27", SearchQuery(published_from=date(2021, 12, 27))),
        ("to=7/2/2021", SearchQuery(published_to=date(2021, 2, 7))),
        (
            "from=2021-12-27&to=27/12/2021",
            SearchQuery(published_from=date(2021, 12, 27), published_to=date(2021, 12, 27)),
        ),
        ("unit=A&unit=B&unit=A", SearchQuery(selections={"unit": ("A", "B")})),
        ("author=A%2C+B&tag=c", SearchQuery(selections={"author": ("A, B",), "tag": ("c",)})),
        ("date=2021&date=2020-02&date=2020-02-29", SearchQuery(selections={"date": ("2021", "2020-02", "2020-02-29")})),
        ("facets=unit,+date,unit", SearchQuery(facets=("unit", "date"))),
        ("facets=none", SearchQuery(facets=())),
        ("facet_size=1000", SearchQuery(facet_size=1000)),
    ],
)
def test_every_parameter(text: str, expected: SearchQuery) -> None:
    """Every documented parameter finds its place in the query."""
    assert asked(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("q=" + 513 * "a", {"q"}),
        ("page=0", {"page"}),
        ("page=-1", {"page"}),
        ("page=x", {"page"}),
        ("page=1.5", {"page"}),
        ("page=1_0", {"page"}),
        ("page=%2B1", {"page"}),
        ("page=%201", {"page"}),
        ("per_page=%D9%A1", {"per_page"}),
        ("facet_size=%EF%BC%91", {"facet_size"}),
        ("page=" + 5000 * "9", {"page"}),
        ("per_page=0", {"per_page"}),
        ("per_page=101", {"per_page"}),
        ("sort=best", {"sort"}),
        ("from=2021-02-30", {"from"}),
        ("from=12/27/2021", {"from"}),
        ("from=2021", {"from"}),
        ("to=tomorrow", {"to"}),
        ("from=2021-12-28&to=27/12/2021", {"from", "to"}),
        ("date=21", {"date"}),
        ("date=2021-13", {"date"}),
        ("date=2021-02-29", {"date"}),
        ("date=2021-1", {"date"}),
        ("date=27/12/2021", {"date"}),
        ("date=0000", {"date"}),
        ("date=2021&date=x", {"date"}),
        ("facets=unit,colour", {"facets"}),
        ("facets=none,unit", {"facets"}),
        ("facet_size=0", {"facet_size"}),
        ("facet_size=1001", {"facet_size"}),
        ("page=0&per_page=0&sort=x", {"page", "per_page", "sort"}),
    ],
)
def test_every_mistake(text: str, names: set[str]) -> None:
    """What can't be understood is named by parameter, with sentences that say why."""
    errors = complaints(text)
    assert set(errors) == names
    assert all(isinstance(message, str) for messages in errors.values() for message in messages)
    assert all(errors.values())


def test_length_in_characters() -> None:
    """512 letters are 512 letters, whether or not their marks are sent as code points of their own."""
    text = 512 * "ệ"
    assert SearchParameters().load({"q": unicodedata.normalize("NFD", text)}).text
    with pytest.raises(ValidationError):
        SearchParameters().load({"q": text + "a"})


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
some = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)
days = st.dates()
queries = st.builds(
    SearchQuery,
    text=words | st.just(""),
    as_typed=st.just(()) | some,
    selections=st.fixed_dictionaries(
        {}, optional={"author": some, "tag": some, "unit": some, "date": days.map(lambda day: (day.isoformat()[:7],))}
    ),
    published_from=st.none() | st.dates(max_value=date(2000, 1, 1)),
    published_to=st.none() | st.dates(min_value=date(2000, 1, 1)),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 10**9),
    per_page=st.integers(1, 100),
    cursor=st.none() | words,
    facets=st.lists(st.sampled_from(FACETS), unique=True).map(tuple),
    facet_size=st.integers(1, 1000),
)


@given(queries)
def test_written_and_read(query: SearchQuery) -> None:
    """Every search is a link: the query string written for it asks for exactly this search."""
    assert asked(query_string.write(query)) == query
