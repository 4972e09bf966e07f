"""Leading zeros of the numbers of documents and days."""

import pytest

from search.parser import parse
from search.understanding.numbers import with_other_zeros
from search.understanding.pieces import in_one_piece


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("1/2019/NĐ-CP", ["01 2019 nđ cp"]),
        ("Số: 01 / 2019 / NĐ - CP", ["1 2019 nđ cp"]),
        ("05/NQ-CP", ["5 nq cp"]),
        ("họp 1/12/2021", ["01 12 2021"]),
        ("1/2/2021", ["01 02 2021", "01 2 2021", "1 02 2021"]),
        ("30/2020/NĐ-CP", []),
        ('"1/2019/NĐ-CP"', []),
        ("covid-19", []),
        ("1,5", []),
        ("0/2019/NĐ-CP", []),
        ("5 năm 2021", []),
        ("1/2/3/4/2021", []),
    ],
)
def test_what_is_sought_with_other_zeros(typed: str, others: list[str]) -> None:
    """Of what is typed in one piece, but for what is quoted."""
    found = [other for each in with_other_zeros(parse(in_one_piece(typed))) for other in each.others]
    assert [" ".join(clause.syllables) for clause in found] == others
