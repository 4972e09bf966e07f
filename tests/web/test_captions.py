"""Picture captions are told from paragraphs."""

from __future__ import annotations

from web.captions import captions

LONG = "Đồng chí Bí thư phát biểu tại hội nghị và nhấn mạnh các nhiệm vụ trọng tâm của năm mới. " * 3


def test_caption_between_paragraphs() -> None:
    """A short line without closing punctuation between longer ones is a caption, also where the text ends."""
    assert captions([LONG, "Toàn cảnh hội nghị", LONG, "Chụp ảnh lưu niệm"]) == (False, True, False, True)


def test_short_sentences_are_paragraphs() -> None:
    """A short line that ends like a sentence, an item or a quotation is running text."""
    text = [LONG, "Hội nghị kết thúc.", LONG, "Gồm có:", LONG, "“Xin cảm ơn”", LONG, "38 đảng viên (02 dự bị);", LONG]
    assert not any(captions(text))


def test_lists_are_not_captions() -> None:
    """Several short lines in a row are a list."""
    assert not any(captions([LONG, "Phòng Tổ chức", "Phòng Tài vụ", "Phòng Quản trị", LONG]))


def test_first_line_is_no_caption() -> None:
    """What a text begins with is no caption: nothing was shown before it."""
    assert captions(["Hà Nội, ngày 27/12", LONG]) == (False, False)


def test_no_text() -> None:
    """An article may have no text at all."""
    assert captions([]) == ()
