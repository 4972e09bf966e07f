"""A server whose answers take their time, each with its number as the total: `python -m tests.web.serve_slowly`."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import count

from search.query import SearchQuery
from search.results import SearchResults
from tests.web.fake_engine import FakeEngine
from web import server

LONG = "long"
"""A query that takes half a second; others take a hundredth of that."""


class Slow(FakeEngine):
    """An engine that counts what it has answered."""

    def __init__(self) -> None:
        super().__init__([])
        self._numbers = count()

    def search(self, query: SearchQuery) -> SearchResults:
        time.sleep(0.5 if query.text == LONG else 0.005)
        return replace(super().search(query), total=next(self._numbers))


if __name__ == "__main__":
    server.serve(Slow(), "127.0.0.1", 0, announce=lambda url: print(f"Listening on {url}", flush=True))
