"""What people type, as clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parser import Clause, parse

TYPED = [
    ("hội nghị", ["hội", "nghị"]),
    ('"hội nghị" lớn', ['"hội nghị"', "lớn"]),
    ("“hội nghị” «tổng kết»", ['"hội nghị"', '"tổng kết"']),
    ('-covid -"ca nhiễm" hà-nội', ["-covid", '-"ca nhiễm"', "hà", "nội"]),
    ('author:"Mai Lan" Unit: viện tag:-họp', ['author:"mai lan"', "unit:viện", "tag:họp"]),
    ("-tag:họp -title:hội", ["-tag:họp", "-title:hội"]),
    ("30/2020/NĐ-CP COVID-19 17,31", ['"30 2020 nđ cp"', '"covid 19"', '"17 31"']),
    ("công ngh* *", ["công", "ngh*"]),
    ('"chưa đóng', ["chưa", "đóng"]),
    ("author: - -- “” tag:", ["tag"]),
    ("-khoa-học -a@b.vn", ['-"khoa học"', '-"a b vn"']),
    ("khoa học,công nghệ", ["khoa", "học", "công", "nghệ"]),
    ("metatag:x a:b", ["metatag", "x", "a", "b"]),
    ("", []),
]


@pytest.mark.parametrize(("typed", "clauses"), TYPED)
def test_what_is_typed_becomes_clauses(typed: str, clauses: list[str]) -> None:
    """Phrases, exclusion, field prefixes, numbers in one piece; the rest is words."""
    assert [str(clause) for clause in parse(typed).clauses] == clauses


def test_a_prefix_is_the_last_syllable() -> None:
    """Of a word, of a phrase; the values of facets are asked for by whole words."""
    assert parse("công-ngh*").clauses == (Clause(("công",)), Clause(("ngh",), prefix=True))
    assert parse('"công ngh*"').clauses == (Clause(("công", "ngh"), prefix=True, quoted=True),)
    assert parse("author:ngh*").clauses == (Clause(("ngh",), field="author"),)


def test_short_and_further_prefixes_are_words() -> None:
    """One letter begins too much to look for, and so do four beginnings."""
    assert [str(clause) for clause in parse("a* bá* ca* đa* ha*").clauses] == ["a", "bá*", "ca*", "đa*", "ha"]


def test_a_word_that_comes_again_has_neighbours_each_time() -> None:
    """It is looked for once, and stands beside all that it was typed beside."""
    parsed = parse("khó lường, khó lòng cản")
    assert [str(clause) for clause in parsed.sought] == ["khó", "lường", "lòng", "cản"]
    assert parsed.joints == (("khó", "lường"), ("lường", "khó"), ("khó", "lòng"), ("lòng", "cản"))
    assert parsed.forms == ("khó", "lường", "khó", "lòng", "cản")


@given(st.text(alphabet='hộ i"“-:*/1 author:tag\n', max_size=40))
def test_anything_parses_and_its_reading_parses_to_the_same(typed: str) -> None:
    """Nothing typed is an error, and the clauses in writing are those clauses again."""
    clauses = parse(typed)
    written = str(clauses)
    assert str(parse(written)) == written
