"""Times in words, on Tuesday 24 November 2026."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.fold import fold
from search.understanding.dates import Dated, dated

TODAY = date(2026, 11, 24)

TIMES = [
    ("tháng 12/2021", "2021-12-01..2021-12-31"),
    ("tháng 12 năm 2021", "2021-12-01..2021-12-31"),
    ("Tháng 02-2020", "2020-02-01..2020-02-29"),
    ("trong tháng 12.2021", "2021-12-01..2021-12-31"),
    ("quý I năm 2022", "2022-01-01..2022-03-31"),
    ("quí 4/2021", "2021-10-01..2021-12-31"),
    ("QUÝ III 2022", "2022-07-01..2022-09-30"),
    ("27/12/2021", "2021-12-27..2021-12-27"),
    ("ngày 5.3.2020", "2020-03-05..2020-03-05"),
    ("vào ngày 27 tháng 12 năm 2021", "2021-12-27..2021-12-27"),
    ("trong năm 2021", "2021-01-01..2021-12-31"),
    ("hôm nay", "2026-11-24..2026-11-24"),
    ("hôm  qua", "2026-11-23..2026-11-23"),
    ("tuần này", "2026-11-23..2026-11-29"),
    ("tuần trước", "2026-11-16..2026-11-22"),
    ("tuần qua", "2026-11-17..2026-11-24"),
    ("tháng này", "2026-11-01..2026-11-30"),
    ("tháng trước", "2026-10-01..2026-10-31"),
    ("quý này", "2026-10-01..2026-12-31"),
    ("quý trước", "2026-07-01..2026-09-30"),
    ("năm nay", "2026-01-01..2026-12-31"),
    ("Năm ngoái", "2025-01-01..2025-12-31"),
    ("tháng 11 năm ngoái", "2025-11-01..2025-11-30"),
    ("từ quý 1 đến quý 2 năm nay", "2026-01-01..2026-06-30"),
    ("3 ngày qua", "2026-11-21..2026-11-24"),
    ("hai tuần gần đây", "2026-11-10..2026-11-24"),
    ("trong 9 tháng vừa qua", "2026-02-24..2026-11-24"),
    ("năm năm trở lại đây", "2021-11-24..2026-11-24"),
    ("từ 1/2020 đến 6/2021", "2020-01-01..2021-06-30"),
    ("từ 01/02/2020 tới 5/3/2020", "2020-02-01..2020-03-05"),
    ("từ tháng 1 đến tháng 6 năm 2021", "2021-01-01..2021-06-30"),
    ("từ quý 1 đến hết quý III/2021", "2021-01-01..2021-09-30"),
    ("từ ngày 1 đến ngày 5/3/2020", "2020-03-01..2020-03-05"),
    ("từ 1/3 đến 5/4/2020", "2020-03-01..2020-04-05"),
    ("từ 2015 đến năm 2020", "2015-01-01..2020-12-31"),
    ("từ năm 2020 đến nay", "2020-01-01.."),
    ("kể từ 6/2020 trở đi", "2020-06-01.."),
    ("trước 2015", "..2014-12-31"),
    ("sau tháng 6/2020", "2020-07-01.."),
]


@pytest.mark.parametrize(("typed", "meant"), TIMES)
def test_times_are_read_with_marks_and_without(typed: str, meant: str) -> None:
    """Alone or with other words, composed or decomposed, with all marks or with none."""
    for spelled in (typed, fold(typed), unicodedata.normalize("NFD", typed), typed.upper()):
        for text, rest in ((spelled, ""), (f"hội nghị {spelled}", "hội nghị"), (f"họp {spelled} ở HN", "họp ở HN")):
            when = dated(text, TODAY)
            assert when is not None, text
            assert (when.typed, when.meant, when.rest) == (unicodedata.normalize("NFC", spelled), meant, rest)
            assert not when.plain_year


NO_TIMES = [
    "12/2021",
    "thông tư 12/2021",
    "30/2020/NĐ-CP",
    "ngày 30/12/2021/TT",
    "2021",
    "năm",
    "nam",
    "nắm ngoài",
    "31/2/2021",
    "tháng 13/2021",
    "quý V/2021",
    "6 tháng đầu năm 2021",
    "năm học 2020-2021",
    "năm 2020 – 2025",
    "từ 12/08/2024 – 24/08/2024",
    "từ 6/2021 đến 1/2020",
    "từ ngày 30/9",
    "hội nghị tháng 3/2021 và tháng 4/2021",
    '"hội nghị năm ngoái"',
    "hội nghị -năm 2021",
    "title:tháng 12/2021",
    "một hai ba bốn năm sáu bảy tám chín tháng 12/2021",
    "99999 năm qua",
    "",
]


@pytest.mark.parametrize("typed", NO_TIMES)
def test_what_is_no_time_stays_words(typed: str) -> None:
    """Numbers of documents, half of a time, impossible days, two times, what is quoted, sentences."""
    assert dated(typed, TODAY) is None


def test_a_plain_year_is_told_apart() -> None:
    """`năm 2021` may be what an article is about."""
    span = date(2021, 1, 1), date(2021, 12, 31)
    assert dated("tổng kết năm 2021", TODAY) == Dated("năm 2021", span, "tổng kết", plain_year=True)


def test_words_to_be_taken_as_typed_are_no_time() -> None:
    """However the piece is spelled."""
    assert dated("hội nghị tháng 12/2021", TODAY, ("THÁNG 12/2021",)) is None
    assert dated("hội nghị tháng 12/2021", TODAY, ("hội",)) is not None


@given(st.lists(st.sampled_from([*"0123456789/-. ", " từ ", " đến ", " tháng ", " quý ", " năm ", " ngày ", " qua"])))
def test_whatever_is_typed_is_read_without_error(pieces: list[str]) -> None:
    """A time that is read begins before it ends, and its words stand in what was typed."""
    typed = "".join(pieces)
    when = dated(typed, TODAY)
    assert when is None or (when.typed in typed and when.span[0] <= when.span[1])
