"""A whole index on Whoosh, checked: every file, every byte, and whether what they say agrees.

One segment after the other, and of that one field after the other: that needs a few hundred megabytes and some 30 bytes
a document, however large the index is. Nothing is locked; a commit that comes meanwhile is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index

from index.checks.ids import alive_twice
from index.checks.segment import SegmentCheck
from index.columns.codec import DOCUMENTS_EXT, POSTINGS_EXT
from index.columns.sealed import ContentsDamaged, SealedStorage
from index.errors import IndexMissing, IndexUnreadable
from index.fields import INDEX_NAME, refuse_other_format

_ATTEMPTS = 10
"""How often to begin anew when a commit takes files away that are being opened."""


@dataclass(frozen=True)
class Checked:
    """A part of an index that was checked."""

    what: str
    """The part, and what there is of it."""
    damages: tuple[IndexUnreadable, ...] = ()
    """What is wrong with it; each names a file, what is wrong and the remedy."""


def check_index(folder: Path) -> Iterator[Checked]:
    """Checks the newest commit of the index in `folder`, part by part.

    Raises IndexMissing if there is none, and IndexUnreadable if it can't be read which files belong to it."""
    commit = _Commit.opened(folder)
    yield Checked(f"{commit.path.name}: commit {commit.generation}, {len(commit.segments):,} segments")
    for segment in commit.segments:
        segment.run()
        what = (
            f"{segment.name}: {segment.document_count:,} documents, {segment.postings:,} postings, "
            f"{segment.positions:,} positions, {segment.size / 1e6:,.1f} MB"
        )
        yield Checked(what, tuple(segment.damages))
    alive = sum(map(len, commit.alive))
    yield Checked(f"{alive:,} articles, each of them once", tuple(commit.damages()))


@dataclass(frozen=True)
class _Commit:
    """A commit with the files of all its segments open: deleting them, as a newer commit does, takes nothing away."""

    path: Path
    """Its table of contents."""
    generation: int
    segments: list[SegmentCheck]
    deleted: list[NDArray[np.int64]]
    """For each segment, the numbers of the documents that are deleted, ascending."""

    @classmethod
    def opened(cls, folder: Path) -> _Commit:
        """The newest one. Raises IndexMissing and IndexUnreadable."""
        storage = SealedStorage(folder)
        for _ in range(_ATTEMPTS):
            generation = _newest(folder, storage)
            path = folder / whoosh_index.TOC._filename(INDEX_NAME, generation)
            try:
                listed = whoosh_index.TOC.read(storage, INDEX_NAME, generation).segments
                deleted = [np.array(sorted(each.deleted_docs()), np.int64) for each in listed]
                commit = cls(path, generation, [_segment(each, folder) for each in listed], deleted)
            except IndexUnreadable:
                raise
            except FileNotFoundError:
                continue  # a newer commit has taken its place
            except OSError as error:
                raise IndexUnreadable(f"{path} can't be read: {error.strerror or error}.") from error
            except Exception as error:  # the seal is whole: another version of Whoosh has written it
                raise ContentsDamaged(path, f"it doesn't decode ({error!r})") from error
            if generation == _newest(folder, storage) or not any(each.lacks_files for each in commit.segments):
                return commit
        raise IndexUnreadable(f"The index in {folder} changes faster than it can be checked; try again.")

    @property
    def alive(self) -> list[NDArray[np.int64]]:
        """For each segment, the numbers of the documents that are not deleted."""
        return [
            np.setdiff1d(np.arange(segment.document_count), deleted)
            for segment, deleted in zip(self.segments, self.deleted, strict=True)
        ]

    def damages(self) -> Iterator[IndexUnreadable]:
        """What is wrong with the table of contents: which documents it says are deleted."""
        for segment, deleted in zip(self.segments, self.deleted, strict=True):
            if deleted.size and not 0 <= deleted[0] <= deleted[-1] < segment.document_count:
                yield ContentsDamaged(
                    self.path, f"it says that documents are deleted which {segment.name} doesn't have"
                )
        readable = [
            (segment, alive, keys)
            for segment, alive in zip(self.segments, self.alive, strict=True)
            if (keys := segment.numbers("rank_key")) is not None
        ]
        for (one, row), (other, other_row) in alive_twice([keys[alive] for _, alive, keys in readable]):
            segment, alive, _ = readable[one]
            article_id = segment.article_id(int(alive[row]))
            yield ContentsDamaged(
                self.path,
                f"the article {article_id!r} is there twice: document {alive[row]} of {segment.name} "
                f"and document {readable[other][1][other_row]} of {readable[other][0].name}",
            )


def _segment(listed: Any, folder: Path) -> SegmentCheck:
    """A segment as a table of contents lists it."""
    return SegmentCheck(
        listed.segment_id(),
        listed.doc_count_all(),
        folder / listed.make_filename(POSTINGS_EXT),
        folder / listed.make_filename(DOCUMENTS_EXT),
    )


def _newest(folder: Path, storage: SealedStorage) -> int:
    """The number of the newest commit. Raises IndexMissing, and IndexUnreadable if only segments are left of it."""
    try:
        generation = int(whoosh_index.TOC._latest_generation(storage, INDEX_NAME))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(folder) from error
    except OSError as error:
        raise IndexUnreadable(f"{folder} can't be read: {error.strerror or error}.") from error
    if generation >= 0:
        return generation
    refuse_other_format(folder)
    if any(folder.glob(f"{INDEX_NAME}_*{DOCUMENTS_EXT}")):
        missing = folder / whoosh_index.TOC._filename(INDEX_NAME, "?")
        raise ContentsDamaged(missing, "it is missing")
    raise IndexMissing(folder)
