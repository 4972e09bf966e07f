"""An article as the bytes that an index stores, and back: fast, because every hit of every search goes through it."""

from __future__ import annotations

import json
from datetime import date, datetime

from index.article import Article
from index.clean import distinct, facet_value, whole


def dump(article: Article) -> bytes:
    """UTF-8 JSON of the article: a list of its fields in a fixed order, the extra keys last.

    Halves of characters are replaced and facet values have their one spelling (`index.clean`); the rest is to the
    letter. Raises ValueError for a number that JSON doesn't know.
    """
    text = json.dumps(
        [
            article.id,
            article.title,
            article.body,
            article.summary,
            article.url,
            article.published.isoformat() if article.published else None,
            distinct(article.authors),
            distinct(article.tags),
            facet_value(article.unit),
            dict(article.extra),
        ],
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return whole(text).encode()


def load(record: bytes) -> Article:
    """The article that `dump` wrote."""
    article_id, title, body, summary, url, published, authors, tags, unit, extra = json.loads(record)
    return Article(
        id=article_id,
        title=title,
        body=body,
        summary=summary,
        url=url,
        published=_published(published),
        authors=tuple(authors),
        tags=tuple(tags),
        unit=unit,
        extra=extra,
    )


def _published(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
