"""What holds for every answer: tags, compression, limits, headers."""

from __future__ import annotations

import gzip
import re
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.errors import IndexMissing
from search.results import IndexStatus
from tests.web.articles import ARTICLES, SUMMING_UP
from tests.web.fake_engine import FakeEngine
from tests.web.test_errors import assert_problem
from web import create_app
from web.compression import LEAST, LEAST_DATA, takes_gzip
from web.limits import BURST_SECONDS, Rate

SEARCH = "/api/v1/search?q=hoi"
TAGGED = [
    "/",
    "/?q=hoi",
    f"/articles/{SUMMING_UP.id}",
    SEARCH,
    "/api/v1/suggest?q=hoi",
    "/api/v1/facets/tag?prefix=hoi",
    "/api/v1/export",
    f"/api/v1/articles/{SUMMING_UP.id}",
    f"/api/v1/articles/{SUMMING_UP.id}/related",
    "/api/v1/openapi.json",
    "/healthz",
]


class Unsearchable(FakeEngine):
    """An engine that can tell its commit and nothing else."""

    def _fail(self, *_: object, **__: object) -> None:
        raise AssertionError("searched")

    search = get = related = suggest = matches = facet = _fail  # type: ignore[assignment]


@pytest.mark.parametrize("path", TAGGED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_is_worked_out_twice(app: Flask, path: str, method: str) -> None:
    """Every answer has a weak tag; who brings it is told so before anything is searched."""
    first = app.test_client().get(path)
    tag = first.headers["ETag"]
    assert re.fullmatch('W/"[0-9a-f]+"', tag)
    assert first.headers["Cache-Control"] == "no-cache"
    app.extensions["tracuu.engine"] = Unsearchable(ARTICLES)
    for brought in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = app.test_client().open(path, method=method, headers={"If-None-Match": brought})
        assert (again.status_code, again.data) == (HTTPStatus.NOT_MODIFIED, b"")
        assert again.headers["ETag"] == tag
        assert "Content-Security-Policy" not in again.headers  # it would take the place of the answer's own


def test_a_tag_changes_with_what_the_answer_depends_on(
    app: Flask, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Address, commit, day and settings."""
    client = app.test_client()
    paths = (SEARCH, "/api/v1/search?q=thao", "/?q=hoi", "/?q=hoi&lang=en")
    tags = [client.get(path).headers["ETag"] for path in paths]
    tags.append(create_app(engine, {"X": 1}).test_client().get(SEARCH).headers["ETag"])
    with monkeypatch.context() as patched:
        patched.setattr("web.caching.today", lambda: "tomorrow")
        tags.append(client.get(SEARCH).headers["ETag"])
    monkeypatch.setattr(engine, "ping", lambda: IndexStatus(1, 7, "another"))
    tags.append(client.get(SEARCH).headers["ETag"])
    assert len(set(tags)) == 7


def test_failures_have_no_tag(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there may come; and without an index there is nothing to tag by."""
    assert "ETag" not in client.get("/api/v1/articles/nope").headers
    monkeypatch.setattr(FakeEngine, "ping", lambda _: (_ for _ in ()).throw(IndexMissing("nowhere")))  # type: ignore[arg-type]
    assert "ETag" not in client.get(SEARCH).headers


def test_static_files_are_kept(client: FlaskClient) -> None:
    """For good where their address changes with them; all can be asked for anew by their tag."""
    (address,) = re.findall(r'href="(/static/[^"]*tracuu\.css[^"]*)"', client.get("/").text)
    answer = client.get(address, buffered=True)
    assert "max-age=31536000, immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in client.get("/static/tracuu.css", buffered=True).headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    # What sites may do with the file is said by the answer that the browser has; Chromium goes by that one, too.
    assert not {"Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy"} & set(again.headers.keys())


@pytest.mark.parametrize("path", ["/?q=hoi", "/static/tracuu.css", "/api/v1/openapi.json"])
def test_answers_are_compressed_when_asked(client: FlaskClient, path: str) -> None:
    """They say the same in fewer bytes, under a weak tag, and HEAD says how many."""
    plain = client.get(path, buffered=True)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, deflate"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["ETag"].startswith("W/")
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    head = client.head(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(packed.data)))
    assert client.head(path, buffered=True).headers["Content-Length"] == str(len(plain.data))


@pytest.mark.parametrize(("path", "least"), [("/robots.txt", LEAST), (SEARCH, LEAST_DATA)])
def test_small_answers_are_not_compressed(client: FlaskClient, path: str, least: int) -> None:
    """They fit into one packet; data, into those that are sent at once."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < least
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("gzip;q=0", False),
        ("*", True),
        ("identity", False),
    ],
)
def test_who_takes_gzip(said: str, takes: bool) -> None:
    """As the header is to be read."""
    assert takes_gzip(said) == takes


def test_scripts_of_any_site_may_read(client: FlaskClient) -> None:
    """The API and static files, also by a request that the browser asks about first; not pages, and not to write."""
    for path in (SEARCH, "/api/v1/articles/nope", "/static/tracuu.css", "/healthz"):
        headers = client.get(path, buffered=True, headers={"Origin": "https://a.example"}).headers
        assert headers.get_all("Access-Control-Allow-Origin") == ["*"]
        assert "ETag" in headers["Access-Control-Expose-Headers"]
    # Who doesn't say that a site asks has no use for it; a tag in a page asks for a style sheet without saying so.
    assert "Access-Control-Expose-Headers" not in client.get(SEARCH).headers
    assert client.get("/static/tracuu.css", buffered=True).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    preflight = client.options(SEARCH, headers=asked)
    assert preflight.status_code == HTTPStatus.NO_CONTENT
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Methods" not in client.options("/", headers=asked).headers


@pytest.mark.parametrize("path", ["/", SEARCH, "/nowhere", "/api/nowhere", "/static/tracuu.css", "/?page=0"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    """Nothing but our own files, nothing inline, in nobody else's frame; of pages, also what they tell and may use."""
    headers = client.get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    is_page = headers["Content-Type"].startswith("text/html")
    assert headers.get("Referrer-Policy") == ("same-origin" if is_page else None)
    assert ("geolocation=()" in headers.get("Permissions-Policy", "")) == is_page


def test_what_is_too_long_is_refused(client: FlaskClient) -> None:
    """A query string, or a body where there is nothing to send: a problem for programs, a page for people."""
    assert_problem(client.get(f"{SEARCH}&x={'a' * 20_000}"), HTTPStatus.REQUEST_URI_TOO_LONG)
    assert_problem(client.get(SEARCH, data=b"a" * 100_000), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    page = client.get(f"/?x={'a' * 20_000}")
    assert (page.status_code, page.mimetype) == (HTTPStatus.REQUEST_URI_TOO_LONG, "text/html")


def test_who_asks_too_often_has_to_wait(engine: FakeEngine) -> None:
    """Others need not; static files and the monitor's question are not counted."""
    client = create_app(engine, {"RATE": 0.2}).test_client()
    assert [client.get(SEARCH).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get(SEARCH)
    assert_problem(answer, HTTPStatus.TOO_MANY_REQUESTS)
    assert 1 <= int(answer.headers["Retry-After"]) <= 5
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/").mimetype == "text/html"
    assert (
        client.get("/healthz").status_code
        == client.get("/static/tracuu.css", buffered=True).status_code
        == HTTPStatus.OK
    )
    assert client.get(SEARCH, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == HTTPStatus.OK


def test_behind_a_proxy_clients_are_those_it_names(engine: FakeEngine) -> None:
    """If it was said that there is one; anybody else can write such a header."""
    for proxies, statuses in ((0, [200, 200, 429]), (1, [200, 200, 200])):
        client = create_app(engine, {"RATE": 0.2, "PROXIES": proxies}).test_client()
        seen = [client.get(SEARCH, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
        assert seen == statuses


def test_a_rate_is_kept_over_time() -> None:
    """After a burst it is so many a second, and who waits as long as it says is let in."""
    now = 0.0
    rate = Rate(2, clock=lambda: now)
    assert [rate.wait("a") for _ in range(2 * BURST_SECONDS)] == [0.0] * (2 * BURST_SECONDS)
    wait = rate.wait("a")
    assert wait == 0.5
    now += wait
    assert (rate.wait("a"), rate.wait("a"), rate.wait("b")) == (0.0, 0.5, 0.0)


def test_an_ipv6_subscriber_is_one_client() -> None:
    """Who has one address has 2⁶⁴."""
    rate = Rate(0.1, clock=lambda: 0.0)
    assert rate.wait("2001:db8::1") == 0.0
    assert rate.wait("2001:db8::2") > 0.0
    assert rate.wait("2001:db8:0:1::2") == 0.0


def test_tags_are_those_of_every_process(engine: FakeEngine) -> None:
    """Workers that read the same index tag alike."""
    tags = {create_app(engine).test_client().get(SEARCH).headers["ETag"] for _ in range(2)}
    assert len(tags) == 1
