"""Folding marks away."""

from index.vietnamese.fold import fold, is_bare


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
