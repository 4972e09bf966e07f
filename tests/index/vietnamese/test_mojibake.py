"""UTF-8 that was read as a code page."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.mojibake import Mojibake
from tests.index.vietnamese.encoded import as_browsers_show

PAGES = {"cp1252": Mojibake("cp1252"), "cp1258": Mojibake("cp1258")}

TEXT = (
    "Viện Hàn lâm: “Hội nghị tổng kết công tác năm 2021 – là một dịp tốt”, và người dân ở Đà Nẵng, Đắk Lắk\n"
    "về dự Đại hội, phát biểu ý kiến về tàu nghiên cứu. Đề tài họ chọn là làng xã và kinh tế xã hội…"
)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("page", "broken"),
    [
        ("cp1252", lambda raw: raw.decode("latin-1")),
        ("cp1252", as_browsers_show),
        ("cp1258", lambda raw: as_browsers_show(raw, "cp1258")),
    ],
)
def test_all_bytes_are_there(page: str, form: str, broken: Callable[[bytes], str]) -> None:
    """The text comes back to the letter."""
    text = unicodedata.normalize(form, TEXT)
    assert PAGES[page].repair(broken(text.encode())).text == text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "after",
    [
        lambda broken: broken,
        lambda broken: broken.replace("\xa0", " "),
        lambda broken: "\n".join(" ".join(line.split()) for line in broken.split("\n")),
        lambda broken: broken.replace("\xad", ""),
    ],
    ids=["as it was", "no-break spaces as spaces", "spaces collapsed", "soft hyphens dropped"],
)
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_lost_bytes_are_found_by_the_words(page: str, errors: str, after: Callable[[str], str]) -> None:
    """Those that the code page has no character for (ề, ọ, ờ, Đ), and the no-break space (à) that became a space."""
    assert PAGES[page].repair(after(TEXT.encode().decode(page, errors))).text == TEXT


@pytest.mark.parametrize("page", PAGES)
def test_text_that_is_well_stays(page: str) -> None:
    """Nothing in it is a sequence of UTF-8."""
    assert PAGES[page].repair(TEXT).text == TEXT


@pytest.mark.parametrize("page", PAGES)
@given(text=st.text("ÃÄÂáºề»\xa0\xad\ufffd€â\x81ơ abc\n\U000f0000😀"))
def test_whatever_comes_something_is_answered(page: str, text: str) -> None:
    """Half sequences, lost bytes in a row, private characters: lines stay lines, ASCII stays."""
    repaired = PAGES[page].repair(text).text
    assert repaired.count("\n") == text.count("\n")
    assert [char for char in repaired if char in "abc"] == [char for char in text if char in "abc"]


def test_long_runs_take_linear_time() -> None:
    """However many bytes are lost in one run of letters."""
    assert len(PAGES["cp1252"].repair("á»" * 50_000).text) == 50_000
    assert len(PAGES["cp1252"].repair("á»á»á»" + "a" * 500_000).text) == 500_003
