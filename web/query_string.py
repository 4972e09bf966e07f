"""A search request as a query string, read and written: what one writes the other reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlencode

from flask import Request
from marshmallow import Schema, ValidationError, fields
from webargs.core import Parser
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from search.query import FACETS, SearchQuery, Sort
from web.errors import ParametersInvalid
from web.schemas import NO_FACETS


class QueryStringParser(FlaskParser):
    """Reads a query string with a schema."""

    DEFAULT_VALIDATION_STATUS = 400

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, Any]:
        """What the request says, for `schema` to load."""
        return said(req.args, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise `ParametersInvalid`."""
        # webargs puts the place the parameters came from above their names: there is only one here.
        by_name = error.messages_dict["query"]
        raise ParametersInvalid({name: list(_sentences(messages)) for name, messages in by_name.items()}) from error


def said(given: MultiDict[str, str], schema: Schema) -> dict[str, Any]:
    """The parameters that say something, as `schema` loads them: a form also sends the boxes nobody filled in. Of what
    can't be repeated the first value holds."""
    values: dict[str, Any] = {}
    repeatable = _repeatable(schema)
    for name, value in given.items(multi=True):
        if not value.strip():
            continue
        if name in repeatable:
            values.setdefault(name, []).append(value)
        else:
            values.setdefault(name, value)
    return values


@cache
def _repeatable(schema: Schema) -> frozenset[str]:
    """The parameters that are lists."""
    return frozenset(
        field.data_key or name for name, field in schema.load_fields.items() if isinstance(field, fields.List)
    )


def _sentences(messages: Any) -> Iterator[str]:
    """The messages of a parameter: marshmallow numbers those of a repeated one."""
    if isinstance(messages, str):
        yield messages
    else:
        for message in messages.values() if isinstance(messages, dict) else messages:
            yield from _sentences(message)


parser: Parser[Request] = QueryStringParser()


def write(query: SearchQuery, *, facet_size: int = 20) -> str:
    """The query string that asks for `query`, parameters that say nothing left out; `facet_size` is the default one."""
    # An article's tag can hold half a surrogate pair, which no address can.
    return urlencode(list(parameters(query, facet_size=facet_size)), errors="replace")


def parameters(query: SearchQuery, *, facet_size: int = 20) -> Iterator[tuple[str, str | int]]:
    """The same, not yet put together: names and values."""
    if query.text:
        yield "q", query.text
    for piece in query.as_typed:
        yield "as_typed", piece
    for name in FACETS:
        for value in query.selections.get(name, ()):
            yield name, value
    if query.published_from:
        yield "from", query.published_from.isoformat()
    if query.published_to:
        yield "to", query.published_to.isoformat()
    if query.sort is not Sort.RELEVANCE:
        yield "sort", query.sort.value
    if query.cursor:
        yield "cursor", query.cursor
    if query.page != 1:
        yield "page", query.page
    if query.per_page != 20:
        yield "per_page", query.per_page
    if query.facets != FACETS:
        yield "facets", ",".join(query.facets) or NO_FACETS
    if query.facet_size != facet_size:
        yield "facet_size", query.facet_size
