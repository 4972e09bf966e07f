"""Several processes that answer from one listening socket, for machines with more than one processor core.

Python computes in one thread of a process at a time. Each worker is a process with a server and an engine of its own;
the index's arrays are memory-mapped files, which all of them share through the system's page cache. The process that
starts them answers nothing itself: it puts a new worker in the place of one that ends.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from index.errors import TracuuError
from search.engine import open_engine
from web import server
from web.turns import Turn
from web.writer import Writer

PAUSE = 1.0
"""Seconds between a worker's start and that of its successor, at least: what makes one end at once would make the next
ones end, too, several a second."""

PATIENCE = 10.0
"""Seconds in which a worker may finish what it is answering before it is killed. waitress gives it up after 5."""


class WorkersUnsupported(TracuuError):
    """Several workers were asked for where processes can't share a socket."""


def serve(  # noqa: PLR0913  (what there is to be served, and where)
    index: Path,
    host: str,
    port: int,
    count: int,
    *,
    writer: Writer | None = None,
    announce: Callable[[str], object] = print,
) -> None:
    """Answer with `count` processes until this one is interrupted; `announce` is told the URL once all can be asked.

    Raises `WorkersUnsupported` and `server.AddressUnavailable`."""
    if os.name != "posix":
        raise WorkersUnsupported("Several workers need Linux or macOS; on this system leave --workers at 1.")
    server.stop_at_sigterm()
    with server.listening_socket(host, port) as listening:
        workers: list[_Worker] = []
        try:
            workers += (_Worker.started(index, writer, listening, turn) for turn in Turn.of_each(count))
            _keep_alive(workers, when_ready=lambda: announce(server.url(listening)))
        except KeyboardInterrupt:
            pass  # the end that a single server comes to
        finally:
            _stop(workers)


@dataclass
class _Worker:
    """A process that answers."""

    index: Path
    writer: Writer | None
    listening: socket.socket
    turn: Turn
    process: SpawnProcess
    news: Connection
    """Says something once the worker can be asked; is closed when it ends."""
    since: float = field(default_factory=time.monotonic)
    ready: bool = False

    @classmethod
    def started(cls, index: Path, writer: Writer | None, listening: socket.socket, turn: Turn) -> _Worker:
        news, ready = _processes.Pipe(duplex=False)
        process = _processes.Process(
            target=_work, args=(index, writer, listening, turn, ready), name="tracuu-worker", daemon=True
        )
        with ready, _ignoring_interrupts():
            process.start()
        return cls(index, writer, listening, turn, process, news)

    def has_ended(self) -> bool:
        """Whether its news are that it is no more."""
        try:
            self.ready = self.news.recv()
        except EOFError:
            return True
        return False

    def successor(self) -> _Worker:
        """Another worker in the place of this one, which has ended."""
        self.process.join()
        self.news.close()
        self.turn.say_gone()
        _log.warning("A worker ended (exit code %s); another one takes its place.", self.process.exitcode)
        time.sleep(max(0.0, self.since + PAUSE - time.monotonic()))
        return self.started(self.index, self.writer, self.listening, self.turn)


_processes = multiprocessing.get_context("spawn")

_log = logging.getLogger(__name__)


def _keep_alive(workers: list[_Worker], when_ready: Callable[[], object]) -> None:
    """Put new workers in the places of those that end, for ever; `when_ready` is called when all are ready at first."""
    waiting = True
    while True:
        with_news = wait([worker.news for worker in workers])
        for place, worker in enumerate(workers):
            if worker.news in with_news and worker.has_ended():
                workers[place] = worker.successor()
        if waiting and all(worker.ready for worker in workers):
            waiting = False
            when_ready()


def _stop(workers: list[_Worker]) -> None:
    """End all workers, those that can't end by force."""
    for worker in workers:
        worker.process.terminate()
    deadline = time.monotonic() + PATIENCE
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        worker.process.kill()


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Ctrl-C goes to every process of a terminal, but only the one that supervises is to act on it: a process that is
    started while interrupts are ignored ignores them, too."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _work(index: Path, writer: Writer | None, listening: socket.socket, turn: Turn, ready: Connection) -> None:
    """What a worker does."""
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    engine = open_engine(index)
    with suppress(TracuuError):  # should the index be gone, the answers say so, as those of a single server do
        engine.ping()
    server.answer(engine, listening, turn, writer=writer, ready=lambda: ready.send(True))


def _end_with_supervisor() -> None:
    """End this worker when the process that started it is gone, however that ended."""
    supervisor = multiprocessing.parent_process()
    assert supervisor is not None
    supervisor.join()
    # To the thread that waits for requests, as it would not wake up for a signal that another one gets.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
