"""Searches that are answered without Flask, held against the view."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from index.errors import CursorInvalid, IndexMissing
from search.query import SearchQuery
from search.results import SearchResults
from tests.web.articles import ARTICLES, BROKEN
from tests.web.fake_engine import FakeEngine
from web import create_app
from web.shortcut import PATH


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=hoi",
        "q=h%E1%BB%99i+ngh%E1%BB%8B&per_page=3&page=2",
        "q=hoi&q=thao&utm_source=x",
        "q=hoi&fields=id,title",
        "q=hoi&fields=id,body&sort=newest&facets=none",
        "tag=t%E1%BB%95ng+k%E1%BA%BFt&tag=khen+th%C6%B0%E1%BB%9Fng&tag=+&from=1/12/2021&to=",
        "as_typed=KHCN&as_typed=NCKH&q=KHCN",
        "q=%ff%00&unit=x%00",
        "page=0&per_page=many",
        "from=2022-01-02&to=2022-01-01",
        "cursor=x",
    ],
)
@pytest.mark.parametrize("path", [PATH, "/"])
def test_says_what_the_view_says(path: str, query: str) -> None:
    """Byte for byte, of the same type and with the same status, also of what can't be written as JSON should be."""
    app = create_app(FakeEngine([*ARTICLES, BROKEN]))
    with app.test_request_context(f"{path}?{query}"):
        view = app.full_dispatch_request()
    answer = app.test_client().get(f"{path}?{query}")
    assert answer.data == view.get_data()
    assert (answer.status, answer.content_type, answer.content_length) == (
        view.status,
        view.content_type,
        view.content_length,
    )


@pytest.mark.parametrize(
    ("error", "status"), [(CursorInvalid("no"), 400), (IndexMissing(Path("x")), 503), (RuntimeError("?"), 500)]
)
@pytest.mark.parametrize(("path", "kind"), [(PATH, "application/problem+json"), ("/", "text/html; charset=utf-8")])
def test_failures_are_those_of_the_view(  # noqa: PLR0913, PLR0917  (three fixtures)
    app: Flask,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    kind: str,
    error: Exception,
    status: int,
) -> None:
    """An error of the engine is a problem or a page, as everywhere else."""

    def fail(query: SearchQuery) -> SearchResults:
        raise error

    monkeypatch.setattr(engine, "search", fail)
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.content_type) == (status, kind)


def test_flask_is_not_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that goes well never comes to a view; all else does."""

    def refuse() -> None:
        raise AssertionError("dispatched")

    monkeypatch.setattr(app, "full_dispatch_request", refuse)
    client = app.test_client()
    assert client.get(f"{PATH}?q=hoi").status_code == client.get("/?q=hoi").status_code == 200
    further = [("HEAD", "/"), ("GET", "/?page=0"), ("GET", "/articles/x")]
    for method, path in (("HEAD", PATH), ("POST", PATH), ("GET", f"{PATH}/"), ("GET", f"{PATH}?page=0"), *further):
        assert client.open(path, method=method).status_code == 500
