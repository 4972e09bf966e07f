"""What belongs together, however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.normalise import in_one_alphabet
from search.parser import parse
from search.understanding.pieces import in_one_piece

NUMBER = '"30 2020 nđ cp"'

TYPED = [
    ("30/2020/NĐ-CP", NUMBER),
    ("Số: 30 / 2020 / NĐ\u2011CP", NUMBER),
    ("số 30/2020/ NĐ – CP", NUMBER),
    ("30 /2020/N\u0110-\u0421\u0420", NUMBER),
    ("nghị định 30 / 2020 / nđ - cp về văn thư", f"nghị định {NUMBER} về văn thư"),
    ("30/2020/nd-cp", '"30 2020 nd cp"'),
    ("15 - NQ / TW", '"15 nq tw"'),
    ("123 / QĐ - VHL", '"123 qđ vhl"'),
    ("123/QĐ - Về việc", '"123 qđ" về việc'),
    ("30/2020", '"30 2020"'),
    ("27/12/2021 - Hà Nội", '"27 12 2021" hà nội'),
    ("R&D Q&A", '"r d" "q a"'),
    ("thu@vien.vn https://vien.vn/a-b", '"thu vien vn" "https vien vn a b"'),
    ("sở KHCN TP.HCM", 'sở khcn "tp hcm"'),
    ('"30 / 2020" R & D', '"30 2020" r d'),
    ("lập trình C++ và C#", "lập trình c++ và c#"),
    ("hội nghị tổng kết", "hội nghị tổng kết"),
]


@pytest.mark.parametrize(("typed", "clauses"), TYPED)
def test_what_belongs_together_is_a_phrase(typed: str, clauses: str) -> None:
    """Numbers of documents with any spaces, dashes and letters of another alphabet; what a sign holds together."""
    assert str(parse(in_one_piece(typed))) == clauses


@given(st.text("hộ i/1&@.NĐCP\u0421", max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    """And no word is lost: at most `số` before a number."""
    assert set(parse(in_one_piece(typed)).forms) == set(parse(in_one_alphabet(typed)).forms)
