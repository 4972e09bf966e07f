"""What the API writes through: the index's store, opened for one request and closed at its end, so that others may
write between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from index.article import Article
from index.clean import cleaned
from index.old_texts import Conversion, in_unicode
from index.settings import Settings
from index.store import open_store
from index.units import units_of, with_unit
from web.tokens import TokenFile

LONGEST_WAIT = 5.0
"""Seconds that a request waits for another writer to finish, a hundred times what writing an article takes. `tracuu
index` writes for longer, but then whoever sends an article may well come back later."""


class Written(NamedTuple):
    """An article that was put."""

    article: Article
    """As it is kept: as it is meant, if it came in an old encoding, and with the unit that it is about."""
    replaced: bool
    """Whether there was one with the same id."""
    conversion: Conversion | None
    """What it was converted from, if it came in an old encoding."""


class Writer:
    """Writes into one index, for those whose tokens it knows. Safe to share between threads and processes.

    Every verb raises `IndexMissing`, `IndexUnreadable`, `IndexNotWritable`, and `IndexLocked` when others go on writing
    for `settings.lock_timeout` seconds; then nothing is changed."""

    def __init__(self, settings: Settings, tokens: TokenFile) -> None:
        """Raises `TableInvalid`."""
        self.tokens = tokens
        self._settings = settings
        self._units = units_of(settings)

    @contextmanager
    def one_commit(self) -> Iterator[Callable[[Article], Written]]:
        """What puts an article. All that was put is on the disk, and seen by every reader, at the end of the block; if
        it raises, none is."""
        with open_store(self._settings, create=False) as store:
            put_any = False

            def put(article: Article) -> Written:
                nonlocal put_any
                put_any = True
                legible = in_unicode(article)
                kept = cleaned(with_unit(legible.article, self._units))
                return Written(kept, store.put(kept), legible.conversion)

            yield put
            if put_any:
                store.commit()

    def delete(self, article_id: str) -> bool:
        """Takes the article with this id out; False if there is none."""
        with open_store(self._settings, create=False) as store:
            deleted = store.delete(article_id)
            if deleted:
                store.commit()
        return deleted
