"""The pages for people: one that searches, one for each article. They take what the API takes, by the same names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup
from marshmallow import post_load, validate
from werkzeug.wrappers import Response

from search.query import SearchQuery, Sort
from search.results import Facet
from web import languages
from web.alternatives import alternatives
from web.captions import captions
from web.current import engine
from web.errors import ArticleMissing
from web.links import FACET_SIZES, Links, last_page, page_numbers
from web.query_string import parser
from web.rendering import render
from web.schemas import LONGEST_TEXT, SearchParameters, WholeNumber
from web.structured_data import news_article
from web.timeline import bars, period_of

pages = Blueprint("pages", __name__)


class PageParameters(SearchParameters):
    """The API's parameters, with a page's measure of how many facet values are enough."""

    class Meta(SearchParameters.Meta):
        """What is shown of a hit is the page's own business."""

        exclude = ("hit_fields",)

    facet_size = WholeNumber(load_default=FACET_SIZES[0], validate=validate.Range(min=1, max=1000))

    @post_load
    def make_query(self, data: dict[str, Any], **_: Any) -> SearchQuery:
        """As in the API, but with no more facet values than a page has room for, and with what the drawing of the dates
        is made of."""
        data["facet_size"] = min(data["facet_size"], FACET_SIZES[-1])
        data["timeline"] = period_of(tuple(dict.fromkeys(data["date"])))
        query: SearchQuery = super().make_query(data)
        return query


@pages.get("/")
@parser.use_args(PageParameters(), location="query")
def home(query: SearchQuery) -> str:
    """The newest articles, or those that were asked for."""
    return results_page(query)


def results_page(query: SearchQuery) -> str:
    """What a query finds, as a page."""
    language = languages.asked_for()
    results = engine().search(query)
    prefixes = {name: request.args.get(prefix_of(name), "")[:LONGEST_TEXT].strip() for name in results.facets}
    if any(prefixes.values()):
        results = replace(results, facets=dict(_searched(results.facets, query, prefixes)))
    period = query.timeline or ""
    last = last_page(results)
    return render(
        "search.html",
        query=query,
        results=results,
        links=Links(query, language),
        period=period,
        bars=bars(results.timeline, period, query.selections.get("date", ()), language),
        prefixes=prefixes,
        alternatives=None if results.total else alternatives(query, results.query.understood, engine(), language),
        sorts=_sorts(query),
        last_page=last,
        page_numbers=page_numbers(results.page, last),
    )


def prefix_of(facet: str) -> str:
    """The parameter that searches inside a facet."""
    return f"{facet}_prefix"


def _searched(
    facets: Mapping[str, Facet], query: SearchQuery, prefixes: Mapping[str, str]
) -> Iterator[tuple[str, Facet]]:
    """The facets, those that are searched in narrowed to what begins so; what is selected stays."""
    for name, facet in facets.items():
        if name != "date" and prefixes[name]:
            found = engine().facet(name, query, prefixes[name])
            shown = {each.value for each in found.values}
            kept = tuple(each for each in facet.values if each.selected and each.value not in shown)
            yield name, replace(found, values=(*kept, *found.values))
        else:
            yield name, facet


@pages.get("/articles/<article_id:article_id>")
@parser.use_args(PageParameters(), location="query")
def article(query: SearchQuery, article_id: str) -> str:
    """One article, the words that were searched marked in it."""
    found = engine().get(article_id, marking=query)
    if found is None:
        raise ArticleMissing
    language = languages.asked_for()
    texts = [Markup(paragraph).striptags() for paragraph in found.paragraphs_html]
    return render(
        "article.html",
        query=query,
        found=found,
        paragraphs=list(zip(found.paragraphs_html, captions(texts), strict=True)),
        canonical=(canonical := url_for("pages.article", article_id=article_id, _external=True)),
        structured=news_article(found.article, canonical),
        related=engine().related(article_id) or (),
        links=Links(query, language),
        narrowing=Links(SearchQuery(facet_size=FACET_SIZES[0]), language),
    )


@pages.get("/favicon.ico")
def favicon() -> Response:
    """The icon, where browsers look for it when what they show names none, as JSON does."""
    answer = redirect(url_for("static", filename="logo.svg"), HTTPStatus.MOVED_PERMANENTLY)
    answer.cache_control.public = True
    answer.cache_control.max_age = 86_400  # a day: where it leads to changes with the logo
    return answer


def _sorts(query: SearchQuery) -> list[tuple[Sort, bool]]:
    """The orders to choose from, and whether it is the one being shown. Without words nothing is more relevant."""
    if query.text:
        return [(sort, sort is query.sort) for sort in Sort]
    shown = Sort.OLDEST if query.sort is Sort.OLDEST else Sort.NEWEST
    return [(sort, sort is shown) for sort in (Sort.NEWEST, Sort.OLDEST)]


@pages.app_template_filter()
def web_address(url: str) -> str:
    """`url` if a browser may be sent there: an article's source could as well say `javascript:…`. Else nothing."""
    try:
        address = urlsplit(url)
    except ValueError:  # http://[x
        return ""
    return url if address.scheme in {"http", "https"} and address.netloc else ""


@pages.app_template_filter()
def site(url: str) -> str:
    """The name of the site a web address leads to."""
    return urlsplit(url).netloc.removeprefix("www.")
