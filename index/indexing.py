"""Files into the index: read, find the unit, put, commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.article import Article
from index.progress import Progress
from index.readers import SourceFile, Unreadable, files, read_file
from index.settings import Settings
from index.store import ArticleStore, open_store
from index.units import UnitsTable

COMMIT_EVERY = 20_000
"""Articles; what a killed run loses at most. They are in memory until then, some 15 KB each with what is merged."""


@dataclass
class Report:
    """What an indexing run did."""

    indexed: int = 0
    unreadable: int = 0
    """Files and lines that gave no article."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Suffix → how many files in the folders have a format that is not read."""
    held: int = 0
    """How many articles the index holds at the end."""


def index_files(paths: Iterable[Path], settings: Settings, progress: Progress, *, replace_all: bool = False) -> Report:
    """Indexes all articles under `paths`; what can't be read is reported to `progress`.

    With `replace_all` the index holds nothing else at the end, and changes at one stroke; it may have been damaged.
    Raises `UnitsTableInvalid`, `IndexLocked` and `IndexUnreadable` before anything is written, and `IndexNotWritable`,
    which leaves the last commit."""
    units = UnitsTable.load(settings.units)
    report = Report()
    with open_store(settings) as store:
        articles = _articles(list(files(paths, report.passed_over)), units, progress, report)
        if replace_all:
            store.replace_all(articles)
        else:
            _put_all(articles, store)
        store.commit()
        report.held = store.count()
    return report


def _put_all(articles: Iterable[Article], store: ArticleStore) -> None:
    for number, article in enumerate(articles, 1):
        store.put(article)
        if number % COMMIT_EVERY == 0:
            store.commit()


def _articles(
    sources: list[SourceFile | Unreadable], units: UnitsTable, progress: Progress, report: Report
) -> Iterator[Article]:
    """The articles of all files, each with its unit; problems and progress are told on the way."""
    progress.expect(sum(source.size for source in sources if isinstance(source, SourceFile)))
    for source in sources:
        for found in [source] if isinstance(source, Unreadable) else read_file(source, progress.read):
            if isinstance(found, Unreadable):
                report.unreadable += 1
                progress.problem(found)
            else:
                yield with_unit(found, units)
                report.indexed += 1
                progress.indexed()


def with_unit(article: Article, units: UnitsTable) -> Article:
    """The article as it is when it names its unit, else with the present name of the unit that it is about."""
    if article.unit:
        return article
    return replace(article, unit=units.find(article.title, f"{article.summary}\n{article.body}"))
