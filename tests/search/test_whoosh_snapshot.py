"""Which commit a search reads."""

from __future__ import annotations

import gc
import os
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from index.article import Article
from index.settings import Settings
from index.store import ArticleStore, open_store
from search import whoosh_snapshot
from search.engine import open_engine
from search.query import SearchQuery


def put(folder: Path, article_id: str) -> None:
    with open_store(Settings(index=folder)) as store:
        store.put(Article(id=article_id, title="Hội nghị", body=""))
        store.commit()


@pytest.mark.parametrize("settled_ns", [whoosh_snapshot._SETTLED_NS, 0])
def test_every_commit_is_seen_at_the_next_search(
    tmp_path: Path, settled_ns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the folder may have the very time that it had before: within one tick of the clock, or when it is set."""
    monkeypatch.setattr(whoosh_snapshot, "_SETTLED_NS", settled_ns)
    put(tmp_path, "1")
    changed = tmp_path.stat().st_mtime_ns
    engine = open_engine(tmp_path)
    assert engine.ping().articles == engine.ping().articles == 1
    put(tmp_path, "2")
    os.utime(tmp_path, ns=(changed, changed))
    assert engine.ping().articles == 2


def test_an_old_commit_is_let_go(tmp_path: Path) -> None:
    """Its segments' files close, though articles that were shown from it are still remembered."""
    engine = open_engine(tmp_path)
    segments = []
    for number in range(3):
        with open_store(Settings(index=tmp_path)) as store:
            store.replace_all([Article(id="1", title="Hội nghị", body=f"lần {number}")])
            store.commit()
        (hit,) = engine.search(SearchQuery(text="hội nghị")).hits
        assert hit.article.body == f"lần {number}"
        segments += map(weakref.ref, engine._snapshots.newest().segments)  # type: ignore[attr-defined]
    gc.collect()
    assert [segment() is not None for segment in segments] == [False, False, True]


def test_threads_search_while_articles_are_written(tmp_path: Path) -> None:
    """Each answer is that of one commit, whole, and none is older than the one before: commits add two articles each,
    take one out, and merge segments meanwhile."""
    count = 40
    engine = open_engine(tmp_path)
    written = Event()

    def commit(store: ArticleStore, number: int) -> None:
        for article_id in (f"{number}", f"passing {number}"):
            store.put(Article(id=article_id, title="Hội nghị", body="tổng kết", tags=(f"lần {number}",)))
        store.delete(f"passing {number - 1}")
        store.commit()

    def searched() -> int:
        """The number of the commit that is found."""
        found = engine.search(SearchQuery(text="hội nghị", per_page=100, facet_size=100))
        newest = found.total - 2
        assert {hit.article.id for hit in found.hits} == {*map(str, range(newest + 1)), f"passing {newest}"}
        tags = {value.value: value.count for value in found.facets["tag"].values}
        assert tags == {f"lần {number}": 1 + (number == newest) for number in range(newest + 1)}
        return newest

    def search() -> list[int]:
        numbers = []
        while not written.is_set():
            numbers.append(searched())
        return [*numbers, searched()]

    with open_store(Settings(index=tmp_path)) as store, ThreadPoolExecutor(4) as pool:
        commit(store, 0)
        searching = [pool.submit(search) for _ in range(4)]
        try:
            for number in range(1, count):
                commit(store, number)
        finally:
            written.set()
    for numbers in (each.result() for each in searching):
        assert numbers == sorted(numbers)
        assert numbers[-1] == count - 1
        assert len(set(numbers)) > 2
