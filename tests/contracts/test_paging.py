"""Following the cursors while the collection changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.settings import Settings
from index.store import ArticleStore, open_store
from search.engine import open_engine
from search.query import SearchQuery, Sort
from search.results import Hit, SearchResults

AT_FIRST = [
    Article(
        id=f"there-{number}",
        title="Hội nghị" if number % 7 == 0 else "Tin trong ngày",
        body="hội nghị " * (1 + number % 5) + "công tác " * (number % 11),
        published=None if number % 10 == 9 else date(2021, 1, 1) + timedelta(days=number // 2),
    )
    for number in range(60)
]
"""Of many scores, some of one date, some of none."""


def newer(page: int) -> Article:
    return Article(id=f"new-{page}", title="Hội nghị", body="", published=date(2022, 1, 1) + timedelta(days=page))


def older(page: int) -> Article:
    return Article(id=f"old-{page}", title="Hội nghị", body="nghị " * 9, published=date(2001, 1, 1))


def of_the_same_day(page: int) -> Article:
    return Article(id=f"same-{page}", title="", body="hội nghị", published=AT_FIRST[10 * page].published)


def long_and_beside_the_point(page: int) -> Article:
    """Articles get longer on average, and what is sought becomes rarer."""
    return Article(id=f"long-{page}", title="Khác", body="chuyện khác hẳn " * 400, published=date(2021, 1, 15))


CHANGES = (newer, older, of_the_same_day, long_and_beside_the_point)


@dataclass
class Paging:
    """Follows the cursors of a search; after each page the collection is changed."""

    folder: Path
    text: str
    sort: Sort
    given: list[str] = field(default_factory=list)
    """The ids that were on the pages."""
    moved: set[str] = field(default_factory=set)
    """Those that came before the last one shown and then behind it, or the other way round."""

    def run(self, change: Callable[[ArticleStore, int], object]) -> None:
        with committing(self.folder) as store:
            store.replace_all(AT_FIRST)
        self.engine = open_engine(self.folder)
        cursor, page = None, 0
        while page == 0 or cursor:
            results = self._search(cursor=cursor, per_page=7)
            self.given += [hit.article.id for hit in results.hits]
            cursor, page = results.next, page + 1
            before = self._ahead()
            with committing(self.folder) as store:
                change(store, page)
            self.moved |= before ^ self._ahead()

    def _ahead(self) -> set[str]:
        """What comes before the last one shown."""
        ids = [hit.article.id for hit in self._search(per_page=100).hits]
        return set(ids[: ids.index(self.given[-1])]) if self.given[-1] in ids else set()

    def _search(self, **asked: Any) -> SearchResults:
        return self.engine.search(SearchQuery(text=self.text, sort=self.sort, facets=(), **asked))


@contextmanager
def committing(folder: Path) -> Iterator[ArticleStore]:
    with open_store(Settings(index=folder)) as store:
        yield store
        store.commit()


def put_all(store: ArticleStore, page: int) -> None:
    for make in CHANGES:
        store.put(make(page % 6))


def times_given(paging: Paging) -> dict[str, int]:
    """How often each article was given that was there at first."""
    return {each.id: paging.given.count(each.id) for each in AT_FIRST}


BY_DATE = [(text, sort) for text in ("hội", "-khác nghị") for sort in (Sort.NEWEST, Sort.OLDEST)]


@pytest.mark.parametrize(("text", "sort"), [*BY_DATE, *(("", sort) for sort in Sort)])
def test_by_date_all_are_given_once(tmp_path: Path, text: str, sort: Sort) -> None:
    """Whatever comes meanwhile, newer, older or of the same day: all that was there at first, each once."""
    paging = Paging(tmp_path, text, sort)
    paging.run(put_all)
    assert set(times_given(paging).values()) == {1}


@pytest.mark.parametrize("text", ["hội", "hội nghị", "công tác hội"])
def test_by_relevance_only_what_changes_places_can_be_missed(tmp_path: Path, text: str) -> None:
    """Every commit changes every score, here by more than a half; what stays on its side of the last article shown is
    given, and once."""
    paging = Paging(tmp_path, text, Sort.RELEVANCE)
    sought = {hit.article.id for hit in _all_at_first(tmp_path / "first", text)}
    paging.run(put_all)
    wrong = {each for each, times in times_given(paging).items() if times != (each in sought)}
    assert wrong <= paging.moved


@pytest.mark.parametrize("change", [newer, older, of_the_same_day])
def test_by_relevance_articles_of_one_kind_move_none(tmp_path: Path, change: Callable[[int], Article]) -> None:
    """Where scores change alike, as those of one word do when it becomes rarer or more frequent, nothing is missed."""
    paging = Paging(tmp_path, "title:nghị", Sort.RELEVANCE)
    paging.run(lambda store, page: store.put(change(page)))
    assert {each for each, times in times_given(paging).items() if times == 1} == {
        each.id for each in AT_FIRST if "nghị" in each.title
    }


@pytest.mark.parametrize("sort", list(Sort))
def test_the_last_one_shown_may_go(tmp_path: Path, sort: Sort) -> None:
    """When it is deleted the cursor goes on from where it was."""
    paging = Paging(tmp_path, "", sort)
    paging.run(lambda store, _: store.delete(paging.given[-1]))
    assert set(times_given(paging).values()) == {1}


def _all_at_first(folder: Path, text: str) -> tuple[Hit, ...]:
    with committing(folder) as store:
        store.replace_all(AT_FIRST)
    return open_engine(folder).search(SearchQuery(text=text, per_page=100)).hits
