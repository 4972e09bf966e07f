"""The table of abbreviations."""

from pathlib import Path

import pytest

from index.abbreviations import abbreviations_of, load
from index.definitions import Definition
from index.errors import TableInvalid
from index.settings import Settings
from index.tables import keep_tables


def test_the_shipped_table_is_a_good_start() -> None:
    """It can be read, and holds what people type most."""
    shipped = load()
    for short, long in (
        ("KHCN", "khoa học và công nghệ"),
        ("UBND", "Ủy ban nhân dân"),
        ("ĐH", "đại học"),
        ("GS.TS", "giáo sư, tiến sĩ"),
        ("NCKH", "nghiên cứu khoa học"),
        ("TP.HCM", "Thành phố Hồ Chí Minh"),
    ):
        assert Definition(short, long) in shipped
    assert len(set(shipped)) == len(shipped)


def test_a_short_form_can_mean_several_things(tmp_path: Path) -> None:
    """They are listed, the commonest first."""
    path = tmp_path / "mine.toml"
    path.write_text('TS = ["tiến sĩ", "thí sinh"]\n"ĐH" = "đại học"\n', encoding="utf-8-sig")
    assert load(path) == (("TS", "tiến sĩ"), ("TS", "thí sinh"), ("ĐH", "đại học"))


def test_an_index_keeps_the_table_that_it_was_made_with(tmp_path: Path) -> None:
    """Until another one is named; it takes the place of the shipped one."""
    index, mine = tmp_path / "index", tmp_path / "mine.toml"
    index.mkdir()
    mine.write_text("XT = 'xúc tác'", encoding="utf-8")
    assert abbreviations_of(Settings(index=index)) == load()
    keep_tables(Settings(index=index, abbreviations=mine))
    mine.unlink()
    keep_tables(Settings(index=index))
    assert abbreviations_of(Settings(index=index)) == (("XT", "xúc tác"),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("ĐH = 'đại học'", "at line 1"),  # needs quotes
        ("'&' = 'và'", "“&” has no letter or digit"),
        ("VN = 1", "“VN” must be short for a text"),
        ("VN = ['Việt Nam', 1]", "“VN” must be short for a text"),
        ("VN = ' '", "“VN” is short for nothing"),
        ("[VN]", "“VN” must be short for a text"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    """The people who edit it are no programmers."""
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableInvalid, match=f"mine.toml: .*{reason}"):
        load(path)
