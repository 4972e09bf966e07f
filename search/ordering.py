"""The order of hits and the cursors that go on from one.

Articles of equal rank are ordered by date, the newest first, then by a hash of their id: always alike, whatever
order the index holds them in.

A cursor is the place of an article in that order, not a number of hits. By date, no place moves when articles come or
go: who follows the cursors is given all that was there from the beginning, each once. By relevance a commit changes all
scores, and the next page goes on behind the same article, wherever that stands by now; only what has changed places
with it meanwhile can be missed or come again.
"""

from __future__ import annotations

import base64
import hashlib
import math
import struct
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import CursorInvalid
from index.sort_keys import NO_DATE
from search.impacts import Docs
from search.query import SearchQuery, Sort


@dataclass(frozen=True)
class Cursor:
    """The place of the last hit that was shown."""

    page: int
    """The number of the page that comes next."""
    rank: float
    published: int
    rank_key: int

    def encoded(self, query: SearchQuery) -> str:
        """The cursor as an opaque string that only continues `query`."""
        packed = _PACKED.pack(_fingerprint(query), self.page, self.rank, self.published, self.rank_key)
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def decoded(cls, query: SearchQuery) -> Cursor | None:
        """The cursor that `query` brings with it, if any. Raises `CursorInvalid`."""
        if query.cursor is None:
            return None
        try:
            fingerprint, *fields = _PACKED.unpack(base64.b64decode(query.cursor, b"-_", validate=True))
        except (ValueError, struct.error) as error:
            raise CursorInvalid("This is not a cursor of this service.") from error
        cursor = cls(*fields)
        if not 1 <= cursor.page <= _LAST_PAGE or math.isnan(cursor.rank):
            raise CursorInvalid("This is not a cursor of this service.")
        if fingerprint != _fingerprint(query):
            raise CursorInvalid("This cursor belongs to another search; start again without it.")
        return cursor


_LAST_PAGE = 2**31

_PACKED = struct.Struct("<QIdqQ")
"""Fingerprint, page, rank, published, rank key: 36 bytes, which base64 writes without padding."""


def _fingerprint(query: SearchQuery) -> int:
    selections = sorted(query.selections.items())
    asked = repr((query.text, query.as_typed, query.sort, selections, query.published_from, query.published_to))
    return int.from_bytes(hashlib.blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def rank_by_date(published: NDArray[np.int64], sort: Sort) -> NDArray[np.float64]:
    """shape (documents,): what to order by, the larger first; articles without a date come last either way."""
    ranks = published.astype(np.float64)
    if sort is Sort.OLDEST:
        ranks = np.where(published == NO_DATE, -np.inf, -ranks)
    return ranks


class Columns(Protocol):
    """What the order of equals is read from."""

    @property
    def published(self) -> NDArray[np.int64]:
        """shape (documents,): seconds of the local clock since 1970, or `NO_DATE`."""
        ...

    @property
    def rank_key(self) -> NDArray[np.uint64]:
        """shape (documents,): a hash of the id."""
        ...


@dataclass(frozen=True)
class Ranked:
    """Documents and what orders them."""

    docs: Docs
    ranks: NDArray[np.floating]
    """shape (docs,): the larger first."""
    columns: Columns

    def first(self, count: int) -> Ranked:
        """The first `count` in order."""
        if len(self) > count:  # sort only what can be among the first, with all that ties with the last of them
            threshold = np.partition(self.ranks, len(self) - count)[len(self) - count]
            return self[(self.ranks >= threshold).nonzero()[0]]._sorted()[:count]
        return self._sorted()

    def after(self, place: Cursor) -> Ranked:
        """Those that come behind `place`, in no order. `docs` must be ascending."""
        rank = self._rank_at(place)
        behind = self.ranks < rank
        tied = (self.ranks == rank).nonzero()[0]
        published, rank_key = self.columns.published[self.docs[tied]], self.columns.rank_key[self.docs[tied]]
        same_date = published == place.published
        behind[tied] = (published < place.published) | (same_date & (rank_key > np.uint64(place.rank_key)))
        return self[behind]

    def _rank_at(self, place: Cursor) -> np.floating:
        """The rank behind which to go on: a commit changes all scores, so it is the one that the last article shown has
        by now; if that is found no more, the one it had."""
        for doc in (self.columns.rank_key == np.uint64(place.rank_key)).nonzero()[0]:
            at = self.docs.searchsorted(doc)
            is_found = at < len(self) and self.docs[at] == doc
            if is_found and self.columns.published[doc] == place.published:
                return self.ranks[at]  # type: ignore[no-any-return]  # numpy gives its scalars no type
        with np.errstate(over="ignore"):  # a forged one may be larger than any
            return self.ranks.dtype.type(place.rank)

    def _sorted(self) -> Ranked:
        published, rank_key = self.columns.published[self.docs], self.columns.rank_key[self.docs]
        return self[np.lexsort((rank_key, -published, -self.ranks))]

    def __getitem__(self, chosen: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Ranked:
        """Some of them, in the order of `chosen`."""
        return Ranked(self.docs[chosen], self.ranks[chosen], self.columns)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.docs)

    def cursor(self, page: int) -> Cursor:
        """The place of the last one, from which `page` goes on."""
        last = self.docs[-1]
        rank_key = int(self.columns.rank_key[last])
        return Cursor(page, float(self.ranks[-1]), int(self.columns.published[last]), rank_key)
