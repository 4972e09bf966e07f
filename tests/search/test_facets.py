"""Periods as they stand in a date facet."""

from datetime import date

import pytest

from search.facets import date_range


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
    assert date_range(value) == (first, last)


@pytest.mark.parametrize("value", ["", "x", "2021-13", "2021-02-30", "2021-1-1-1", "0", "99999"])
def test_what_is_no_period_is_refused(value: str) -> None:
    """A month 13, a 30th of February."""
    with pytest.raises(ValueError, match=r"."):
        date_range(value)
