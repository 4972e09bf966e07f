"""The normal form of a syllable."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.normalise import in_one_alphabet, nfc, nfd, normal_form, plainly_written

MARKS = "\u0301\u0323\u0302\u031b\u0344\u0f74\u05b0\u0591\u302a\u0340\u034f"

PLACEMENTS = [
    ("hoà", "hòa"),
    ("thuỷ", "thủy"),
    ("xoá", "xóa"),
    ("loè", "lòe"),
    ("hòan", "hoàn"),
    ("quý", "quý"),
    ("quá", "quá"),
    ("già", "già"),
    ("gìn", "gìn"),
    ("giếng", "giếng"),
    ("khuỷu", "khuỷu"),
    ("thuở", "thuở"),
    ("rượu", "rượu"),
    ("ngoài", "ngoài"),
    ("quyết", "quyết"),
    ("uỷ", "ủy"),
]


@pytest.mark.parametrize(("typed", "normal"), PLACEMENTS)
def test_both_placements_of_the_tone_mark_are_one_syllable(typed: str, normal: str) -> None:
    """hoà and hòa, thuỷ and thủy are the same; a mark that has only one right place stays there."""
    assert normal_form(typed) == normal


@pytest.mark.parametrize("typed", [typed for typed, _ in PLACEMENTS])
def test_case_and_composition_make_no_difference(typed: str) -> None:
    """Upper case, NFC and NFD have the same normal form."""
    spellings = {
        unicodedata.normalize(form, spelling) for form in ("NFC", "NFD") for spelling in (typed, typed.upper())
    }
    assert {normal_form(spelling) for spelling in spellings} == {normal_form(typed)}


@pytest.mark.parametrize("look_alike", ["Đường", "Ðường", "ðường", "đường"])
def test_eth_is_d_with_stroke(look_alike: str) -> None:
    """Ð (eth), which old fonts wrote for Đ, is Đ."""
    assert normal_form(look_alike) == "đường"


def test_marks_typed_in_the_other_order_make_no_difference() -> None:
    """Acute before circumflex is the same ấ as circumflex before acute."""
    assert normal_form("a\u0302\u0301n") == "ấn"
    assert normal_form("vie\u0323\u0302n") == "viện"


@pytest.mark.parametrize("foreign", ["josé", "café", "naïve", "übermut", "usb", "20m2"])
def test_foreign_words_keep_their_accents_where_they_are(foreign: str) -> None:
    """A mark is only moved where it is a tone mark of a Vietnamese syllable."""
    assert normal_form(foreign) == foreign


def test_invisible_characters_are_left_out() -> None:
    """A soft hyphen or zero-width space inside a syllable makes no difference."""
    assert normal_form("ngh\u00adị") == normal_form("ng\u200bhị") == "nghị"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mỹ", "mĩ"), ("kỹ", "kĩ"), ("lý", "lí"), ("tỷ", "tỉ"), ("sỹ", "sĩ"), ("hy", "hi"), ("quý", "quí")],
)
def test_y_and_i_are_one_where_both_are_written(one: str, other: str) -> None:
    """Behind h, k, l, m, s, t and in quy; not in names such as Thy and Vy."""
    assert normal_form(one) == normal_form(other)
    assert len({normal_form(name) for name in ("Thy", "Thi", "Vy", "Vi", "hys", "his")}) == 6


def test_full_width_is_plain() -> None:
    """Letters and digits as East Asian keyboards write them."""
    assert normal_form("ＶＡＳＴ２０２１") == "vast2021"


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("155/2020/NĐ-\u0421\u0420", "155/2020/NĐ-CP"),
        ("\u0441ho", "cho"),
        ("\u0421\u0421\u0421\u0420", "\u0421\u0421\u0421\u0420"),
        ("TGF-β мир 2020/мир", "TGF-β мир 2020/мир"),
    ],
)
def test_letters_of_other_alphabets_that_look_latin(written: str, latin: str) -> None:
    """In a word that is Latin otherwise, and in capitals beside a number; words of those alphabets stay."""
    assert in_one_alphabet(written) == latin


def test_another_tone_is_another_syllable() -> None:
    """Only the place of the mark is free, not the mark."""
    assert len({normal_form(form) for form in ("hoa", "hòa", "hóa", "hỏa", "hõa", "họa")}) == 6


@given(st.text(alphabet="aăâeêioôơuưyđbcghnpqt\u0300\u0301\u0303\u0309\u0323\u0302\u031b", max_size=8))
def test_the_normal_form_is_its_own(text: str) -> None:
    """Normalising twice changes nothing more."""
    once = normal_form(text)
    assert normal_form(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.lists(st.one_of(st.text(MARKS, min_size=25, max_size=60), st.text(max_size=3))).map("".join))
def test_normal_forms_of_any_text_are_those_of_unicode(text: str) -> None:
    """However many marks are heaped on one letter, and in whatever order."""
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfd(text) == unicodedata.normalize("NFD", text)


def test_a_heap_of_marks_takes_no_more_than_linear_time() -> None:
    """A page of nothing but accents holds nobody up."""
    began = time.process_time()
    heap = "a" + "\u0301\u0323" * 40_000
    assert normal_form(heap) == nfc(heap)
    assert time.process_time() - began < 1


def test_a_query_is_read_as_a_keyboard_types_it() -> None:
    """Composed, plain, without what nobody sees; what a keyboard types stays as it is, capitals and signs too."""
    text = "Đại hội “XIII” năm 2021: R&D, C++ – Mỹ"
    odd = "Ð\u200bại\u00a0hội\u3000“ＸＩＩＩ”\tn\u00adăm\u202f２０２１: R&D, C++ – Mỹ"
    for each in (text, odd, unicodedata.normalize("NFD", text), unicodedata.normalize("NFD", odd)):
        assert plainly_written(each) == text
