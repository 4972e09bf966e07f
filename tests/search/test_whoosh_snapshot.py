"""Which commit a search reads."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from index.article import Article
from index.settings import Settings
from index.store import open_store
from search.engine import open_engine


def put(folder: Path, article_id: str) -> None:
    with open_store(Settings(index=folder)) as store:
        store.put(Article(id=article_id, title="Hội nghị", body=""))
        store.commit()


@pytest.mark.parametrize("seconds_ago", [0, 10])
def test_every_commit_is_seen_at_the_next_search(tmp_path: Path, seconds_ago: int) -> None:
    """However long ago the folder last changed, and though a second change may have the very time of the first."""
    put(tmp_path, "1")
    changed = time.time_ns() - seconds_ago * 10**9
    os.utime(tmp_path, ns=(changed, changed))
    engine = open_engine(tmp_path)
    assert engine.ping().articles == engine.ping().articles == 1
    put(tmp_path, "2")
    if not seconds_ago:  # as within one tick of the file system's clock
        os.utime(tmp_path, ns=(changed, changed))
    assert engine.ping().articles == 2
