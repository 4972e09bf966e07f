"""The server: waitress, a pure-Python WSGI server that needs no proxy, no compiler and no configuration."""

from __future__ import annotations

import socket
from collections.abc import Callable

import waitress

from index.errors import TracuuError
from search.engine import SearchEngine
from web import create_app


class AddressUnavailable(TracuuError):
    """The server can't listen where it was told to."""


def serve(
    engine: SearchEngine, host: str, port: int, threads: int = 4, *, announce: Callable[[str], object] = print
) -> None:
    """Answer from `engine` until the process is interrupted; `announce` is told the URL once it can be asked.

    Raises `AddressUnavailable`."""
    with _listening(host, port) as listening:
        server = waitress.create_server(create_app(engine), sockets=[listening], threads=threads, ident="tracuu")
        announce(_url(listening))
        server.run()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressUnavailable(f"Can't listen on {host}, port {port}: {_reason(error)}.") from error


def _reason(error: OSError) -> str:
    """What the system says, without the address that Python adds to it."""
    return (error.strerror or str(error)).partition(" (while")[0]


def _url(listening: socket.socket) -> str:
    host, port, *_ = listening.getsockname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
