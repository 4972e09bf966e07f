"""What is too long, or too much from one client, is refused before anybody works on it.

flask-limiter would share the counts of all processes, but only with a Redis or the like beside the service. Here each
process counts for itself, by a look-up a request.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_network
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, RequestURITooLarge, TooManyRequests

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_QUERY = 16 << 10
"""Bytes of a query string: the longest text there may be, each of its characters written as nine, leaves room for a
hundred selections."""

LONGEST_PATH = 8 << 10
"""Bytes; ids are not as long."""

LARGEST_BODY = 64 << 10
"""Bytes. Whoever reads has nothing to send; how much those who write may is said where they do."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})

BURST_SECONDS = 10
"""For how long somebody who was quiet before may ask twice as often as the rate allows."""

MOST_CLIENTS = 100_000
"""Clients to remember, some 15 MB: whoever comes from more addresses than that is beyond our counting."""

UNCOUNTED = ("/static/", "/embed.js", "/healthz")
"""How paths begin that cost nothing."""

Refuse = Callable[[HTTPException, "WSGIEnvironment", "StartResponse"], Iterable[bytes]]


class Limits:
    """WSGI middleware that refuses."""

    def __init__(self, app: WSGIApplication, refuse: Refuse, rate: Rate | None) -> None:
        """`refuse` answers with an error."""
        self._app = app
        self._refuse = refuse
        self._rate = rate

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, or 413, 414, 429."""
        error = self._objection(environ)
        return self._refuse(error, environ, start_response) if error else self._app(environ, start_response)

    def _objection(self, environ: WSGIEnvironment) -> HTTPException | None:
        if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY or len(environ["PATH_INFO"]) > LONGEST_PATH:
            return RequestURITooLarge(f"The address is longer than {LONGEST_QUERY >> 10} KiB.")
        length = environ.get("CONTENT_LENGTH")
        if length and environ["REQUEST_METHOD"] in READING and int(length) > LARGEST_BODY:
            return RequestEntityTooLarge(f"The body is larger than {LARGEST_BODY >> 10} KiB.")
        if self._rate and not environ["PATH_INFO"].startswith(UNCOUNTED):
            wait = self._rate.wait(environ.get("REMOTE_ADDR", ""))
            if wait:
                return TooManyRequests(
                    f"This is more than {self._rate.per_second:g} requests a second.", retry_after=math.ceil(wait)
                )
        return None


class Rate:
    """How often one client may ask. Each process counts for itself: with several workers a client whose connections
    reach them all may ask as many times as often.

    The algorithm is GCRA, a leaky bucket that keeps one number a client: when all that was asked would be done if it
    were done at the rate allowed (ITU-T I.371, annex A)."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self._clock = clock
        self._done: dict[str, float] = {}

    def wait(self, address: str) -> float:
        """Count a request from `address`. Seconds until it would be allowed; 0: it is."""
        now = self._clock()
        client = _client(address)
        done = max(self._done.get(client, now), now) + 1 / self.per_second
        if (wait := done - now - BURST_SECONDS) > 0:
            return wait
        if len(self._done) >= MOST_CLIENTS and client not in self._done:
            self._forget(now)
        self._done[client] = done
        return 0.0

    def _forget(self, now: float) -> None:
        """Forget those who are owed nothing any more; all, should there be too many others."""
        self._done = {client: done for client, done in self._done.items() if done > now}
        if len(self._done) >= MOST_CLIENTS:
            self._done.clear()


@lru_cache(4096)
def _client(address: str) -> str:
    """Who has the address: of IPv6 one subscriber has 2⁶⁴."""
    try:
        return str(ip_network((IPv6Address(address), 64), strict=False))
    except ValueError:
        return address
