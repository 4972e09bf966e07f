"""The writing half of the API, for a CMS that pushes its articles."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, cast

from flask import jsonify, request
from marshmallow import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wrappers import Response

from index.article import Article
from index.readers.encoding import decode
from index.readers.json_file import parse
from index.readers.source import FormatError
from index.schema import load_article
from web import examples
from web.api import ARTICLE_ID
from web.current import writer
from web.errors import ArticleInvalid, ArticleMissing
from web.rest import Blueprint, Body, Problem, Success
from web.schemas import ArticleAnswer, ArticleBody, PushAnswer

LARGEST_BODY = 16 << 20
"""Bytes: some 3,000 news articles. While they are written they take several times as much memory."""

MOST_LINES = 10_000
"""Articles a request; their outcomes are kept until all are written."""

JSON, JSON_LINES = "application/json", "application/x-ndjson"

writing = Blueprint(
    "writing",
    __name__,
    url_prefix="/api/v1",
    description="Pushing articles. When an answer has come, what it says is on the disk and every search sees it.",
)

_TOO_LARGE = Problem(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    f"The body has more than {LARGEST_BODY >> 20} MiB, or more than {MOST_LINES:,} lines. Nothing was written.",
    {"detail": "The body is larger than 16 MiB."},
)

_ALWAYS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)


@writing.command(
    "/articles/<article_id:article_id>",
    method="PUT",
    path=(ARTICLE_ID,),
    body=Body(JSON, ArticleBody, examples.ARTICLE_BODY),
    answers=(
        Success(HTTPStatus.OK, "The article replaces one with the same id.", ArticleAnswer, examples.ARTICLE),
        Success(HTTPStatus.CREATED, "The article is new.", ArticleAnswer, examples.ARTICLE),
    ),
    problems=(
        Problem(
            HTTPStatus.BAD_REQUEST,
            "The article is not valid; `errors` says what is wrong with which key, and under `_schema` what is wrong "
            "with all of it.",
            {"detail": ArticleInvalid.description, "errors": {"title": ["is missing"]}},
        ),
        _TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        *_ALWAYS,
    ),
)
def put(article_id: str) -> Response:
    """Put one article

    Adds the article, or puts it in the place of the one that has this id. The answer is the article as it is kept: when
    it names no unit, with the unit that its text is about; when its text is in an old encoding (TCVN3, VNI, VPS) or was
    broken by a wrong one, as it is meant, and under `original` what came, with `encoding` and `confidence`.
    """
    article = _article(_body(JSON).read(), article_id)
    with writer().one_commit() as put_one:
        written = put_one(article)
    answer = jsonify(ArticleAnswer().dump(written.article))
    answer.status_code = HTTPStatus.OK if written.replaced else HTTPStatus.CREATED
    return answer


@writing.command(
    "/articles/<article_id:article_id>",
    method="DELETE",
    path=(ARTICLE_ID,),
    answers=(Success(HTTPStatus.NO_CONTENT, "There is no such article any more."),),
    problems=(HTTPStatus.NOT_FOUND, *_ALWAYS),
)
def delete(article_id: str) -> Response:
    """Delete one article

    Takes the article out of the index.
    """
    if not writer().delete(article_id):
        raise ArticleMissing
    answer = Response(status=HTTPStatus.NO_CONTENT)
    del answer.headers["Content-Type"]
    return answer


@writing.command(
    "/articles",
    method="POST",
    body=Body(JSON_LINES, None, examples.ARTICLE_LINES),
    answers=(Success(HTTPStatus.OK, "What became of each line.", PushAnswer, examples.PUSHED),),
    problems=(_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, *_ALWAYS),
)
def push() -> Response:
    """Put many articles

    One article a line, its `id` in it. The good lines are written, all in one commit, although others may be bad; of
    several with the same id the last one stays. Blank lines are passed over.
    """
    lines: list[dict[str, Any]] = []
    with _body(JSON_LINES) as body, writer().one_commit() as put_one:
        for number, line in _numbered(body):
            try:
                written = put_one(_article(line))
            except ArticleInvalid as error:
                lines.append({"line": number, "id": error.article_id, "status": 400, "errors": error.errors})
            else:
                status = HTTPStatus.OK if written.replaced else HTTPStatus.CREATED
                line_answer = {"line": number, "id": written.article.id, "status": status.value}
                if written.conversion:
                    _, encoding, confidence = written.conversion
                    line_answer |= {"encoding": encoding, "confidence": confidence}
                lines.append(line_answer)
    rejected = sum("errors" in line for line in lines)
    return jsonify(PushAnswer().dump({"written": len(lines) - rejected, "rejected": rejected, "lines": lines}))


def _body(content_type: str) -> io.BufferedReader:
    """The body of this request, not yet read."""
    if request.mimetype != content_type:
        raise UnsupportedMediaType(f"The Content-Type must be {content_type}.")
    request.max_content_length = LARGEST_BODY
    try:
        return io.BufferedReader(cast(io.RawIOBase, request.stream))
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(f"The body is larger than {LARGEST_BODY >> 20} MiB.") from error


def _numbered(body: io.BufferedReader) -> Iterator[tuple[int, bytes]]:
    """The lines that say something, each with its number from 1 on."""
    for number, line in enumerate(body, 1):
        if number > MOST_LINES:
            raise RequestEntityTooLarge(f"The body has more than {MOST_LINES:,} lines.")
        if line.strip():
            yield number, line


def _article(text: bytes, article_id: str | None = None) -> Article:
    """The article that `text` is; one that is written to the address of `article_id` has that id. Raises
    `ArticleInvalid`."""
    value: Any = None
    try:
        value = parse(decode(text))
        if article_id is not None and isinstance(value, dict) and value.get("id") is None:
            value["id"] = article_id
        article = load_article(value)
    except FormatError as error:
        raise ArticleInvalid({"_schema": [str(error)]}) from error
    except ValidationError as error:
        raise ArticleInvalid(error.messages_dict, _id_in(value)) from error
    if article_id not in {None, article.id}:
        raise ArticleInvalid({"id": ["must be the id in the address, or be left out"]}, article.id)
    return article


def _id_in(value: Any) -> str | None:
    """The id of what is not an article, if it has one."""
    article_id = value.get("id") if isinstance(value, Mapping) else None
    return article_id if isinstance(article_id, str) else None
