"""An article as the bytes that an index stores, and back: fast, because every hit of every search goes through it.

    format   id · url · published · authors · tags · unit · extra · title · summary · body, separated by the byte FF
             texts in UTF-8
             published in ISO 8601, or nothing
             every name of a list followed by the byte FE, so that no name and an empty name differ
             extra as JSON, or nothing

Neither FE nor FF occurs in UTF-8, whatever the text is: nothing has to be escaped, counted or looked at twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from index.article import Article
from index.clean import whole

_FIELD_SEPARATOR = b"\xff"
_NAME_END = b"\xfe"


def dump(article: Article) -> bytes:
    """The record of an article that `index.clean.cleaned` has made; it is to the letter.

    Raises ValueError for a number that JSON doesn't know.
    """
    extra = (
        json.dumps(dict(article.extra), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if article.extra
        else ""
    )
    return _FIELD_SEPARATOR.join(
        (
            article.id.encode(),
            article.url.encode(),
            article.published.isoformat().encode() if article.published else b"",
            _names_encoded(article.authors),
            _names_encoded(article.tags),
            article.unit.encode(),
            whole(extra).encode(),
            article.title.encode(),
            article.summary.encode(),
            article.body.encode(),
        )
    )


def load(record: bytes) -> Article:
    """The article that `dump` wrote."""
    article_id, url, published, authors, tags, unit, extra, title, summary, body = record.split(_FIELD_SEPARATOR)
    return Article(
        id=_decoded(article_id),
        title=_decoded(title),
        body=_decoded(body),
        summary=_decoded(summary),
        url=_decoded(url),
        published=_published(_decoded(published)),
        authors=_names(authors),
        tags=_names(tags),
        unit=_decoded(unit),
        extra=json.loads(_decoded(extra)) if extra else {},
    )


def _decoded(text: bytes) -> str:
    return text.decode()


def _names_encoded(names: Iterable[str]) -> bytes:
    return b"".join([name.encode() + _NAME_END for name in names])


def _names(names: bytes) -> tuple[str, ...]:
    return tuple(map(_decoded, names.split(_NAME_END)[:-1]))


def _published(text: str) -> date | datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
