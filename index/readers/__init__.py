"""Files in, articles out. One module a format; a bad file is named, never fatal.

    for file in files(paths):                 # a SourceFile, or an Unreadable to report
        for result in read_file(file):        # an article as it is meant, or an Unreadable to report
            …

`read` does both, and leaves out how an article was made legible.
"""

from __future__ import annotations

import lzma
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.article import Article
from index.old_texts import Legible
from index.readers.json_file import read_json
from index.readers.json_lines import line_blocks, read_json_lines, read_lines
from index.readers.source import ByteStream, FormatError, SourceFile, Unreadable
from index.readers.text import read_text
from index.readers.walk import Walk, reason_of

__all__ = [
    "FORMATS",
    "Article",
    "Piece",
    "SourceFile",
    "Unreadable",
    "files",
    "pieces",
    "read",
    "read_file",
    "read_piece",
]

T = TypeVar("T")

_PIECE_SIZE = 1 << 19
"""Bytes of lines: some hundred articles, work for less than a tenth of a second."""


@dataclass(frozen=True)
class Format:
    """How files of one format are read."""

    reader: Callable[[ByteStream, SourceFile], Iterator[Legible | Unreadable]]
    """May raise FormatError at any time, besides what reading a damaged file raises."""
    id_is_file_name: bool
    """Whether a file is one article whose id is the file's name; else the articles bring their ids."""


def _read_html(stream: ByteStream, file: SourceFile) -> Iterator[Legible | Unreadable]:
    from index.readers.html import read_html  # what reads web pages takes a tenth of a second to import

    return read_html(stream, file)


_TEXT = Format(read_text, id_is_file_name=True)
_HTML = Format(_read_html, id_is_file_name=True)
_JSON = Format(read_json, id_is_file_name=False)
_JSON_LINES = Format(read_json_lines, id_is_file_name=False)

FORMATS = {
    ".txt": _TEXT,
    ".html": _HTML,
    ".htm": _HTML,
    ".json": _JSON,
    ".jsonl": _JSON_LINES,
    ".ndjson": _JSON_LINES,
}
"""Every suffix may be followed by .gz or .xz."""


def files(paths: Iterable[Path], passed_over: Counter[str] | None = None) -> Iterator[SourceFile | Unreadable]:
    """The files under `paths` in the order in which they will be read, with their sizes, and what can't be listed.

    Of two files that would make an article of the same id, the second is Unreadable. Files of other formats in folders
    are counted in `passed_over`, by their suffixes.
    """
    named: dict[str, Path] = {}
    walk = Walk(FORMATS, Counter() if passed_over is None else passed_over)
    for found in walk.files(paths):
        if isinstance(found, SourceFile) and FORMATS[found.suffix].id_is_file_name:
            first = named.setdefault(found.name, found.path)
            if first != found.path:
                yield Unreadable(found.path, f"it would get the same id ({found.name}) as {first}")
                continue
        yield found


def read_file(file: SourceFile, advance: Callable[[int], object] = lambda _: None) -> Iterator[Legible | Unreadable]:
    """The articles of one file, as they are meant, one by one, and what in it can't be read.

    `advance` is called with the number of bytes taken from the disk since the last call; they add up to `file.size`.
    """
    return _named(_opened(file, advance, FORMATS[file.suffix].reader), file)


@dataclass(frozen=True)
class Piece:
    """A file or some lines of one: what can be read for itself, by another process too."""

    file: SourceFile
    lines: Sequence[str | bytes] | None = None
    """None: the whole file."""
    first_line: int = 1


def pieces(file: SourceFile, advance: Callable[[int], object] = lambda _: None) -> Iterator[Piece | Unreadable]:
    """All of a file in pieces; a file of lines is read for it, others as a whole stay to be read.

    `advance` is called as by `read_file`."""
    if FORMATS[file.suffix] is _JSON_LINES:
        yield from _named(_opened(file, advance, _line_pieces), file)
    else:
        advance(file.size)
        yield Piece(file)


def read_piece(piece: Piece) -> Iterator[Legible | Unreadable]:
    """The articles of a piece of a file, and what in it can't be read."""
    if piece.lines is None:
        return read_file(piece.file)
    return read_lines(piece.lines, piece.file, piece.first_line)


def _line_pieces(stream: ByteStream, file: SourceFile) -> Iterator[Piece]:
    first = 1
    for lines in line_blocks(stream, _PIECE_SIZE):
        yield Piece(file, lines, first)
        first += len(lines)


def _opened(
    file: SourceFile,
    advance: Callable[[int], object],
    reader: Callable[[ByteStream, SourceFile], Iterator[T]],
) -> Iterator[T]:
    """What a reader finds in a file. May raise all that reading a damaged file raises."""
    with file.open(advance) as stream:
        yield from reader(stream, file)


def _named(found: Iterator[T], file: SourceFile) -> Iterator[T | Unreadable]:
    """What is found in a file, and behind it what has ended the reading."""
    try:
        yield from found
    except FormatError as error:
        yield Unreadable(file.path, error.reason, error.line)
    except RecursionError:
        yield Unreadable(file.path, "it is nested too deep")
    except EOFError:
        yield Unreadable(file.path, "the compressed data end too early; what stands before that was read")
    except (lzma.LZMAError, zlib.error) as error:
        yield Unreadable(file.path, f"the compressed data are damaged: {error}")
    except OSError as error:
        yield Unreadable(file.path, reason_of(error))


def read(paths: Iterable[Path]) -> Iterator[Article | Unreadable]:
    """All articles in the files and folders `paths`, one by one, and what can't be read."""
    for file in files(paths):
        if isinstance(file, Unreadable):
            yield file
        else:
            yield from (found if isinstance(found, Unreadable) else found.article for found in read_file(file))
