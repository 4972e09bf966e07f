"""Article ids in addresses: ids are any text, web addresses among them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from werkzeug.routing import PathConverter

from web.escaping import KEPT

_AS_THEMSELVES = "!$&'()*+,/:;=@"
"""What may stand in a path as it is (RFC 3986), beside letters and digits."""


@lru_cache(maxsize=KEPT)
def in_path(article_id: str) -> str:
    """The id in an address. Between slashes browsers take `..` for “one up”, but not before or after `%2F`.

    Ids that are nothing but `.` or `..` remain out of a browser's reach: it takes `%2E%2E` for the same."""
    written = quote(article_id, safe=_AS_THEMSELVES, errors="replace")
    return written.replace("/", "%2F") if {".", ".."} & set(article_id.split("/")) else written


class ArticleIdConverter(PathConverter):
    """Ids may begin with a slash, hold several, and line ends."""

    regex = "(?s:.+?)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """The id in an address."""
        return in_path(value)
