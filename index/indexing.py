"""Files into the index: read, also what is in an old encoding, find the unit, put, commit."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from index.abbreviations import abbreviations_of
from index.errors import PathsMissing
from index.old_texts import Conversion
from index.progress import Progress
from index.readers import Piece, SourceFile, Unreadable, files, pieces, read_file
from index.settings import Settings
from index.store import ArticleStore, open_store
from index.tables import keep_tables
from index.units import UnitsTable, units_of, with_unit
from index.workers import Workers

COMMIT_EVERY = 20_000
"""Articles a process; what a killed run loses at most. They are in memory until then, some 15 KB each with what is
merged."""


@dataclass
class Report:
    """What an indexing run did."""

    indexed: int = 0
    unreadable: int = 0
    """Files and lines that gave no article."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Suffix → how many files in the folders have a format that is not read."""
    encodings: Counter[str] = field(default_factory=Counter)
    """Old encoding → how many articles were converted from it."""
    least_sure: Conversion | None = None
    """The conversion of the lowest confidence."""
    held: int = 0
    """How many articles the index holds at the end."""


def index_files(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress,
    *,
    replace_all: bool = False,
    workers: Workers | None = None,
) -> Report:
    """Indexes all articles under `paths`; what can't be read is reported to `progress`.

    With `replace_all` the index holds nothing else at the end, and changes at one stroke; it may have been damaged.
    If there are `workers`, they read and analyse, with the same result; at the end they have ended.
    Raises `PathsMissing`, `TableInvalid`, `IndexLocked` and `IndexUnreadable` before anything is written, and
    `IndexNotWritable`, which leaves the last commit."""
    _refuse_missing(paths, replace_all=replace_all)
    units = units_of(settings)
    abbreviations_of(settings)  # which is only kept here: a broken one is refused
    with open_store(settings) as store, workers or nullcontext():  # which end before the store removes what they leave
        keep_tables(settings)
        run = _Run(store, progress, at_one_stroke=replace_all)
        sources = list(files(paths, run.report.passed_over))
        progress.expect(sum(source.size for source in sources if isinstance(source, SourceFile)))
        if replace_all:
            store.replace_all(())
        if workers:
            run.prepare_all(sources, workers)
        else:
            run.put_all(sources, units)
        store.commit()
        run.report.held = store.count()
    return run.report


def _refuse_missing(paths: Sequence[Path], *, replace_all: bool) -> None:
    """A path that is not there is one more problem where others are indexed; but a mistyped one makes no index, and
    takes nothing out of one."""
    missing = [path for path in paths if not os.path.exists(path)]  # noqa: PTH110  (Path's raises what forbids to look)
    if missing and (replace_all or len(missing) == len(paths)):
        named = ", ".join(str(path) for path in missing)
        raise PathsMissing(f"Nothing was changed: there is no such file or folder, or no access to it: {named}")


class _Run:
    """What is read goes into the store; problems and progress are told on the way."""

    def __init__(self, store: ArticleStore, progress: Progress, *, at_one_stroke: bool) -> None:
        self.report = Report()
        self._store = store
        self._progress = progress
        self._at_one_stroke = at_one_stroke
        self._uncommitted = 0

    def put_all(self, sources: Iterable[SourceFile | Unreadable], units: UnitsTable) -> None:
        """Puts the articles of all files, each with its unit."""
        for source in sources:
            for found in [source] if isinstance(source, Unreadable) else read_file(source, self._progress.read):
                if isinstance(found, Unreadable):
                    self._problem(found)
                    continue
                self._store.put(with_unit(found.article, units))
                self._indexed()
                if found.conversion:
                    self._converted(found.conversion)
                if self._uncommitted >= COMMIT_EVERY:
                    self._commit()

    def prepare_all(self, sources: Iterable[SourceFile | Unreadable], workers: Workers) -> None:
        """The same for articles that `workers` prepare."""
        for outcome in workers.read(self._pieces(sources)):
            for problem in outcome.problems:
                self._problem(problem)
            for conversion in outcome.conversions:
                self._converted(conversion)
            for _ in range(outcome.indexed):
                self._indexed()
            if self._uncommitted >= COMMIT_EVERY * len(workers):
                self._store.put_prepared(workers.prepared())
                self._commit()
        self._store.put_prepared(workers.prepared())

    def _pieces(self, sources: Iterable[SourceFile | Unreadable]) -> Iterator[Piece | Unreadable]:
        for source in sources:
            yield from [source] if isinstance(source, Unreadable) else pieces(source, self._progress.read)

    def _commit(self) -> None:
        if not self._at_one_stroke:
            self._store.commit()
        self._uncommitted = 0

    def _indexed(self) -> None:
        self.report.indexed += 1
        self._uncommitted += 1
        self._progress.indexed()

    def _converted(self, conversion: Conversion) -> None:
        self.report.encodings[conversion.encoding] += 1
        least_sure = self.report.least_sure
        if least_sure is None or conversion.confidence < least_sure.confidence:
            self.report.least_sure = conversion

    def _problem(self, problem: Unreadable) -> None:
        self.report.unreadable += 1
        self._progress.problem(problem)
