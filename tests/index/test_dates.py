"""Dates as people write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import LOCAL_ZONE, days_mentioned, only_day, parse_day, parse_period, parse_published

MORNING = datetime(2021, 12, 27, 8, 30, tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "2021-12-27",
        "27/12/2021",
        "27-12-2021",
        "27.12.2021",
        "  27/12/2021 ",
        "ngày 27 tháng 12 năm 2021",
        "Ngày 27 tháng 12, 2021",
        "Thứ hai, 27/12/2021",
        "Thứ Hai, ngày 27 tháng 12 năm 2021",
    ],
)
def test_a_day_is_read_in_every_vietnamese_form(text: str) -> None:
    """Without a time of day an article has a date."""
    assert parse_published(text) == date(2021, 12, 27)
    assert not isinstance(parse_published(text), datetime)


@pytest.mark.parametrize(
    "text",
    [
        "2021-12-27T08:30",
        "2021-12-27 08:30:00",
        "2021-12-27T08:30:00+07:00",
        "2021-12-27T08:30:00+0700",
        "2021-12-27T01:30:00Z",
        "2021-12-27T01:30:00.000Z",
        "Thứ hai, 27/12/2021, 08:30 (GMT+7)",
        "thứ 2, 27/12/2021, 8:30 GMT+07:00",
        "27/12/2021 08:30",
        "27/12/2021 - 08:30",
        "27/12/2021 8h30",
        "27/12/2021 lúc 8 giờ 30",
        "08:30 27/12/2021",
        "8h30, thứ hai, ngày 27 tháng 12 năm 2021",
    ],
)
def test_a_time_of_day_makes_it_a_moment(text: str) -> None:
    """What has no zone is Vietnamese time."""
    assert parse_published(text) == MORNING


def test_every_moment_has_a_zone() -> None:
    """The offset is kept as it was given; without one it is Asia/Ho_Chi_Minh."""
    assert parse_published("Chủ nhật, 29/12/2024, 11:53 (GMT+7)") == datetime(
        2024, 12, 29, 11, 53, tzinfo=timezone(timedelta(hours=7))
    )
    assert parse_published("2021-12-27T08:30:00-03:30").isoformat() == "2021-12-27T08:30:00-03:30"
    assert parse_published("2021-12-27T08:30:00").isoformat() == "2021-12-27T08:30:00+07:00"
    assert parse_published("2021-12-27T08:30:00Z") == datetime(2021, 12, 27, 8, 30, tzinfo=UTC)


def test_the_month_never_comes_first() -> None:
    """12/27/2021 is refused and the reason said; 2/1/2025 is the second of January."""
    with pytest.raises(ValueError, match="“12/27/2021” is not a date: there is no month 27; the day comes before"):
        parse_published("12/27/2021")
    assert parse_published("2/1/2025") == date(2025, 1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Unknown",
        "31/02/2021",
        "2021-02-30",
        "27/12/21",
        "27/12-2021",
        "27/12/2021 25:00",
        "27/12/2021 08:30 PM",
        "2021",
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    """The sentence quotes what was written."""
    with pytest.raises(ValueError, match=f"“{text}” is not a date: "):
        parse_published(text)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_of_the_calendar_can_be_written_in_each_form(day: date) -> None:
    """ISO, with slashes, in words."""
    worded = f"ngày {day.day} tháng {day.month} năm {day.year}"
    for text in (day.isoformat(), f"{day.day}/{day.month}/{day.year}", worded):
        assert parse_published(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01",
        "1/1/0001",
        "0001-01-01T00:00:00+07:00",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
        "3000-01-01",
    ],
)
def test_no_article_is_of_a_year_that_stands_for_no_date(text: str) -> None:
    """The first and the last year of the calendar are how databases say that there is none; such a moment could not
    even be told in another zone."""
    with pytest.raises(ValueError, match=r"is not a date: nothing is published in the year \d"):
        parse_published(text)
    assert days_mentioned("lập ngày 1/1/0001, sửa ngày 31/12/9999") == []


@given(st.text(alphabet="0123456789/-.: TZhgiờ,()+"))
def test_no_text_makes_the_parser_fail_otherwise(text: str) -> None:
    """Either a date comes out or a ValueError with a sentence."""
    with suppress(ValueError):
        parse_published(text)


def test_a_filter_takes_iso_and_slashes_only() -> None:
    """A search filter is a day, and one way or the other."""
    assert parse_day("2021-12-27") == parse_day("27/12/2021") == date(2021, 12, 27)
    for text in ("27-12-2021", "12/27/2021", "ngày 27 tháng 12 năm 2021", "2021-12-27T08:30"):
        with pytest.raises(ValueError, match="is not a date"):
            parse_day(text)


def test_leading_zeros_may_be_missing() -> None:
    """Day first or year first."""
    assert parse_published("2015-3-24") == parse_published("24/3/2015") == date(2015, 3, 24)
    with pytest.raises(ValueError, match="month must be in"):
        parse_published("2015-24-3")


def test_days_are_found_within_a_text() -> None:
    """In order, whichever form; impossible ones are no days, and two are not one."""
    text = "Từ 27/12/2021 (không phải 12/27/2021) đến ngày 02 tháng 01 năm 2022"
    assert days_mentioned(text) == [date(2021, 12, 27), date(2022, 1, 2)]
    assert only_day(text) is None
    assert only_day("Hà Nội, ngày 02 tháng 01 năm 2022.") == date(2022, 1, 2)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-12-27", date(2021, 12, 27), date(2021, 12, 27)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(value: str, first: date, last: date) -> None:
    """A year, a month or a day."""
    assert parse_period(value) == (first, last)


@pytest.mark.parametrize("value", ["", "x", "2021-13", "2021-02-30", "2021-1-1-1", "0", "99999"])
def test_what_is_no_period_is_refused(value: str) -> None:
    """A month 13, a 30th of February."""
    with pytest.raises(ValueError, match=r"."):
        parse_period(value)
