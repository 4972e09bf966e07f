"""The server: waitress, a pure-Python WSGI server that needs no proxy, no compiler and no configuration."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from index.errors import TracuuError
from search.engine import SearchEngine
from web import create_app

THREADS = 1
"""Threads that answer, beside the one that reads requests and sends what is left of long answers, however slow a client
is. An answer is computed, nothing in it waits for anything else; several threads only take the interpreter's lock from
one another. Of 10,000 articles, asked by 8 clients at once, a search cost 4.0 ms of processor time with one thread, 5.1
with two and 5.6 with four, and of 150,000 four threads kept 430 MB to themselves where one keeps 330. What uses a
second core is a second worker."""

CONNECTIONS = 800
"""Connections that may be open at once, most of them idle: a browser opens half a dozen and keeps them for two minutes,
so that of waitress's hundred some twenty visitors would shut all others out. Systems mostly allow 1,024 open files."""


class AddressUnavailable(TracuuError):
    """The server can't listen where it was told to."""


def serve(engine: SearchEngine, host: str, port: int, *, announce: Callable[[str], object] = print) -> None:
    """Answer from `engine` until the process is interrupted; `announce` is told the URL once it can be asked.

    Raises `AddressUnavailable`."""
    with listening_socket(host, port) as listening:
        answer(engine, listening, ready=lambda: announce(url(listening)))


def answer(engine: SearchEngine, listening: socket.socket, *, ready: Callable[[], object]) -> None:
    """Answer from `engine` who connects to `listening`, until SIGINT or SIGTERM; `ready` is called before the first."""
    server = waitress.create_server(
        create_app(engine),
        sockets=[listening],
        ident="tracuu",
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() can't watch that many
    )
    server.channel_class = _Channel
    # More requests than threads are no fault to be told of at each of them: they wait, as they are meant to.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
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


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task
