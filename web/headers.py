"""Headers that every answer has: what browsers may do with a page, and that any site may use all the rest.

They are added outside of Flask, as ready-made pairs: its own `Headers` look at every character of every value, twice.
flask-talisman and flask-cors work out anew for each request what is always the same here.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Pairs = tuple[tuple[str, str], ...]

ALWAYS: Pairs = (("X-Content-Type-Options", "nosniff"),)

PAGE: Pairs = (
    # What somebody searched for stands in the address; the sites that results link to need not learn it.
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    # Everything a page needs is served from here, and nothing stands inline: injected markup stays inert.
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    ),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""Of HTML."""

DATA: Pairs = (
    # Should a browser be made to show it as a page after all, nothing in it works.
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Access-Control-Allow-Origin", "*"),  # it is public, and no cookie changes it: scripts of any site may read it
)
"""Of what scripts read: the API. No more than these: a client written in Python takes 10 µs for each."""

FILE: Pairs = (
    *DATA,
    ("Cross-Origin-Resource-Policy", "cross-origin"),  # sites may have our search box, by a tag in their pages
)
"""Of everything else: feeds, scripts, style sheets."""

READABLE: Pairs = (("Access-Control-Expose-Headers", "Content-Disposition, ETag, Retry-After"),)
"""Of what a script of another site asks for, which browsers say: what it may read besides the answer."""

PREFLIGHT: Pairs = (
    ("Access-Control-Allow-Origin", "*"),
    # Not PUT, POST and DELETE: who writes is a server, and a token has no place in a page.
    ("Access-Control-Allow-Methods", "GET, HEAD"),
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Max-Age", "86400"),
)
"""What a browser is told that asks whether a script of another site may send a request of its own making."""


class Headers:
    """WSGI middleware that adds them."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers += _missing(headers, "HTTP_ORIGIN" in environ)
            return start_response(status, headers, exc_info)

        if (
            environ["REQUEST_METHOD"] == "OPTIONS"
            and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
            and environ["PATH_INFO"].startswith("/api/")
        ):
            start_response(f"{HTTPStatus.NO_CONTENT:d} No Content", [*PREFLIGHT, *ALWAYS])
            return ()
        return self._app(environ, start)


def _missing(headers: list[tuple[str, str]], is_of_a_site: bool) -> list[tuple[str, str]]:
    """What is to be added to an answer that has `headers`."""
    said = dict(headers)
    kind = said.get("Content-Type")
    added: Pairs = ALWAYS  # to a 304 no more: it tells what has changed in the headers of an answer of any kind
    if kind is not None:
        added += PAGE if kind.startswith("text/html") else DATA if kind.startswith("application/") else FILE
    if is_of_a_site:
        added += READABLE
    return [pair for pair in added if pair[0] not in said]
