"""The bars of the drawing of the dates."""

from __future__ import annotations

import pytest

from web.languages import ENGLISH, VIETNAMESE
from web.timeline import HEIGHT, MOST_YEARS, bars, period_of


@pytest.mark.parametrize(
    ("dates", "period"),
    [
        ([], ""),
        (["2021"], "2021"),
        (["2021-12"], "2021-12"),
        (["2021-12-27"], "2021-12"),
        (["2021", "2022"], ""),
    ],
)
def test_what_is_looked_at(dates: list[str], period: str) -> None:
    """The one year or month that is selected; a day is seen within its month, several times within all years."""
    assert period_of(dates) == period


def test_years_without_articles_keep_their_place() -> None:
    """Time runs evenly: a year without articles is a gap."""
    drawn = bars({"2019": 3, "2021": 6}, "", ["2021"], VIETNAMESE)
    assert [(bar.value, bar.height, bar.selected) for bar in drawn] == [
        ("2019", HEIGHT // 2, False),
        ("2020", 0, False),
        ("2021", HEIGHT, True),
    ]


def test_one_article_among_thousands_is_seen() -> None:
    """However few they are, articles have a bar of two pixels."""
    assert bars({"2020": 1, "2021": 10_000}, "", [], VIETNAMESE)[0].height == 2


def test_an_article_of_old_does_not_flatten_the_rest() -> None:
    """Where the years lie far apart only those that have articles get a bar, the newest of them."""
    assert [bar.value for bar in bars({"1904": 1, "2020": 5, "2021": 5}, "", [], VIETNAMESE)] == [
        "1904",
        "2020",
        "2021",
    ]
    many = {str(year): 1 for year in range(1900, 2000)}
    assert [bar.value for bar in bars(many, "", [], VIETNAMESE)] == [
        str(year) for year in range(2000 - MOST_YEARS, 2000)
    ]


def test_months_and_days() -> None:
    """A year has twelve months, a month as many days as in the calendar; English calls months by their names."""
    months = bars({"2024-02": 3}, "2024", [], VIETNAMESE)
    assert [bar.label for bar in months] == [str(number) for number in range(1, 13)]
    assert (months[1].name, months[1].said) == ("02/2024", "3 bài")
    assert bars({"2024-02": 1}, "2024", [], ENGLISH)[1].label == "Feb"
    assert len(bars({"2024-02-29": 1}, "2024-02", [], VIETNAMESE)) == 29
    assert bars({}, "2024", [], VIETNAMESE) == []
