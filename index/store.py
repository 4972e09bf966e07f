"""The port through which articles are written: a few verbs over our own types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from index.article import Article
from index.settings import Settings


class ArticleStore(Protocol):
    """Writes articles into one index. Holds the index's write lock from opening to closing.

    Nothing is seen by readers before `commit`; leaving the `with` block without it throws the changes away. Articles
    are kept to the letter, but for what `index.clean` says.

    Every verb may raise `IndexNotWritable` and all but `replace_all` raise `IndexUnreadable` for a damaged index; then
    the changes since the last commit are lost, and the store can only be left."""

    def put(self, article: Article) -> bool:
        """Adds the article; one that has the same id is replaced, and then the answer is True."""
        ...

    def put_prepared(self, prepared: Sequence[Prepared]) -> None:
        """Puts what an `ArticlePreparer` has prepared, all articles in the order of their numbers."""
        ...

    def delete(self, article_id: str) -> bool:
        """Takes the article with this id out; False if there is none."""
        ...

    def replace_all(self, articles: Iterable[Article]) -> None:
        """The index shall hold these articles and no others."""
        ...

    def commit(self) -> None:
        """Makes all changes since the last commit visible at once. The store can be written to afterwards."""
        ...

    def count(self) -> int:
        """How many articles the index holds, uncommitted changes included."""
        ...

    def __enter__(self) -> Self:
        """The store itself."""
        ...

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Throws away what was not committed and gives the lock back."""
        ...


@dataclass(frozen=True)
class Prepared:
    """Articles that another process has made ready for a store."""

    numbers: Sequence[int]
    """Of the articles, as they were given to `ArticlePreparer.add`."""
    ids: Sequence[str]
    """Theirs, as the store spells them."""
    content: Any
    """The store's own business."""


class ArticlePreparer(Protocol):
    """Makes articles ready to be put, beside the process that has the store and in others at the same time."""

    def add(self, number: int, article: Article) -> None:
        """One more article. Of several with the same id, wherever they are prepared, the one of the highest number
        will stay. Raises `IndexNotWritable`."""
        ...

    def finish(self) -> Prepared:
        """All articles since the last call, ready. Raises `IndexNotWritable`."""
        ...


def open_preparer(settings: Settings) -> ArticlePreparer:
    """Prepares articles for the store of the index in `settings.index`, which some process must have open."""
    from index.whoosh_segment import WhooshPreparer

    return WhooshPreparer(settings.index)


def open_store(settings: Settings, *, create: bool = True) -> ArticleStore:
    """The store of the index in `settings.index`, which is made if there is none and `create` allows it.

    Raises `IndexMissing`, `IndexNotWritable`, and `IndexLocked` when another process keeps writing for
    `settings.lock_timeout` seconds."""
    from index.whoosh_store import WhooshStore  # the backend is chosen here and nowhere else

    return WhooshStore(settings.index, settings.lock_timeout, create=create)
