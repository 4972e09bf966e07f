"""Folding marks away."""

from index.vietnamese.fold import allows, fold, is_bare, same_letters


def test_all_marks_go() -> None:
    """Tone marks, vowel marks and the stroke of đ."""
    assert fold("đường") == "duong"
    assert fold("viện") == "vien"
    assert fold("nghiễm") == "nghiem"


def test_bare_is_what_has_nothing_to_fold() -> None:
    """A syllable with one mark, or only đ, was typed with marks."""
    assert is_bare("vien")
    assert is_bare("2021")
    assert not is_bare("đi")
    assert not is_bare("viên")


def test_marks_that_are_missing() -> None:
    """What was typed with some of the marks allows the rest and no others; `đ` is a mark, too."""
    for typed, form in (("hôi", "hội"), ("viẹt", "việt"), ("nươc", "nước"), ("đai", "đại"), ("tuóng", "tướng")):
        assert allows(typed, form)
        assert not allows(form, typed)
    for typed, form in (("hôi", "hời"), ("hồi", "hội"), ("đai", "dài"), ("viẹt", "viết"), ("hôi", "nội")):
        assert not allows(typed, form)


def test_letters_that_differ_in_the_tone_alone() -> None:
    """The letters keep their own marks."""
    assert same_letters("nghĩ", "nghỉ")
    assert same_letters("hội", "hôi")
    assert not same_letters("hội", "hợi")
