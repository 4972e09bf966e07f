"""Where one can go from a search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote, urljoin

import pytest
from flask import Flask

from search.query import SearchQuery, Sort
from web.article_ids import in_path
from web.languages import ENGLISH, VIETNAMESE
from web.links import Links, page_numbers
from web.wording import chip_name, chip_value


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


FILTERED = SearchQuery(
    text="hội nghị",
    selections={"unit": ("A", "B"), "date": ("2021-12",)},
    published_from=date(2021, 12, 1),
    published_to=date(2021, 12, 31),
    sort=Sort.NEWEST,
    page=3,
    facet_size=8,
)


def test_nothing_to_say() -> None:
    """The search for everything is the bare page."""
    assert Links(SearchQuery(facet_size=8)).page(1) == "/"


def test_only_paging_keeps_the_page() -> None:
    """Another search starts from its first page; another page is of the same search."""
    links = Links(SearchQuery(text="a", page=3, facet_size=8))
    assert links.page(4) == "/?q=a&page=4"
    assert links.sorted_by("oldest") == "/?q=a&sort=oldest"
    assert links.asking("b") == "/?q=b"
    assert links.taken_as_typed("a b") == "/?q=a&as_typed=a+b"
    assert links.narrowed_by("unit", "Văn phòng") == "/?q=a&unit=V%C4%83n+ph%C3%B2ng"
    assert links.back() == "/?q=a&page=3"


def test_links_keep_the_language() -> None:
    """In English every link stays English, and a form carries the language along."""
    links = Links(FILTERED, ENGLISH)
    made = [links.page(2), links.sorted_by("oldest"), links.asking("b"), "x".join(links.around_article), links.back()]
    made += [links.narrowed.unit, links.without_filters(), *(chip.off for chip in links.chips())]
    assert all("lang=en" in link for link in made)
    assert ("lang", "en") in links.kept("q")


def test_more_values_step_by_step() -> None:
    """“Xem thêm” shows more values of each facet, twice, on the page one is on."""
    assert Links(SearchQuery(page=2, facet_size=8)).more_values() == "/?page=2&facet_size=20"
    assert Links(SearchQuery(facet_size=20)).more_values() == "/?facet_size=40"
    assert Links(SearchQuery(facet_size=40)).more_values() is None


def test_chips() -> None:
    """Each filter that is on can be taken off by itself."""
    chips = list(Links(FILTERED).chips())
    assert [(chip_name(VIETNAMESE, chip), chip_value(VIETNAMESE, chip)) for chip in chips] == [
        ("Đơn vị", "A"),
        ("Đơn vị", "B"),
        ("Tháng", "12/2021"),
        ("Từ ngày", "01/12/2021"),
        ("Đến ngày", "31/12/2021"),
    ]
    assert "unit=A" not in chips[0].off
    assert "unit=B" in chips[0].off
    assert "from=" not in chips[3].off
    assert "to=2021-12-31" in chips[3].off
    assert all("page=" not in chip.off for chip in chips)
    assert Links(FILTERED).without_filters() == "/?q=h%E1%BB%99i+ngh%E1%BB%8B&sort=newest"


def test_article_remembers_the_search() -> None:
    """From an article one comes back to the very page of results."""
    assert Links(SearchQuery(text="a", page=2, facet_size=8)).around_article == ("/articles/", "?q=a&amp;page=2")


@pytest.mark.parametrize("article_id", ["../z", "a/../b", "a/./b", "x/..", "./x", "a//b", "..."])
def test_browsers_follow_links_to_every_article(article_id: str) -> None:
    """Dots that would lead a browser up a folder are out of its reach: the slashes beside them are written `%2F`."""
    link = f"/articles/{in_path(article_id)}"
    assert urljoin("http://x/y", link) == f"http://x{link}"
    assert unquote(link) == f"/articles/{article_id}"


@pytest.mark.parametrize(
    ("current", "last", "expected"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (50, 99, [1, None, 48, 49, 50, 51, 52, None, 99]),
        (99, 99, [1, None, 97, 98, 99]),
        (500, 9, [1, None, 9]),
    ],
)
def test_page_numbers(current: int, last: int, expected: list[int | None]) -> None:
    """The first page, the last and those near the current one are a click away."""
    assert page_numbers(current, last) == expected
