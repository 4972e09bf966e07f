"""Every failure has one of two faces: problem details for programs, a Vietnamese page for people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.article import Article
from index.errors import IndexMissing, IndexUnreadable, TracuuError
from search.engine import SearchEngine, open_engine
from tests.web.articles import ARTICLES
from tests.web.fake_engine import FakeEngine
from web import create_app

SEARCH = "/api/v1/search"


class Unreadable(FakeEngine):
    """An engine with nothing to read."""

    def __init__(self, error: Exception) -> None:
        super().__init__([])
        self.error = error

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise self.error

    search = get = related = suggest = ping = _fail


def assert_problem(answer: TestResponse, status: HTTPStatus, errors: set[str] | None = None) -> None:
    """`answer` is a problem as RFC 9457 has it, complaining of the parameters `errors` and of no others."""
    problem = answer.get_json()
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", status.phrase, status.value)
    assert problem["detail"]
    assert set(problem) == {"type", "title", "status", "detail"} | ({"errors"} if errors else set())
    assert set(problem.get("errors", ())) == (errors or set())
    assert all(isinstance(each, str) for messages in problem.get("errors", {}).values() for each in messages)


@pytest.mark.parametrize(
    ("path", "status", "errors"),
    [
        (f"{SEARCH}?page=0", HTTPStatus.BAD_REQUEST, {"page"}),
        (f"{SEARCH}?date=x&facets=y", HTTPStatus.BAD_REQUEST, {"date", "facets"}),
        (f"{SEARCH}?from=2022-01-01&to=2021-01-01", HTTPStatus.BAD_REQUEST, {"from", "to"}),
        (f"{SEARCH}?cursor=made-up", HTTPStatus.BAD_REQUEST, {"cursor"}),
        ("/api/v1/suggest?size=0", HTTPStatus.BAD_REQUEST, {"size"}),
        ("/api/v1/articles/nope", HTTPStatus.NOT_FOUND, None),
        ("/api/v1/articles/nope/related", HTTPStatus.NOT_FOUND, None),
        ("/api/v1/articles/hoi-thao-1/related?size=21", HTTPStatus.BAD_REQUEST, {"size"}),
        ("/api/v1/articles/hoi-thao-1/related?size=0", HTTPStatus.BAD_REQUEST, {"size"}),
        ("/api/v1/articles/", HTTPStatus.NOT_FOUND, None),
        ("/api/v2/search", HTTPStatus.NOT_FOUND, None),
        ("/api/", HTTPStatus.NOT_FOUND, None),
    ],
)
def test_problem(client: FlaskClient, path: str, status: HTTPStatus, errors: set[str] | None) -> None:
    """A failure of the API is problem details, parameters being complained of by name."""
    assert_problem(client.get(path), status, errors)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [SEARCH, "/api/v1/suggest", "/api/v1/articles/x", "/api/v1/openapi.json", "/healthz"])
def test_method_not_allowed(client: FlaskClient, path: str, method: str) -> None:
    """The API can only be read; the answer says by which methods."""
    answer = client.open(path, method=method)
    assert_problem(answer, HTTPStatus.METHOD_NOT_ALLOWED)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("error", [IndexMissing(Path("nowhere")), IndexUnreadable("The index is damaged.")])
@pytest.mark.parametrize(
    "path", [SEARCH, "/api/v1/suggest?q=a", "/api/v1/articles/x", "/api/v1/articles/x/related", "/healthz"]
)
def test_no_index(app: Flask, path: str, error: TracuuError) -> None:
    """As long as there is no index to read, every route says 503 and why."""
    app.extensions["tracuu.engine"] = Unreadable(error)
    answer = app.test_client().get(path)
    assert_problem(answer, HTTPStatus.SERVICE_UNAVAILABLE)
    assert answer.get_json()["detail"] == str(error)


def test_index_that_comes_and_goes(make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path) -> None:
    """A running service answers as soon as there is an index, says 503 once it is gone, and answers the next one."""
    client = create_app(open_engine(tmp_path / "index")).test_client()
    for _ in range(2):
        assert_problem(client.get("/healthz"), HTTPStatus.SERVICE_UNAVAILABLE)
        assert client.get("/").status_code == HTTPStatus.SERVICE_UNAVAILABLE
        make_engine(ARTICLES)
        assert client.get("/healthz").get_json()["articles"] == len(ARTICLES)
        assert client.get("/?q=hoi+nghi").status_code == HTTPStatus.OK
        shutil.rmtree(tmp_path / "index")


@pytest.mark.parametrize("path", [SEARCH, "/healthz"])
def test_unexpected_error(app: Flask, path: str) -> None:
    """What nobody foresaw is a 500 that gives nothing of its insides away."""
    app.extensions["tracuu.engine"] = Unreadable(ZeroDivisionError("secret"))
    answer = app.test_client().get(path)
    assert_problem(answer, HTTPStatus.INTERNAL_SERVER_ERROR)
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nowhere", HTTPStatus.NOT_FOUND, "Không tìm thấy trang này"),
        ("/articles/nope", HTTPStatus.NOT_FOUND, "Không tìm thấy bài viết này"),
        ("/?page=0", HTTPStatus.BAD_REQUEST, "phải là số nguyên từ 1 trở lên"),
        ("/?from=31/2/2021", HTTPStatus.BAD_REQUEST, "“31/2/2021”"),
        ("/?from=2/1/2021&to=1/1/2021", HTTPStatus.BAD_REQUEST, "“Từ ngày” đang ở sau “Đến ngày”"),
        ("/?cursor=made-up", HTTPStatus.BAD_REQUEST, "Hãy xem lại từ trang đầu"),
        (
            "/articles/hoi-nghi-tong-ket-2021?sort=best",
            HTTPStatus.BAD_REQUEST,
            "Thứ tự sắp xếp</strong> “best” phải là Liên quan nhất, Mới nhất hoặc Cũ nhất.",
        ),
        ("/?facets=unit,x", HTTPStatus.BAD_REQUEST, "chỉ có thể là Năm, Tác giả, Chủ đề hoặc Đơn vị."),
    ],
)
def test_page(client: FlaskClient, path: str, status: HTTPStatus, said: str) -> None:
    """People get a page in Vietnamese, with the same status, that says what is wrong."""
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert said in answer.text.replace("<q>", "“").replace("</q>", "”")


@pytest.mark.parametrize(
    "parameter",
    ["q=" + 513 * "a", "page=x", "per_page=x", "sort=x", "from=x", "to=x", "date=x", "facets=x", "facet_size=x"],
)
def test_page_names_every_parameter(client: FlaskClient, parameter: str) -> None:
    """Whichever parameter is wrong, the page says which and why, and offers to search without it."""
    answer = client.get(f"/?{parameter}&unit=A")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert '<a href="?unit=A">' in answer.text
    assert len(answer.text) < 5_000


def test_page_without_index(app: Flask) -> None:
    """People aren't told of folders and commands when the index is missing."""
    app.extensions["tracuu.engine"] = Unreadable(IndexMissing(Path("/srv/secret")))
    answer = app.test_client().get("/?q=a")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Mời bạn quay lại sau" in answer.text
    assert "/srv/secret" not in answer.text


def test_page_of_an_unexpected_error(app: Flask) -> None:
    """A fault of ours is owned up to."""
    app.extensions["tracuu.engine"] = Unreadable(ZeroDivisionError())
    answer = app.test_client().get("/")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Có lỗi xảy ra" in answer.text


def test_post_to_a_page(client: FlaskClient) -> None:
    """Pages can only be read."""
    answer = client.post("/")
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.content_type.startswith("text/html")
    assert "GET" in answer.headers["Allow"]
