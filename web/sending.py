"""How answers go out: what is told to waitress, which knows of a connection (a channel) and of a request being answered
on it (a task).

An answer whose length is known is made whole and sent as the client takes it. One that says no length, as an export of
everything, is made a piece at a time, between the requests of others, and the next only when the client has taken what
there is: nobody waits for it longer than for a piece, and no more than a piece is in memory. A thread for it would hold
the interpreter's lock for as long as the system's threads are let have it (5 ms), several times what a search takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import build_http_date
from werkzeug.wsgi import ClosingIterator

from web.errors import PROBLEM_JSON
from web.headers import ALWAYS, DATA

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_RECEIVED = 64 << 20
"""Bytes of a request; they wait in a file. The views that take any allow less and say so, which a client only reads
when it could send all it had."""

MOST_HEADERS = 256 << 10
"""Bytes of a request's headers."""

_DETAILS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"The body is larger than {MOST_RECEIVED >> 20} MiB.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: f"The headers are larger than {MOST_HEADERS >> 10} KiB.",
}
"""What waitress would say in its own terms."""

_REST = "tracuu.rest"
"""Where a request's environment has what is still to be sent."""


class Begun:
    """WSGI middleware that gives the beginning of an answer of unknown length, and leaves the rest to be fetched."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, perhaps with less."""
        has_rest = False

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal has_rest
            has_rest = status.startswith("200") and all(name != "Content-Length" for name, _ in headers)
            return start_response(status, headers, exc_info)

        pieces = self._app(environ, start)
        if not has_rest or environ["REQUEST_METHOD"] == "HEAD":
            return pieces
        environ[_REST] = rest = ClosingIterator(pieces)
        return _beginning(rest)


def _beginning(rest: ClosingIterator) -> Iterator[bytes]:
    """The first piece. If it fails or can't be sent, nobody fetches the others."""
    try:
        yield from islice(rest, 1)
    except BaseException:
        rest.close()
        raise


class _Task(WSGITask):  # type: ignore[misc]
    """Sends an answer's headers together with its body, where waitress would send one after the other; and leaves the
    rest of one of unknown length to its channel."""

    channel: Channel
    wrote_header: bool

    def execute(self) -> None:
        """Have the application answer, and send what there is."""
        super().execute()
        if self._rest:
            self.set_close_on_finish()  # waitress does so when it sends the headers, but an empty piece sends none
            self.channel.unfinished = self

    def finish(self) -> None:
        """End the answer, if it is whole."""
        if self.request.command == "HEAD" and not self.wrote_header:
            self.write(b"")  # without the last of the chunks that there are none of, which waitress would send
        elif not self._rest:
            super().finish()

    def go_on(self) -> None:
        """Send the next piece, or that there is none."""
        assert self._rest
        piece = next(self._rest, None)
        if piece:
            self.write(piece)
        elif piece is None:
            self.channel.unfinished = None
            self.abandon()
            super().finish()

    def abandon(self) -> None:
        """Nobody wants the rest, or there is none."""
        assert self._rest
        self._rest.close()

    @property
    def _rest(self) -> ClosingIterator | None:
        rest: ClosingIterator | None = self.environ.get(_REST)
        return rest

    def build_response_header(self) -> bytes:
        """The status and the headers. waitress's own closes the connection after an answer that has no body, such as
        304, for it lacks a length; and sorts and capitalises what any client reads as it is."""
        has_body = self.has_body
        stays_open = (
            self.version == "1.1"
            and not self.close_on_finish
            and self.request.headers.get("CONNECTION", "").lower() != "close"
            and (self.content_length is not None or not has_body)
        )
        if not stays_open:
            head: bytes = super().build_response_header()
            return head
        lines = [f"HTTP/1.1 {self.status}"]
        lines += [f"{name}: {value}" for name, value in self.response_headers if name.lower() != "content-length"]
        if has_body:
            lines.append(f"Content-Length: {self.content_length}")
        if not any(name.lower() == "date" for name, _ in self.response_headers):
            lines.append(f"Date: {build_http_date(self.start_time)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

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
        detail = _DETAILS.get(error.code, error.body)
        problem = {"type": "about:blank", "title": error.reason, "status": error.code, "detail": detail}
        body = json.dumps(problem).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", PROBLEM_JSON), *ALWAYS, *DATA]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, the requests that came on it, and what is on its way back."""

    task_class = _Task
    error_task_class = _Refusal

    unfinished: _Task | None = None
    """What is answered piece by piece: the last request on this connection, whose end is that of its answer."""

    def writable(self) -> bool:
        """Whether there is something to do as soon as the client takes more."""
        goes_on = self.unfinished is not None and not self.requests
        return goes_on or super().writable()

    def handle_write(self) -> None:
        """Send what the client takes; when it has all there is of an answer, make the next piece."""
        if self.unfinished is None:
            super().handle_write()
            return
        if self.requests:
            return  # the thread that has begun it is not done yet
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif self.unfinished and not self.total_outbufs_len:  # sending may have found the client gone
            self.current_outbuf_count = self.adj.outbuf_high_watermark  # a new buffer: the old one keeps what it sent
            self.unfinished.go_on()

    def handle_close(self) -> None:
        """The connection has ended."""
        if self.unfinished:
            self.unfinished.abandon()
            self.unfinished = None
        super().handle_close()
