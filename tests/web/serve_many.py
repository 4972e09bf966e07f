"""A server of more articles than fit on a way: `python -m tests.web.serve_many`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.article import Article
from search.hits import ReadWhenTaken
from search.query import SearchQuery
from search.results import IndexStatus
from tests.web.fake_engine import FakeEngine
from web import server

COUNT = 5_000
BODY = "hội nghị " * 1000
"""11 KB: more in all than the system keeps for a client that reads nothing (some 6 MB)."""

BREAKING = "broken"
"""A query whose articles can't all be read."""


class Many(FakeEngine):
    """An engine that makes each article when it is read, and says, as the number of all, how many were."""

    def __init__(self) -> None:
        super().__init__([])
        self.read = 0

    def matches(self, query: SearchQuery) -> Sequence[Article]:
        def article(number: int) -> Article:
            if query.text == BREAKING and number == COUNT - 1:
                raise RuntimeError("it can't be read")
            self.read += 1
            return Article(id=str(number), title="Hội nghị", body=BODY)

        return ReadWhenTaken(np.arange(COUNT), article)

    def ping(self) -> IndexStatus:
        return IndexStatus(articles=self.read, generation=1, commit=str(self.read))


if __name__ == "__main__":
    server.serve(Many(), "127.0.0.1", 0, announce=lambda url: print(f"Listening on {url}", flush=True))
