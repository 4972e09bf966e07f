"""Which unit an article is about."""

import unicodedata
from pathlib import Path

import pytest

from index.errors import TableInvalid
from index.settings import Settings
from index.tables import keep_tables
from index.units import FormerName, Unit, UnitsTable, units_of

ACADEMY = "Viện Hàn lâm Khoa học Sông Hồng"
TABLE = UnitsTable(
    [
        Unit(ACADEMY, abbreviations=("VHLSH",), former_names=(FormerName("Trung tâm Nghiên cứu Sông Hồng"),)),
        Unit("Văn phòng", other_names=("Văn phòng Viện Hàn lâm",), parent=ACADEMY, too_common=True),
        Unit("Viện Hóa học", parent=ACADEMY),
        Unit("Viện Hóa học Xanh", abbreviations=("HHX",), parent=ACADEMY),
        Unit("Phòng Xúc tác", parent="Viện Hóa học Xanh"),
        Unit("Ban Tổ chức – Cán bộ", parent=ACADEMY),
        Unit("Trường"),
    ]
)


def test_a_name_is_found_however_it_is_written() -> None:
    """Case, NFD and the place of the tone mark don't matter, nor does the kind of dash."""
    for title in ("VIỆN HÓA HỌC", "viện hoá học họp", unicodedata.normalize("NFD", "Họp tại Viện Hóa học.")):
        assert TABLE.find(title, "") == "Viện Hóa học"
    assert TABLE.find("Ban tổ chức - cán bộ thông báo", "") == "Ban Tổ chức – Cán bộ"


def test_the_longest_name_at_a_place_wins() -> None:
    """A longer name contains the shorter one."""
    assert TABLE.find("Viện Hóa học Xanh tuyển dụng", "") == "Viện Hóa học Xanh"


def test_a_unit_is_a_better_answer_than_what_it_is_part_of() -> None:
    """The whole is mentioned in nearly every article."""
    assert TABLE.find(f"{ACADEMY} khen thưởng Viện Hóa học", "") == "Viện Hóa học"
    assert TABLE.find(f"{ACADEMY}: Phòng Xúc tác nhận giải", "Viện Hóa học Xanh") == "Phòng Xúc tác"
    assert TABLE.find(f"{ACADEMY} tổng kết", "Viện Hóa học dự.") == ACADEMY


def test_of_several_units_the_earliest_wins() -> None:
    """Who acts stands first."""
    assert TABLE.find("Viện Hóa học và Viện Hóa học Xanh ký kết", "") == "Viện Hóa học"


def test_the_title_decides_before_the_text_and_a_paragraph_before_the_next() -> None:
    """Where a title says nothing, the first paragraph that names a unit does."""
    assert TABLE.find("Viện Hóa học họp", "Viện Hóa học Xanh") == "Viện Hóa học"
    assert TABLE.find("Thông báo", "Ngày 5/1.\nTại Viện Hóa học Xanh.\nViện Hóa học dự.") == "Viện Hóa học Xanh"


def test_names_are_whole_words_within_one_sentence() -> None:
    """Neither parts of words nor words on both sides of a full stop, a comma or a line's end make a name."""
    for text in ("Viện Hóa họcx", "xViện Hóa học", "tại Viện. Hóa học là", "Viện, Hóa học", "Viện\nHóa học"):
        assert TABLE.find("", text) == ""


def test_abbreviations_and_names_of_one_syllable_count_only_as_they_are_written() -> None:
    """`hhx` may be anything."""
    assert TABLE.find("HHX tuyển dụng", "") == "Viện Hóa học Xanh"
    assert TABLE.find("Trường khai giảng", "") == "Trường"
    assert TABLE.find("hhx, trường, HHXV", "") == ""


def test_a_name_that_is_too_common_is_found_by_its_other_names() -> None:
    """Every institution has a Văn phòng."""
    assert TABLE.find("Văn phòng Chính phủ", "") == ""
    assert TABLE.find("Đảng bộ Văn phòng Viện Hàn lâm", "") == "Văn phòng"


def test_a_circle_of_parents_ends() -> None:
    """A mistake in the table must not hang the indexer."""
    table = UnitsTable([Unit("Ban Một", parent="Ban Hai"), Unit("Ban Hai", parent="Ban Một")])
    assert table.find("Ban Một và Ban Hai", "") == "Ban Một"


def test_the_shipped_table_knows_the_academy() -> None:
    """Its office, its institutes, and the names they had."""
    table = UnitsTable.load()
    title = "Đảng bộ Văn phòng Viện Hàn lâm Khoa học và Công nghệ Việt Nam tổ chức Hội nghị tổng kết"
    assert table.find(title, "") == "Văn phòng"
    assert table.find("Viện Khoa học và Công nghệ Việt Nam", "") == table.find("VAST", "")
    assert table.find("Viện Vật lý Địa cầu", "") == "Viện Vật lý Địa cầu"  # merged into another one, which it never was
    assert table.find("VAST", "") == "Viện Hàn lâm Khoa học và Công nghệ Việt Nam"


def test_a_name_is_that_of_the_unit_that_bore_it_at_the_time() -> None:
    """Two units had the same name one after the other; an article of 2008 means another one than an article of 2024."""
    table = UnitsTable(
        [
            Unit("Viện Ngôn ngữ máy tính", former_names=(FormerName("Viện Tin học", 2005, 2021),)),
            Unit("Viện Tin học"),
            Unit("Viện Dữ liệu", former_names=(FormerName("Viện Tin học", None, 1999), FormerName("Phòng Máy"))),
        ]
    )
    named = {year: table.bearer("VIỆN TIN HỌC", year) for year in (1980, 2002, 2008, 2024, None)}
    assert named == {
        1980: "Viện Dữ liệu",
        2002: "Viện Tin học",
        2008: "Viện Ngôn ngữ máy tính",
        2024: "Viện Tin học",
        None: "Viện Tin học",
    }
    assert table.bearers("viện tin học") == ("Viện Ngôn ngữ máy tính", "Viện Tin học", "Viện Dữ liệu")
    assert table.find("Viện Tin học khai trương", "", 2008) == "Viện Ngôn ngữ máy tính"
    assert table.find("Viện Tin học khai trương", "") == "Viện Tin học"


def test_a_former_name_that_nobody_else_bore_counts_in_any_year() -> None:
    """People go on using it, and it was in use before it was official."""
    table = UnitsTable([Unit("Viện Hóa học", former_names=(FormerName("Phòng Hóa", 1990, 1999),))])
    assert {table.bearer("Phòng Hóa", year) for year in (1980, 1995, 2024, None)} == {"Viện Hóa học"}
    assert table.bearer("Phòng Sinh", 1995) == "Phòng Sinh"


def test_an_index_keeps_the_table_that_it_was_made_with(tmp_path: Path) -> None:
    """Until another one is named; whoever searches it needs to name none."""
    index, mine = tmp_path / "index", tmp_path / "mine.toml"
    index.mkdir()
    mine.write_text("[[unit]]\nname = 'Phòng Hóa'\n", encoding="utf-8")
    assert units_of(Settings(index=index)).find("Phòng Hóa họp", "") == ""
    keep_tables(Settings(index=index, units=mine))
    mine.unlink()
    keep_tables(Settings(index=index))
    assert units_of(Settings(index=index)).find("Phòng Hóa họp", "") == "Phòng Hóa"


def test_a_table_is_read_from_a_file(tmp_path: Path) -> None:
    """All keys; a former name may be a bare string, and an editor may leave a byte order mark."""
    path = tmp_path / "units.toml"
    path.write_text(
        """
        [[unit]]
        name = "Viện Hóa học Xanh"
        abbreviations = ["HHX"]
        other_names = ["Viện Hóa Xanh"]
        former_names = [{ name = "Phòng Hóa học", from = 1990, to = 2001 }, "Trạm Hóa học"]
        parent = "Viện Hàn lâm Khoa học Sông Hồng"
        """,
        encoding="utf-8-sig",
    )
    table = UnitsTable.load(path)
    for name in ("HHX", "Viện Hóa Xanh", "Phòng Hóa học", "Trạm Hóa học"):
        assert table.find(name, "") == "Viện Hóa học Xanh"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[unit]\n", "at line 1"),
        ("", r"it must consist of \[\[unit\]\] entries"),
        ("[unit]\nname = 'A'", r"it must consist of \[\[unit\]\] entries"),
        ("[[unit]]\nname = ' '", "unit 1 has no name"),
        ("[[unit]]\nname = 'A'\n[[unit]]\nname = 'A'", "there are two units named “A”"),
        ("[[unit]]\nname = 'A'\nabreviations = ['B']", "unit “A” has a key that means nothing here: abreviations"),
        ("[[unit]]\nname = 'A'\nabbreviations = 'B'", "unit “A”: abbreviations must be a list"),
        ("[[unit]]\nname = 'A'\nformer_names = [{ from = 1990 }]", "unit “A”: former_names must hold names"),
        ("[[unit]]\nname = 'A'\nformer_names = 'B'", "unit “A”: former_names must be a list"),
        ("[[unit]]\nname = 'A'\nformer_names = [{ name = 'B', from = '1990' }]", "“B”: from must be a year"),
        ("[[unit]]\nname = 'A'\nformer_names = [{ name = 'B', from = 2, to = 1 }]", "from must not be later than to"),
        ("[[unit]]\nname = 'A'\nformer_names = [{ name = 'B', since = 1990 }]", "means nothing here: since"),
        ("[[unit]]\nname = 'A'\nparent = 1", "unit “A”: parent must be a name"),
        ("[[unit]]\nname = 'A'\ntoo_common = 'yes'", "unit “A”: too_common must be true or false"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    """The people who edit it are no programmers."""
    path = tmp_path / "units.toml"
    path.write_text(content)
    with pytest.raises(TableInvalid, match=f"units.toml: .*{reason}"):
        UnitsTable.load(path)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A mistyped path is the most common mistake."""
    with pytest.raises(TableInvalid, match=r"nowhere\.toml: no such file"):
        UnitsTable.load(tmp_path / "nowhere.toml")
