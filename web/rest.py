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
            documented = self.response(200, answers, description=description, example=example)(documented)
            if takes:
                documented = self.arguments(takes(), location="query")(documented)
            # Of flask-smorest's wrappers only what they document is taken: going through them takes longer than a view.
            answering = wraps(documented)(_answering(view, takes, answers))
            self.add_url_rule(rule, view_func=answering, parameters=[dict(each) for each in path])
            return view

        return register

    def download(self, rule: str, *, takes: type[Schema], formats: Mapping[str, str]) -> Callable[[View], View]:
        """Register a view that answers with a file, of one of the content types in `formats`, each with an example;
        document it."""

        def register(view: View) -> View:
            documented = view
            for problem in (*EVERYWHERE, HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE):
                documented = self._problem(problem)(documented)
            documented = self.arguments(takes(), location="query")(documented)
            content = {kind: {"schema": {"type": "string"}, "example": example} for kind, example in formats.items()}
            documented = self.doc(responses={"200": {"description": "The file.", "content": content}})(documented)
            asked = takes()

            def answering() -> Response:
                answer: Response = view(parser.parse(asked, request, location="query"))
                return answer

            self.add_url_rule(rule, view_func=wraps(documented)(answering))
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
        status, meaning, particulars = PROBLEMS[problem] if isinstance(problem, HTTPStatus) else problem
        example = {"type": "about:blank", "title": status.phrase, "status": status.value, **particulars}
        decorate: Callable[[View], View] = self.alt_response(
            status.value,
            schema=ProblemAnswer,
            content_type=errors.PROBLEM_JSON,
            description=meaning,
            example=example,
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
