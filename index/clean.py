"""All that is ever changed in a text before it is kept: halves of characters, and the spelling of facet values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from index.article import Article
from index.vietnamese.normalise import nfc


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair that stands alone, and with both halves as one character.

    Careless scrapers and file names that aren't UTF-8 leave them; no such string can be stored or sent to anybody.
    """
    if _can_be_encoded(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _can_be_encoded(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1 << 14)
def facet_value(name: str) -> str:
    """The name of a person, a tag or a unit in its one spelling: NFC, without surrounding blanks."""
    return nfc(name).strip()


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names as facet values, without blank ones and repetitions, in their order."""
    return tuple(dict.fromkeys(value for name in names if (value := facet_value(name))))


def cleaned(article: Article) -> Article:
    """The article as it is kept, but for its unknown keys."""
    texts = (article.id, article.url, article.title, article.summary, article.body)
    names = (distinct(article.authors), distinct(article.tags), facet_value(article.unit))
    given = (article.authors, article.tags, article.unit)
    if names == given and _can_be_encoded("".join((*texts, *article.authors, *article.tags, article.unit))):
        return article  # as nearly all are
    article_id, url, title, summary, body = map(whole, texts)
    authors, tags = (tuple(map(whole, several)) for several in names[:2])
    return replace(
        article,
        id=article_id,
        url=url,
        title=title,
        summary=summary,
        body=body,
        authors=authors,
        tags=tags,
        unit=whole(names[2]),
    )
