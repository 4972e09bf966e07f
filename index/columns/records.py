"""A segment's stored records, the article of each document, as arrays that can be mapped into memory.

    records.frames                 u8   a zstd frame a document, one behind the other
    records.offsets                u64  shape (documents + 1,): frame i is frames[offsets[i]:offsets[i + 1]]
    records.dictionaries           u8   one a generation, one behind the other: what zstd needs beside a frame to read
                                        it; empty where there is none
    records.dictionary_offsets     u64  shape (generations + 1,)
    records.generations            u8   shape (documents,): which dictionary each document's frame was made with

A segment that is made of others takes over their frames, and so their dictionaries: a generation of frames are those
that were compressed at one time. Frames are as RFC 8878 has them, with size and checksum of what is in them.
"""

from __future__ import annotations

import heapq
import tempfile
import threading
import weakref
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray

from index import record as records
from index.article import Article

FRAMES = "records.frames"
OFFSETS = "records.offsets"
DICTIONARIES = "records.dictionaries"
DICTIONARY_OFFSETS = "records.dictionary_offsets"
GENERATIONS = "records.generations"

RecordArrays = Mapping[str, NDArray[Any]]
"""The arrays of a column by the names above."""


# Bytes and (µs to compress) an article, on 1,000 articles of real news, 3.6 KB each, that the dictionary was not
# trained on. Unpacking takes 5 to 6 µs whichever it is; level 6 without a dictionary gives 1,583 bytes.
#
#     dictionary    level 1       3          5          6          9           12
#     16 KB                  1,257 (20)
#     64 KB      1,394 (16)  1,183 (25)             1,129 (70)  1,088 (120)  1,069 (190)
#     256 KB     1,394 (16)  1,137 (25)  1,097 (40)  1,055 (70)  1,028 (120)  1,010 (190)
#     1 MB                   1,134 (36)
_LEVEL, _DICTIONARY_LIMIT = 6, 256 << 10

_DICTIONARY_SHARE = 50
"""A byte of dictionary for so many bytes of records, up to the limit: a segment keeps its own dictionary. From 20 to
2,000 documents, of news or of law, frames and dictionary together are least with it, or within 2 % of that."""

_FEWEST_RECORDS = 20
"""Below so many records no dictionary is worth its bytes."""

_SAMPLE_RECORDS, _SAMPLE_BYTES = 4_000, 32 << 20
"""How many records a dictionary is trained on. With 1,000 frames are 0.5 % larger, with 8,000 0.2 % smaller. The bytes
bound what is kept in memory until then."""

_TRAINING = {"k": 200, "d": 8, "accel": 10}
"""Of zstd's “cover” algorithm (Liao, Petri, Moffat, Wirth 2016): it picks pieces of `k` bytes by how frequent their
substrings of `d` are, of which it counts every tenth (`accel`). 0.05 s for 4,000 articles; to count all takes 0.13 and
comes out alike, looking for the best `k`, as zstd does when told nothing, 1.5 s and 0.7 % worse."""


_LASTING_GENERATION = 2_000
"""Documents that a generation must have left for its frames to be taken over as they are. Half of what a dictionary is
trained on at most: one of fewer documents compresses worse, and would have to be kept for few."""

_MOST_GENERATIONS = 8
"""So many are taken over, the largest; at 256 KB a dictionary for some thousand articles they are 2 % of a segment."""


class RecordWriter:
    """Compresses the records of a segment; needs memory for the first 32 MB of records and 9 bytes a document."""

    def __init__(self, folder: Path | None = None) -> None:
        """Frames are kept in a temporary file in `folder`, or wherever the system has them, until `arrays` is asked."""
        self._waiting: list[bytes | _Frames] = []
        self._waiting_bytes = 0
        self._sample_size = 0
        self._compressor: _Compressor | None = None
        self._taken_over: list[bytes] = []
        self._generations = bytearray()
        self._offsets = array("Q", [0])
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 — lives as long as the writer
        weakref.finalize(self, _close, self._file)

    def add(self, record: bytes) -> None:
        """The next document: what `index.record.dump` made of its article; never empty."""
        if self._compressor:
            self._compress(record, self._compressor)
        else:
            self._sample_size += 1
            self._wait(record, len(record))

    def merge(self, columns: Sequence[tuple[RecordColumn, NDArray[np.bool_]]]) -> None:
        """The next documents: those of other segments; beside each stands which of its documents are kept.

        Frames of the largest generations are copied, others compressed anew. Raises ValueError for damaged ones."""
        sizes = {
            (part, generation): size
            for part, (column, kept) in enumerate(columns)
            for generation, size in enumerate(np.bincount(column.generations[kept]).tolist())
            if size >= _LASTING_GENERATION
        }
        lasting = heapq.nlargest(_MOST_GENERATIONS, sizes, key=sizes.__getitem__)
        for part, (column, kept) in enumerate(columns):
            numbers = np.zeros(column.generation_count, np.uint8)  # 0 is the generation that is made now
            for generation in (generation for of_part, generation in lasting if of_part == part):
                self._taken_over.append(column.dictionary(generation))
                numbers[generation] = len(self._taken_over)
            self._add_column(column, np.flatnonzero(kept), numbers[column.generations[kept]])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The column, complete; nothing can be added after it. The frames are mapped from the temporary file."""
        compressor = self._compressor or self._write_waiting()
        dictionaries = [compressor.dictionary, *self._taken_over]
        self._file.flush()
        frames = np.memmap(self._file, np.uint8, "r") if self._offsets[-1] else np.empty(0, np.uint8)
        self._file.close()  # the mapping outlives it
        return {
            FRAMES: np.asarray(frames),
            OFFSETS: np.array(self._offsets, "<u8"),
            DICTIONARIES: np.frombuffer(b"".join(dictionaries), np.uint8),
            DICTIONARY_OFFSETS: np.cumsum([0, *map(len, dictionaries)], dtype="<u8"),
            GENERATIONS: np.frombuffer(self._generations, np.uint8),
        }

    def _add_column(self, column: RecordColumn, docs: NDArray[np.intp], generations: NDArray[np.uint8]) -> None:
        """Documents of a column, of which those of generation 0 are to be compressed anew."""
        # Runs of documents that lie one behind the other and are treated alike.
        breaks = np.flatnonzero((np.diff(docs) != 1) | (np.diff(generations) != 0)) + 1
        edges = [0, *breaks.tolist(), len(docs)] if docs.size else [0]
        for first, last in pairwise(edges):
            if generation := int(generations[first]):
                frames = _Frames(generation, *column.frames(int(docs[first]), int(docs[last - 1]) + 1))
                if self._compressor:
                    self._copy(frames)
                else:
                    self._wait(frames, len(frames.data))
            else:
                for doc in docs[first:last].tolist():
                    self.add(column.raw(doc))

    def _wait(self, added: bytes | _Frames, size: int) -> None:
        """Documents stay in their order until a dictionary can be trained."""
        self._waiting.append(added)
        self._waiting_bytes += size
        if self._sample_size >= _SAMPLE_RECORDS or self._waiting_bytes >= _SAMPLE_BYTES:
            self._write_waiting()

    def _write_waiting(self) -> _Compressor:
        sample = [added for added in self._waiting if isinstance(added, bytes)]
        compressor = self._compressor = _Compressor(sample)
        for added in self._waiting:
            if isinstance(added, _Frames):
                self._copy(added)
            else:
                self._compress(added, compressor)
        self._waiting = []
        return compressor

    def _compress(self, record: bytes, compressor: _Compressor) -> None:
        frame = compressor.compress(record)
        self._file.write(frame)
        self._offsets.append(self._offsets[-1] + len(frame))
        self._generations.append(0)

    def _copy(self, frames: _Frames) -> None:
        self._file.write(frames.data)
        self._offsets.frombytes((frames.ends + self._offsets[-1]).astype(np.uint64).tobytes())
        self._generations += bytes([frames.generation]) * len(frames.ends)


class _Frames(NamedTuple):
    """The frames of some documents of another segment."""

    generation: int
    data: memoryview
    ends: NDArray[np.uint64]
    """shape (frames,): where in `data` each ends."""


def _close(file: IO[bytes]) -> None:
    with suppress(OSError):  # on a full disk, closing fails once more on what writing has already failed on
        file.close()


class RecordColumn:
    """The records of a segment, to be read by any number of threads at a time."""

    def __init__(self, arrays: RecordArrays) -> None:
        """Raises ValueError if a dictionary is damaged."""
        self._offsets = np.asarray(arrays[OFFSETS])
        self._frames = np.ascontiguousarray(arrays[FRAMES]).data
        self.generations = np.asarray(arrays[GENERATIONS])
        """shape (documents,): the number of the dictionary that each was compressed with."""
        self._dictionaries = arrays[DICTIONARIES].tobytes()
        self._dictionary_offsets = arrays[DICTIONARY_OFFSETS].tolist()
        self.generation_count = len(self._dictionary_offsets) - 1
        try:
            self._decompressors = [
                _Decompressor(_loaded(self.dictionary(generation))) for generation in range(self.generation_count)
            ]
        except zstandard.ZstdError as error:
            raise ValueError(f"a dictionary of the stored records is damaged ({error})") from error

    def __len__(self) -> int:
        """The number of documents."""
        return len(self._offsets) - 1

    def dictionary(self, generation: int) -> bytes:
        """That of a generation; empty if it has none."""
        start, end = self._dictionary_offsets[generation : generation + 2]
        return self._dictionaries[start:end]

    def frames(self, first: int, last: int) -> tuple[memoryview, NDArray[np.uint64]]:
        """The frames of the documents from `first` up to, not including, `last`, and where among these each ends."""
        edges = self._offsets[first : last + 1]
        return self._frames[edges[0] : edges[-1]], edges[1:] - edges[0]

    def get(self, doc: int) -> Article:
        """The article of a document. Raises ValueError if it is damaged."""
        return records.load(self.raw(doc))

    def raw(self, doc: int) -> bytes:
        """The bytes that were added for a document, to be added to another segment. Raises ValueError if damaged."""
        try:
            start, end = self._offsets[doc : doc + 2].tolist()
            record: bytes = self._decompressors[self.generations[doc]].decompress(self._frames[start:end])
        # A damaged header may say that it is the frame of exabytes; a number that is no document's has no offsets.
        except (zstandard.ZstdError, MemoryError, ValueError, IndexError) as error:
            raise ValueError(f"the stored record of document {doc} is damaged ({error})") from error
        if not record:  # where a header says that nothing is in it, zstandard looks at no checksum
            raise ValueError(f"the stored record of document {doc} is damaged (an empty frame)")
        return record


class _Compressor:
    """Compresses records with a dictionary trained on some of them."""

    def __init__(self, sample: Sequence[bytes]) -> None:
        self.dictionary = _trained(sample)
        self.compress = zstandard.ZstdCompressor(
            _LEVEL,
            dict_data=_loaded(self.dictionary),
            write_checksum=True,
            write_dict_id=False,  # it lies beside the frames
        ).compress


class _Decompressor(threading.local):
    """A decompressor a thread: zstd's are not to be shared. Each takes 96 KB; the dictionary is there once."""

    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        self.decompress = zstandard.ZstdDecompressor(dictionary).decompress


def _trained(sample: Sequence[bytes]) -> bytes:
    """A dictionary for what is like `sample`; empty if it would not be worth it."""
    if len(sample) < _FEWEST_RECORDS:
        return b""
    size = min(sum(map(len, sample)) // _DICTIONARY_SHARE, _DICTIONARY_LIMIT)
    try:
        return zstandard.train_dictionary(size, list(sample), **_TRAINING).as_bytes()
    except zstandard.ZstdError:  # there is too little in the sample to learn from
        return b""


def _loaded(dictionary: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(dictionary, zstandard.DICT_TYPE_FULLDICT) if dictionary else None
