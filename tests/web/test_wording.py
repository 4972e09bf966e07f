"""Names, dates and numbers as they are written in Việt Nam."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from search.results import Kind, Understood
from web import wording
from web.schemas import SearchParameters


def test_days() -> None:
    """Days are written day first; a moment counts as the day it is in Việt Nam."""
    assert wording.day(date(2021, 2, 7)) == "07/02/2021"
    assert wording.day(datetime(2021, 12, 31, 20, 0, tzinfo=UTC)) == "01/01/2022"
    assert wording.day_and_time(datetime(2021, 12, 27, 1, 30, tzinfo=UTC)) == "27/12/2021, 08:30"
    assert wording.day_and_time(date(2021, 12, 27)) == "27/12/2021"


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (999, "999"), (12345, "12.345"), (3.14, "3,1"), (1234.5, "1.234,5")]
)
def test_numbers(value: float, written: str) -> None:
    """Thousands are parted by points, decimals by a comma."""
    assert wording.number(value) == written


@pytest.mark.parametrize(
    ("value", "name", "written"),
    [("2021", "Năm", "2021"), ("2021-12", "Tháng", "12/2021"), ("2021-12-27", "Ngày", "27/12/2021")],
)
def test_periods(value: str, name: str, written: str) -> None:
    """Years, months and days are told apart."""
    assert wording.facet_name("date", value) == name
    assert wording.facet_value(value, "date") == written


def test_other_values_are_left_alone() -> None:
    """A hyphen in a unit's name is no date."""
    assert wording.facet_value("Ban A-B", "unit") == "Ban A-B"


@pytest.mark.parametrize(
    ("meant", "written"),
    [
        ("2021-12-01..2021-12-31", "01/12/2021 – 31/12/2021"),
        ("2021-12-27..2021-12-27", "27/12/2021"),
        ("2020-01-01..", "từ 01/01/2020"),
        ("..2014-12-31", "đến 31/12/2014"),
    ],
)
def test_times_that_were_understood(meant: str, written: str) -> None:
    """Days are written day first; a side may be open."""
    assert wording.meaning(Understood(Kind.DATES, "…", meant)) == written


def test_other_meanings_are_shown_as_they_are() -> None:
    """Words are words."""
    assert wording.meaning(Understood(Kind.ABBREVIATION, "KHCN", "khoa học..công nghệ")) == "khoa học..công nghệ"


def test_every_parameter_that_can_be_wrong_has_words() -> None:
    """Whatever the API can complain of, the page can, too. Any text is a fine author, tag, unit or piece."""
    names = {field.data_key or name for name, field in SearchParameters().fields.items()}
    assert names - set(wording.PARAMETERS) == {"as_typed", "author", "tag", "unit"}
