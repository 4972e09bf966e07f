"""Several processes behind one address."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from select import select
from typing import Any
from urllib.request import urlopen

import pytest

from index.article import Article
from index.settings import Settings
from index.store import open_store
from search.engine import SearchEngine
from tests.web.articles import ARTICLES
from tests.web.serving import Serving, serving
from web.workers import WorkersUnsupported, serve

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers need Linux or macOS")


@pytest.fixture
def served(make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path) -> Iterator[Serving]:
    make_engine(ARTICLES)
    with serving(tmp_path / "index", "--workers", "2") as server:
        yield server


def workers(served: Serving) -> list[int]:
    """The process ids of the workers."""
    processes = subprocess.run(
        ["ps", "-Aww", "-o", "pid=", "-o", "ppid=", "-o", "args="], capture_output=True, text=True, check=True
    )
    listed = [line.split(maxsplit=2) for line in processes.stdout.splitlines()]
    return [int(pid) for pid, parent, args in listed if int(parent) == served.process.pid and "spawn_main" in args]


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def answer(served: Serving, path: str) -> Any:
    with urlopen(served.url + path, timeout=10) as answer:
        return json.load(answer)


def answers(served: Serving, path: str) -> list[Any]:
    """What each of two workers answers while the other one is stopped."""
    given = []
    for pid in workers(served):
        with stopped(pid):
            given.append(answer(served, path))
    assert len(given) == 2
    return given


def ask(connection: HTTPConnection) -> None:
    connection.request("GET", "/healthz")


def answered(connections: Iterable[HTTPConnection]) -> list[HTTPConnection]:
    """The connections on which an answer has come."""
    return [connection for connection in connections if select([connection.sock], [], [], 0)[0]]


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def refuses(served: Serving) -> bool:
    """Whether nobody listens any more."""
    try:
        socket.create_connection((served.host, served.port), timeout=10).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


def test_every_worker_answers(served: Serving) -> None:
    """Each worker answers for itself, and the same."""
    one, other = answers(served, "/api/v1/search?q=hoi+nghi+tong+ket")
    assert one["total"] == 2
    assert {**one, "took_ms": 0} == {**other, "took_ms": 0}


def test_connections_are_spread(served: Serving) -> None:
    """Each worker gets about half of the connections: all cores have something to do."""
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(HTTPConnection(served.host, served.port))) for _ in range(12)]
        for connection in connections:
            ask(connection)
            connection.getresponse().read()
        one, _ = workers(served)
        with stopped(one):
            for connection in connections:
                ask(connection)
            wait_until(lambda: len(answered(connections)) >= 4)
            time.sleep(0.5)
            assert 4 <= len(answered(connections)) <= 8  # a worker that the machine keeps waiting misses a turn


def test_nobody_waits_long_for_a_worker_that_hangs(served: Serving) -> None:
    """Connections that were that worker's turn are taken by the other one."""
    one, _ = workers(served)
    with stopped(one), ExitStack() as stack:
        for _ in range(4):
            connection = stack.enter_context(closing(HTTPConnection(served.host, served.port, timeout=10)))
            ask(connection)
            assert connection.getresponse().status == 200


def test_new_commit_is_seen_by_all(served: Serving, tmp_path: Path) -> None:
    """What is put into the index is found by every worker at its next request."""
    assert [each["articles"] for each in answers(served, "/healthz")] == [len(ARTICLES)] * 2
    with open_store(Settings(index=tmp_path / "index")) as store:
        store.put(Article(id="moi", title="Tin vừa đăng", body="Bài mới nhất."))
        store.commit()
    assert [each["total"] for each in answers(served, "/api/v1/search?q=vua+dang")] == [1, 1]


def test_killed_worker_is_replaced(served: Serving) -> None:
    """When a worker is killed the other one goes on answering, and soon there are two again."""
    killed, kept = workers(served)
    os.kill(killed, signal.SIGKILL)
    assert answer(served, "/healthz")["status"] == "ok"
    wait_until(lambda: len(workers(served)) == 2 and killed not in workers(served))
    assert kept in workers(served)
    assert [each["status"] for each in answers(served, "/healthz")] == ["ok", "ok"]


def test_where_processes_cannot_share_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere than on Linux and macOS it says that there can be only one."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(os, "name", "nt")
        with pytest.raises(WorkersUnsupported, match="leave --workers at 1"):
            serve(tmp_path, "127.0.0.1", 0, 2)


def test_sigterm_ends_all(served: Serving) -> None:
    """SIGTERM to the one that supervises ends all of them, with exit code 0."""
    served.process.terminate()
    assert served.process.wait(timeout=20) == 0
    assert refuses(served)


def test_ctrl_c_ends_all(served: Serving) -> None:
    """Ctrl-C, which a terminal sends to every one of them, ends them in peace, too."""
    os.killpg(served.process.pid, signal.SIGINT)
    assert served.process.wait(timeout=20) == 0
    assert refuses(served)
    assert served.process.stdout
    assert served.process.stdout.read() == ""


def test_no_orphans(served: Serving) -> None:
    """Killed outright, the one that supervises leaves no workers behind."""
    served.process.kill()
    wait_until(lambda: refuses(served))
