"""Plain text in the layout of an institution's website:

    Đảng bộ Văn phòng tổ chức Hội nghị tổng kết công tác năm 2021

    27/12/2021
    Ngày 25/12/2021, Đảng bộ Văn phòng …
    Toàn cảnh hội nghị
    Tác giả: Mai Lan
    Tags: hội nghị, tổng kết
    Tin liên quan
    …

A title, a date, paragraphs (short ones are picture captions), authors, tags. `Tin liên quan` and what follows it is not
body. Blank lines may stand anywhere; everything but the title may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from index.article import Article
from index.dates import parse_published
from index.old_texts import Legible, article_in_unicode
from index.readers.encoding import decode
from index.readers.layout import split_credits
from index.readers.source import ByteStream, FormatError, SourceFile

_LOOKS_LIKE_A_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")


def read_text(stream: ByteStream, file: SourceFile) -> Iterator[Legible]:
    """The one article of a text file; its id is the file's name. Raises FormatError."""
    yield article_in_unicode(decode(stream.read()), lambda text: _article(text, file))


def _article(text: str, file: SourceFile) -> Article:
    lines = text.splitlines()
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        raise FormatError("the file is empty")
    title_at, *rest = filled
    published = _date_in(lines, rest[0]) if rest else None
    if _date_in(lines, title_at):
        raise FormatError("the title is missing: the first line is a date", title_at + 1)
    body_at = rest[0] + 1 if published else title_at + 1
    paragraphs, authors, tags = split_credits(lines[body_at:])
    return Article(
        id=file.name,
        title=lines[title_at].strip(),
        body="\n".join(paragraphs),
        published=published,
        authors=authors,
        tags=tags,
    )


def _date_in(lines: list[str], number: int) -> date | datetime | None:
    """The date that fills this line; None if the line is something else. Raises FormatError for an impossible date."""
    try:
        return parse_published(lines[number])
    except ValueError as error:
        if _LOOKS_LIKE_A_DATE.fullmatch(lines[number].strip()):
            raise FormatError(str(error), number + 1) from None
        return None
