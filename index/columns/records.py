"""A segment's stored records, article and token map of each document, as arrays that can be mapped into memory.

    records.article_dictionary     u8   what zstd needs beside a frame to read it; empty where there is none
    records.token_map_dictionary   u8
    records.frames                 u8   two zstd frames a document, one behind the other: article, token map
    records.offsets                u64  shape (2 × documents + 1,): frame i is frames[offsets[i]:offsets[i + 1]]

Articles and token maps have frames and dictionaries of their own because their bytes have nothing in common: one frame
for both takes 5 % more. Frames are as RFC 8878 has them, with size and checksum of what is in them.
"""

from __future__ import annotations

import tempfile
import threading
import weakref
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import zstandard
from numpy.typing import NDArray

from index import record as records
from index import token_map as token_maps
from index.article import Article
from index.token_map import TokenMap

ARTICLE_DICTIONARY = "records.article_dictionary"
TOKEN_MAP_DICTIONARY = "records.token_map_dictionary"
FRAMES = "records.frames"
OFFSETS = "records.offsets"

RecordArrays = Mapping[str, NDArray[np.uint8] | NDArray[np.uint64]]
"""The arrays of a column by the names above."""


@dataclass(frozen=True)
class _Compression:
    """How one kind of record is compressed."""

    level: int
    """Of zstd."""
    dictionary_limit: int
    """The largest dictionary, in bytes."""


# Bytes and (µs to compress) an article, on 1,000 articles of real news, 3.6 KB each, that the dictionary was not
# trained on. Unpacking takes 5 to 6 µs whichever it is; level 6 without a dictionary gives 1,583 bytes.
#
#     dictionary    level 1       3          5          6          9           12
#     16 KB                  1,257 (20)
#     64 KB      1,394 (16)  1,183 (25)             1,129 (70)  1,088 (120)  1,069 (190)
#     256 KB     1,394 (16)  1,137 (25)  1,097 (40)  1,055 (70)  1,028 (120)  1,010 (190)
#     1 MB                   1,134 (36)
_ARTICLES = _Compression(level=6, dictionary_limit=256 << 10)

# Nothing in a token map repeats, only some lengths of syllables are more frequent, and so all that helps is the
# dictionary's table of frequencies: 344 bytes a document without one, 317 with 512 bytes, 327 with 4 KB, 320 with
# 16 KB. Below level 19 (6 % less in 200 µs instead of 6) no level is better.
_TOKEN_MAPS = _Compression(level=3, dictionary_limit=512)

_DICTIONARY_SHARE = 50
"""A byte of dictionary for so many bytes of records, up to the limit: a segment keeps its own dictionary. From 20 to
2,000 documents, of news or of law, frames and dictionary together are least with it, or within 2 % of that."""

_FEWEST_RECORDS = 20
"""Below so many records no dictionary is worth its bytes."""

_SAMPLE_RECORDS, _SAMPLE_BYTES = 4_000, 32 << 20
"""How many records a dictionary is trained on. With 1,000 frames are 0.5 % larger, with 8,000 0.2 % smaller. The bytes
bound what is kept in memory until then."""

_TRAINING = {"k": 200, "d": 8}
"""Of zstd's “cover” algorithm (Liao, Petri, Moffat, Wirth 2016): it picks pieces of `k` bytes by how frequent their
substrings of `d` are. 0.2 s for 4,000 articles; looking for the best `k`, as zstd does when told nothing, takes 1.5 s
and comes out 0.7 % worse."""


class RecordWriter:
    """Compresses the records of a segment; needs memory for the first 32 MB of records and 16 bytes a document."""

    def __init__(self, folder: Path | None = None) -> None:
        """Frames are kept in a temporary file in `folder`, or wherever the system has them, until `arrays` is asked."""
        self._sample: list[tuple[bytes, bytes]] = []
        self._sample_bytes = 0
        self._compressors: tuple[_Compressor, _Compressor] | None = None
        self._offsets = array("Q", [0])
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 — lives as long as the writer
        weakref.finalize(self, _close, self._file)

    def add(self, record: bytes, token_map: bytes) -> None:
        """The next document: what `index.record.dump` and `index.token_map.pack` made of it; neither is ever empty."""
        if self._compressors:
            self._write(record, token_map, self._compressors)
            return
        self._sample.append((record, token_map))
        self._sample_bytes += len(record) + len(token_map)
        if len(self._sample) >= _SAMPLE_RECORDS or self._sample_bytes >= _SAMPLE_BYTES:
            self._write_sample()

    def arrays(self) -> dict[str, NDArray[np.uint8] | NDArray[np.uint64]]:
        """The column, complete; nothing can be added after it. The frames are mapped from the temporary file."""
        for_articles, for_token_maps = self._compressors or self._write_sample()
        self._file.flush()
        frames = np.memmap(self._file, np.uint8, "r") if self._offsets[-1] else np.empty(0, np.uint8)
        self._file.close()  # the mapping outlives it
        return {
            ARTICLE_DICTIONARY: np.frombuffer(for_articles.dictionary, np.uint8),
            TOKEN_MAP_DICTIONARY: np.frombuffer(for_token_maps.dictionary, np.uint8),
            FRAMES: np.asarray(frames),
            OFFSETS: np.array(self._offsets, "<u8"),
        }

    def _write_sample(self) -> tuple[_Compressor, _Compressor]:
        compressors = (
            _Compressor([record for record, _ in self._sample], _ARTICLES),
            _Compressor([token_map for _, token_map in self._sample], _TOKEN_MAPS),
        )
        for record, token_map in self._sample:
            self._write(record, token_map, compressors)
        self._sample = []
        self._compressors = compressors
        return compressors

    def _write(self, record: bytes, token_map: bytes, compressors: tuple[_Compressor, _Compressor]) -> None:
        for data, compressor in zip((record, token_map), compressors, strict=True):
            frame = compressor.compress(data)
            self._file.write(frame)
            self._offsets.append(self._offsets[-1] + len(frame))


def _close(file: IO[bytes]) -> None:
    with suppress(OSError):  # on a full disk, closing fails once more on what writing has already failed on
        file.close()


class RecordColumn:
    """The records of a segment, to be read by any number of threads at a time."""

    def __init__(self, arrays: RecordArrays) -> None:
        """Raises ValueError if a dictionary is damaged."""
        self._offsets = np.asarray(arrays[OFFSETS])
        self._frames = np.ascontiguousarray(arrays[FRAMES]).data
        try:
            self._articles = _Decompressor(_loaded(arrays[ARTICLE_DICTIONARY].tobytes()))
            self._token_maps = _Decompressor(_loaded(arrays[TOKEN_MAP_DICTIONARY].tobytes()))
        except zstandard.ZstdError as error:
            raise ValueError(f"a dictionary of the stored records is damaged ({error})") from error

    def __len__(self) -> int:
        """The number of documents."""
        return len(self._offsets) // 2

    def get(self, doc: int) -> tuple[Article, TokenMap]:
        """The article of a document and where its syllables stand. Raises ValueError if they are damaged."""
        record, token_map = self.raw(doc)
        return records.load(record), token_maps.unpack(token_map)

    def raw(self, doc: int) -> tuple[bytes, bytes]:
        """The bytes that were added for a document, to be added to another segment. Raises ValueError if damaged."""
        try:
            start, between, end = self._offsets[2 * doc : 2 * doc + 3].tolist()
            record = self._articles.decompress(self._frames[start:between])
            token_map = self._token_maps.decompress(self._frames[between:end])
        # A damaged header may say that it is the frame of exabytes; a number that is no document's has no offsets.
        except (zstandard.ZstdError, MemoryError, ValueError) as error:
            raise ValueError(f"the stored record of document {doc} is damaged ({error})") from error
        if not record or not token_map:  # where a header says that nothing is in it, zstandard looks at no checksum
            raise ValueError(f"the stored record of document {doc} is damaged (an empty frame)")
        return record, token_map


class _Compressor:
    """Compresses one kind of record with a dictionary trained on some of them."""

    def __init__(self, sample: Sequence[bytes], compression: _Compression) -> None:
        self.dictionary = _trained(sample, compression.dictionary_limit)
        self.compress = zstandard.ZstdCompressor(
            compression.level,
            dict_data=_loaded(self.dictionary),
            write_checksum=True,
            write_dict_id=False,  # it lies beside the frames
        ).compress


class _Decompressor(threading.local):
    """A decompressor a thread: zstd's are not to be shared. Each takes 96 KB; the dictionary is there once."""

    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        self.decompress = zstandard.ZstdDecompressor(dictionary).decompress


def _trained(sample: Sequence[bytes], limit: int) -> bytes:
    """A dictionary of up to `limit` bytes for what is like `sample`; empty if it would not be worth it."""
    if len(sample) < _FEWEST_RECORDS:
        return b""
    size = min(sum(map(len, sample)) // _DICTIONARY_SHARE, limit)
    try:
        return zstandard.train_dictionary(size, list(sample), **_TRAINING).as_bytes()
    except zstandard.ZstdError:  # there is too little in the sample to learn from
        return b""


def _loaded(dictionary: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(dictionary, zstandard.DICT_TYPE_FULLDICT) if dictionary else None
