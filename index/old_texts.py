"""Articles in an old encoding and broken ones, read as they are meant; what they were is kept beside.

    "original": {"encoding": "TCVN3", "confidence": 0.97, "title": "Héi nghÞ tæng kÕt", …}

The key holds those texts and names that were changed, as they came. If the article came with a key of this name, that
is in there too: what the key holds is no proof that anything was converted, so a conversion is told beside the article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from index.article import Article
from index.vietnamese.detection import Found, find, may_be_old

KEY: Final = "original"
_TEXTS: Final = ("title", "summary", "body", "unit")
_LISTS: Final = ("authors", "tags")


class Conversion(NamedTuple):
    """That an article was read otherwise than it came."""

    article_id: str
    encoding: str
    """What it came in: `TCVN3`, `VNI`, `VPS`, `UTF-8 read as windows-1252`, …"""
    confidence: float
    """That it did, from `index.vietnamese.detection.THRESHOLD` up to 1."""


class Legible(NamedTuple):
    """An article as it is meant."""

    article: Article
    conversion: Conversion | None = None
    """None if it came so, as nearly all do."""


def in_unicode(article: Article) -> Legible:
    """The article as it is meant; itself if it is well as it is."""
    given = (article.title, article.summary, article.body, article.unit, *article.authors, *article.tags)
    if not may_be_old("\n".join(given)) or not (found := find(given)):
        return Legible(article)
    read = iter(found.texts)
    changed: dict[str, Any] = {key: next(read) for key in _TEXTS}
    changed |= {key: tuple(next(read) for _ in getattr(article, key)) for key in _LISTS}
    return _with_original(replace(article, **changed), article, found)


def article_in_unicode(text: str, article_in: Callable[[str], Article]) -> Legible:
    """The article that `article_in` finds in a text, as it is meant: what it looks for in the text must be legible."""
    if not may_be_old(text) or not (found := find([text])):
        return Legible(article_in(text))
    return _with_original(article_in(found.texts[0]), article_in(text), found)


def _with_original(meant: Article, given: Article, found: Found) -> Legible:
    original: dict[str, Any] = {"encoding": found.encoding, "confidence": found.confidence}
    for key in (*_TEXTS, *_LISTS):
        if getattr(meant, key) != getattr(given, key):
            original[key] = list(getattr(given, key)) if key in _LISTS else getattr(given, key)
    if KEY in given.extra:
        original[KEY] = given.extra[KEY]
    article = replace(meant, extra={**meant.extra, KEY: original})
    return Legible(article, Conversion(article.id, found.encoding, found.confidence))
