"""Plain text in the layout of an institution's website."""

import io
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.dates import LOCAL_ZONE
from index.readers.source import FormatError, SourceFile
from index.readers.text import read_text
from tests.index.vietnamese.encoded import encoded

ANNOUNCEMENT = """Hội nghị tổng kết công tác năm 2021

27/12/2021
Ngày 25/12/2021, Văn phòng đã tổ chức hội nghị.

Toàn cảnh hội nghị

Báo cáo nêu rõ kết quả;\x20\x20

Tác giả: Mai Lan


Tags: hội nghị, tổng kết
Tin liên quan
Hội nghị năm 2020
"""


def read(content: str | bytes) -> Article:
    raw = content.encode() if isinstance(content, str) else content
    ((article, _),) = read_text(io.BufferedReader(io.BytesIO(raw)), SourceFile(Path("tin.txt"), len(raw), "tin"))
    return article


def test_the_layout_is_read_in_an_old_encoding() -> None:
    """Authors, tags and what is related are found by words that must be legible first; the original is kept."""
    read_as_bytes = read(encoded(ANNOUNCEMENT, "TCVN3").encode("cp1252"))
    assert replace(read_as_bytes, extra={}) == read(ANNOUNCEMENT)
    assert read(encoded(ANNOUNCEMENT, "TCVN3")) == read_as_bytes
    assert read_as_bytes.extra["original"]["encoding"] == "TCVN3"
    assert read_as_bytes.extra["original"]["title"] == "Héi nghÞ tæng kÕt c«ng t¸c n¨m 2021"
    assert "T¸c gi¶: Mai Lan" in read_as_bytes.extra["original"]["body"]


def test_the_layout_of_an_announcement_is_read() -> None:
    """Title, date, paragraphs with captions among them, author, tags; what is related is not body."""
    assert read(ANNOUNCEMENT) == Article(
        id="tin",
        title="Hội nghị tổng kết công tác năm 2021",
        published=date(2021, 12, 27),
        body="Ngày 25/12/2021, Văn phòng đã tổ chức hội nghị.\nToàn cảnh hội nghị\nBáo cáo nêu rõ kết quả;",
        authors=("Mai Lan",),
        tags=("hội nghị", "tổng kết"),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_windows_files_are_read_alike(encoding: str) -> None:
    """Their line ends and encodings make no difference."""
    assert read(ANNOUNCEMENT.replace("\n", "\r\n").encode(encoding)) == read(ANNOUNCEMENT)


def test_decomposed_text_is_understood_and_not_altered() -> None:
    """The labels are found in NFD too, and the words stay NFD."""
    decomposed = unicodedata.normalize("NFD", ANNOUNCEMENT)
    article = read(decomposed)
    assert article.title == unicodedata.normalize("NFD", "Hội nghị tổng kết công tác năm 2021")
    assert article.published == date(2021, 12, 27)
    assert article.authors == ("Mai Lan",)
    assert len(article.tags) == 2
    assert article.body.count("\n") == 2


def test_nothing_but_the_title_is_needed() -> None:
    """No blank line, no date, no credits, empty tags."""
    assert read("Thông báo") == Article(id="tin", title="Thông báo", body="")
    assert read("\n\nThông báo\n27/12/2021\nMột.") == Article(
        id="tin", title="Thông báo", body="Một.", published=date(2021, 12, 27)
    )
    assert read("Thông báo\n\nMột.\nHai.\nTags:\nTin liên quan:\n").body == "Một.\nHai."


def test_the_date_may_have_a_time() -> None:
    """As newspapers print it."""
    assert read("Tin\n\nThứ hai, 27/12/2021, 08:30\nMột.").published == datetime(2021, 12, 27, 8, 30, tzinfo=LOCAL_ZONE)


def test_several_authors_are_told_apart() -> None:
    """By commas and semicolons, after any of the labels that newsrooms use."""
    assert read("Tin\nMột.\nTác giả: Mai Lan; Trần Bình, Lê Châu").authors == ("Mai Lan", "Trần Bình", "Lê Châu")
    assert read("Tin\nMột.\nTin, ảnh: Mai Lan").authors == ("Mai Lan",)


def test_an_author_within_the_text_is_no_author_of_the_article() -> None:
    """A review of a book names the book's author; only the last lines are credits."""
    text = "Sách mới\nTác giả: Nguyễn Văn A\n" + "Một đoạn.\n" * 8
    assert read(text).authors == ()
    assert read(text + "Tác giả: Mai Lan\n").authors == ("Mai Lan",)
    assert "Tác giả: Nguyễn Văn A" in read(text).body


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ("", "the file is empty", None),
        (" \n\n", "the file is empty", None),
        ("27/12/2021\nMột.", "the title is missing: the first line is a date", 1),
        ("Tin\n\n12/27/2021\nMột.", "“12/27/2021” is not a date: there is no month 27; the day comes", 3),
        ("Tin\n\n31/02/2021\nMột.", "“31/02/2021” is not a date: day is out of range", 3),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content: str, reason: str, line: int | None) -> None:
    """An impossible date is a mistake to mend, not a paragraph."""
    with pytest.raises(FormatError, match=reason) as caught:
        read(content)
    assert caught.value.line == line
