"""A search that goes well, answered without Flask: 0.1 ms sooner, of the 0.8 that an answer takes.

Nothing is decided here. What is read and written is what the view reads and writes, and whatever doesn't go well is
asked once more by way of the view, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import orjson
from werkzeug.wrappers import Request

from search.engine import SearchEngine
from search.query import SearchQuery
from web import plain
from web.query_string import said
from web.schemas import SearchParameters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/api/v1/search"


class Shortcut:
    """WSGI middleware that answers searches of the API."""

    def __init__(self, app: WSGIApplication, engine: Callable[[], SearchEngine]) -> None:
        self._app = app
        self._engine = engine
        self._schema = SearchParameters()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does."""
        is_search = environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "GET"
        body = self._answer(environ) if is_search else None
        if body is None:
            return self._app(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return (body,)

    def _answer(self, environ: WSGIEnvironment) -> bytes | None:
        """The answer as JSON; None if something is wrong with it or with what was asked."""
        try:
            query: SearchQuery = self._schema.load(said(Request(environ).args, self._schema))
            answer = plain.search_answer(self._engine().search(query), query.fields)
            return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
        except Exception:  # whatever it is, the view says it
            return None
