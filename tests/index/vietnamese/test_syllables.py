"""Finding syllables in a text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.syllables import syllables


def test_offsets_are_those_of_the_text_as_given() -> None:
    """Each syllable's offsets cut it out of the original text, punctuation left aside."""
    text = "“Hội nghị”, 25/12: KHOA_HỌC."
    found = syllables(text)
    assert found.forms == ["hội", "nghị", "25", "12", "khoa", "học"]
    cut = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert cut == ["Hội", "nghị", "25", "12", "KHOA", "HỌC"]


def test_combining_marks_belong_to_their_syllable() -> None:
    """NFD text has the same syllables, and the offsets take in every combining mark."""
    text = unicodedata.normalize("NFD", "Hội nghị lớn.")
    found = syllables(text)
    assert found.forms == ["hội", "nghị", "lớn"]
    cut = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert [unicodedata.normalize("NFC", piece) for piece in cut] == ["Hội", "nghị", "lớn"]


def test_invisible_characters_do_not_split() -> None:
    """A soft hyphen inside a syllable doesn't make two of it, and one behind it isn't part of it."""
    assert syllables("ngh\u00adị\u200b quyết").forms == ["nghị", "quyết"]


@given(st.text(alphabet="ăâđêôơưaehinuộị\u0300\u0323\u0302 .,-_/\u200b2", max_size=40))
def test_composition_never_changes_the_syllables(text: str) -> None:
    """NFC and NFD of any text have the same syllables."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert syllables(composed).forms == syllables(decomposed).forms
