"""What every article store does, whatever it stores in."""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import subprocess
import sys
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article
from index.errors import IndexLocked, IndexMissing, IndexNotWritable, IndexUnreadable
from index.settings import Settings
from index.store import open_preparer, open_store
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
    assert found(engine, '"tổng kết công tác"') == set()


def test_put_says_whether_it_replaced_an_article(filled: Settings) -> None:
    """One that was committed, or just put."""
    with open_store(filled) as store:
        assert not store.put(Article(id="moi", title="Bài mới", body=""))
        assert store.put(Article(id="moi", title="Bài mới hơn", body=""))
        assert store.put(Article(id="covid", title="Bài thay", body=""))
        store.delete("covid")
        assert not store.put(Article(id="covid", title="Bài thêm lại", body=""))


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
    """Segments are merged before there are too many; replaced and deleted articles don't come back."""
    for number in range(30):
        with open_store(filled) as store:
            store.put(replace(ARTICLES[0], id=f"nhỏ-{number % 20}", title=f"Lần {number}"))
            store.commit()
    assert found(engine) == ALL_IDS | {f"nhỏ-{number}" for number in range(20)}
    assert len(list(filled.index.glob("*.post"))) <= 6
    assert found(engine, "title:3") == set()  # replaced by number 23
    assert found(engine, "title:23") == {"nhỏ-3"}


def test_an_index_of_another_version_is_refused(settings: Settings) -> None:
    """By writers and readers alike, and nothing is written beside it that would hide its articles."""
    settings.index.mkdir()
    (settings.index / "_tracuu1_5.toc").touch()
    with pytest.raises(IndexUnreadable, match="another version"):
        open_store(settings)
    with pytest.raises(IndexUnreadable, match="another version"):
        open_engine(settings.index).ping()
    assert [file.name for file in settings.index.iterdir()] == ["_tracuu1_5.toc"]


def test_a_store_that_may_not_create_names_the_folder(settings: Settings) -> None:
    """Deleting from an index that isn't there makes none."""
    with pytest.raises(IndexMissing, match=str(settings.index)):
        open_store(settings, create=False)
    assert not settings.index.exists()


def test_a_file_in_the_place_of_the_folder_is_named(settings: Settings) -> None:
    """An index can't be made where a file is."""
    settings.index.write_text("đây là một tệp")
    with pytest.raises(IndexNotWritable, match=str(settings.index)):
        open_store(settings)


def test_half_a_character_loses_no_article_and_no_other(filled: Settings, engine: SearchEngine) -> None:
    """In any text of an article, its id included, U+FFFD stands for it; the article can be deleted by either id."""
    half = "a\udcff"
    with open_store(filled) as store:
        store.put(
            Article(id=half, title=half, body=half, summary=half, url=half, unit=half, authors=(half,), tags=(half,))
        )
        store.put(Article(id="a\ufffd", title=half, body=half, extra={half: half}, unit=half))
        store.commit()
        kept = engine.get("a\ufffd")
        assert kept is not None
        assert kept.article == Article(
            id="a\ufffd", title="a\ufffd", body="a\ufffd", extra={"a\ufffd": "a\ufffd"}, unit="a\ufffd"
        )
        assert found(engine) == ALL_IDS | {"a\ufffd"}
        assert store.delete(half)
        assert not store.delete("a\ufffd")


def test_facet_values_have_one_spelling(settings: Settings) -> None:
    """However an article spells them, NFC or NFD, with blanks around them or not, they are one value."""
    with open_store(settings) as store:
        for form in ("NFC", "NFD"):
            name = unicodedata.normalize(form, "Viện Toán học")
            store.put(
                Article(id=form, title="x", body="", unit=f" {name}", authors=(name, f"{name} "), tags=(name, " "))
            )
        store.commit()
    facets = open_engine(settings.index).search(SearchQuery()).facets
    for name in ("unit", "author", "tag"):
        assert [(value.value, value.count) for value in facets[name].values] == [("Viện Toán học", 2)]


def test_ids_are_compared_to_the_letter(settings: Settings) -> None:
    """Blanks, case, normal form, separators: whatever differs is another article."""
    ids = [" a ", "a", "A", "ế", unicodedata.normalize("NFD", "ế"), "a,b", "a b\n", "a\0b", "\u200ba", "0" * 70_000]
    with open_store(settings) as store:
        for article_id in ids:
            store.put(Article(id=article_id, title="x", body=""))
        store.commit()
        engine = open_engine(settings.index)
        for article_id in ids:
            kept = engine.get(article_id)
            assert kept is not None
            assert kept.article.id == article_id
            assert store.delete(article_id)
        assert store.count() == 0


# ── when the system refuses ──


@pytest.fixture
def unclosed_files() -> Iterator[None]:
    """Whoosh leaves files open where it fails; they are closed here and not in the midst of another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@contextmanager
def full_disk(room: int = 60_000) -> Iterator[None]:
    """No file can grow beyond `room` bytes: what a full disk does, from the system itself."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("unclosed_files")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("count", [300, 3_000])
def test_a_full_disk_is_named_and_loses_nothing_else(filled: Settings, engine: SearchEngine, count: int) -> None:
    """Whether it fills when articles are put or when they are committed: the last commit stays, its files alone, and
    the next writer isn't kept waiting."""
    before = files_in(filled.index)
    articles = [
        Article(id=str(number), title=f"Bài {number}", body=f"nội dung {number} " * 20) for number in range(count)
    ]
    with full_disk(), pytest.raises(IndexNotWritable, match="File too large"):
        put_and_commit(articles, filled)
    assert files_in(filled.index) == before
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
        store.commit()
    assert found(engine) == ALL_IDS | {"moi"}


def put_and_commit(articles: Iterable[Article], settings: Settings) -> None:
    with open_store(settings) as store:
        for article in articles:
            store.put(article)
        store.commit()


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_was_not_committed_leaves_no_files(filled: Settings) -> None:
    """An indexing run that is broken off takes no room."""
    before = files_in(filled.index)
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
    assert files_in(filled.index) == before


def test_a_writer_that_cannot_say_who_it_is_keeps_no_lock(filled: Settings) -> None:
    """What the system said is told; as soon as it allows, the index can be written."""
    (filled.index / "writer.json").mkdir()
    with pytest.raises(IndexNotWritable, match="Is a directory"):
        open_store(filled)
    (filled.index / "writer.json").rmdir()
    with open_store(filled) as store:
        assert store.count() == len(ALL_IDS)


# ── when the index is damaged ──


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def remove(path: Path) -> None:
    path.unlink()


@pytest.fixture(
    params=[
        (cut, "*.toc"),
        (empty, "*.toc"),
        (overwrite, "*.toc"),
        (cut, "*.post"),
        (empty, "*.doc"),
        (overwrite, "*.post"),
        (remove, "*.doc"),
    ],
    ids=lambda param: f"{param[0].__name__} {param[1]}",
)
def damaged(filled: Settings, request: pytest.FixtureRequest) -> Settings:
    """An index one of whose files is damaged."""
    damage, pattern = request.param
    (path,) = filled.index.glob(pattern)
    damage(path)
    return filled


@pytest.mark.usefixtures("unclosed_files")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_is_named_with_the_remedy(damaged: Settings) -> None:
    """Whatever is done to it, and the next writer isn't kept waiting."""
    for _ in range(2):
        with pytest.raises(IndexUnreadable, match="--replace-all"), open_store(damaged) as store:
            store.delete("covid")
        with pytest.raises(IndexUnreadable, match="--replace-all"), open_store(damaged, create=False) as store:
            store.put(ARTICLES[0])
        with pytest.raises(IndexUnreadable, match="--replace-all"), open_store(damaged) as store:
            store.count()


@pytest.mark.usefixtures("unclosed_files")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_can_be_replaced(damaged: Settings) -> None:
    """The remedy helps, and leaves nothing of the old files."""
    with open_store(damaged) as store:
        store.replace_all(ARTICLES)
        assert store.count() == len(ALL_IDS)
        store.commit()
        assert store.count() == len(ALL_IDS)
    assert found(open_engine(damaged.index)) == ALL_IDS
    assert len(list(damaged.index.glob("*.post"))) == len(list(damaged.index.glob("*.toc"))) == 1


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.unlink()  # what is mapped must not change
    path.write_bytes(content)


@pytest.mark.parametrize("pattern", ["*.post", "*.doc"])
def test_damage_that_a_put_does_not_read_is_found_by_who_reads_it(filled: Settings, pattern: str) -> None:
    """A put costs the same however large the index is, so it reads little of it. But nothing damaged is merged into
    something that looks whole, and no reader opens it."""
    (path,) = filled.index.glob(pattern)
    flip(path, path.stat().st_size // 2)
    with open_store(filled) as store:
        store.put(Article(id="một", title="Một", body=""))
        store.delete("covid")
        store.commit()
        assert store.count() == len(ALL_IDS)
        with pytest.raises(IndexUnreadable, match="--replace-all"):
            open_engine(filled.index).ping()
        for number in range(10):
            store.put(Article(id=str(number), title="Tin", body=""))
        with pytest.raises(IndexUnreadable, match="--replace-all"):
            store.commit()


def test_a_commit_is_on_the_disk_before_it_has_its_name(filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut there is the commit before or this one, whole: first come its files and their names."""
    synced: list[str] = []
    named: list[tuple[str, list[str]]] = []
    fsync, rename = os.fsync, os.rename

    def told_fsync(opened: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{opened}").readlink()))
        fsync(opened)

    def told_rename(old: str, new: str) -> None:
        named.append((new, list(synced)))
        rename(old, new)

    monkeypatch.setattr(os, "fsync", told_fsync)
    monkeypatch.setattr(os, "rename", told_rename)
    before = files_in(filled.index)
    with open_store(filled) as store:
        store.put(Article(id="moi", title="Bài mới", body=""))
        store.commit()
    ((toc, before_it),) = [(Path(name), done) for name, done in named]
    new = files_in(filled.index) - before
    assert {path.suffix for path in map(Path, new)} == {".post", ".doc", ".toc"}
    assert toc.name in new
    assert {Path(path).name for path in before_it} >= {name for name in new if not name.endswith(".toc")}
    assert any(Path(path).name.startswith(toc.name) for path in before_it)
    assert (
        before_it[-1] == synced[-1] == str(filled.index)
    )  # the folder, that is the names: before, and once more after


# ── articles that others have prepared ──


def test_prepared_articles_are_put_in_the_order_of_their_numbers(filled: Settings, engine: SearchEngine) -> None:
    """Wherever they were prepared, and whatever the store held or was given before."""
    one, other = open_preparer(filled), open_preparer(filled)
    one.add(1, Article(id="a", title="sớm", body=""))
    other.add(2, Article(id="a", title="muộn", body=""))
    one.add(3, Article(id="b", title="sớm", body=""))
    other.add(4, Article(id="b", title="giữa", body=""))
    one.add(5, Article(id="b", title="muộn", body=""))
    other.add(6, Article(id="covid", title="muộn", body=""))
    with open_store(filled) as store:
        store.put(Article(id="a", title="trước", body=""))
        store.put_prepared([other.finish(), one.finish()])
        assert store.count() == len(ALL_IDS) + 2
        assert found(engine) == ALL_IDS
        store.commit()
        assert store.count() == len(ALL_IDS) + 2
    assert found(engine) == ALL_IDS | {"a", "b"}
    assert found(engine, "title:muộn") == {"a", "b", "covid"}
    assert found(engine, "title:sớm") == found(engine, "title:giữa") == found(engine, "title:trước") == set()


def test_prepared_articles_can_be_replaced_and_deleted(filled: Settings, engine: SearchEngine) -> None:
    """Like those that were put, before the commit and after it."""
    preparer = open_preparer(filled)
    for number, article_id in enumerate("abc"):
        preparer.add(number, Article(id=article_id, title="Tin", body=""))
    with open_store(filled) as store:
        store.put_prepared([preparer.finish(), preparer.finish()])
        assert store.delete("a")
        assert not store.delete("a")
        store.put(Article(id="b", title="Khác", body=""))
        store.commit()
        assert store.delete("c")
        store.commit()
    assert found(engine) == ALL_IDS | {"b"}
    assert found(engine, "title:khác") == {"b"}


@pytest.mark.usefixtures("unclosed_files")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_prepared_articles_can_be_all_there_is(damaged: Settings) -> None:
    """Nothing of the index is needed for that."""
    preparer = open_preparer(damaged)
    preparer.add(1, Article(id="a", title="Tin", body=""))
    with open_store(damaged) as store:
        store.replace_all(())
        for _ in range(3):
            store.put_prepared([preparer.finish()])
            preparer.add(2, Article(id="b", title="Tin", body=""))
        store.commit()
    assert found(open_engine(damaged.index)) == {"a", "b"}


def test_what_was_prepared_and_not_committed_leaves_no_files(filled: Settings) -> None:
    """It takes no room."""
    before = files_in(filled.index)
    preparer = open_preparer(filled)
    with open_store(filled) as store:
        preparer.add(1, Article(id="a", title="Tin", body=""))
        store.put_prepared([preparer.finish()])
    assert files_in(filled.index) == before


@pytest.mark.usefixtures("unclosed_files")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_is_named_by_who_prepares(filled: Settings) -> None:
    """As by the store."""
    preparer = open_preparer(filled)
    for number in range(300):
        preparer.add(number, Article(id=str(number), title="Tin", body=f"nội dung {number} " * 20))
    with full_disk(2_000), pytest.raises(IndexNotWritable, match="File too large"):
        preparer.finish()


WRITER = """
import sys, time
from pathlib import Path
from index.article import Article
from index.settings import Settings
from index.store import open_preparer, open_store

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
    titles: list[int] = []
    while len(titles) < 60 or titles[-1] == titles[0]:
        results = engine.search(SearchQuery(text="tổng kết", per_page=100))
        assert results.total == 20
        (title,) = {hit.article.title for hit in results.hits}
        titles.append(int(title.removeprefix("lần ")))
    assert titles == sorted(titles)


def test_many_threads_may_search_while_a_writer_commits(settings: Settings, writer: subprocess.Popen[str]) -> None:
    """One engine serves them all; every answer is one whole commit."""
    engine = open_engine(settings.index)

    def search(number: int) -> set[tuple[int, int]]:
        answers = [engine.search(SearchQuery(text=text, per_page=100)) for text in ("hội nghị", "cong tac") * 15]
        return {(answer.total, len({hit.article.title for hit in answer.hits})) for answer in answers}

    with ThreadPoolExecutor(4) as threads:
        assert set().union(*threads.map(search, range(4))) == {(20, 1)}


def test_the_lock_file_says_who_writes_and_is_gone_afterwards(settings: Settings) -> None:
    """The file beside the lock is for people and for the message above."""
    with open_store(settings):
        assert json.loads((settings.index / "writer.json").read_text())["pid"] == os.getpid()
    assert not (settings.index / "writer.json").exists()
