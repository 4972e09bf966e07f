"""Nothing is worked out twice for somebody who has it already: entity tags, and 304 before anything is searched.

An answer depends on its address, on the commit of the index, on the code and its settings, and on what day it is (last
year, asked for in words, is another one tomorrow). All that is known before the search, so its hash can be the answer's
tag. It is a weak one (RFC 9110, 8.8.1): two answers with the same tag say the same, but not how long they took, and
perhaps compressed. werkzeug's conditional answers hash what was answered, which has to be worked out for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.dates import today
from search.engine import SearchEngine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REVALIDATE = ("Cache-Control", "no-cache")
"""Keep it, but ask each time whether it still holds."""

VARY = ("Vary", "Accept-Encoding")

A_YEAR = 31_536_000
"""Seconds."""

STATIC = ("/static/", "/embed.js")
"""How paths begin of what has tags of its own, whatever the index holds."""


class Revalidation:
    """WSGI middleware that tags answers, and says 304 to who brings the tag that an answer would have."""

    def __init__(self, app: WSGIApplication, engine: Callable[[], SearchEngine], settings: str) -> None:
        """`settings`: whatever the answers depend on and is settled for good."""
        self._app = app
        self._engine = engine
        self._settings = _digest(f"{code()}\0{settings}")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, or 304."""
        path = environ["PATH_INFO"]
        if path.startswith(STATIC):
            return self._app(environ, partial(_start_static, start_response))
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._app(environ, start_response)
        # Before the search: should somebody commit meanwhile, the tag is too old and the answer is fetched once more.
        tag = self._tag(environ)
        if tag and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [("ETag", f"W/{tag}"), REVALIDATE, VARY])
            return ()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.append(VARY)
            if not any(name == "Cache-Control" for name, _ in headers):
                headers.append(REVALIDATE)
            if tag and status.startswith("200"):
                headers.append(("ETag", f"W/{tag}"))
            return start_response(status, headers, exc_info)

        return self._app(environ, start)

    def _tag(self, environ: WSGIEnvironment) -> str | None:
        """What the answer's tag will be, in its quotes; None if there is no index."""
        try:
            commit = self._engine().ping().commit
        except Exception:  # whatever it is, it is the view that says it
            return None
        address = f"{environ.get('HTTP_HOST')}\0{environ['PATH_INFO']}\0{environ.get('QUERY_STRING')}"
        depends_on = f"{self._settings}\0{commit}\0{today()}\0{environ['wsgi.url_scheme']}\0{address}"
        return f'"{_digest(depends_on)}"'


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()


def _start_static(
    start_response: StartResponse, status: str, headers: list[tuple[str, str]], exc_info: Any = None
) -> Any:
    """Let browsers that keep a file for a year not ask for it meanwhile: its address changes with it."""
    for at, (name, value) in enumerate(headers):
        if name == "Cache-Control" and f"max-age={A_YEAR}" in value:
            headers[at] = (name, f"{value}, immutable")
    return start_response(status, [*headers, VARY], exc_info)


@cache
def code() -> str:
    """What tells this code, with its templates and tables, from any other, whatever its version says."""
    digest = blake2b(digest_size=12)
    root = Path(__file__).parents[1]
    for package in ("index", "search", "web"):
        for file in sorted((root / package).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return digest.hexdigest()
