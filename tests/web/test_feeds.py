"""What feed readers, browsers and search engines ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree

from index.article import Article
from tests.web.articles import ARTICLES, BROKEN, HOSTILE, SUMMING_UP, WITH_TIME
from tests.web.fake_engine import FakeEngine
from web import create_app, feeds

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def texts(xml: bytes, *path: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(xml).findall("/".join(path))]


def client_of(articles: Sequence[Article]) -> FlaskClient:
    return create_app(FakeEngine(articles)).test_client()


def test_feed(client: FlaskClient) -> None:
    """The newest articles that a search finds, with all that Atom has a place for."""
    answer = client.get("/feed.atom?q=khen+thuong&tag=khen+th%C6%B0%E1%BB%9Fng")
    assert answer.mimetype == "application/atom+xml"
    assert texts(answer.data, f"{ATOM}title") == ["Tra Cứu: khen thuong"]
    answer = client.get("/feed.atom?tag=khen+th%C6%B0%E1%BB%9Fng")
    assert texts(answer.data, f"{ATOM}entry", f"{ATOM}title") == [WITH_TIME.title, SUMMING_UP.title]
    assert texts(answer.data, f"{ATOM}entry", f"{ATOM}updated") == [
        "2022-03-15T08:30:00+07:00",
        "2021-12-27T00:00:00+07:00",
    ]
    assert texts(answer.data, f"{ATOM}updated") == ["2022-03-15T08:30:00+07:00"]
    root = etree.fromstring(answer.data)
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    entry = root.findall(f"{ATOM}entry")[1]
    assert entry.findtext(f"{ATOM}id") == f"http://localhost/articles/{SUMMING_UP.id}"
    assert entry.find(f"{ATOM}link").get("href") == SUMMING_UP.url
    assert entry.findtext(f"{ATOM}summary") == SUMMING_UP.summary
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == list(SUMMING_UP.tags)
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Mai Lan"


def test_feed_of_odd_articles() -> None:
    """Markup is text, scripts are no links, and what XML can't hold spoils nothing."""
    answer = client_of([HOSTILE, BROKEN, replace(SUMMING_UP, title="a\x00b\x1b")]).get("/feed.atom")
    assert {HOSTILE.title, "a\ufffdb\ufffd"} <= set(texts(answer.data, f"{ATOM}entry", f"{ATOM}title"))
    assert b"javascript:" not in answer.data
    assert etree.fromstring(client_of([]).get("/feed.atom").data).findall(f"{ATOM}entry") == []


def test_a_feed_says_what_is_wrong(client: FlaskClient) -> None:
    """Programs read it: as a problem."""
    answer = client.get("/feed.atom?from=x")
    assert (answer.status_code, answer.mimetype) == (HTTPStatus.BAD_REQUEST, "application/problem+json")


def test_pages_lead_to_feed_and_search(client: FlaskClient) -> None:
    """A reader finds the feed of the very search, a browser how to ask here."""
    page = client.get("/?q=hoi&unit=A&sort=oldest&page=2").text
    assert 'type="application/atom+xml" title="Tra Cứu" href="/feed.atom?q=hoi&amp;unit=A"' in page
    assert 'rel="search" type="application/opensearchdescription+xml"' in page
    assert 'href="/feed.atom"' in client.get("/nowhere").text


def test_a_browser_can_add_the_engine(client: FlaskClient) -> None:
    """It learns where to ask, and for completions."""
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = etree.fromstring(answer.data)
    assert len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    templates = {url.get("type"): url.get("template") for url in root.findall(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == "http://localhost/?q={searchTerms}"
    completions = templates["application/x-suggestions+json"].replace("{searchTerms}", quote("tong k"))
    answer = client.get(completions)
    assert answer.mimetype == "application/x-suggestions+json"
    typed, found = answer.get_json()
    assert typed == "tong k"
    assert "tổng kết" in found


def test_sitemap(client: FlaskClient) -> None:
    """Every article's page is there, and can be fetched."""
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    addresses = texts(answer.data, f"{SITEMAP}url", f"{SITEMAP}loc")
    assert len(addresses) == len(ARTICLES)
    for address in addresses:
        assert client.get(address).status_code == HTTPStatus.OK, address
    assert "2021-12-27" in texts(answer.data, f"{SITEMAP}url", f"{SITEMAP}lastmod")


def test_a_long_sitemap_is_several(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which together have every article once; there are no others."""
    whole = texts(client.get("/sitemap.xml").data, f"{SITEMAP}url", f"{SITEMAP}loc")
    monkeypatch.setattr(feeds, "LARGEST_SITEMAP", 5)
    parts = texts(client.get("/sitemap.xml").data, f"{SITEMAP}sitemap", f"{SITEMAP}loc")
    assert parts == [f"http://localhost/sitemap-{number}.xml" for number in (1, 2, 3)]
    found = [texts(client.get(part).data, f"{SITEMAP}url", f"{SITEMAP}loc") for part in parts]
    assert [len(each) for each in found] == [5, 5, 3]
    assert [address for each in found for address in each] == whole
    for number in (0, 4, 99_999):
        assert client.get(f"/sitemap-{number}.xml").status_code == HTTPStatus.NOT_FOUND


def test_robots_are_shown_to_the_sitemap(client: FlaskClient) -> None:
    """And away from endless combinations of filters."""
    said = client.get("/robots.txt").text
    assert "Disallow: /*?\n" in said
    assert said.endswith("Sitemap: http://localhost/sitemap.xml\n")
