"""Words typed for the fonts of the years before Unicode."""

from collections.abc import Callable

import pytest

from index.vietnamese.legacy import LETTERS, TCVN3, VNI, VPS, WORD, WordReader, read_word, single_bytes, vni
from tests.index.vietnamese.encoded import ALPHABETS, SENTENCES, Vector, as_browsers_show, as_latin_1

READERS = {"TCVN3": single_bytes(TCVN3), "VNI": vni(), "VPS": single_bytes(VPS)}


@pytest.mark.parametrize("vector", ALPHABETS, ids=lambda vector: vector.encoding)
def test_letters_have_the_codes_that_others_give_them(vector: Vector) -> None:
    """Of iconv and recode."""
    codes = {
        "TCVN3": as_bytes(TCVN3),
        "VPS": as_bytes(VPS),
        "VNI": {key: shown.encode("latin-1") for key, shown in VNI.items()},
    }
    assert b"".join(codes[vector.encoding][letter] for letter in vector.text) == vector.raw


def as_bytes(codes: dict[str, int]) -> dict[str, bytes]:
    return {letter: bytes([code]) for letter, code in codes.items()}


@pytest.mark.parametrize("vector", SENTENCES, ids=lambda vector: f"{vector.encoding}: {vector.text[:4]}")
@pytest.mark.parametrize("show", [as_latin_1, as_browsers_show])
def test_what_others_encoded_is_read(vector: Vector, show: Callable[[bytes], str]) -> None:
    """Each word, whether its bytes were shown as latin-1 or as windows-1252; one-letter capitals and control characters
    among them."""
    shown = show(vector.raw)
    assert WORD.sub(lambda word: read_word(READERS[vector.encoding], word[0]), shown) == vector.text


@pytest.mark.parametrize("codes", [TCVN3, VNI, VPS], ids=["TCVN3", "VNI", "VPS"])
def test_every_letter_has_a_code_of_its_own(codes: dict[str, object]) -> None:
    """Else a text could be read in two ways."""
    assert set(codes) == set(LETTERS)
    assert len(set(codes.values())) == len(LETTERS) == 134


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("“Héi", "“Hội"),
        ("nghÞ”", "nghị”"),
        ("\x93Héi\x94", "\x93Hội\x94"),  # as latin-1 shows the quotes
        ("häp…", "họp…"),
        ("–", "–"),
        ("•", "•"),
        ("§–NG", "ĐỌNG"),
        ("“nh", "“nh"),
    ],
)
def test_quotes_and_dashes_are_letters_only_where_that_makes_a_word(shown: str, meant: str) -> None:
    """The fonts .VnTime have them where the standard has capitals."""
    assert read_word(READERS["TCVN3"], shown) == meant


@pytest.mark.parametrize("word", ["Müller", "“Müller”", "Köln", "señor", "café", "Citroën", "Benoît", "Besançon"])
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_foreign_names_stay(word: str, read: WordReader) -> None:
    """A letter of the West in a word that is none of Vietnamese, however it is read."""
    assert read_word(read, word) == word


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Ñaék", "Đắk"),
        ("Laék", "Lắk"),
        ("ÑHQG", "ĐHQG"),
        ("BCÑTÖ", "BCĐTƯ"),
        ("Inñoâneâxia", "Inđônêxia"),
        ("canoâ", "canô"),
    ],
)
def test_names_and_abbreviations_are_read(shown: str, meant: str) -> None:
    """Also where they aren't syllables of the dictionary."""
    assert read_word(READERS["VNI"], shown) == meant


def test_signs_of_vni_may_be_of_the_other_case() -> None:
    """A letter and its sign were typed for themselves."""
    assert [read_word(READERS["VNI"], word) for word in ("VIEäT", "VIEÄT", "VieÄt")] == ["VIỆT", "VIỆT", "Việt"]


def test_lower_case_letters_of_fonts_of_capitals() -> None:
    """Typed with the shift key down, the ASCII letters are capitals and the others aren't."""
    assert [read_word(READERS["TCVN3"], word) for word in ("®¹I", "HäC", "§HQG", "T«i")] == [
        "ĐẠI",
        "HỌC",
        "ĐHQG",
        "Tôi",
    ]
