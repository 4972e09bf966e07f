"""What is measured over which collections, and how often."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench import corpus
from tests.bench.ours import InProcess, OverHttp, Server, indexed
from tests.bench.peers import PEERS, Engine, Peer, opened, why_left_out
from tests.bench.queries import typed

UNKNOWN_WORD = "xyzzy"
"""No article has it: asking for it opens an engine's index and warms no list that a query needs."""

_ASKED_OF = 20_000
"""Queries are made of so many articles at most; they are the same for all sizes."""


@dataclass(frozen=True)
class Plan:
    """The numbers that say how long a run takes."""

    source: Path
    """Real articles, as JSON lines or a folder of such files."""
    sizes: tuple[int, ...]
    """How many articles the collections have, ascending."""
    cache: Path
    """Where collections and indexes are kept between runs."""
    queries: int = 300
    repeat: int = 2
    """How often a query is asked again."""
    kinds: int = 100
    """Queries of each kind."""
    rounds: int = 3
    """How often indexing, opening and serving are repeated; the median counts."""
    changes: int = 20
    """How often an article is put, replaced and deleted."""
    segmented: int = 300
    """Articles that pyvi segments, to compare indexing with."""
    wrk_seconds: int = 8
    warming_seconds: int = 12
    """How long a server answers before its requests are counted: each worker has met every query then."""
    load_seconds: int = 30
    """How long many clients ask at once."""
    peers: bool = True
    """Whether other engines are asked too."""

    def collection(self, size: int) -> Path:
        """The collection of so many articles."""
        return corpus.collection(self.source, size, self.cache)

    def index(self, size: int) -> Path:
        """Our index of that collection."""
        return indexed(self.collection(size), self.cache)

    def asked_of(self) -> list[corpus.Article]:
        """The articles that queries are made of: all collections have them."""
        return list(corpus.articles(self.collection(self.sizes[0]), _ASKED_OF))

    def typed(self) -> list[str]:
        """The mixture of queries."""
        return typed(self.asked_of(), self.queries)

    def engines(self, size: int, stack: ExitStack) -> list[Engine]:
        """All engines over the collection of so many articles, open; `stack` closes what is to be closed."""
        server = stack.enter_context(Server(self.index(size)))
        engines: list[Engine] = [stack.enter_context(OverHttp(server)), InProcess(self.index(size))]
        engines += [opened(peer, self.collection(size), self.cache) for peer in self.asked_peers(size)]
        for engine in engines:
            engine.ask(UNKNOWN_WORD)
        return engines

    def asked_peers(self, size: int) -> list[type[Peer]]:
        """The peers that are asked over so many articles."""
        return [peer for peer in PEERS if self.peers and not why_left_out(peer, size)]

    def left_out(self, size: int) -> list[str]:
        """Which peers aren't asked over so many articles, and why."""
        if not self.peers:
            return ["Only our own engine was asked."]
        return [f"{peer.name}: left out, {reason}." for peer in PEERS if (reason := why_left_out(peer, size))]
