"""Pushing articles over HTTP, into a real index."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.article import Article
from index.settings import Settings
from index.store import open_store
from search.engine import SearchEngine
from tests.index.vietnamese.encoded import encoded
from tests.web.articles import ARTICLES, SUMMING_UP
from tests.web.pushing import HEADERS, TOKEN, make_writer, token_file
from tests.web.serving import Serving, serving
from tests.web.test_errors import assert_problem
from web import create_app
from web.writing import LARGEST_BODY, MOST_LINES

PATH = "/api/v1/articles"
NEW = {"title": "Lịch nghỉ Tết", "body": "Toàn cơ quan nghỉ Tết năm ngày."}


@pytest.fixture
def engine(make_engine: Callable[[Iterable[Article]], SearchEngine]) -> SearchEngine:
    return make_engine(ARTICLES)


@pytest.fixture
def app(engine: SearchEngine, tmp_path: Path) -> Flask:
    return create_app(engine, writer=make_writer(tmp_path, lock_timeout=0.2))


def put(client: FlaskClient, article_id: str, article: Any = NEW, **options: Any) -> TestResponse:
    return client.put(f"{PATH}/{quote(article_id)}", **{"json": article, "headers": HEADERS, **options})


def push(client: FlaskClient, *lines: Any, **options: Any) -> TestResponse:
    body = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return client.post(PATH, **{"data": body, "content_type": "application/x-ndjson", "headers": HEADERS, **options})


def found(client: FlaskClient, query: str) -> set[str]:
    return {hit["id"] for hit in client.get(f"/api/v1/search?per_page=100&q={quote(query)}").get_json()["hits"]}


def generation(client: FlaskClient) -> int:
    return int(client.get("/healthz").get_json()["generation"])


# ── one article ──


@pytest.mark.parametrize(
    "article_id", ["moi", "https://vien.example.vn/tin/1?a=b", "moi/related", "../lên", "hai\ndòng"]
)
def test_put_adds_an_article(client: FlaskClient, article_id: str) -> None:
    """It is new, kept as it was given, and found by the next request, whatever its id holds."""
    given = {**NEW, "published": "27/12/2021", "tags": "nghỉ lễ", "nguồn": {"trang": 3}}
    answer = put(client, article_id, given)
    assert answer.status_code == HTTPStatus.CREATED
    kept = answer.get_json()
    assert kept == client.get(f"{PATH}/{quote(article_id)}").get_json()
    assert (kept["id"], kept["title"], kept["nguồn"]) == (article_id, NEW["title"], {"trang": 3})
    assert (kept["published"], kept["tags"]) == ("2021-12-27", ["nghỉ lễ"])
    assert found(client, "lich nghi tet") == {article_id}


def test_put_replaces_an_article(client: FlaskClient) -> None:
    """One with the same id is gone, and the answer says so."""
    answer = put(client, SUMMING_UP.id, {**NEW, "id": SUMMING_UP.id})
    assert answer.status_code == HTTPStatus.OK
    assert client.get(f"{PATH}/{SUMMING_UP.id}").get_json()["title"] == NEW["title"]
    assert client.get("/healthz").get_json()["articles"] == len(ARTICLES)
    assert SUMMING_UP.id in found(client, "lich nghi tet")
    assert SUMMING_UP.id not in found(client, "tong ket")


def test_the_unit_is_looked_for(client: FlaskClient) -> None:
    """As `tracuu index` does when an article names none; one that it names stays."""
    body = "Viện Toán học thông báo lịch nghỉ."
    assert put(client, "a", {**NEW, "body": body}).get_json()["unit"] == "Viện Toán học"
    assert put(client, "b", {**NEW, "body": body, "unit": "Văn phòng"}).get_json()["unit"] == "Văn phòng"
    push(client, {**NEW, "id": "c", "body": body})
    assert client.get(f"{PATH}/c").get_json()["unit"] == "Viện Toán học"


def test_an_article_in_an_old_encoding(client: FlaskClient) -> None:
    """It is kept and found as it is meant, with its unit; what came is in the answer, too."""
    body = "Viện Toán học thông báo lịch nghỉ Tết cho toàn cơ quan."
    old = {"title": encoded(NEW["title"], "TCVN3"), "body": encoded(body, "TCVN3")}
    kept = put(client, "moi", old).get_json()
    assert (kept["title"], kept["body"], kept["unit"]) == (NEW["title"], body, "Viện Toán học")
    original = kept["original"]
    assert {key: original[key] for key in old} == old
    assert original["encoding"] == "TCVN3"
    assert client.get(f"{PATH}/moi").get_json() == kept
    assert found(client, "lịch nghỉ tết") == {"moi"}
    first, second = push(client, {**old, "id": "a"}, {**NEW, "id": "b"}).get_json()["lines"]
    assert first == {"line": 1, "id": "a", "status": 201, "encoding": "TCVN3", "confidence": original["confidence"]}
    assert second == {"line": 2, "id": "b", "status": 201}


@pytest.mark.parametrize(
    ("article", "errors"),
    [
        ({"body": "x"}, {"title"}),
        ({"title": " ", "body": 3, "published": "31/02/2021"}, {"title", "body", "published"}),
        ({**NEW, "id": "khac"}, {"id"}),
        ({**NEW, "id": True}, {"id"}),
        ([NEW], {"_schema"}),
        ("Lịch nghỉ Tết", {"_schema"}),
    ],
)
def test_what_is_not_an_article_is_refused(client: FlaskClient, article: Any, errors: set[str]) -> None:
    """The problem names each key that is wrong, and nothing is written."""
    before = generation(client)
    assert_problem(put(client, "moi", article), HTTPStatus.BAD_REQUEST, errors)
    assert generation(client) == before


@pytest.mark.parametrize("body", [b"", b"{", b'{"title": NaN}', b"\xff", b"{}{}", b"null", b"[" * 100_000])
def test_what_is_not_json_is_refused(client: FlaskClient, body: bytes) -> None:
    """Whatever comes, it says what is wrong."""
    options = {"json": None, "data": body, "content_type": "application/json"}
    assert_problem(put(client, "moi", **options), HTTPStatus.BAD_REQUEST, {"_schema"})


def test_delete(client: FlaskClient) -> None:
    """The article is gone from the next request on; there is nothing to delete the second time."""
    path = f"{PATH}/{SUMMING_UP.id}"
    answer = client.delete(path, headers=HEADERS)
    assert (answer.status_code, answer.data) == (HTTPStatus.NO_CONTENT, b"")
    assert "Content-Type" not in answer.headers
    assert client.get(path).status_code == HTTPStatus.NOT_FOUND
    assert SUMMING_UP.id not in found(client, "")
    before = generation(client)
    assert_problem(client.delete(path, headers=HEADERS), HTTPStatus.NOT_FOUND)
    assert generation(client) == before


# ── many articles ──


def test_push(client: FlaskClient) -> None:
    """Each line is answered by its number; the good ones are written in one commit, although others are bad."""
    before = generation(client)
    answer = push(
        client,
        {**NEW, "id": "a"},
        "",
        {"id": "b", "title": ""},
        {**NEW, "id": SUMMING_UP.id},
        "không phải JSON",
        {**NEW, "id": "a", "title": "Bản sau"},
        {**NEW, "id": 5},
        NEW,
    )
    assert answer.status_code == HTTPStatus.OK
    assert answer.get_json() == {
        "written": 4,
        "rejected": 3,
        "lines": [
            {"line": 1, "id": "a", "status": 201},
            {"line": 3, "id": "b", "status": 400, "errors": {"title": ["must not be blank"], "body": ["is missing"]}},
            {"line": 4, "id": SUMMING_UP.id, "status": 200},
            {
                "line": 5,
                "id": None,
                "status": 400,
                "errors": {"_schema": ["this is not JSON: Expecting value, column 1"]},
            },
            {"line": 6, "id": "a", "status": 200},
            {"line": 7, "id": "5", "status": 201},
            {"line": 8, "id": None, "status": 400, "errors": {"id": ["is missing"]}},
        ],
    }
    assert generation(client) == before + 1
    assert found(client, "lich nghi tet") == {SUMMING_UP.id, "5"}
    assert found(client, "ban sau") == {"a"}


@pytest.mark.parametrize("lines", [[], ["", "  "], ["x", "[]"]])
def test_nothing_to_write_is_no_commit(client: FlaskClient, lines: list[str]) -> None:
    """Where no line is good the index stays as it is, and keeps its generation."""
    before = generation(client)
    answer = push(client, *lines)
    assert answer.status_code == HTTPStatus.OK
    assert answer.get_json()["written"] == 0
    assert generation(client) == before


def test_a_body_of_thousands(client: FlaskClient) -> None:
    """A thousand articles come in at one stroke."""
    answer = push(client, *({**NEW, "id": f"bai-{number}"} for number in range(1000)))
    assert answer.get_json()["written"] == 1000
    assert client.get("/api/v1/search?q=lich+nghi+tet").get_json()["total"] == 1000


# ── what is too much, of the wrong kind, or not allowed ──


def test_too_large_a_body(client: FlaskClient) -> None:
    """More than the bound is refused unread, for either verb."""
    options = {"data": b" " * (LARGEST_BODY + 1)}
    assert_problem(push(client, **options), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    options |= {"json": None, "content_type": "application/json"}
    assert_problem(put(client, "moi", **options), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def test_too_many_lines(client: FlaskClient) -> None:
    """More lines than the bound are refused, and none of them is written."""
    before = generation(client)
    lines = [{**NEW, "id": "a"}, *["x"] * MOST_LINES]
    assert_problem(push(client, *lines), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    assert generation(client) == before
    assert push(client, *lines[:-1]).get_json()["rejected"] == MOST_LINES - 1


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", None])
def test_the_wrong_kind_of_body(client: FlaskClient, content_type: str | None) -> None:
    """What is not said to be JSON is not read as JSON."""
    options = {"json": None, "data": json.dumps(NEW), "content_type": content_type}
    assert_problem(put(client, "moi", **options), HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    assert_problem(push(client, NEW, content_type="application/json"), HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


@pytest.mark.parametrize(
    ("authorization", "challenge"),
    [
        (None, 'Bearer realm="tracuu"'),
        ("Bearer wrong", 'Bearer realm="tracuu", error="invalid_token"'),
        ("Bearer", 'Bearer realm="tracuu", error="invalid_token"'),
        ("Basic Y21zOmNtcw==", 'Bearer realm="tracuu"'),
        (f"Bearer {TOKEN[:-1]}", 'Bearer realm="tracuu", error="invalid_token"'),
    ],
)
def test_without_a_token_nothing_is_written(client: FlaskClient, authorization: str | None, challenge: str) -> None:
    """Each verb says 401 and how to come in, before it looks at anything else."""
    headers = {"Authorization": authorization} if authorization else {}
    before = generation(client)
    for answer in (
        put(client, "moi", headers=headers),
        put(client, "moi", headers=headers, json=None, data=b"{"),
        client.delete(f"{PATH}/{SUMMING_UP.id}", headers=headers),
        client.delete(f"{PATH}/nope", headers=headers),
        push(client, {**NEW, "id": "a"}, headers=headers),
    ):
        assert_problem(answer, HTTPStatus.UNAUTHORIZED)
        assert answer.headers["WWW-Authenticate"] == challenge
    assert generation(client) == before


def test_a_token_need_not_be_spelt_like_ours(client: FlaskClient) -> None:
    """The scheme's name may be written in any case (RFC 9110, 11.1)."""
    assert put(client, "moi", headers={"Authorization": f"bEaReR {TOKEN}"}).status_code == HTTPStatus.CREATED


def test_a_damaged_file_of_tokens_lets_nobody_in(client: FlaskClient, tmp_path: Path) -> None:
    """Who runs the service is told, by a 503."""
    token_file(tmp_path).write_text(TOKEN, encoding="utf-8")
    answer = put(client, "moi")
    assert_problem(answer, HTTPStatus.SERVICE_UNAVAILABLE)
    assert TOKEN not in answer.text


def test_off_unless_configured(engine: SearchEngine) -> None:
    """A service without tokens has no such verbs, whatever one brings, and describes none."""
    client = create_app(engine).test_client()
    for answer in (put(client, "moi"), client.delete(f"{PATH}/{SUMMING_UP.id}", headers=HEADERS)):
        assert_problem(answer, HTTPStatus.METHOD_NOT_ALLOWED)
        assert "PUT" not in answer.headers["Allow"]
    assert_problem(push(client, NEW), HTTPStatus.NOT_FOUND)
    document = client.get("/api/v1/openapi.json").get_json()
    assert {method for path in document["paths"].values() for method in path} <= {"get", "parameters"}
    assert "securitySchemes" not in document["components"]


# ── others that write, and what goes wrong ──


def test_somebody_else_is_writing(client: FlaskClient, tmp_path: Path) -> None:
    """A request waits for them for a bounded time; then it is told when to come again, and nothing is written."""
    with open_store(Settings(index=tmp_path / "index")):
        for answer in (
            put(client, "moi"),
            client.delete(f"{PATH}/{SUMMING_UP.id}", headers=HEADERS),
            push(client, {**NEW, "id": "a"}),
        ):
            assert_problem(answer, HTTPStatus.SERVICE_UNAVAILABLE)
            assert answer.headers["Retry-After"] == "10"
    assert put(client, "moi").status_code == HTTPStatus.CREATED


def test_somebody_else_is_done_in_time(engine: SearchEngine, tmp_path: Path) -> None:
    """A request that need not wait too long is answered as if there had been nobody."""
    client = create_app(engine, writer=make_writer(tmp_path)).test_client()
    with ThreadPoolExecutor() as threads:
        with open_store(Settings(index=tmp_path / "index")):
            answer = threads.submit(put, client, "moi")
            time.sleep(0.2)
            assert not answer.done()
        assert answer.result().status_code == HTTPStatus.CREATED


def test_many_write_at_the_same_time(engine: SearchEngine, tmp_path: Path) -> None:
    """Threads that put and delete at once lose nothing of each other's, and each sees what it wrote."""
    app = create_app(engine, writer=make_writer(tmp_path))

    def work(name: int) -> None:
        client = app.test_client()
        for number in range(5):
            assert put(client, f"{name}-{number}").status_code == HTTPStatus.CREATED
            assert client.get(f"{PATH}/{name}-{number}").status_code == HTTPStatus.OK
        assert client.delete(f"{PATH}/{name}-0", headers=HEADERS).status_code == HTTPStatus.NO_CONTENT

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert found(app.test_client(), "lich nghi tet") == {
        f"{name}-{number}" for name in range(4) for number in range(1, 5)
    }


def test_an_index_that_is_gone(client: FlaskClient, tmp_path: Path) -> None:
    """It is not made anew behind anybody's back: a disk may just not be mounted."""
    shutil.rmtree(tmp_path / "index")
    assert_problem(put(client, "moi"), HTTPStatus.SERVICE_UNAVAILABLE)
    assert not (tmp_path / "index").exists()


def test_an_index_that_cannot_be_written(client: FlaskClient, tmp_path: Path) -> None:
    """What the system says is told, as a 503."""
    (tmp_path / "index" / "writer.json").mkdir()
    answer = put(client, "moi")
    assert_problem(answer, HTTPStatus.SERVICE_UNAVAILABLE)
    assert "Is a directory" in answer.get_json()["detail"]


# ── over a socket ──


@pytest.fixture
def served(engine: SearchEngine, tmp_path: Path) -> Iterator[Serving]:
    options = ("--workers", "2", "--tokens", str(token_file(tmp_path)))
    with serving(tmp_path / "index", *options) as server:
        yield server


def asked(served: Serving, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
    """The status, and the answer."""
    connection = HTTPConnection(served.host, served.port, timeout=20)
    try:
        connection.request(method, path, body, {**HEADERS, "Content-Type": kind})
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else None
    finally:
        connection.close()


def test_every_worker_sees_at_once_what_was_written(served: Serving) -> None:
    """Whichever process answers the next request, it shows the article, or no longer."""
    body = json.dumps(NEW).encode()
    for number in range(10):
        path = f"{PATH}/moi-{number}"
        assert asked(served, "PUT", path, body)[0] == HTTPStatus.CREATED
        assert {asked(served, "GET", path)[0] for _ in range(4)} == {HTTPStatus.OK}
        assert asked(served, "DELETE", path) == (HTTPStatus.NO_CONTENT, None)
        assert {asked(served, "GET", path)[0] for _ in range(4)} == {HTTPStatus.NOT_FOUND}


def test_searches_do_not_wait_for_what_is_being_written(engine: SearchEngine, tmp_path: Path) -> None:
    """While a request waits for another writer, the same process answers others, even behind it on one connection."""
    with (
        serving(tmp_path / "index", "--tokens", str(token_file(tmp_path))) as served,
        open_store(Settings(index=tmp_path / "index")),
        ThreadPoolExecutor() as threads,
    ):
        waiting = threads.submit(asked, served, "PUT", f"{PATH}/moi", json.dumps(NEW).encode())
        began = time.monotonic()
        while time.monotonic() < began + 0.5:
            assert asked(served, "GET", "/api/v1/search?q=hoi")[0] == HTTPStatus.OK
        assert not waiting.done()


def test_what_is_too_large_for_the_server_is_a_problem_too(served: Serving) -> None:
    """A body that is not even read is refused in the same shape, and so is what is no request."""
    connection = HTTPConnection(served.host, served.port, timeout=20)
    connection.putrequest("POST", PATH)
    connection.putheader("Content-Length", str(1 << 40))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert json.load(answer)["status"] == 413
    connection.close()


@pytest.mark.parametrize(("path", "end"), [("/healthz", b'"generation":2}'), ("/api/v1/export?format=ndjson", b"0")])
def test_a_request_behind_one_that_writes(served: Serving, path: str, end: bytes) -> None:
    """Requests that are sent together are answered in their order, whatever they are, also one made piece by piece."""
    connection = HTTPConnection(served.host, served.port, timeout=20)
    body = json.dumps(NEW).encode()
    connection.connect()
    head = f"PUT {PATH}/moi HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
    connection.sock.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    connection.sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    received = b""
    while part := connection.sock.recv(65536):
        received += part
    assert received.startswith(b"HTTP/1.1 201 ")
    assert b"HTTP/1.1 200 OK" in received
    assert received.rstrip().endswith(end)
    connection.close()
