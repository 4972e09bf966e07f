"""All matches in their order, and hits with less said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.errors import IndexMissing
from index.settings import Settings
from index.store import open_store
from search.engine import SearchEngine, open_engine
from search.query import SearchQuery, Sort
from tests.articles import ARTICLES


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "hội", "hoi -biển", "hội nghị xyz", "xyz", '""'])
def test_matches_are_the_hits_in_their_order(engine: SearchEngine, text: str, sort: Sort) -> None:
    """The articles of all pages one after the other, whole; which page was asked for makes no difference."""
    hits = engine.search(SearchQuery(text=text, sort=sort)).hits
    matches = engine.matches(SearchQuery(text=text, sort=sort, page=2, per_page=1))
    assert len(matches) == len(hits)
    assert list(matches) == [hit.article for hit in hits]


def test_matches_are_narrowed(engine: SearchEngine) -> None:
    """By facets and dates, as a search is."""
    query = SearchQuery(selections={"author": ("Mai Lan",)}, published_from=date(2022, 1, 1))
    assert [article.id for article in engine.matches(query)] == ["hoi-thao"]


def test_some_of_the_matches(engine: SearchEngine) -> None:
    """They are a sequence: some of them are a sequence, too."""
    matches = engine.matches(SearchQuery())
    ids = [article.id for article in matches]
    assert [article.id for article in matches[1:3]] == ids[1:3]
    assert matches[-1].id == ids[-1]
    assert len(matches[9:]) == 0


def test_matches_are_those_of_one_commit(tmp_path: Path) -> None:
    """What is committed while they are read changes nothing."""
    with open_store(Settings(index=tmp_path)) as store:
        store.replace_all(ARTICLES)
        store.commit()
    engine = open_engine(tmp_path)
    matches = iter(engine.matches(SearchQuery()))
    first = next(matches)
    with open_store(Settings(index=tmp_path)) as store:
        store.replace_all([Article(id="new", title="Mới", body="")])
        store.commit()
    assert {first.id, *(article.id for article in matches)} == {article.id for article in ARTICLES}
    assert [article.id for article in engine.matches(SearchQuery())] == ["new"]


def test_hits_without_marks(engine: SearchEngine) -> None:
    """Where neither titles nor passages with marks are asked for there are none; the rest is as ever."""
    whole = engine.search(SearchQuery(text="hội"))
    bare = engine.search(SearchQuery(text="hội", fields=("id", "score", "body")))
    assert [(hit.article, hit.score) for hit in bare.hits] == [(hit.article, hit.score) for hit in whole.hits]
    assert {(hit.title_html, hit.snippet_html) for hit in bare.hits} == {("", "")}
    assert (bare.total, bare.facets, bare.query) == (whole.total, whole.facets, whole.query)


def test_a_cursor_goes_on_with_other_fields(engine: SearchEngine) -> None:
    """What is shown of each hit doesn't change which search it is."""
    first = engine.search(SearchQuery(text="hội", per_page=1))
    second = engine.search(SearchQuery(text="hội", per_page=1, cursor=first.next, fields=("id",)))
    assert [hit.article.id for hit in (*first.hits, *second.hits)] == ["hoi-thao", "tong-ket"]


def test_every_commit_has_a_name_of_its_own(tmp_path: Path) -> None:
    """It stays the same until something changes, and all who read the index say the same."""
    names = []
    engine = open_engine(tmp_path)
    for title in ("một", "hai", "ba"):
        with open_store(Settings(index=tmp_path)) as store:
            store.put(Article(id="1", title=title, body=""))
            store.commit()
        names.append(engine.ping().commit)
        assert engine.ping().commit == names[-1] == open_engine(tmp_path).ping().commit
    assert len(set(names)) == 3


def test_an_index_made_anew_has_another_commit(
    make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path
) -> None:
    """Though it has come to the same generation."""
    seen = set()
    for number in range(2):
        engine = make_engine(ARTICLES)
        seen.add((engine.ping().generation, engine.ping().commit))
        (tmp_path / "index").rename(tmp_path / f"index-{number}")
    assert len({generation for generation, _ in seen}) == 1
    assert len(seen) == 2


def test_without_an_index_there_is_nothing_to_match(tmp_path: Path) -> None:
    """And every verb says so."""
    engine = open_engine(tmp_path / "none")
    for verb in (lambda: engine.matches(SearchQuery()), lambda: engine.facet("tag", SearchQuery())):
        with pytest.raises(IndexMissing):
            verb()
