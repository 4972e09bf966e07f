"""Times in words, on Tuesday 24 November 2026."""

import unicodedata
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.fold import fold
from index.vietnamese.syllables import syllables
from search.understanding.dates import calendar_words, dated
from tests.relevance.ways import telex, vni

TODAY = date(2026, 11, 24)

TIMES = [
    # a month
    ("tháng 12/2021", "2021-12-01..2021-12-31"),
    ("tháng 12 năm 2021", "2021-12-01..2021-12-31"),
    ("tháng 12 2021", "2021-12-01..2021-12-31"),
    ("Tháng 02-2020", "2020-02-01..2020-02-29"),
    ("trong tháng 12.2021", "2021-12-01..2021-12-31"),
    ("T12/2021", "2021-12-01..2021-12-31"),
    ("tháng mười hai năm 2021", "2021-12-01..2021-12-31"),
    ("tháng mười năm 2021", "2021-10-01..2021-10-31"),
    ("tháng một 2020", "2020-01-01..2020-01-31"),
    ("tháng tư/2021", "2021-04-01..2021-04-30"),
    ("tháng năm năm 2021", "2021-05-01..2021-05-31"),
    ("tháng 11 năm ngoái", "2025-11-01..2025-11-30"),
    # a quarter
    ("quý I năm 2022", "2022-01-01..2022-03-31"),
    ("quí 4/2021", "2021-10-01..2021-12-31"),
    ("QUÝ III 2022", "2022-07-01..2022-09-30"),
    ("quý ba năm 2021", "2021-07-01..2021-09-30"),
    ("Q1/2022", "2022-01-01..2022-03-31"),
    # a day
    ("27/12/2021", "2021-12-27..2021-12-27"),
    ("ngày 20/11/2021", "2021-11-20..2021-11-20"),
    ("ngày 5.3.2020", "2020-03-05..2020-03-05"),
    ("vào ngày 27 tháng 12 năm 2021", "2021-12-27..2021-12-27"),
    ("ngày hai mươi tháng mười một năm 2021", "2021-11-20..2021-11-20"),
    ("ngày ba mươi mốt tháng tám, 2021", "2021-08-31..2021-08-31"),
    # a year, and a part of something
    ("trong năm 2021", "2021-01-01..2021-12-31"),
    ("đầu năm 2022", "2022-01-01..2022-04-30"),
    ("giữa năm 2021", "2021-05-01..2021-08-31"),
    ("cuối năm ngoái", "2025-09-01..2025-12-31"),
    ("đầu tháng 3 năm 2021", "2021-03-01..2021-03-10"),
    ("giữa tháng 2/2021", "2021-02-11..2021-02-20"),
    ("vào cuối tháng hai năm 2020", "2020-02-21..2020-02-29"),
    # around today
    ("hôm nay", "2026-11-24..2026-11-24"),
    ("ngày hôm nay", "2026-11-24..2026-11-24"),
    ("sáng nay", "2026-11-24..2026-11-24"),
    ("hôm  qua", "2026-11-23..2026-11-23"),
    ("chiều hôm qua", "2026-11-23..2026-11-23"),
    ("đêm qua", "2026-11-23..2026-11-23"),
    ("hôm kia", "2026-11-22..2026-11-22"),
    ("tuần này", "2026-11-23..2026-11-29"),
    ("tuần trước", "2026-11-16..2026-11-22"),
    ("tuần rồi", "2026-11-16..2026-11-22"),
    ("tuần qua", "2026-11-17..2026-11-24"),
    ("cuối tuần qua", "2026-11-21..2026-11-22"),
    ("tháng này", "2026-11-01..2026-11-30"),
    ("tháng trước", "2026-10-01..2026-10-31"),
    ("tháng vừa rồi", "2026-10-01..2026-10-31"),
    ("trong tháng qua", "2026-10-24..2026-11-24"),
    ("quí ba/2021", "2021-07-01..2021-09-30"),
    ("quí trước", "2026-07-01..2026-09-30"),
    ("quý này", "2026-10-01..2026-12-31"),
    ("quý trước", "2026-07-01..2026-09-30"),
    ("năm nay", "2026-01-01..2026-12-31"),
    ("Năm ngoái", "2025-01-01..2025-12-31"),
    ("năm vừa qua", "2025-11-24..2026-11-24"),
    ("từ đầu năm đến nay", "2026-01-01..2026-11-24"),
    # so long ago
    ("3 ngày qua", "2026-11-21..2026-11-24"),
    ("trong vòng 7 ngày qua", "2026-11-17..2026-11-24"),
    ("hai tuần gần đây", "2026-11-10..2026-11-24"),
    ("trong 9 tháng vừa qua", "2026-02-24..2026-11-24"),
    ("mười hai tháng qua", "2025-11-24..2026-11-24"),
    ("năm năm trở lại đây", "2021-11-24..2026-11-24"),
    ("3 năm nay", "2023-11-24..2026-11-24"),
    # from … to …
    ("từ 1/2020 đến 6/2021", "2020-01-01..2021-06-30"),
    ("1/2020 đến 6/2021", "2020-01-01..2021-06-30"),
    ("1/2020 - 6/2021", "2020-01-01..2021-06-30"),
    ("từ 01/02/2020 tới 5/3/2020", "2020-02-01..2020-03-05"),
    ("từ tháng 1 đến tháng 6 năm 2021", "2021-01-01..2021-06-30"),
    ("từ tháng ba đến tháng năm năm 2022", "2022-03-01..2022-05-31"),
    ("tháng 3 đến tháng 5/2022", "2022-03-01..2022-05-31"),
    ("từ quý 1 đến hết quý III/2021", "2021-01-01..2021-09-30"),
    ("từ quý 1 đến quý 2 năm nay", "2026-01-01..2026-06-30"),
    ("từ ngày 1 đến ngày 5/3/2020", "2020-03-01..2020-03-05"),
    ("từ 1/3 đến 5/4/2020", "2020-03-01..2020-04-05"),
    ("từ 12/08/2024 – 24/08/2024", "2024-08-12..2024-08-24"),
    ("15/3/2021-20/3/2021", "2021-03-15..2021-03-20"),
    ("từ 2015 đến năm 2020", "2015-01-01..2020-12-31"),
    ("năm 2020 đến 2021", "2020-01-01..2021-12-31"),
    # since, before, after
    ("từ năm 2020 đến nay", "2020-01-01.."),
    ("tháng 3/2021 đến nay", "2021-03-01.."),
    ("kể từ 6/2020 trở đi", "2020-06-01.."),
    ("trước 2015", "..2014-12-31"),
    ("trước năm 2020", "..2019-12-31"),
    ("sau tháng 6/2020", "2020-07-01.."),
    ("sau 15/3/2021", "2021-03-16.."),
]


@pytest.mark.parametrize(("typed", "meant"), TIMES)
def test_times_are_read_with_marks_and_without(typed: str, meant: str) -> None:
    """Alone or with other words, composed or decomposed, with all marks or with none."""
    for spelled in (typed, fold(typed), unicodedata.normalize("NFD", typed), typed.upper()):
        for text, rest in ((spelled, ""), (f"hội nghị {spelled}", "hội nghị"), (f"họp {spelled} ở HN", "họp ở HN")):
            when = dated(text, TODAY)
            assert when is not None, text
            assert (when.typed, when.meant, when.rest) == (unicodedata.normalize("NFC", spelled), meant, rest)


@pytest.mark.parametrize(("typed", "meant"), TIMES)
def test_times_are_read_as_keys(typed: str, meant: str) -> None:
    """Of Telex and of VNI, with tones behind the vowel or the syllable; the words of the time are those that were
    typed."""
    for keys in (telex, vni):
        for seed in range(3):
            time, other = (keys(words, Random(seed)) for words in (typed, "hội nghị"))
            when = dated(f"{other} {time}", TODAY)
            assert when is not None, time
            assert (when.typed, when.meant, when.rest) == (time, meant, other)


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
    "tháng mười ba năm ấy",
    "6 tháng đầu năm 2021",
    "nửa đầu năm 2021",
    "năm học 2020-2021",
    "năm 2020 – 2025",
    "nhiệm kỳ 2020-2025",
    "từ 6/2021 đến 1/2020",
    "từ ngày 30/9",
    "tăng lương từ 1/7/2023",
    "gia hạn đến 31/12/2021",
    "mấy hôm nay",
    "những năm qua",
    "hội nghị tháng 3/2021 và tháng 4/2021",
    '"hội nghị năm ngoái"',
    "hội nghị -năm 2021",
    "title:tháng 12/2021",
    "một hai ba bốn năm sáu bảy tám chín tháng 12/2021",
    "99999 năm qua",
    # still to come
    "ngày mai",
    "tuần sau",
    "tháng 12/2026",
    "hội nghị năm 2030",
    "trước năm 2050",
    "từ 2021 đến 2030",
    "",
]


@pytest.mark.parametrize("typed", NO_TIMES)
def test_what_is_no_time_stays_words(typed: str) -> None:
    """Numbers of documents, half of a time, impossible days, two times, what is quoted, sentences, what is to come."""
    assert dated(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "topical", "certain"),
    [
        ("tổng kết năm 2021", True, False),
        ("hội thảo ngày 20/11/2021", True, True),
        ("âm nhạc trước 1975", False, False),
        ("kinh tế từ 2015 đến 2020", False, False),
        ("kinh tế đầu năm 2022", False, False),
        ("hội nghị tháng 12/2021", False, True),
        ("hoi nghi thang 12 nam 2021", False, True),
        ("quý I năm 2022", False, True),
        ("quí I năm 2022", False, True),
        ("từ tháng 3 đến tháng 5 năm 2022", False, True),
        ("kinh tế năm ngoái", False, True),
        ("kinh te nawm ngoais", False, True),
        ("kinh te nam ngoai", False, False),
        ("thang truoc", False, False),
        ("tuan truoc", False, True),
        ("hội nghị khoa học tháng 12/2021", False, True),
        ("dau tu thang 12/2021", False, True),
        ("3 ngay qua", False, True),
    ],
)
def test_how_sure_it_is_that_a_time_is_meant(typed: str, *, topical: bool, certain: bool) -> None:
    """A year, and the day of an event, may be what an article is about; words without marks may be others."""
    when = dated(typed, TODAY)
    assert when is not None
    assert (when.topical, when.certain) == (topical, certain)


def test_a_day_is_said_in_several_ways() -> None:
    """With leading zeros or without, in figures or with the words for day, month and year."""
    when = dated("họp ngày 5/3/2021", TODAY)
    assert when is not None
    for said in ("ngày 5/3/2021", "05/03/2021", "5/3/2021", "5 tháng 3 năm 2021", "05 tháng 03 năm 2021"):
        assert tuple(syllables(said).forms) in when.spellings


def test_words_to_be_taken_as_typed_are_no_time() -> None:
    """However the piece is spelled."""
    assert dated("hội nghị tháng 12/2021", TODAY, ("THÁNG 12/2021",)) is None
    assert dated("hội nghị nawm ngoais", TODAY, ("nawm ngoais",)) is None
    assert dated("hội nghị tháng 12/2021", TODAY, ("hội",)) is not None


def test_words_of_the_calendar() -> None:
    """Those that name a time beside each other."""
    assert list(calendar_words(["hội", "thảo", "ngày", "mai"])) == ["ngày", "mai"]
    assert list(calendar_words(["nam", "ngoai", "thi"])) == ["nam", "ngoai"]
    assert list(calendar_words(["mai", "lan"])) == []


@given(
    st.lists(
        st.sampled_from(
            [*"0123456789/-. ", " từ ", " đến ", " tháng ", " quý ", " năm ", " ngày ", " qua", " thasng ", " na8m "]
        )
    )
)
def test_whatever_is_typed_is_read_without_error(pieces: list[str]) -> None:
    """A time that is read begins before it ends, and its words stand in what was typed."""
    typed = "".join(pieces)
    when = dated(typed, TODAY)
    assert when is None or (when.typed in typed and when.span[0] <= when.span[1])
