"""The service, held against its own OpenAPI document by requests that nobody thought of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from index.article import Article
from search.engine import SearchEngine
from search.query import FACETS
from tests.web.articles import ARTICLES
from tests.web.pushing import HEADERS, make_writer
from web import create_app, examples
from web.schemas import ALL_FIELDS, ArticleAnswer, PushAnswer

DOCUMENT = "/api/v1/openapi.json"


def wrong_data_is_refused(ctx: CheckContext, response: Response, case: schemathesis.Case) -> bool | None:
    """What schemathesis calls so, but that a parameter which says nothing is one that was left out."""
    said = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    says_nothing = {name for name, _ in said} != set(case.query) or not all(value.strip() for _, value in said)
    return None if says_nothing else negative_data_rejection(ctx, response, case)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
    missing_required_header,
    wrong_data_is_refused,
    positive_data_acceptance,
    unsupported_method,
    allow_header_conformance,
]
"""All that schemathesis checks of single answers."""

PUBLISHED = datetime(1950, 1, 1), datetime(2100, 1, 1)

days = st.dates(*map(datetime.date, PUBLISHED)).flatmap(
    lambda day: st.sampled_from([f"{day}", f"{day.day}/{day.month}/{day.year}"])
)
periods = st.dates().flatmap(lambda day: st.sampled_from([f"{day}"[:length] for length in (4, 7, 10)]))


def names(*known: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(known), min_size=1).map(",".join)


for name, strategy in {
    "day": days,
    "day-or-moment": days | st.datetimes(*PUBLISHED).map(datetime.isoformat),
    "period": periods,
    "facet-names": names(*FACETS) | st.just("none"),
    "field-names": names(*ALL_FIELDS),
    "cursor": st.just(""),  # nobody can make one up
}.items():
    schemathesis.openapi.format(name, strategy)

texts = st.text(st.characters(codec="utf-8"), max_size=20)
articles = st.fixed_dictionaries(
    {"id": texts | st.integers(), "title": texts, "body": texts},
    optional={"published": st.just("27/12/2021") | texts, "tags": texts | st.lists(texts), "unit": texts, "x": texts},
)
lines = st.lists(articles.map(json.dumps) | texts | st.just("{"), max_size=4)

schemathesis.openapi.media_type("application/x-ndjson", lines.map("\n".join).map(str.encode))


@pytest.fixture
def app(make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path) -> Flask:
    return create_app(make_engine(ARTICLES), writer=make_writer(tmp_path))


AS_THEY_ARE = {**HEADERS, "Accept-Encoding": "identity"}
"""schemathesis asks for gzip and, in the process itself, doesn't unpack it."""

EXAMPLES = int(os.environ.get("TRACUU_EXAMPLES", "20"))
"""Requests of each kind to each operation; `TRACUU_EXAMPLES=1000` tries longer."""


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_answers_are_as_described(app: Flask, mode: GenerationMode) -> None:
    """Whatever is asked, sent or left out, as described or not, there is no server error, and each answer is one that
    the document has: its status, its type, its shape. Without a token nothing is written."""
    tried = 0
    for found in schemathesis.openapi.from_wsgi(DOCUMENT, app).get_all_operations():
        with suppress(Unsatisfiable):  # nothing about it can be wrong

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,  # the same requests each time
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(found.ok().as_strategy(generation_mode=mode))
            def holds(case: schemathesis.Case) -> None:
                nonlocal tried
                tried += 1
                _make_consistent(case)
                case.call_and_validate(headers=AS_THEY_ARE, checks=CHECKS)

            holds()
    assert tried > 5 * EXAMPLES


def _make_consistent(case: schemathesis.Case) -> None:
    """Heed what the document says of parameters that belong together."""
    if "from" in case.query:
        case.query.pop("to", None)
    if isinstance(case.body, dict):
        case.body.pop("id", None)


@pytest.fixture
def document(app: Flask) -> Any:
    return app.test_client().get(DOCUMENT).get_json()


def writing_verbs(document: Any) -> dict[str, Any]:
    return {
        f"{method} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in {"put", "delete", "post"}
    }


def test_the_writing_verbs_are_described(document: Any) -> None:
    """The document stays valid to the standard's own validator, and each verb says that it wants a token."""
    validate(document)
    verbs = writing_verbs(document)
    assert set(verbs) == {
        "put /api/v1/articles/{article_id}",
        "delete /api/v1/articles/{article_id}",
        "post /api/v1/articles",
    }
    ((name, scheme),) = document["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for verb in verbs.values():
        assert verb["security"] == [{name: []}]
        assert {"401", "503"} <= set(verb["responses"])
        assert verb["summary"]
        assert verb["description"]
    assert "security" not in document["paths"]["/api/v1/search"]["get"]


def test_every_answer_of_the_writing_verbs_has_an_example(document: Any) -> None:
    """But for the one without a body."""
    for verb in writing_verbs(document).values():
        for status, response in verb["responses"].items():
            assert response["description"]
            assert status == "204" or all(content["example"] for content in response["content"].values())


def test_what_is_sent_is_described_key_by_key(document: Any) -> None:
    """The example of an article is one that is taken, and its keys, but for the id, are those that are described."""
    sent = document["paths"]["/api/v1/articles/{article_id}"]["put"]["requestBody"]["content"]["application/json"]
    body = document["components"]["schemas"][sent["schema"]["$ref"].rsplit("/", 1)[1]]
    assert set(body["properties"]) == {*sent["example"], "id"}
    assert body["required"] == ["body", "title"] or body["required"] == ["title", "body"]
    assert all(key["description"] for key in body["properties"].values())


def test_the_examples_are_what_is_answered(app: Flask) -> None:
    """What the document shows being sent is answered by what it shows being answered."""
    client = app.test_client()
    path = f"/api/v1/articles/{examples.ARTICLE['id']}"
    put = client.put(path, json=examples.ARTICLE_BODY, headers=HEADERS)
    assert put.get_json() == examples.ARTICLE
    pushed = client.post(
        "/api/v1/articles", data=examples.ARTICLE_LINES, content_type="application/x-ndjson", headers=HEADERS
    )
    assert pushed.get_json() == examples.PUSHED
    assert PushAnswer().validate(examples.PUSHED) == {}
    assert ArticleAnswer().validate(examples.ARTICLE) == {}
