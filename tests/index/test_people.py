"""Who signs an article."""

import unicodedata

import pytest

from index.people import people, signed, without_titles


@pytest.mark.parametrize(
    "author",
    [
        "Mai Lan",
        "GS.TS. Mai Lan",
        "GS. TS Mai Lan",
        "GS, TS Mai Lan",
        "PGS.TS Mai Lan",
        "PGS.,TS. NGƯT Mai Lan",
        "TSKH.Mai Lan",
        "Th.S Mai Lan",
        "CN. Mai Lan",
        "KS Mai Lan",
        "BS.CKII Mai Lan",
        "NGND Mai Lan",
        "Giáo sư, Tiến sĩ khoa học Mai Lan",
        "Đồng chí Mai Lan",
        "đ/c Mai Lan",
        "Bà Mai Lan",
        "Nhà báo Mai Lan",
        "PV Mai Lan",
        "Bài: Mai Lan",
        "Ảnh:Mai Lan",
        "Tin, ảnh: Mai Lan.",
        "Bài và ảnh: MAI LAN",
        "MAI LAN",
        "mai lan",
        " Mai\u00a0  Lan ",
        "Mai L\u200ban",
        "Mai Lan (tổng hợp)",
        "Mai Lantổng hợp",
        "(Mai Lan)",
        "Mai Lan, TS.",
        "TS. Mai Lan, Viện trưởng Viện Hóa học",
        "Mai Lan - mailan@vien.example",
        "Mai Lan và cộng sự",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_person_is_one_value_however_sources_write_the_name(author: str, form: str) -> None:
    """Degrees, honours, forms of address, what was done, notes, capitals and blanks are no part of a name."""
    assert signed(unicodedata.normalize(form, author)) == ("Mai Lan",)


@pytest.mark.parametrize(
    "author",
    [
        "Mai Lan, Hồng Nhung",
        "Mai Lan - Hồng Nhung",
        "Mai Lan– Hồng Nhung",
        "Mai Lan và Hồng Nhung",
        "MAI LAN; HỒNG NHUNG",
        "PGS, TS Mai Lan - ThS. Hồng Nhung",
        "Bài: Mai Lan Ảnh: Hồng Nhung",
        "Mai Lan(từ Huế) & Hồng Nhung, Mai Lan",
    ],
)
def test_several_people_in_one_string_are_several_values(author: str) -> None:
    """Each once, in their order."""
    assert people([author]) == ("Mai Lan", "Hồng Nhung")


@pytest.mark.parametrize(
    "author",
    [
        "Ban Thông tin và Truyền thông",
        "BAN THÔNG TIN VÀ TRUYỀN THÔNG",
        "Trung tâm Thông tin - Tư liệu",
        "Văn hóa - Xã hội",
        "Nguyen, Van A",
        "Jean-Pierre Dupont",
        "Bà Triệu",
        "Đoàn Huỳnh",
        "PV",
        "Nhóm PV",
        "VnExpress",
        "...",
    ],
)
def test_what_is_not_surely_several_people_stays_as_it_is(author: str) -> None:
    """Institutions with `và` in their names, western names with their family name in front, titles without a name."""
    assert signed(author) == (author,)


@pytest.mark.parametrize("author", ["", " ", "Unknown", "N/A", "Không rõ"])
def test_nobody_is_no_value(author: str) -> None:
    """Crawlers write something where they find no author."""
    assert people([author]) == ()


def test_titles_are_taken_off_what_is_typed() -> None:
    """With or without marks; a name is left in any case."""
    assert without_titles(("gs", "ts", "mai", "lan")) == ("mai", "lan")
    assert without_titles(("dong", "chi", "mai", "lan")) == ("mai", "lan")
    assert without_titles(("th", "s", "lan")) == ("lan",)
    assert without_titles(("mai", "lan")) == ("mai", "lan")
    assert without_titles(("pv",)) == ("pv",)
