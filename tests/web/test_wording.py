"""What the pages call things."""

from __future__ import annotations

import pytest

from search.results import Kind, Relaxation, Understood
from web import wording
from web.languages import ENGLISH, VIETNAMESE, Language
from web.pages import PageParameters


@pytest.mark.parametrize(
    ("value", "name", "written"),
    [("2021", "Năm", "2021"), ("2021-12", "Tháng", "12/2021"), ("2021-12-27", "Ngày", "27/12/2021")],
)
def test_periods(value: str, name: str, written: str) -> None:
    """Years, months and days are told apart."""
    assert wording.facet_name(VIETNAMESE, "date", value) == name
    assert wording.facet_value(VIETNAMESE, value, "date") == written


def test_other_values_are_left_alone() -> None:
    """A hyphen in a unit's name is no date."""
    assert wording.facet_value(VIETNAMESE, "Ban A-B", "unit") == "Ban A-B"


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
    assert wording.meant(VIETNAMESE, Understood(Kind.DATES, "…", meant)) == written


def test_other_meanings_are_shown_as_they_are() -> None:
    """Words are words."""
    assert (
        wording.meant(VIETNAMESE, Understood(Kind.ABBREVIATION, "KHCN", "khoa học..công nghệ")) == "khoa học..công nghệ"
    )


def test_every_parameter_that_can_be_wrong_has_words() -> None:
    """Whatever the page can complain of, it has words for. Any text is a fine author, tag, unit or piece."""
    names = {field.data_key or name for name, field in PageParameters().fields.items()}
    assert names - set(wording.PARAMETERS) == {"as_typed", "author", "tag", "unit"}


@pytest.mark.parametrize("language", [VIETNAMESE, ENGLISH], ids=str)
def test_all_that_an_engine_may_answer_has_words(language: Language) -> None:
    """Every way of relaxing a search and of understanding a piece of it is explained."""
    assert all(wording.relaxed_how(language, each) for each in Relaxation)
    assert all(wording.understood_how(language, Understood(each, "a", "b")) for each in Kind)


def test_times_in_english() -> None:
    """The month is a word in English."""
    month = Understood(Kind.DATES, "tháng 12 năm 2021", "2021-12-01..2021-12-31")
    assert wording.meant(ENGLISH, month) == "1 Dec 2021 – 31 Dec 2021"
    assert wording.meant(ENGLISH, Understood(Kind.DATES, "từ 2020", "2020-01-01..")) == "from 1 Jan 2020"
