"""What every test may ask for: an engine over articles of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from index.article import Article
from index.settings import Settings
from index.store import open_store
from search.engine import SearchEngine, open_engine
from tests.articles import ARTICLES


@pytest.fixture
def make_engine(tmp_path: Path) -> Callable[[Iterable[Article]], SearchEngine]:
    """Makes an engine over an index of the articles given, all put in one commit."""

    def make(articles: Iterable[Article]) -> SearchEngine:
        with open_store(Settings(index=tmp_path / "index")) as store:
            store.replace_all(articles)
            store.commit()
        return open_engine(tmp_path / "index")

    return make


@pytest.fixture
def engine(make_engine: Callable[[Iterable[Article]], SearchEngine]) -> SearchEngine:
    """An engine over `ARTICLES`."""
    return make_engine(ARTICLES)
