"""What articles say is short for what."""

import unicodedata

import pytest

from index.definitions import Definition, definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Bộ Khoa học và Công nghệ (KHCN) cho biết", "KHCN", "Khoa học và Công nghệ"),
        ("Bộ Khoa học và Công nghệ (KH&CN) cho biết", "KH&CN", "Khoa học và Công nghệ"),
        ("tại Thành phố Hồ Chí Minh (TP.HCM), ngày 5/1", "TP.HCM", "Thành phố Hồ Chí Minh"),
        ("tham gia bảo hiểm y tế (BHYT)", "BHYT", "bảo hiểm y tế"),
        ("các giáo sư, tiến sĩ (GS.TS.) dự", "GS.TS", "giáo sư, tiến sĩ"),
        ("mỗi thạc sĩ (ThS) một bài", "ThS", "thạc sĩ"),
        ("Trường Đại học Bách khoa (DHBK) họp", "DHBK", "Đại học Bách khoa"),  # D for Đ
        ("phát triển kinh tế - xã hội (KT-XH)", "KT-XH", "kinh tế - xã hội"),
        ("“nhà ở xã hội” (NƠXH)", "NƠXH", "nhà ở xã hội"),
        ("nhiệm vụ của Viện (NVV)", "NVV", "nhiệm vụ của Viện"),  # small words count where they have a letter, or not
        ("lò phản ứng nghiên cứu (sau đây viết tắt là LPƯNC)", "LPƯNC", "lò phản ứng nghiên cứu"),
        ("lò phản ứng nghiên cứu (gọi tắt là “LPƯNC”)", "LPƯNC", "lò phản ứng nghiên cứu"),
        ("chuyển đến BV (bệnh viện) gần nhất", "BV", "bệnh viện"),
        ("the Large Hadron Collider (LHC)", "LHC", "Large Hadron Collider"),
    ],
)
def test_a_definition_is_found_with_where_the_long_form_begins(text: str, short: str, long: str) -> None:
    """The letters of the short form begin the syllables of the long one, before the brackets or within them."""
    assert list(definitions(text)) == [Definition(short, long)]
    assert list(definitions(unicodedata.normalize("NFD", text))) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "quận Thủ Đức (TP.HCM)",
        "Xuân Tùng (TTXVN)",
        "Tổ chức Y tế Thế giới (WHO)",  # the letters are those of another language
        "Công an huyện Yên Thành (Nghệ An)",
        "anh Phan Trọng M. (SN 1996)",
        "ngân hàng. Nhà nước (NHNN)",  # not in one sentence
        "Nhà nước\n(NN)",
        "đại học (Hà Nội)",
        "chị N.N.T (NNT)",  # initials of a name
        "đại học công lập (ĐH)",  # something stands between
        "Đường dây (DD) và dạy dỗ (ĐD)",
        "()(A)(VN",
    ],
)
def test_what_stands_in_brackets_is_mostly_something_else(text: str) -> None:
    """A place, a source, a year."""
    assert [found for found in definitions(text) if found != ("DD", "Đường dây")] == []


def test_a_definition_is_one_string_in_the_index() -> None:
    """And what it was made of again."""
    for each in (Definition("KH&CN", "Khoa học và Công nghệ"), Definition("E", "m=c²")):
        assert Definition.of(str(each)) == each
