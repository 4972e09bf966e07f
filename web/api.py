"""The JSON API. Each view loads what was asked, calls the engine and lets the schema dump the answer."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import jsonify
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from index.article import Article
from search.query import FACETS, HIT_FIELDS, SearchQuery
from search.results import Facet, IndexStatus, SearchResults
from web import examples, plain
from web.current import engine
from web.errors import ArticleMissing
from web.rest import Blueprint, Problem
from web.schemas import (
    ArticleAnswer,
    FacetAnswer,
    FacetParameters,
    HealthAnswer,
    RelatedAnswer,
    RelatedParameters,
    SearchAnswer,
    SearchParameters,
    SuggestAnswer,
    SuggestParameters,
)

ARTICLE_ID: Mapping[str, Any] = {
    "in": "path",
    "name": "article_id",
    "required": True,
    "description": "The article's id. It may hold slashes. An id goes before everything else: if there is an article "
    "whose id is `a/related`, then `…/articles/a/related` answers that article.",
    "schema": {"type": "string", "examples": [examples.HIT["id"]]},
}

FACET_NAME: Mapping[str, Any] = {
    "in": "path",
    "name": "name",
    "required": True,
    "description": "Which facet.",
    "schema": {"type": "string", "enum": list(FACETS), "examples": ["unit"]},
}

search = Blueprint("search", __name__, url_prefix="/api/v1", description="Finding articles.")
articles = Blueprint("articles", __name__, url_prefix="/api/v1", description="Single articles.")
service = Blueprint("service", __name__, description="The service itself.")


@search.resource(
    "/search",
    takes=SearchParameters,
    answers=SearchAnswer,
    example=examples.SEARCH,
    problems=(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
)
def find(query: SearchQuery) -> SearchResults | Response:
    """Search the articles

    The best page of hits, the exact total, and exact counts of the facets over all matches.

    Who follows `next` while articles are added is given, in the order of dates, all that was there from the beginning,
    each once. By relevance every change of the index changes scores: what thereby changes places with the last hit
    shown can be missed or come again.
    """
    results = engine().search(query)
    return results if query.fields == HIT_FIELDS else jsonify(plain.search_answer(results, query.fields))


@search.resource(
    "/facets/<any(date,author,tag,unit):name>",
    path=(FACET_NAME,),
    takes=FacetParameters,
    answers=FacetAnswer,
    example=examples.FACET,
    problems=(
        HTTPStatus.BAD_REQUEST,
        Problem(HTTPStatus.NOT_FOUND, "There is no facet of this name.", {"detail": NotFound.description}),
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
def facet(asked: tuple[SearchQuery, str], name: str) -> Facet:
    """Search inside a facet

    The values of one facet that begin with `prefix`, or hold a word that does, counted over all that the search finds
    but for its selections in this same facet.
    """
    query, prefix = asked
    return engine().facet(name, query, prefix)


@search.resource(
    "/suggest",
    takes=SuggestParameters,
    answers=SuggestAnswer,
    example=examples.SUGGEST,
    problems=(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
)
def suggest(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Complete what is being typed

    Titles, tags, units, authors and frequent phrases that begin with, or hold, what was typed: with marks, without, or
    as the keys of Telex or VNI.
    """
    return {"suggestions": engine().suggest(asked["q"], asked["size"])}


@articles.resource(
    "/articles/<article_id:article_id>",
    path=(ARTICLE_ID,),
    answers=ArticleAnswer,
    example=examples.ARTICLE,
    problems=(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
)
def article(article_id: str) -> Article:
    """Get one article

    The article as it was given, keys of its source that mean nothing to the search included.
    """
    found = engine().get(article_id)
    if found is None:
        raise ArticleMissing
    return found.article


@articles.resource(
    "/articles/<article_id:article_id>/related",
    path=(ARTICLE_ID,),
    takes=RelatedParameters,
    answers=RelatedAnswer,
    example=examples.RELATED,
    problems=(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
)
def related(asked: Mapping[str, Any], article_id: str) -> Mapping[str, Any] | Response:
    """Find articles about the same thing

    A handful of other articles, the nearest first. Where `…/related` is itself the id of an article, the answer is
    that article, as `/api/v1/articles/{article_id}` gives it.
    """
    # Every article can be fetched by its id; that one in so many has no list of its neighbours is the lesser evil.
    if namesake := engine().get(f"{article_id}/related"):
        return jsonify(ArticleAnswer().dump(namesake.article))
    hits = engine().related(article_id, asked["size"])
    if hits is None:
        raise ArticleMissing
    return {"hits": hits}


@service.resource(
    "/healthz",
    answers=HealthAnswer,
    example=examples.HEALTH,
    problems=(HTTPStatus.SERVICE_UNAVAILABLE,),
)
def healthz() -> IndexStatus:
    """Ask whether the service can answer

    For load balancers and monitors: 200 when there is an index to read.
    """
    return engine().ping()
