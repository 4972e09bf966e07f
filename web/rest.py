"""flask-smorest, with types and with our errors: a view says in one decorator what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import flask_smorest  # type: ignore[import-untyped]
from flask import jsonify, request
from marshmallow import Schema
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from index.errors import IndexMissing
from web import errors
from web.query_string import parser
from web.schemas import ProblemAnswer

View = TypeVar("View", bound=Callable[..., Any])

PROBLEMS: Mapping[HTTPStatus, tuple[str, dict[str, Any]]] = {
    HTTPStatus.BAD_REQUEST: (
        "A parameter can't be understood; `errors` says which and why.",
        {
            "detail": "These parameters are not valid: page.",
            "errors": {"page": ["Must be greater than or equal to 1."]},
        },
    ),
    HTTPStatus.NOT_FOUND: ("There is no article with this id.", {"detail": errors.ArticleMissing.description}),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "There is no index yet, or it can't be read.",
        {"detail": str(IndexMissing(Path(".index")))},
    ),
}
"""Status → what it means here, and what is particular in its example."""


class Api(flask_smorest.Api):  # type: ignore[misc]
    """The JSON API and its OpenAPI document."""

    ERROR_SCHEMA = ProblemAnswer
    DEFAULT_ERROR_RESPONSE_NAME = None  # each view names its problems

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer as everywhere else in the application."""
        return errors.answer(error)


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
        problems: tuple[HTTPStatus, ...] = (),
    ) -> Callable[[View], View]:
        """Register a view that is given what `takes` loads and whose result `answers` dumps; document both."""

        def register(view: View) -> View:
            documented = view
            for status in problems:
                documented = self._problem(status)(documented)
            description = (answers.__doc__ or "").strip()
            documented = self.response(200, answers, description=description, example=example)(documented)
            if takes:
                documented = self.arguments(takes(), location="query")(documented)
            # Of flask-smorest's wrappers only what they document is taken: going through them takes longer than a view.
            answering = wraps(documented)(_answering(view, takes, answers))
            self.add_url_rule(rule, view_func=answering, parameters=[dict(each) for each in path])
            return view

        return register

    def _problem(self, status: HTTPStatus) -> Callable[[View], View]:
        meaning, particulars = PROBLEMS[status]
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
