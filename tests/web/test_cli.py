"""The command `tracuu`."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import search.engine
from index.article import Article
from index.errors import IndexUnreadable
from search.engine import SearchEngine
from tests.web.articles import ARTICLES
from tests.web.fake_engine import FakeEngine
from tests.web.serving import ENVIRONMENT
from web import server, workers
from web.cli import main


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What `tracuu serve` would serve: the folder, the host and the port."""
    calls: list[Any] = []

    def open_engine(folder: Path) -> FakeEngine:
        calls.append(folder)
        return FakeEngine(ARTICLES)

    monkeypatch.setattr(search.engine, "open_engine", open_engine)
    monkeypatch.setattr(server, "serve", lambda _, host, port, **__: calls.extend((host, port)))
    return calls


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_help(runner: CliRunner) -> None:
    """The command says what it can do."""
    answer = runner.invoke(main, ["--help"])
    assert answer.exit_code == 0
    for command in ("index", "search", "serve"):
        assert command in answer.output
    assert "TRACUU_PORT" in runner.invoke(main, ["serve", "--help"]).output


def test_help_is_quick() -> None:
    """Asking for help loads neither the web framework nor the index."""
    code = "import sys, web.cli; print(*{'flask', 'whoosh', 'numpy', 'pyvi', 'sklearn'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_serving_is_light(make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path) -> None:
    """Answering loads neither scikit-learn, which pyvi would bring along, nor what only reads files."""
    make_engine(ARTICLES)
    code = f"""
import sys
from pathlib import Path
from search.engine import open_engine
from web import create_app, server, workers

client = create_app(open_engine(Path({str(tmp_path / "index")!r}))).test_client()
for path in ("/api/v1/search?q=hội nghị tổng kết", "/?q=hoi", "/api/v1/suggest?q=hoi", "/articles/{ARTICLES[0].id}"):
    assert client.get(path).status_code == 200
print(*{{"sklearn", "scipy", "joblib", "pycrfsuite", "sklearn_crfsuite", "lxml", "trafilatura"}} & set(sys.modules))
"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert loaded.stdout.split() == []


def test_serve_by_default(runner: CliRunner, served: list[Any]) -> None:
    """Without options it serves the folder .index at 127.0.0.1:8080, and says what it holds."""
    answer = runner.invoke(main, ["serve"])
    assert answer.exit_code == 0
    assert served == [Path(".index"), "127.0.0.1", 8080]
    assert "13 articles in .index" in answer.output


def test_serve_with_options(runner: CliRunner, served: list[Any]) -> None:
    """Options say what to serve, and where."""
    runner.invoke(main, ["serve", "--host", "0.0.0.0", "--port", "9000", "--index", "x"])
    assert served == [Path("x"), "0.0.0.0", 9000]


def test_workers_are_asked_for(runner: CliRunner, served: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """An option or the environment says how many processes answer."""
    monkeypatch.setattr(workers, "serve", lambda folder, host, port, count, **_: served.append((folder, count)))
    runner.invoke(main, ["serve", "--workers", "2", "--index", "x"])
    runner.invoke(main, ["serve"], env={"TRACUU_WORKERS": "3"})
    assert [call for call in served if isinstance(call, tuple)] == [(Path("x"), 2), (Path(".index"), 3)]
    assert runner.invoke(main, ["serve", "--workers", "0"]).exit_code == 2


def test_serve_from_the_environment(runner: CliRunner, served: list[Any]) -> None:
    """The environment can say the same."""
    runner.invoke(main, ["serve"], env={"TRACUU_HOST": "::1", "TRACUU_PORT": "9001", "TRACUU_INDEX": "y"})
    assert served == [Path("y"), "::1", 9001]


def test_missing_index(runner: CliRunner, tmp_path: Path) -> None:
    """Without an index the command says how to make one."""
    answer = runner.invoke(main, ["serve", "--index", str(tmp_path / "none")])
    assert answer.exit_code == 1
    assert "tracuu index" in answer.stderr
    assert "Traceback" not in answer.output


def test_our_errors_are_sentences(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever of ours goes wrong ends in one sentence on stderr and exit code 1."""

    def unreadable(_: Path) -> FakeEngine:
        raise IndexUnreadable("The index was made by another version.")

    monkeypatch.setattr(search.engine, "open_engine", unreadable)
    answer = runner.invoke(main, ["serve"])
    assert (answer.exit_code, answer.stderr) == (1, "Error: The index was made by another version.\n")


def test_port_in_use(runner: CliRunner, monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    """A port that is taken is a clear error."""
    monkeypatch.setattr(search.engine, "open_engine", lambda _: FakeEngine(ARTICLES))
    answer = runner.invoke(main, ["serve", "--port", str(taken_port)])
    assert answer.exit_code == 1
    assert f"Can't listen on 127.0.0.1, port {taken_port}: Address already in use." in answer.stderr


def test_unknown_host() -> None:
    """So is a host that nobody knows."""
    with pytest.raises(server.AddressUnavailable, match=r"no-such-host\.invalid"):
        server.serve(FakeEngine(ARTICLES), "no-such-host.invalid", 0)
