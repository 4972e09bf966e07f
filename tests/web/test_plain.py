"""Answers that are written out rather than dumped field by field, held against marshmallow's own dump."""

from __future__ import annotations

from datetime import timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema

from index.article import Article
from search.query import FACETS
from search.results import Facet, FacetValue, Hit, Interpretation, Kind, Relaxation, SearchResults, Understood
from web.schemas import SearchAnswer

texts = st.text(max_size=20)
names = st.lists(texts, max_size=3).map(tuple)
numbers = st.integers(0)
zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
articles = st.builds(
    Article,
    id=texts,
    title=texts,
    body=texts,
    summary=texts,
    url=texts,
    published=st.none() | st.dates() | st.datetimes(timezones=zones),
    authors=names,
    tags=names,
    unit=texts,
    extra=st.dictionaries(texts, texts, max_size=2),
)
facets = st.builds(
    Facet,
    values=st.lists(st.builds(FacetValue, value=texts, count=numbers, selected=st.booleans()), max_size=3).map(tuple),
    total_values=numbers,
)
results = st.builds(
    SearchResults,
    query=st.builds(
        Interpretation,
        text=texts,
        interpreted=texts,
        relaxed=st.none() | st.sampled_from(Relaxation),
        understood=st.lists(
            st.builds(Understood, kind=st.sampled_from(Kind), typed=texts, meant=texts), max_size=2
        ).map(tuple),
    ),
    total=numbers,
    page=numbers,
    per_page=numbers,
    hits=st.lists(
        st.builds(Hit, article=articles, score=st.floats(allow_nan=False), title_html=texts, snippet_html=texts),
        max_size=3,
    ).map(tuple),
    next=st.none() | texts,
    took_ms=st.floats(0, allow_nan=False),
    facets=st.dictionaries(st.sampled_from(FACETS), facets),
    suggestion=st.none() | texts,
)


@given(results)
def test_search_answer(found: SearchResults) -> None:
    """A search is answered with the keys, their order and the values that the schema describes."""
    written = SearchAnswer().dump(found)
    described = Schema.dump(SearchAnswer(), found)
    assert repr(written) == repr(described)
