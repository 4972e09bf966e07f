"""The server, asked over HTTP."""

from __future__ import annotations

import json
import re
import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from index.article import Article
from search.engine import SearchEngine
from tests.web.articles import ARTICLES
from tests.web.serve_slowly import LONG
from tests.web.serving import Serving, serving, serving_with


@pytest.fixture
def served(make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path) -> Iterator[Serving]:
    make_engine(ARTICLES)
    with serving(tmp_path / "index") as server:
        yield server


def test_answers(served: Serving) -> None:
    """The server says its URL, and answers there."""
    with urlopen(f"{served.url}/healthz", timeout=10) as answer:
        assert json.load(answer) == {"status": "ok", "articles": len(ARTICLES), "generation": 1}


def test_one_connection_many_requests(served: Serving) -> None:
    """A connection is kept open from one request to the next: each answer, whatever it is, says how long it is."""
    connection = HTTPConnection(served.host, served.port, timeout=10)
    for method, path, status in [
        ("GET", "/api/v1/search?q=hoi", 200),
        ("HEAD", "/api/v1/search?q=hoi", 200),
        ("GET", "/", 200),
        ("GET", "/static/tracuu.css", 200),
        ("GET", "/api/v1/articles/nope", 404),
        ("OPTIONS", "/api/v1/search", 200),
        ("POST", "/", 405),
        ("GET", "/favicon.ico", 301),
        ("GET", "/healthz", 200),
    ]:
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == status
        assert method == "HEAD" or len(body) == int(answer.headers["Content-Length"])
        assert "Transfer-Encoding" not in answer.headers
        assert not answer.will_close
    connection.close()


def test_a_connection_outlives_answers_without_a_body(served: Serving) -> None:
    """Who brings the tag of what it has is told so on the same connection; who asks to close it, closes it."""
    connection = HTTPConnection(served.host, served.port, timeout=10)
    connection.request("GET", "/healthz")
    with connection.getresponse() as first:
        tag = first.headers["ETag"]
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    for method, path, headers, status in [
        ("GET", "/healthz", {"If-None-Match": tag}, 304),
        ("OPTIONS", "/api/v1/search", preflight, 204),
        ("HEAD", "/healthz", {"If-None-Match": tag}, 304),
    ]:
        connection.request(method, path, headers=headers)
        with connection.getresponse() as answer:
            assert (answer.status, answer.read()) == (status, b"")
            assert not answer.will_close
            assert "Content-Length" not in answer.headers
    connection.request("GET", "/healthz", headers={"If-None-Match": tag, "Connection": "close"})
    with connection.getresponse() as last:
        assert (last.status, last.will_close) == (304, True)
    connection.close()


def test_idle_connections(served: Serving) -> None:
    """Browsers keep connections open that they don't use: two hundred of them keep nobody from being answered."""
    with ExitStack() as idle:
        for _ in range(200):
            idle.enter_context(socket.create_connection((served.host, served.port)))
        with urlopen(f"{served.url}/healthz", timeout=10) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ends_when_told_to(served: Serving, how: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the server, with exit code 0."""
    served.process.send_signal(how)
    assert served.process.wait(timeout=10) == 0


def test_requests_sent_together_are_answered_in_their_order(served: Serving) -> None:
    """A client need not wait for one answer before it asks the next."""
    asked = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in ("/healthz", "/nowhere", "/healthz"))
    with socket.create_connection((served.host, served.port), timeout=10) as connection:
        connection.sendall(asked.encode())
        answers = b""
        while answers.count(b"HTTP/1.1 ") < 3 or not answers.endswith(b"}\n"):
            received = connection.recv(65536)
            assert received
            answers += received
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"404", b"200"]


def test_nobody_waits_for_those_who_ask_again() -> None:
    """Of thirty who come at once and ask three times each, all are answered once before any is for the third time."""
    with serving_with("tests.web.serve_slowly") as server, ExitStack() as clients:
        connections = [clients.enter_context(socket.create_connection((server.host, server.port))) for _ in range(31)]
        for asked, connection in zip([LONG, *["hoi"] * 30], connections, strict=True):
            request = f"GET /api/v1/search?q={asked} HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.sendall((request * 3).encode())
        numbers = [answers(connection, 3) for connection in connections[1:]]
    assert max(first for first, _, _ in numbers) < min(third for _, _, third in numbers)


def answers(connection: socket.socket, count: int) -> list[int]:
    """The totals of so many answers."""
    received = b""
    while len(totals := re.findall(rb'"total":(\d+)', received)) < count:
        received += connection.recv(65536)
    return list(map(int, totals))


def test_a_client_that_takes_its_time_keeps_nobody_waiting(served: Serving) -> None:
    """An answer that nobody reads is sent piece by piece, while others are answered."""
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        slow.connect((served.host, served.port))
        slow.sendall(b"GET /static/tracuu.css HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        for _ in range(3):
            with urlopen(f"{served.url}/healthz", timeout=10) as answer:
                assert answer.status == 200
