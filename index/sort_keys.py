"""The numbers by which articles are sorted: the moment of publication and, among equals, a hash of the id."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from index.dates import LOCAL_ZONE

NO_DATE = -(2**62)
"""The `published` of an article without a date: before every date there is."""


def local_seconds(published: date | datetime | None) -> int:
    """Seconds from 1970 to `published` on the clocks of Vietnam; a date counts as its midnight."""
    if published is None:
        return NO_DATE
    if isinstance(published, datetime):
        local = published.astimezone(LOCAL_ZONE).replace(tzinfo=UTC)
    else:
        local = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return int(local.timestamp())


def rank_key(article_id: str) -> int:
    """A number of 64 bits that orders articles of equal rank, always alike."""
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest(), "big")
