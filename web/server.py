"""The server: waitress, a pure-Python WSGI server that needs no proxy, no compiler and no configuration."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from index.errors import TracuuError
from search.engine import SearchEngine
from web import create_app
from web.sending import MOST_HEADERS, MOST_RECEIVED, Begun, Channel
from web.turns import GLANCE, Turn
from web.writer import Writer

CONNECTIONS = 800
"""Connections that may be open at once, most of them idle: a browser opens half a dozen and keeps them for two minutes,
so that of waitress's hundred some twenty visitors would shut all others out. Systems mostly allow 1,024 open files."""

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
        answer(engine, listening, Turn.always(), writer=writer, ready=lambda: announce(url(listening)))


def answer(
    engine: SearchEngine,
    listening: socket.socket,
    turn: Turn,
    *,
    writer: Writer | None = None,
    ready: Callable[[], object],
) -> None:
    """Answer from `engine` who connects to `listening`, if it is our turn, until SIGINT or SIGTERM; `ready` is called
    before the first."""
    dispatcher = _Dispatcher(WRITING_THREADS if writer else 0)
    server = _Server(create_app(engine, writer=writer), listening, turn, dispatcher)
    stop_at_sigterm()
    with suppress(KeyboardInterrupt):  # it may come before the server is prepared for it
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


class _Dispatcher:
    """Answers requests in the thread that reads them, one of each connection in turn, where waitress would hand them to
    other threads.

    An answer is computed, nothing in it waits for anything else, so that threads only take the interpreter's lock from
    one another; and to wake one up takes 0.1 ms, a tenth of a search. Answers are sent as far as the client takes them
    at once; the rest, however slow it is, goes out between the requests of others. What uses a second core is a second
    worker.

    To write is another matter: it waits for disks and for other writers, so it has threads of its own, if it is
    allowed."""

    def __init__(self, writing_threads: int) -> None:
        self._waiting: deque[Channel] = deque()
        self._reading = threading.get_ident()
        self._writing = ThreadPoolExecutor(writing_threads, "writing") if writing_threads else None

    def add_task(self, channel: Channel) -> None:
        """A request has been read whole; its channel is not to be served before it has done with reading."""
        request = channel.requests[0]
        changes_something = not request.error and request.command not in READING  # what is no request has no command
        # What a client sent behind something to write is told of when that is done, in its thread: it stays there.
        to_write = changes_something or threading.get_ident() != self._reading
        if self._writing and to_write:
            self._writing.submit(channel.service)
        else:
            self._waiting.append(channel)

    def __len__(self) -> int:
        """How many connections have a request waiting."""
        return len(self._waiting)

    def answer(self) -> None:
        """Answer a request of the connection that waits longest: who sent several at once waits for the others' in
        between. Signals to end wait until the answer is finished."""
        channel = self._waiting.popleft()
        with _deferring({signal.SIGINT, signal.SIGTERM}):
            try:
                channel.service()
            except Exception:  # waitress answers what the application raises; anything else ends the connection
                channel.handle_error()

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


class _Server(TcpWSGIServer):  # type: ignore[misc]
    """Listens, and takes a connection when it is its turn."""

    channel_class = Channel

    def __init__(self, app: Flask, listening: socket.socket, turn: Turn, dispatcher: _Dispatcher) -> None:
        self._turn = turn
        self._answering = threading.get_ident()
        super().__init__(
            Begun(app),
            _sock=listening,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            dispatcher=dispatcher,
            adj=Adjustments(
                sockets=[listening],
                ident="",
                clear_untrusted_proxy_headers=False,  # the application decides whether to believe them
                connection_limit=CONNECTIONS,
                max_request_body_size=MOST_RECEIVED,
                max_request_header_size=MOST_HEADERS,
                outbuf_high_watermark=sys.maxsize,  # nobody else would send meanwhile what an answer waits to be rid of
            ),
        )

    def run(self) -> None:
        """Answer until SIGINT or SIGTERM."""
        try:
            while True:
                wasyncore.poll2(self._longest_wait(), self._map)  # select() can't watch that many
                self._answer_all()
        except (KeyboardInterrupt, SystemExit):
            self.task_dispatcher.shutdown()

    def _answer_all(self) -> None:
        """Answer a request of each connection that has one waiting."""
        for _ in range(len(self.task_dispatcher)):
            self.task_dispatcher.answer()
            if self.task_dispatcher:
                self._take_all()

    def _longest_wait(self) -> float:
        """Seconds after which there is something to do even if no client does anything."""
        if self.task_dispatcher:
            return 0
        return GLANCE if self._turn.is_left else self.adj.asyncore_loop_timeout

    def pull_trigger(self) -> None:
        """Wake up the thread that sends, unless that is the one that says so."""
        if threading.get_ident() != self._answering:
            super().pull_trigger()

    def readable(self) -> bool:
        """Whether a connection that waits is to wake this server up. waitress asks it before every wait."""
        takes_more: bool = super().readable()
        self._turn.say(len(self.active_channels))
        if takes_more and self._turn.is_left and self._turn.has_come():
            self._take()
        return takes_more and not self._turn.is_left

    def handle_accept(self) -> None:
        """Take the connection that waits, or leave it to others."""
        if self._turn.has_come():
            self._take()
        else:
            self._turn.leave()

    def _take_all(self) -> None:
        """Take the connections that have come meanwhile, as far as it is our turn. If one were taken after so many
        answers, the last of fifty that come at once would wait for half a second."""
        while self._turn.has_come() and super().readable():
            before = len(self.active_channels)
            self._take()
            if len(self.active_channels) == before:
                return

    def _take(self) -> None:
        """Accept a connection if there is one: another worker may have been faster."""
        self._turn.take()
        super().handle_accept()
        self._turn.say(len(self.active_channels))
