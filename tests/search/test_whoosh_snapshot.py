"""Which commit a search reads."""

from __future__ import annotations

import gc
import os
import weakref
from pathlib import Path

import pytest

from index.article import Article
from index.settings import Settings
from index.store import open_store
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
