"""Answers of unknown length, over HTTP: piece by piece, between those to others."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from werkzeug.test import create_environ

from tests.web.serve_many import BODY, BREAKING, COUNT
from tests.web.serving import Serving, serving_with
from web.sending import Begun

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

EXPORT = "/api/v1/export?format=ndjson"


@pytest.fixture
def served() -> Iterator[Serving]:
    with serving_with("tests.web.serve_many") as server:
        yield server


def articles_read(served: Serving) -> int:
    with urlopen(f"{served.url}/healthz", timeout=10) as answer:
        read: int = json.load(answer)["articles"]
        return read


def begun(served: Serving, path: str = EXPORT, **headers: str) -> HTTPResponse:
    """An answer of which nothing but the headers, and what came with them, has been read."""
    connection = HTTPConnection(served.host, served.port, timeout=30)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def most_memory(served: Serving) -> int:
    """Bytes that the server has had at most."""
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) << 10


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_others_are_answered_while_an_export_goes_on(served: Serving, encoding: str) -> None:
    """Several that nobody reads are made no further than the system takes them, and keep nobody waiting."""
    with ExitStack() as going_on:
        for _ in range(3):
            going_on.enter_context(begun(served, **{"Accept-Encoding": encoding}))
        for _ in range(3):
            with urlopen(f"{served.url}/api/v1/search?q=hoi", timeout=10) as answer:
                assert json.load(answer)["total"] == COUNT
        assert 0 < articles_read(served) < 3 * COUNT


def test_memory_stays_constant(served: Serving) -> None:
    """An export of 56 MB comes whole, and the server never needs a tenth of it."""
    articles_read(served)
    before = most_memory(served)
    with begun(served) as export:
        lines = export.read().splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(map(str, range(COUNT)))
    assert most_memory(served) - before < COUNT * len(BODY.encode()) / 10


def test_who_goes_away_ends_it(served: Serving) -> None:
    """Nothing is read for a client that is gone."""
    begun(served).close()
    while (read := articles_read(served)) != articles_read(served):
        time.sleep(0.05)
    assert read < COUNT


def test_an_answer_that_breaks_off_is_seen_to(served: Serving) -> None:
    """It has begun, so no status can say so: the end of the answer is missing. Others are answered on."""
    with begun(served, f"{EXPORT}&q={BREAKING}") as export, pytest.raises(IncompleteRead):
        export.read()
    assert articles_read(served) == COUNT - 1


def test_an_answer_that_never_begins_is_closed() -> None:
    """What it holds is given back at once when its first piece fails."""
    closed = []

    def failing() -> Iterator[bytes]:
        try:
            raise ConnectionError
            yield b""
        finally:
            closed.append("body")

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            return failing()

        def close(self) -> None:
            closed.append("answer")

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Answer()

    with pytest.raises(ConnectionError):
        list(Begun(app)(create_environ(), lambda *_: lambda _: None))
    assert closed == ["body", "answer"]


def test_head_has_no_body(served: Serving) -> None:
    """Not even the end of one."""
    with socket.create_connection((served.host, served.port), timeout=30) as connection:
        connection.sendall(f"HEAD {EXPORT} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.endswith(b"\r\n\r\n")
    assert received.count(b"\r\n\r\n") == 1


@pytest.mark.parametrize(
    ("request_", "status", "detail"),
    [
        ("GET /healthz HTTP/1.1\r\nNot a header\r\n\r\n", 400, "Invalid header"),
        (f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 40}\r\n\r\n", 413, "The body is larger than 64 MiB."),
        (f"GET / HTTP/1.1\r\nX: {'x' * (1 << 18)}\r\n\r\n", 431, "The headers are larger than 256 KiB."),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n", 501, "Transfer-Encoding requested is not supported."),
    ],
)
def test_what_is_no_request_is_answered_by_a_problem(served: Serving, request_: str, status: int, detail: str) -> None:
    """Although it never comes to the application, with the headers that all such answers have."""
    with socket.create_connection((served.host, served.port), timeout=30) as connection:
        connection.sendall(request_.encode())
        with HTTPResponse(connection) as answer:
            answer.begin()
            problem = json.load(answer)
    assert answer.status == problem["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert problem["title"] == answer.reason
    assert problem["detail"] == detail


def test_the_connection_ends_with_it(served: Serving) -> None:
    """HTTP/1.0 knows no other end; what a client sent behind it is not answered."""
    with socket.create_connection((served.host, served.port), timeout=30) as connection:
        connection.sendall(f"GET {EXPORT} HTTP/1.0\r\n\r\nGET /healthz HTTP/1.0\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"Connection: close" in head
    assert len(body.splitlines()) == COUNT
