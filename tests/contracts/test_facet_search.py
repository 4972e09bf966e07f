"""Searching inside a facet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.vietnamese.syllables import syllables
from search.engine import SearchEngine
from search.query import FACETS, SearchQuery
from search.results import Facet
from tests.contracts.test_search_engine import COMMITS, QUERY, indexed
from tests.search import naive

MakeEngine = Callable[[Iterable[Article]], SearchEngine]


def counts(facet: Facet) -> list[tuple[str, int]]:
    return [(value.value, value.count) for value in facet.values]


@pytest.fixture
def units(make_engine: MakeEngine) -> SearchEngine:
    names = ["Viện Hóa học", *["Viện Hải dương học"] * 3, *["Văn phòng"] * 2, "Ban Đối ngoại – Cán bộ"]
    return make_engine(
        Article(id=str(number), title="Tin" if number % 2 else "Họp", body="", unit=name, published=date(2021, 12, 27))
        for number, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("v", [("Viện Hải dương học", 3), ("Văn phòng", 2), ("Viện Hóa học", 1)]),
        ("vi", [("Viện Hải dương học", 3), ("Viện Hóa học", 1)]),
        ("VIỆN HÓ", [("Viện Hóa học", 1)]),
        ("hoá", [("Viện Hóa học", 1)]),
        ("duong", [("Viện Hải dương học", 3)]),
        ("can b", [("Ban Đối ngoại – Cán bộ", 1)]),
        ("hoc", [("Viện Hải dương học", 3), ("Viện Hóa học", 1)]),
        ("hộc", []),
        ("hoc vien", []),
        ("–", []),
        (" ", [("Viện Hải dương học", 3), ("Văn phòng", 2), ("Ban Đối ngoại – Cán bộ", 1), ("Viện Hóa học", 1)]),
    ],
)
def test_a_prefix_begins_a_word(units: SearchEngine, prefix: str, found: list[tuple[str, int]]) -> None:
    """Anywhere in the value, marks forgiven where none are typed; the most frequent first; blank: all."""
    facet = units.facet("unit", SearchQuery(), prefix)
    assert counts(facet) == found
    assert facet.total_values == len(found)


def test_so_many_values_and_how_many_there_are(units: SearchEngine) -> None:
    """No more are given than asked for; it is said how many there are."""
    facet = units.facet("unit", SearchQuery(facet_size=1), "v")
    assert (counts(facet), facet.total_values) == ([("Viện Hải dương học", 3)], 3)


def test_values_are_counted_among_the_matches(units: SearchEngine) -> None:
    """Words, and the selections of other facets, narrow; those of this one do not, and are said to be selected."""
    query = SearchQuery(text="họp", selections={"unit": ("văn phòng",), "date": ("2021",)})
    facet = units.facet("unit", query, "v")
    assert [tuple(value) for value in facet.values] == [
        ("Viện Hóa học", 1, False),
        ("Viện Hải dương học", 1, False),
        ("Văn phòng", 1, True),
    ]
    assert units.facet("unit", SearchQuery(selections={"date": ("2020",)}), "v").values == ()


def test_what_is_selected_and_fits_is_there(units: SearchEngine) -> None:
    """With a count of 0 if need be, so that it can be taken back; what does not fit is not."""
    query = SearchQuery(text="tin", selections={"unit": ("Viện Hóa học", "Văn phòng")})
    assert ("Viện Hóa học", 0) in counts(units.facet("unit", query, "vien"))
    assert "Văn phòng" not in dict(counts(units.facet("unit", query, "vien")))


def test_dates_are_years_months_and_days(make_engine: MakeEngine) -> None:
    """Years; with a year and a hyphen its months, with a month and a hyphen its days; the newest first."""
    days = [date(2021, 12, 27), date(2021, 12, 27), date(2021, 2, 1), date(2019, 5, 5), None]
    engine = make_engine(Article(id=str(n), title="Tin", body="", published=day) for n, day in enumerate(days))

    def dates(prefix: str, size: int = 20) -> list[tuple[str, int]]:
        return counts(engine.facet("date", SearchQuery(facet_size=size), prefix))

    assert dates("") == dates("20") == [("2021", 3), ("2019", 1)]
    assert dates("2021") == [("2021", 3)]
    assert dates("2021-") == [("2021-12", 2), ("2021-02", 1)]
    assert dates("2021-1") == [("2021-12", 2)]
    assert dates("2021-12-") == dates("2021-12-27") == [("2021-12-27", 2)]
    assert dates("", size=1) == [("2021", 3)]
    assert dates("1999") == dates("x") == dates("----") == dates("2021-12-27-1") == []
    narrowed = SearchQuery(selections={"date": ("2021-12",)})
    assert [tuple(value) for value in engine.facet("date", narrowed, "2021-").values] == [
        ("2021-12", 2, True),
        ("2021-02", 1, False),
    ]


def test_of_no_article_there_are_no_values(make_engine: MakeEngine) -> None:
    """An empty index has facets, too."""
    engine = make_engine([])
    for name in FACETS:
        assert engine.facet(name, SearchQuery(), "a") == Facet((), 0)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COMMITS, QUERY, st.sampled_from(["", "m", "mai l", "lan", "lân", "viện", "dat", "ho", "họ", "vien h"]))
def test_every_facet_agrees_with_the_naive_one(
    commits: list[list[Article | str]], query: SearchQuery, prefix: str
) -> None:
    """Exact counts, over several segments, deletions and replaced articles."""
    with indexed(commits) as (engine, articles):
        for name, expected in naive.search(articles, query).facets.items():
            if name == "date":
                continue
            found = {value.value: value.count for value in engine.facet(name, query, prefix).values if value.count}
            assert found == {value: count for value, count in expected.items() if _begins_a_word(prefix, value)}


def _begins_a_word(prefix: str, value: str) -> bool:
    typed, forms = syllables(prefix).forms, syllables(value).forms
    return not typed or any(_runs_from(typed, forms[start:]) for start in range(len(forms)))


def _runs_from(typed: Sequence[str], forms: Sequence[str]) -> bool:
    *whole, last = typed
    return (
        len(forms) >= len(typed)
        and all(naive.stands_for(each, form) for each, form in zip(whole, forms, strict=False))
        and naive.stands_for(last, forms[len(whole)], prefix=True)
    )
