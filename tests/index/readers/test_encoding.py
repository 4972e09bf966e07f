"""Bytes to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.encoding import decode, decode_html
from index.readers.source import FormatError
from tests.index.vietnamese.encoded import SENTENCES, as_browsers_show

TEXT = "Viện Hàn lâm Khoa học và Công nghệ Việt Nam, 27/12/2021"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised(encoding: str) -> None:
    """With a byte order mark or without."""
    assert decode(TEXT.encode(encoding)) == TEXT
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT
    assert decode_html(TEXT.encode(encoding)) == TEXT


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_in_utf_8_is_read_as_it_is(text: str) -> None:
    """Nothing in it can look like another encoding, but for the mark itself."""
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"Vi\0\0\0n", b"\xff\xfe\x00\xd8", b"PK\x03\x04\x14\0\xff\0"]
)
def test_binary_data_are_refused(raw: bytes) -> None:
    """A picture that is called .txt."""
    with pytest.raises(FormatError, match=r"binary|not valid"):
        decode(raw)


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI", "VPS"])
@pytest.mark.parametrize("declaration", ["", "<meta charset=utf-8>", "<meta charset=x-user-defined>"])
def test_old_vietnamese_encodings_are_recognised(encoding: str, declaration: str) -> None:
    """By their words; the text is what a Western machine shows for its bytes, and remains to be read."""
    raw = b"".join(vector.raw + b"\n" for vector in SENTENCES if vector.encoding == encoding)
    assert decode_html(declaration.encode() + raw) == declaration + as_browsers_show(raw)
    assert decode(raw) == as_browsers_show(raw)


@pytest.mark.parametrize("text", ["L'été dernier, François a été reçu à l'école très tôt", "Größe für München"])
def test_other_old_encodings_are_never_guessed(text: str) -> None:
    """Western text is no Vietnamese, whatever one reads it as."""
    with pytest.raises(FormatError, match="not valid UTF-8"):
        decode(text.encode("latin-1"))


def test_a_word_is_not_enough() -> None:
    """The message says where and what to do."""
    with pytest.raises(FormatError, match="byte 3 is not valid UTF-8; save the file as UTF-8"):
        decode("Vi\xean".encode("cp1258"))


def test_a_page_says_what_it_is_written_in() -> None:
    """Both forms of the declaration, and browsers' reading of ISO-8859-1."""
    for meta in ('<meta charset="%s">', "<meta http-equiv='Content-Type' content='text/html; charset=%s'>"):
        page = meta % "windows-1258" + "Hà Nội".replace("ộ", "ô\u0323")
        assert decode_html(page.encode("cp1258")) == page
    assert decode_html(b"<meta charset=iso-8859-1>\x93Caf\xe9\x94") == "<meta charset=iso-8859-1>“Café”"


def test_a_page_in_utf_8_is_read_as_such_whatever_it_declares() -> None:
    """Templates are copied with their declarations."""
    page = '<meta charset="iso-8859-1">' + TEXT
    assert decode_html(page.encode()) == page
    assert decode_html(page.replace("iso-8859-1", "utf-16").encode()) == page.replace("iso-8859-1", "utf-16")


@pytest.mark.parametrize("charset", [b"x-viet-tcvn5712", b"hex", b"undefined", b"raw_unicode_escape", b"utf-7"])
def test_a_charset_that_is_not_known_is_named(charset: bytes) -> None:
    """Python knows codecs that are no charsets."""
    with pytest.raises(FormatError, match=charset.decode()):
        decode_html(b"<meta charset=" + charset + rb">Vi\ud800" + b"\xea")
