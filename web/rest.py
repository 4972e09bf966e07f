"""flask-smorest, with types and with our errors: a view says in one decorator what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import flask_smorest  # type: ignore[import-untyped]
from flask import jsonify, request
from marshmallow import Schema
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from index.errors import IndexMissing
from web import current, errors
from web.query_string import parser
from web.schemas import ProblemAnswer

View = TypeVar("View", bound=Callable[..., Any])

BEARER = "token"
"""What the OpenAPI document calls the way in for those who write."""


class Problem(NamedTuple):
    """A way in which a view can fail."""

    status: HTTPStatus
    meaning: str
    particulars: Mapping[str, Any]
    """What its example says beyond the status."""
    headers: Mapping[str, Any] = {}
    """What else is said in headers."""


def _header(meaning: str, kind: str, example: Any) -> Mapping[str, Any]:
    return {"description": meaning, "schema": {"type": kind}, "example": example}


ETAG: Mapping[str, Any] = {"ETag": _header("What to bring as `If-None-Match` next time.", "string", 'W/"5f2c…"')}

UNCHANGED = "The answer whose `ETag` was brought as `If-None-Match` still holds; nothing is sent."

PROBLEMS: Mapping[HTTPStatus, Problem] = {
    problem.status: problem
    for problem in (
        Problem(
            HTTPStatus.BAD_REQUEST,
            "A parameter can't be understood; `errors` says which and why.",
            {
                "detail": "These parameters are not valid: page.",
                "errors": {"page": ["Must be greater than or equal to 1."]},
            },
        ),
        Problem(
            HTTPStatus.UNAUTHORIZED,
            "The header `Authorization: Bearer …` is missing, or holds none of the tokens that may write.",
            {"detail": errors.TokenRefused.description},
            {"WWW-Authenticate": _header("How to come in (RFC 6750).", "string", 'Bearer realm="tracuu"')},
        ),
        Problem(
            HTTPStatus.NOT_FOUND, "There is no article with this id.", {"detail": errors.ArticleMissing.description}
        ),
        Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "A body came along that is larger than any reason for it.",
            {"detail": "The body is larger than 64 KiB."},
        ),
        Problem(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "The address is too long.",
            {"detail": "The address is longer than 16 KiB."},
        ),
        Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "These are more requests a second than one client may make; `Retry-After` says how many seconds to wait.",
            {"detail": "This is more than 50 requests a second."},
            {"Retry-After": _header("Seconds to wait.", "integer", 1)},
        ),
        Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body has another `Content-Type` than this one.",
            {"detail": "The Content-Type must be application/json."},
        ),
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "There is no index yet, or it can't be read.",
            {"detail": str(IndexMissing(Path(".index")))},
        ),
    )
}
"""What a status means where a view says nothing else."""

EVERYWHERE = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.TOO_MANY_REQUESTS,
)
"""What any reading view can answer."""


TEXT: Mapping[str, Any] = {"type": "string"}


class Success(NamedTuple):
    """What a writing view answers when all went well."""

    status: HTTPStatus
    meaning: str
    schema: type[Schema] | None = None
    """None: the answer has no body."""
    example: Mapping[str, Any] | None = None


class Body(NamedTuple):
    """What a writing view is sent."""

    content_type: str
    schema: type[Schema] | None
    """None: text, of which the view's description says what it means."""
    example: Any


class Api(flask_smorest.Api):  # type: ignore[misc]
    """The JSON API and its OpenAPI document."""

    ERROR_SCHEMA = ProblemAnswer
    DEFAULT_ERROR_RESPONSE_NAME = None  # each view names its problems

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer as everywhere else in the application."""
        return errors.answer(error)

    def allow_writing(self, views: Blueprint) -> None:
        """Register `views`, all of which want a token."""
        self.spec.components.security_scheme(
            BEARER,
            {
                "type": "http",
                "scheme": "bearer",
                "description": "A token that `tracuu token` made; its hash stands in the server's file of tokens.",
            },
        )
        self.register_blueprint(views)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Views of the API that belong together."""

    ARGUMENTS_PARSER = parser

    def resource(  # noqa: PLR0913  (keywords only: a view's decorator reads as a table)
        self,
        rule: str,
        *,
        answers: type[Schema],
        example: Mapping[str, Any],
        takes: type[Schema] | None = None,
        path: tuple[Mapping[str, Any], ...] = (),
        problems: tuple[HTTPStatus | Problem, ...] = (),
    ) -> Callable[[View], View]:
        """Register a view that is given what `takes` loads and whose result `answers` dumps; document both."""

        def register(view: View) -> View:
            documented = view
            for problem in (*EVERYWHERE, *problems):
                documented = self._problem(problem)(documented)
            description = (answers.__doc__ or "").strip()
            documented = self.response(200, answers, description=description, example=example, headers=ETAG)(documented)
            documented = self.alt_response(304, description=UNCHANGED, headers=ETAG, success=True)(documented)
            if takes:
                documented = self.arguments(takes(), location="query")(documented)
            # Of flask-smorest's wrappers only what they document is taken: going through them takes longer than a view.
            answering = wraps(documented)(_answering(view, takes, answers))
            self.add_url_rule(rule, view_func=answering, parameters=[dict(each) for each in path])
            return view

        return register

    def file(  # noqa: PLR0913  (as above)
        self,
        rule: str,
        *,
        meaning: str,
        formats: Mapping[str, Any],
        schema: Mapping[str, Any] = TEXT,
        takes: type[Schema] | None = None,
        path: tuple[Mapping[str, Any], ...] = (),
        problems: tuple[HTTPStatus | Problem, ...] = (),
    ) -> Callable[[View], View]:
        """Register a view that answers with a file, of one of the content types in `formats`, each with an example;
        document it."""

        def register(view: View) -> View:
            documented = view
            for problem in (*EVERYWHERE, *problems):
                documented = self._problem(problem)(documented)
            documented = self.alt_response(304, description=UNCHANGED, headers=ETAG, success=True)(documented)
            content = {kind: {"schema": schema, "example": example} for kind, example in formats.items()}
            said = {"description": meaning, "content": content, "headers": ETAG}
            documented = self.doc(responses={"200": said})(documented)
            asked = takes and takes()
            if asked:
                documented = self.arguments(asked, location="query")(documented)

            def answering(**path: Any) -> Response:
                arguments = () if asked is None else (parser.parse(asked, request, location="query"),)
                answer: Response = view(*arguments, **path)
                return answer

            self.add_url_rule(rule, view_func=wraps(documented)(answering), parameters=[dict(each) for each in path])
            return view

        return register

    def command(  # noqa: PLR0913  (as above)
        self,
        rule: str,
        *,
        method: str,
        answers: tuple[Success, ...],
        body: Body | None = None,
        path: tuple[Mapping[str, Any], ...] = (),
        problems: tuple[HTTPStatus | Problem, ...] = (),
    ) -> Callable[[View], View]:
        """Register a view that changes the index, and is called for those who bring a token; document both."""

        def register(view: View) -> View:
            documented = view
            for problem in problems:
                documented = self._problem(problem)(documented)
            for status, meaning, schema, example in answers:
                documented = self.alt_response(
                    status.value, schema=schema, description=meaning, example=example, success=True
                )(documented)
            said: dict[str, Any] = {"security": [{BEARER: []}]}
            if body:
                content = {"schema": body.schema or {"type": "string"}, "example": body.example}
                said["requestBody"] = {"required": True, "content": {body.content_type: content}}
            documented = self.doc(**said)(documented)
            self.add_url_rule(
                rule,
                view_func=wraps(documented)(_admitting(view)),
                methods=[method],
                parameters=[dict(each) for each in path],
            )
            return view

        return register

    def _problem(self, problem: HTTPStatus | Problem) -> Callable[[View], View]:
        status, meaning, particulars, headers = PROBLEMS[problem] if isinstance(problem, HTTPStatus) else problem
        example = {"type": "about:blank", "title": status.phrase, "status": status.value, **particulars}
        decorate: Callable[[View], View] = self.alt_response(
            status.value,
            schema=ProblemAnswer,
            content_type=errors.PROBLEM_JSON,
            description=meaning,
            example=example,
            headers=headers or None,
        )
        return decorate


def _answering(view: Callable[..., Any], takes: type[Schema] | None, answers: type[Schema]) -> Callable[..., Response]:
    """The view as Flask calls it: load what was asked, call, dump what is answered."""
    asked, answer = takes and takes(), answers()

    def answering(**path: str) -> Response:
        arguments = () if asked is None else (parser.parse(asked, request, location="query"),)
        result = view(*arguments, **path)
        return result if isinstance(result, Response) else jsonify(answer.dump(result))

    return answering


def _admitting(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view, for those who bring a token that may write."""

    def admitting(**path: str) -> Response:
        credentials = request.authorization
        token = credentials.token if credentials and credentials.type == "bearer" else None
        if token is None or not current.writer().tokens.admits(token):
            raise errors.TokenRefused(was_given=token is not None)
        return view(**path)

    return admitting
