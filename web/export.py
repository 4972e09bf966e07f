"""All matches of a search as one file, written as it is sent: however many there are, few are in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Any

import orjson
from flask import current_app
from werkzeug.wrappers import Response

from index.article import Article
from index.dates import LOCAL_ZONE, today
from search.query import SearchQuery
from web import examples
from web.current import engine
from web.rest import Blueprint
from web.schemas import ArticleAnswer, ExportParameters

export = Blueprint("export", __name__, url_prefix="/api/v1", description="All matches at once.")

AT_ONCE = 20
"""Articles that are written before they are sent: some 50 KB."""

COLUMNS = ("id", "title", "published", "authors", "tags", "unit", "url", "summary")
"""Of a table. A text is longer than what a cell of Excel may hold, 32,767 characters."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the letters of some old code page."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, by the OWASP's list: a title could run a program."""

_articles = ArticleAnswer()


@export.file(
    "/export",
    meaning="The file, made as it is taken.",
    takes=ExportParameters,
    formats=examples.EXPORT,
    problems=(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
)
def matches(asked: tuple[SearchQuery, str]) -> Response:
    """Export all matches

    As many as there are, in the order of the search. A table (`csv`) has dates as dd/mm/yyyy, several authors or tags
    with semicolons between them, and no texts; a `'` stands before what a spreadsheet would take for a formula. In
    `ndjson` each line is an article as `/api/v1/articles/{article_id}` gives it.
    """
    query, form = asked
    found = engine().matches(query)
    # What writes odd ones is the application's: it is at hand now, but no longer when the file is sent.
    lines = partial(_lines, written=current_app.json.dumps)
    pieces = _in_pieces(found, _rows, header=_header()) if form == "csv" else _in_pieces(found, lines)
    mimetype = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    answer = current_app.response_class(pieces, content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="tracuu-{today()}.{form}"'
    return answer


def _in_pieces(
    articles: Sequence[Article], written: Callable[[Iterable[Article]], bytes], header: bytes = b""
) -> Iterator[bytes]:
    if header:
        yield header
    waiting = iter(articles)
    while some := list(islice(waiting, AT_ONCE)):
        yield written(some)


def _header() -> bytes:
    return BYTE_ORDER_MARK.encode() + _table([COLUMNS])


def _rows(articles: Iterable[Article]) -> bytes:
    return _table([[_cell(getattr(article, column)) for column in COLUMNS] for article in articles])


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(errors="replace")


def _cell(value: Any) -> str:
    """A value as a person reads it, and no formula."""
    if value is None:
        return ""
    if isinstance(value, str | tuple):
        text = value if isinstance(value, str) else "; ".join(value)
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    day = value.astimezone(LOCAL_ZONE) if isinstance(value, datetime) else value
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _lines(articles: Iterable[Article], written: Callable[..., str]) -> bytes:
    return b"".join([_line(article, written) for article in articles])


def _line(article: Article, written: Callable[..., str]) -> bytes:
    said = _articles.dump(article)
    try:
        return orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # as in the answers of single articles
        return f"{written(said, separators=(',', ':'))}\n".encode(errors="replace")
