"""Every failure has one of two faces: `application/problem+json` (RFC 9457) for programs, a page for people. Which one
depends on the path that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, json, request
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, ServiceUnavailable, Unauthorized
from werkzeug.wrappers import Response

from index.errors import CursorInvalid, IndexLocked, IndexMissing, IndexNotWritable, IndexUnreadable, TracuuError
from web import rendering, wording
from web.tokens import TokensUnreadable

PROBLEM_JSON = "application/problem+json"

RETRY_AFTER = 10
"""Seconds after which to try again when somebody else writes."""

FOR_PROGRAMS = ("/api/", "/healthz", "/feed.atom", "/opensearch.xml", "/sitemap", "/robots.txt", "/embed.js")
"""How the addresses begin that no person looks at."""

LONGEST_ECHO = 512
"""How many characters of what was typed an error page puts back into its search box."""


class ParametersInvalid(BadRequest):
    """Parameters that can't be understood."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        """`errors`: parameter name → what is wrong with it."""
        super().__init__(f"These parameters are not valid: {', '.join(errors)}.")
        self.errors = errors


class ArticleInvalid(BadRequest):
    """What was sent is not an article."""

    description = "The article is not valid; `errors` says why."

    def __init__(self, errors: Mapping[str, list[str]], article_id: str | None = None) -> None:
        """`errors`: key → what is wrong with it, `_schema` being all of it; `article_id`: the id, if it has one."""
        super().__init__()
        self.errors = errors
        self.article_id = article_id


class TokenRefused(Unauthorized):
    """There is no token with this request, or one that may not write."""

    description = "Writing needs a token, in the header `Authorization: Bearer …`."

    def __init__(self, *, was_given: bool) -> None:
        """`was_given`: whether there was one."""
        super().__init__("The token that came with this may not write." if was_given else None)
        self._was_given = was_given

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        """With how to come in. As in RFC 6750, 3.1, whoever brought no token is not told of an error."""
        challenge = 'Bearer realm="tracuu"' + (', error="invalid_token"' if self._was_given else "")
        return [*super().get_headers(*args, **kwargs), ("WWW-Authenticate", challenge)]


class ArticleMissing(NotFound):
    """There is no article with the id that was asked for."""

    description = "There is no article with this id."


def init_app(app: Flask) -> None:
    """Let `app` answer every failure in one of the two ways."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(CursorInvalid, _cursor_invalid)
    app.register_error_handler(IndexMissing, _no_index)
    app.register_error_handler(IndexUnreadable, _no_index)
    app.register_error_handler(IndexNotWritable, _no_index)
    app.register_error_handler(TokensUnreadable, _no_index)
    app.register_error_handler(IndexLocked, _locked)


def answer(error: HTTPException) -> Response:
    """The answer to a failed request, with the headers its status demands (`Allow` of a 405)."""
    body = problem(error) if _asked_by_a_program() else _page(error)
    body.status_code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    for name, value in error.get_headers():
        if name != "Content-Type":
            body.headers[name] = value
    return body


def problem(error: HTTPException) -> Response:
    """The failure as problem details. Its shape is `web.schemas.ProblemAnswer`."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    details = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": error.description}
    errors = {"errors": error.errors} if isinstance(error, ParametersInvalid | ArticleInvalid) else {}
    return current_app.response_class(json.dumps(details | errors), mimetype=PROBLEM_JSON)


def _page(error: HTTPException) -> Response:
    html = rendering.render(
        "error.html",
        apology=wording.ARTICLE_MISSING if isinstance(error, ArticleMissing) else wording.apology(error.code),
        text=request.args.get("q", "")[:LONGEST_ECHO],
        **(_mended(error.errors) if isinstance(error, ParametersInvalid) else {}),
    )
    return current_app.response_class(html, mimetype="text/html")


def _mended(errors: Mapping[str, list[str]]) -> dict[str, Any]:
    """What is wrong with the parameters, and the address that asks for the rest."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name not in errors]
    given = {name: ", ".join(values) for name, values in request.args.lists()}
    return {"wrong": wording.wrong_parameters(errors, given), "again": f"?{urlencode(rest)}" if rest else None}


def _asked_by_a_program() -> bool:
    return request.path.startswith(FOR_PROGRAMS)


def _cursor_invalid(error: CursorInvalid) -> Response:
    return answer(ParametersInvalid({"cursor": [str(error)]}))


def _no_index(error: TracuuError) -> Response:
    return answer(ServiceUnavailable(str(error)))


def _locked(error: IndexLocked) -> Response:
    return answer(ServiceUnavailable(str(error), retry_after=RETRY_AFTER))
