"""JSON Lines (https://jsonlines.org): one article a line, read one by one, so a file may be larger than memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from index.old_texts import Legible
from index.readers.encoding import codec_of, decode
from index.readers.json_file import legible_from, parse
from index.readers.source import ByteStream, FormatError, SourceFile, Unreadable

_HEAD = 1024
"""Bytes that tell the encoding."""


def read_json_lines(stream: ByteStream, file: SourceFile) -> Iterator[Legible | Unreadable]:
    """The articles of a file; a line that is wrong is named and the others are read. Blank lines are passed over."""
    yield from read_lines(_lines(stream), file)


def read_lines(lines: Iterable[str | bytes], file: SourceFile, first_line: int = 1) -> Iterator[Legible | Unreadable]:
    """The articles of lines of a file, the first of which has the number `first_line`."""
    for number, line in enumerate(lines, first_line):
        try:
            text = line if isinstance(line, str) else decode(line)
            if text.strip():
                yield legible_from(parse(text))
        except FormatError as error:
            yield Unreadable(file.path, error.reason, number)


def line_blocks(stream: ByteStream, size: int) -> Iterator[Sequence[str | bytes]]:
    """The lines of a file, as many at a time as make some `size` bytes or characters.

    What reading raises comes behind the lines that were read before."""
    block: list[str | bytes] = []
    length = 0
    try:
        for line in _lines(stream):
            block.append(line)
            length += len(line)
            if length >= size:
                yield block
                block, length = [], 0
    except Exception:
        yield block
        raise
    yield block


def _lines(stream: ByteStream) -> Iterable[str | bytes]:
    """UTF-8 stays bytes until each line is decoded for itself: one bad line must not hide the others."""
    codec = codec_of(stream.peek(_HEAD)[:_HEAD])
    if codec.startswith("utf-8"):
        return stream
    return _decoded(io.TextIOWrapper(cast(io.BufferedReader, stream), codec, newline="\n"))


def _decoded(lines: io.TextIOWrapper) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeDecodeError as error:
        raise FormatError(f"the text is not valid {lines.encoding.upper()}") from error
