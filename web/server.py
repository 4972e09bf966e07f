"""The server: waitress, a pure-Python WSGI server that needs no proxy, no compiler and no configuration."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import waitress
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from index.errors import TracuuError
from search.engine import SearchEngine
from web import create_app
from web.errors import PROBLEM_JSON
from web.writer import Writer

CONNECTIONS = 800
"""Connections that may be open at once, most of them idle: a browser opens half a dozen and keeps them for two minutes,
so that of waitress's hundred some twenty visitors would shut all others out. Systems mostly allow 1,024 open files."""

MOST_RECEIVED = 64 << 20
"""Bytes of a request; they wait in a file. The views that take any allow less and say so, which a client only reads
when it could send all it had."""

WRITING_THREADS = 4
"""Only one writes at a time; the others wait for it, or for another process."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Requests that change nothing, and wait for nothing."""


class AddressUnavailable(TracuuError):
    """The server can't listen where it was told to."""


def serve(
    engine: SearchEngine,
    host: str,
    port: int,
    *,
    writer: Writer | None = None,
    announce: Callable[[str], object] = print,
) -> None:
    """Answer from `engine`, and write through `writer`, until the process is interrupted; `announce` is told the URL
    once it can be asked.

    Raises `AddressUnavailable`."""
    with listening_socket(host, port) as listening:
        answer(engine, listening, writer=writer, ready=lambda: announce(url(listening)))


def answer(
    engine: SearchEngine, listening: socket.socket, *, writer: Writer | None = None, ready: Callable[[], object]
) -> None:
    """Answer from `engine` who connects to `listening`, until SIGINT or SIGTERM; `ready` is called before the first."""
    server = waitress.create_server(
        create_app(engine, writer=writer),
        _dispatcher=_Dispatcher(WRITING_THREADS if writer else 0),
        sockets=[listening],
        ident="tracuu",
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() can't watch that many
        max_request_body_size=MOST_RECEIVED,
        outbuf_high_watermark=sys.maxsize,  # nobody else would send meanwhile what an answer waits to be rid of
    )
    server.channel_class = _Channel
    stop_at_sigterm()
    with suppress(KeyboardInterrupt):  # it may come before waitress listens for it
        ready()
        server.run()


def stop_at_sigterm() -> None:
    """Let this process finish what it is doing when it is told to end, as at Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `AddressUnavailable`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressUnavailable(f"Can't listen on {host}, port {port}: {_reason(error)}.") from error


def url(listening: socket.socket) -> str:
    """The address of the page."""
    host, port, *_ = listening.getsockname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _reason(error: OSError) -> str:
    """What the system says, without the address that Python adds to it."""
    return (error.strerror or str(error)).partition(" (while")[0]


class _Task(WSGITask):  # type: ignore[misc]
    """Sends an answer's headers together with its body, where waitress would send one after the other."""

    wrote_header: bool

    def write(self, data: bytes) -> None:
        """Send `data`, and first of all the headers."""
        if self.wrote_header or not data or len(data) != self.content_length or not self.has_body:
            super().write(data)
            return
        headers = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.write_soon(headers + data)


class _Refusal(ErrorTask):  # type: ignore[misc]
    """Answers what is no request, or too long a one, like all other failures of the API: by a problem."""

    def execute(self) -> None:
        """Send the answer."""
        error = self.request.error
        problem = {"type": "about:blank", "title": error.reason, "status": error.code, "detail": error.body}
        body = json.dumps(problem).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", PROBLEM_JSON))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Dispatcher:
    """Answers requests in the thread that reads them, one after the other, where waitress would hand them to others.

    An answer is computed, nothing in it waits for anything else, so that threads only take the interpreter's lock from
    one another; and to wake one up takes 0.1 ms, a tenth of a search. Answers are sent as far as the client takes them
    at once; the rest, however slow it is, goes out between the requests of others. What uses a second core is a second
    worker.

    To write is another matter: it waits for disks and for other writers, so it has threads of its own, if it is
    allowed."""

    def __init__(self, writing_threads: int) -> None:
        self._waiting: deque[HTTPChannel] = deque()
        self._reading = threading.get_ident()
        self._writing = ThreadPoolExecutor(writing_threads, "writing") if writing_threads else None

    def add_task(self, channel: HTTPChannel) -> None:
        """A request has been read whole; its channel is not to be served before it has done with reading."""
        # What a client sent behind something to write is told of when that is done, in its thread: it stays there.
        to_write = channel.requests[0].command not in READING or threading.get_ident() != self._reading
        if self._writing and to_write:
            self._writing.submit(channel.service)
        else:
            self._waiting.append(channel)

    def answer(self) -> None:
        """Answer all that is waiting. Signals to end wait until each answer is finished."""
        while self._waiting:
            with _deferring({signal.SIGINT, signal.SIGTERM}):
                self._waiting.popleft().service()

    def shutdown(self) -> None:
        """What is being written is finished; what waits for a thread is not begun."""
        if self._writing:
            self._writing.shutdown(cancel_futures=True)


@contextmanager
def _deferring(signals: set[signal.Signals]) -> Iterator[None]:
    """Signals come when this is over, where the system can hold them back."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task
    error_task_class = _Refusal

    def handle_read(self) -> None:
        """Read what has come and answer the requests that are whole."""
        super().handle_read()
        self.server.task_dispatcher.answer()
