"""Files in, articles out. One module a format; a bad file is named, never fatal.

    for file in files(paths):                 # a SourceFile, or an Unreadable to report
        for result in read_file(file):        # an Article, or an Unreadable to report
            …

`read` does both.
"""

from __future__ import annotations

import lzma
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.readers.html import read_html
from index.readers.json_file import read_json
from index.readers.json_lines import read_json_lines
from index.readers.source import ByteStream, FormatError, SourceFile, Unreadable
from index.readers.text import read_text
from index.readers.walk import Walk, reason_of

__all__ = ["FORMATS", "Article", "SourceFile", "Unreadable", "files", "read", "read_file"]


@dataclass(frozen=True)
class Format:
    """How files of one format are read."""

    reader: Callable[[ByteStream, SourceFile], Iterator[Article | Unreadable]]
    """May raise FormatError at any time, besides what reading a damaged file raises."""
    id_is_file_name: bool
    """Whether a file is one article whose id is the file's name; else the articles bring their ids."""


_TEXT = Format(read_text, id_is_file_name=True)
_HTML = Format(read_html, id_is_file_name=True)
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


def read_file(file: SourceFile, advance: Callable[[int], object] = lambda _: None) -> Iterator[Article | Unreadable]:
    """The articles of one file, one by one, and what in it can't be read.

    `advance` is called with the number of bytes taken from the disk since the last call; they add up to `file.size`.
    """
    try:
        with file.open(advance) as stream:
            yield from FORMATS[file.suffix].reader(stream, file)
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
            yield from read_file(file)
