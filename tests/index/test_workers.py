"""Indexing by several processes."""

from __future__ import annotations

import json
import lzma
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import indexing, readers
from index.errors import IndexNotWritable
from index.indexing import index_files
from index.progress import Progress
from index.readers import Piece, Unreadable, files, pieces, read, read_file, read_piece
from index.settings import Settings
from index.store import open_store
from index.workers import Workers
from search.engine import open_engine
from search.query import SearchQuery

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", lock_timeout=0.2)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_PIECE_SIZE", 300)


def line(number: int, title: str) -> str:
    return json.dumps({"id": str(number), "title": title, "body": f"Hội nghị lần {number}"}, ensure_ascii=False)


def articles(settings: Settings) -> dict[str, str]:
    hits = open_engine(settings.index).search(SearchQuery(per_page=1000)).hits
    return {hit.article.id: hit.article.title for hit in hits}


class Told(Progress):
    """What a run tells."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes_expected = self.bytes_read = self.articles = 0
        self.problems: list[str] = []

    def expect(self, size: int) -> None:
        self.bytes_expected += size

    def read(self, size: int) -> None:
        self.bytes_read += size

    def indexed(self) -> None:
        self.articles += 1

    def problem(self, problem: Unreadable) -> None:
        self.problems.append(str(problem))


@pytest.mark.parametrize("commit_every", [7, 20_000])
@pytest.mark.parametrize("replace_all", [False, True])
def test_the_result_is_that_of_one_process(
    tmp_path: Path, commit_every: int, replace_all: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same articles, of each id the last; the same problems in the same order; the same progress."""
    monkeypatch.setattr(indexing, "COMMIT_EVERY", commit_every)
    docs = tmp_path / "docs"
    docs.mkdir()
    lines = [line(number % 30, f"Lần {number}") if number % 9 else f"{{hỏng {number}" for number in range(100)]
    (docs / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (docs / "b.jsonl.xz").write_bytes(lzma.compress("\n".join(lines[:50]).encode())[:-20])
    (docs / "c.jsonl").write_text(line(7, "Sau cùng"), encoding="utf-16")
    (docs / "d.json").write_text("{", encoding="utf-8")
    (docs / "e.txt").write_text("Tin", encoding="utf-8")
    results = []
    for processes in (1, 2):
        settings = Settings(index=tmp_path / f"index-{processes}")
        with open_store(settings) as store:
            store.replace_all(article for article in read([docs / "e.txt"]) if not isinstance(article, Unreadable))
            store.commit()
        with Told() as told:
            workers = Workers(2, settings) if processes == 2 else None
            report = index_files([docs], settings, told, replace_all=replace_all, workers=workers)
        assert told.bytes_read == told.bytes_expected
        results.append((report, told.articles, told.problems, articles(settings)))
    assert results[0] == results[1]
    assert results[0][3]["7"] == "Sau cùng"
    assert len(results[0][2]) > 10


def test_pieces_are_the_file(tmp_path: Path) -> None:
    """Read piece by piece, a file has the articles and problems that it has as a whole, lines counted alike."""
    path = tmp_path / "tin.jsonl"
    path.write_text("\n".join(line(number, "Tin") if number % 9 else "{" for number in range(100)), encoding="utf-8")
    (file,) = files([path])
    assert not isinstance(file, Unreadable)
    found = list(pieces(file))
    assert len(found) > 5
    of_pieces = [each for piece in found if isinstance(piece, Piece) for each in read_piece(piece)]
    assert of_pieces == list(read_file(file))


def test_a_worker_that_dies_is_told_and_loses_nothing_else(settings: Settings, tmp_path: Path) -> None:
    """The system may kill it for want of memory. The index holds the last commit, and nothing unfinished."""
    path = tmp_path / "tin.jsonl"
    path.write_text("\n".join(line(number, "Tin") for number in range(100)), encoding="utf-8")
    index_files([path], settings, Told())
    before = sorted(settings.index.iterdir())
    workers = Workers(2, settings)
    # So many more that the workers are far from their end when the first piece has come back.
    path.write_text("\n".join(line(number, "Tin") for number in range(20_000)), encoding="utf-8")
    (file,) = files([path])
    assert not isinstance(file, Unreadable)
    with open_store(settings) as store, workers:
        outcomes = workers.read(pieces(file))
        next(outcomes)
        os.kill(next(iter(workers._processes.values())).pid or 0, signal.SIGKILL)
        with pytest.raises(IndexNotWritable, match=r"ended \(exit code -9\); the index holds what it held"):
            list(outcomes)
        assert store.count() == 100
    assert sorted(settings.index.iterdir()) == before


@pytest.fixture
def run(settings: Settings, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """An indexing run by two processes, far from its end."""
    path = tmp_path / "tin.jsonl"
    path.write_text("\n".join(line(number, "Tin") for number in range(100_000)), encoding="utf-8")
    with open_store(settings) as store:
        store.commit()
    command = [sys.executable, "-m", "web", "index", str(path), "--index", str(settings.index), "--processes", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "5,000 articles\n"
        yield process
        process.kill()


def test_ctrl_c_ends_all_processes(run: subprocess.Popen[str], settings: Settings) -> None:
    """It reaches them all; one message, no traceback, and nothing unfinished is left."""
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=20)  # until the last that could write to it has ended
    assert run.returncode == 1
    assert "Traceback" not in told
    assert "Aborted!" in told
    assert articles(settings) == {}
    assert not list(settings.index.glob("*.post"))


def test_workers_do_not_outlive_a_killed_run(run: subprocess.Popen[str], settings: Settings) -> None:
    """They end when the process is gone that has the store; the next writer removes what they left."""
    run.kill()
    run.communicate(timeout=20)  # until the last that could write to it has ended
    with open_store(settings) as store:
        store.commit()
    assert articles(settings) == {}
    assert not list(settings.index.glob("*.post"))
