"""What feed readers, browsers and search engines ask of a site, each in its own format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import current_app, jsonify, render_template, request, url_for
from markupsafe import escape
from marshmallow import post_load
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from index.article import Article
from index.dates import LOCAL_ZONE
from search.query import FACETS, SearchQuery, Sort
from web import examples, query_string
from web.current import engine
from web.pages import web_address
from web.rest import Blueprint, Problem
from web.schemas import MatchParameters, SuggestParameters

if TYPE_CHECKING:
    from feedgen.feed import FeedGenerator

feeds = Blueprint("feeds", __name__, description="For feed readers, browsers and search engines.")

ENTRIES = 50
"""Of a feed. Readers come back every hour or so; no institution publishes more meanwhile."""

LONGEST_SUMMARY = 400
"""Characters that are shown of a text without a lead."""

LARGEST_SITEMAP = 50_000
"""Addresses, by the protocol of sitemaps (sitemaps.org)."""

AT_ONCE = 500
"""Addresses of a sitemap that are written before they are sent."""

UNKNOWN = datetime(1970, 1, 1, tzinfo=LOCAL_ZONE)
"""When an article appeared of which it is not known: Atom insists on a moment."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold (XML 1.0, 2.2), however they are written."""


class FeedParameters(MatchParameters):
    """Which articles the feed is about."""

    @post_load
    def make_query(self, data: dict[str, Any], **_: Any) -> SearchQuery:
        """The newest of them, without what only a page shows."""
        query: SearchQuery = super().make_query(
            {**data, "sort": Sort.NEWEST, "per_page": ENTRIES, "facets": (), "fields": ("id",)}
        )
        return query


@feeds.file(
    "/feed.atom",
    meaning="The feed: the newest 50.",
    takes=FeedParameters,
    formats={"application/atom+xml": examples.FEED},
    problems=(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
)
def feed(query: SearchQuery) -> Response:
    """Follow a search as a feed

    The newest articles that a search finds, as Atom (RFC 4287).
    """
    from feedgen.feed import FeedGenerator  # brings a library of XML that nothing else here needs

    articles = [hit.article for hit in engine().search(query).hits]
    said = query_string.write(replace(query, per_page=20, facets=FACETS))
    page = url_for("pages.home", _external=True) + (f"?{said}" if said else "")
    written = FeedGenerator()
    written.id(_xml(request.url))
    written.title(_xml(f"Tra Cứu: {query.text}" if query.text else "Tra Cứu"))
    written.language("vi")
    written.link([{"href": _xml(request.url), "rel": "self"}, {"href": page, "rel": "alternate"}])
    written.updated(max((_moment(each.published) for each in articles), default=UNKNOWN))
    for article in articles:
        _add(written, article)
    return current_app.response_class(written.atom_str(), content_type="application/atom+xml; charset=utf-8")


def _add(feed: FeedGenerator, article: Article) -> None:
    address = url_for("pages.article", article_id=article.id, _external=True)
    entry = feed.add_entry(order="append")
    entry.id(address)
    entry.title(_xml(article.title))
    entry.link(href=_xml(web_address(article.url)) or address)
    entry.summary(_xml(article.summary or article.body[:LONGEST_SUMMARY]))
    entry.updated(_moment(article.published))
    if article.published:
        entry.published(_moment(article.published))
    entry.author([{"name": _xml(name)} for name in article.authors or (article.unit or "Tra Cứu",)])
    entry.category([{"term": _xml(tag)} for tag in article.tags])


@feeds.file(
    "/opensearch.xml",
    meaning="The description.",
    formats={"application/opensearchdescription+xml": examples.OPENSEARCH},
)
def opensearch() -> Response:
    """Add the engine to a browser

    How a browser searches and completes here (OpenSearch 1.1). The pages name it, so that browsers offer to add it.
    """
    xml = render_template("opensearch.xml")
    return current_app.response_class(xml, content_type="application/opensearchdescription+xml; charset=utf-8")


@feeds.file(
    "/api/v1/opensearch-suggest",
    meaning="What was typed, and what it may become.",
    takes=SuggestParameters,
    formats={"application/x-suggestions+json": examples.OPENSEARCH_SUGGEST},
    schema={"type": "array", "items": {"type": ["string", "array"], "items": {"type": "string"}}, "minItems": 2},
    problems=(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
)
def suggest(asked: dict[str, Any]) -> Response:
    """Complete in a browser's own box

    Completions as browsers read them (OpenSearch Suggestions 1.0).
    """
    found = engine().suggest(asked["q"], asked["size"])
    answer = jsonify([asked["q"], [each.text for each in found]])
    answer.content_type = "application/x-suggestions+json; charset=utf-8"
    return answer


_SITEMAP = {"application/xml": examples.SITEMAP}


@feeds.file(
    "/sitemap.xml",
    meaning="The sitemap, or an index of sitemaps.",
    formats=_SITEMAP,
    problems=(HTTPStatus.SERVICE_UNAVAILABLE,),
)
def sitemap() -> Response:
    """List all articles for search engines

    The addresses of all articles (sitemaps.org), or, of more than 50,000, those of the files that have them.
    """
    articles = _all_articles()
    if len(articles) <= LARGEST_SITEMAP:
        return _sitemap(articles)
    parts = range(1, -(-len(articles) // LARGEST_SITEMAP) + 1)
    addresses = [url_for("feeds.sitemap_part", part=part, _external=True) for part in parts]
    entries = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return _xml_answer([_opened("sitemapindex"), entries, "</sitemapindex>\n"])


@feeds.file(
    "/sitemap-<int(min=1,max=50000):part>.xml",
    meaning="The sitemap.",
    path=(
        {
            "in": "path",
            "name": "part",
            "required": True,
            "description": "Which part.",
            "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_SITEMAP, "examples": [1]},
        },
    ),
    formats=_SITEMAP,
    problems=(
        Problem(HTTPStatus.NOT_FOUND, "There are not as many parts.", {"detail": NotFound.description}),
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
def sitemap_part(part: int) -> Response:
    """List a part of the articles

    50,000 of the addresses, the oldest articles first: a part that is full stays as it is.
    """
    articles = _all_articles()[(part - 1) * LARGEST_SITEMAP : part * LARGEST_SITEMAP]
    if not len(articles):
        raise NotFound
    return _sitemap(articles)


@feeds.file("/robots.txt", meaning="The rules.", formats={"text/plain": examples.ROBOTS})
def robots() -> Response:
    """Tell search engines what to follow

    Not every combination of filters: all articles stand in the sitemap, which it names.
    """
    rules = ["User-agent: *", "Allow: /static/", "Disallow: /api/", "Disallow: /*?"]
    address = url_for("feeds.sitemap", _external=True)
    text = "\n".join([*rules, "", f"Sitemap: {address}", ""])
    return current_app.response_class(text, content_type="text/plain; charset=utf-8")


def _all_articles() -> Sequence[Article]:
    """The oldest first, so that a part that is full stays as it is."""
    return engine().matches(SearchQuery(sort=Sort.OLDEST))


def _sitemap(articles: Sequence[Article]) -> Response:
    root = url_for("pages.article", article_id="x", _external=True).removesuffix("x")
    path_of = current_app.url_map.converters["article_id"](current_app.url_map).to_url

    def entries() -> Iterator[str]:
        yield _opened("urlset")
        for start in range(0, len(articles), AT_ONCE):
            some = articles[start : start + AT_ONCE]
            yield "".join(_entry(f"{root}{path_of(article.id)}", article.published) for article in some)
        yield "</urlset>\n"

    return _xml_answer(entries())


def _entry(address: str, published: date | None) -> str:
    changed = f"<lastmod>{published.isoformat()}</lastmod>" if published else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>\n"


def _opened(element: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def _xml_answer(pieces: Iterator[str] | list[str]) -> Response:
    return current_app.response_class(
        (piece.encode() for piece in pieces), HTTPStatus.OK, content_type="application/xml; charset=utf-8"
    )


def _moment(published: date | None) -> datetime:
    if isinstance(published, datetime):
        return published
    return datetime.combine(published, time(), LOCAL_ZONE) if published else UNKNOWN


def _xml(text: str) -> str:
    """The text, without what XML can't hold."""
    return _NOT_XML.sub("\ufffd", text)
