"""What every article store does, whatever it stores in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article
from index.errors import IndexLocked, IndexMissing, IndexUnreadable
from index.settings import Settings
from index.store import open_store
from search.engine import SearchEngine, open_engine
from search.query import SearchQuery
from tests.articles import ARTICLES


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", lock_timeout=0.2)


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """An index of `ARTICLES`."""
    with open_store(settings) as store:
        for article in ARTICLES:
            store.put(article)
        store.commit()
    return settings


@pytest.fixture
def engine(filled: Settings) -> SearchEngine:
    return open_engine(filled.index)


def found(engine: SearchEngine, text: str = "") -> set[str]:
    return {hit.article.id for hit in engine.search(SearchQuery(text=text, per_page=100)).hits}


ALL_IDS = {article.id for article in ARTICLES}


def test_a_commit_is_seen_by_readers_that_were_open_before(filled: Settings, engine: SearchEngine) -> None:
    """Readers see a new commit at their next request; before it they see none of the changes."""
    assert found(engine) == ALL_IDS
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
        store.delete("covid")
        assert found(engine) == ALL_IDS
        store.commit()
        assert found(engine) == ALL_IDS - {"covid"} | {"moi"}


def test_putting_the_same_id_replaces_the_article(filled: Settings, engine: SearchEngine) -> None:
    """Within one commit and over several, the last one put is the article."""
    with open_store(filled) as store:
        for title in ("một", "hai"):
            store.put(Article(id="covid", title=title, body=""))
        store.commit()
        store.put(Article(id="tong-ket", title="ba", body=""))
        store.put(Article(id="tong-ket", title="bốn", body=""))
        store.commit()
    assert found(engine) == ALL_IDS
    assert found(engine, "hai") == {"covid"}
    assert found(engine, "bốn") == {"tong-ket"}
    assert not found(engine, "một ba") - found(engine, "ba")
    assert engine.search(SearchQuery(text='"tổng kết công tác"')).query.relaxed is not None


def test_delete_says_whether_there_was_such_an_article(filled: Settings, engine: SearchEngine) -> None:
    """Committed or just put, an article can be deleted once."""
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
        assert store.delete("moi")
        assert not store.delete("moi")
        assert store.delete("covid")
        assert not store.delete("covid")
        assert not store.delete("không có")
        store.commit()
    assert found(engine) == ALL_IDS - {"covid"}


def test_replace_all_leaves_nothing_else(filled: Settings, engine: SearchEngine) -> None:
    """Afterwards the index holds the given articles and no others; before the commit, the old ones."""
    with open_store(filled) as store:
        store.put(Article(id="vội", title="không bao giờ thấy", body=""))
        store.replace_all([Article(id="covid", title="Mới", body=""), Article(id="x", title="x", body="")])
        assert found(engine) == ALL_IDS
        store.commit()
    assert found(engine) == {"covid", "x"}


def test_what_was_not_committed_is_thrown_away(filled: Settings, engine: SearchEngine) -> None:
    """Leaving the store without a commit changes nothing, and the next writer isn't kept waiting."""
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
        store.delete("covid")
    with open_store(filled) as store:
        assert store.count() == len(ALL_IDS)
    assert found(engine) == ALL_IDS


def test_count_takes_in_what_is_not_committed(filled: Settings) -> None:
    """Adding, replacing and deleting count at once."""
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
        store.put(Article(id="covid", title="thay", body=""))
        store.put(Article(id="covid", title="thay nữa", body=""))
        assert store.count() == len(ALL_IDS) + 1
        store.delete("covid")
        assert store.count() == len(ALL_IDS)
        store.commit()
        assert store.count() == len(ALL_IDS)


def test_articles_come_back_as_they_were_put(filled: Settings, engine: SearchEngine) -> None:
    """Every field to the letter, keys we don't know too."""
    for article in ARTICLES:
        kept = engine.get(article.id)
        assert kept is not None
        assert kept.article == article


def test_many_small_commits_stay_searchable(filled: Settings, engine: SearchEngine) -> None:
    """Segments are merged as they pile up; replaced and deleted articles don't come back."""
    for number in range(30):
        with open_store(filled) as store:
            store.put(replace(ARTICLES[0], id=f"nhỏ-{number % 20}", title=f"Lần {number}"))
            store.commit()
    assert found(engine) == ALL_IDS | {f"nhỏ-{number}" for number in range(20)}
    assert found(engine, "title:3") == set()  # replaced by number 23
    assert found(engine, "title:23") == {"nhỏ-3"}


def test_a_store_that_may_not_create_names_the_folder(settings: Settings) -> None:
    """Deleting from an index that isn't there makes none."""
    with pytest.raises(IndexMissing, match=str(settings.index)):
        open_store(settings, create=False)
    assert not settings.index.exists()


def test_a_file_in_the_place_of_the_folder_is_named(settings: Settings) -> None:
    """An index can't be made where a file is."""
    settings.index.write_text("đây là một tệp")
    with pytest.raises(IndexUnreadable, match=str(settings.index)):
        open_store(settings)


WRITER = """
import sys, time
from pathlib import Path
from index.article import Article
from index.settings import Settings
from index.store import open_store

with open_store(Settings(index=Path(sys.argv[1]))) as store:
    for round in range(1, 10_000):
        for number in range(20):
            store.put(Article(id=str(number), title=f"lần {round}", body="hội nghị tổng kết công tác"))
        store.commit()
        print(round, flush=True)
"""


@pytest.fixture
def writer(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes the same twenty articles over and over, a commit each time."""
    command = [sys.executable, "-c", WRITER, str(settings.index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_holds_the_lock(settings: Settings, writer: subprocess.Popen[str]) -> None:
    """It waits for the time it was given, then says which process is writing."""
    with pytest.raises(IndexLocked, match=rf"process {writer.pid} on .+ since"):
        open_store(settings)


def test_the_lock_of_a_killed_writer_is_free(settings: Settings, writer: subprocess.Popen[str]) -> None:
    """A writer that dies leaves nobody waiting."""
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    with open_store(settings) as store:
        assert store.count() == 20


@pytest.mark.parametrize("delay", range(8))
def test_killing_the_writer_leaves_the_last_commit(settings: Settings, delay: int) -> None:
    """Killed at any moment, the index holds one whole round of the writer's articles, and can be written to again."""
    command = [sys.executable, "-c", WRITER, str(settings.index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        for _ in range(2 + delay):
            process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.011 * delay)
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read().split()
    seen = int(rest[-1]) if rest else 2 + delay
    results = open_engine(settings.index).search(SearchQuery(text="hội nghị", per_page=100))
    (title,) = {hit.article.title for hit in results.hits}
    assert results.total == 20
    assert int(title.removeprefix("lần ")) in {seen, seen + 1}  # it may die between a commit and saying so
    with open_store(settings) as store:
        store.delete("0")
        store.commit()
    assert open_engine(settings.index).search(SearchQuery(text="hội nghị")).total == 19


def test_readers_keep_reading_while_a_writer_commits(settings: Settings, writer: subprocess.Popen[str]) -> None:
    """Every answer shows one whole commit, never a mixture and never an error."""
    engine = open_engine(settings.index)
    titles = []
    for _ in range(60):
        results = engine.search(SearchQuery(text="tổng kết", per_page=100))
        assert results.total == 20
        (title,) = {hit.article.title for hit in results.hits}
        titles.append(int(title.removeprefix("lần ")))
    assert titles == sorted(titles)
    assert titles[-1] > titles[0]


def test_the_lock_file_says_who_writes_and_is_gone_afterwards(settings: Settings) -> None:
    """The file beside the lock is for people and for the message above."""
    with open_store(settings):
        assert json.loads((settings.index / "writer.json").read_text())["pid"] == os.getpid()
    assert not (settings.index / "writer.json").exists()
