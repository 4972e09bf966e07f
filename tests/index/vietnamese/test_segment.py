"""The segmenter against pyvi itself, and its spans against its words."""

import itertools
import pickle
import subprocess
import sys
import time
import unicodedata
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese import crf, segment

TEXTS = [
    # Nothing to segment
    "",
    " ",
    "\n",
    " \t\r\n \u00a0\u3000\u2028 \n",
    "\x1c\x1d\x1e\x1f\x85",
    "một",
    # Plain sentences
    "Hội nghị toàn quốc về công nghệ thông tin khai mạc sáng nay tại Hà Nội.",
    "Trường Đại học Bách khoa Hà Nội tuyển sinh 7.980 chỉ tiêu năm 2024.",
    "Viện Hàn lâm Khoa học và Công nghệ Việt Nam công bố kế hoạch đấu thầu.",
    "học sinh học sinh học",
    "ông già đi nhanh quá",
    "Đất nước Việt Nam, đất nước của những dòng sông.",
    "Sinh viên sẽ được nhận học bổng khuyến khích học tập học kỳ II.",
    # Case
    "VIỆN HÀN LÂM KHOA HỌC VÀ CÔNG NGHỆ VIỆT NAM",
    "hỘi NgHị ToÀn QuỐc",
    "nhà Nước, Nhà nước và nhà nước",
    "chủ tịch Hồ Chí Minh, Chủ tịch nước Cộng hoà",
    "ΟΔΟΣ ΣΑΣ Σ",
    "İstanbul ǅ ǆ ß ẞ",
    # Punctuation
    "...",
    "....",
    "... ..",
    "chờ đã...rồi sẽ biết",
    "Hà Nội -> Hải Phòng --> Quảng Ninh ==> hết >> rồi >>> nhé",
    "-- --- ---- ------------------------------------------",
    "“hội nghị” 'hội nghị' \"hội nghị\" (hội nghị) [hội nghị] «hội nghị»",
    "hội“nghị toàn”quốc – khai mạc—bế mạc … hết",
    "hội_nghị _hội_ __ ___ nghị_",
    "hội-nghị, kinh tế-xã hội, kinh tế - xã hội; và/hoặc",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "a!b?c.d,e:f;g",
    # Abbreviations
    "TP. Hồ Chí Minh, TP.HCM, Tp. Hà Nội, Tp.HCM, tp. Huế",
    "ThS. Nguyễn Văn A. và GS.TS. Trần Thị B., Mr. X, Mrs.Y, Ms. Z, Dr. W",
    "PGS.TS Đ.Đ. Đức; U.S.A. và U.S.A",
    "ABC1. ABc. Đ. ĐA. ÂU.",
    # Numbers
    "1.234.567,89 đồng, 3,5% và 10_000 hay 1.2.3.4",
    "ngày 12/3/2021 lúc 08:30, số 51/2014/TT-BNNPTNT",
    "1 2 3 bốn năm 6 bảy",
    "100km 5G 4.0 1.a 1. 1.. .5 1,",
    "năm 2021 học sinh lớp 12A1",
    "① ² ½ Ⅷ ٣٤ ১২.৩ 1٬000",
    # Addresses
    "Liên hệ: phong.daotao+k65@hust.edu.vn hoặc a@b, @c, d@, e@f.g.",
    "a.b-c_d@x-y.z.vn.",
    "-abc@x.yz ...@a.b đa@x.yz một@hai.ba",
    "https://vast.gov.vn/tin-tuc?id=1&x=(y), http://a.b",
    "xem tại://đây và ftp://x\u00a0y, http:// z",
    "mailto:x@y.vn www.hanoi.gov.vn",
    # Normal forms
    unicodedata.normalize("NFD", "Hội nghị toàn quốc về công nghệ thông tin tại Hà Nội."),
    unicodedata.normalize("NFD", "TP. Đà Nẵng: “Kinh tế” (ế) ự"),
    "hô\u0323i nghi\u0323 hộ\u0323i q\u0303 \u0301 \u0323a",
    "tha\u0323\u0302t \u1ea1\u0302 a\u0302\u0323",
    "\u212b \u2126 \u0958 \u0344 \u1100\u1161\u11a8 ﬁ ｈ",
    # Newlines, joined or not, and other whitespace
    "hội\nnghị toàn\nquốc",
    "hội nghị\n\n\ntoàn quốc\r\nkhai mạc\n",
    "công\tnghệ\u00a0thông\u2003tin\u3000việt\x0bnam\x0cnày",
    "học sinh\u200bsinh viên\ufeff",
    "\nviệt\n nam \n",
    # Foreign and odd
    "Manchester United thắng Real Madrid 3-1 ở Champions League",
    "北京大学 тоже ภาษาไทย हिन्दी العربية 한국어",
    "😀 vui quá 👍🏽👨‍👩‍👧 hội nghị 🇻🇳",
    "việt\x00nam \x00 \x00\x00 http://a.b\x00c",
    '<p>hội nghị</p> &nbsp; {"a": 1}',
    "x" * 300 + " hội nghị " + "." * 301 + "@" + "-" * 300,
    "xã " * 50 + "hội " * 50,
]

SENTENCE = """
hội nghị toàn quốc công nghệ thông tin khoa học sinh viên đại Việt Nam Hà Nội nhà nước kinh tế xã chủ tịch trường của và
các những được thể nào cơ quan bảo hiểm y ủy ban nhân dân Hồ Chí Minh thành phố
"""
SYLLABLES = SENTENCE.split()
SIGNS = [*".,:;!?()“”\"'-–…_/%@+\x00😀", "...", "->", "==>", ">>", "://", "TP.", "ThS."]
SPACES = [" ", " ", " ", " ", "\n", "", "\t", "\u00a0", "\r\n", "  "]

pieces = st.one_of(
    st.sampled_from(SYLLABLES),
    st.sampled_from(SYLLABLES),
    st.sampled_from(SYLLABLES).map(str.upper),
    st.sampled_from(SYLLABLES).map(str.capitalize),
    st.sampled_from(SYLLABLES).map(lambda syllable: unicodedata.normalize("NFD", syllable)),
    st.sampled_from(SIGNS),
    st.integers(0, 3000).map(str),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3),
)
texts = st.lists(st.tuples(pieces, st.sampled_from(SPACES)).map("".join), max_size=40).map("".join)


@pytest.fixture(scope="session")
def pyvi_words() -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its model was pickled by old versions of its libraries
        from pyvi.ViTokenizer import ViTokenizer
    return lambda text: ViTokenizer.tokenize(text).split()


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_tricky_texts_are_those_of_pyvi(text: str, pyvi_words: Callable[[str], list[str]]) -> None:
    """Whatever is written, the words are pyvi's to the letter."""
    assert segment.words(text) == pyvi_words(text)


@given(texts)
def test_words_are_those_of_pyvi(pyvi_words: Callable[[str], list[str]], text: str) -> None:
    """Any mixture of syllables, signs, digits, case, normal form and whitespace has pyvi's words."""
    assert segment.words(text) == pyvi_words(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_words_of_any_script_are_those_of_pyvi(pyvi_words: Callable[[str], list[str]], text: str) -> None:
    """Text in any script, however odd, has pyvi's words."""
    assert segment.words(text) == pyvi_words(text)


@given(st.lists(st.sampled_from([*"aA1@.-+_>:/ đ", "...", "->", "TP.", "a@b.c"]), max_size=30).map("".join))
def test_words_around_email_addresses_are_those_of_pyvi(pyvi_words: Callable[[str], list[str]], text: str) -> None:
    """Whatever stands beside an address or is nearly one."""
    assert segment.words(text) == pyvi_words(text)


@pytest.mark.parametrize("piece", ["-", "a.b", "a@", "a@b.", "A.", "\u0301\u0323"])
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    """A page of nothing but near misses of email addresses, or of accents, holds nobody up."""
    began = time.process_time()
    segment.words(piece * 40_000 + "@")
    assert time.process_time() - began < 2


def test_words_of_broken_text() -> None:
    """Half a surrogate pair, which makes pyvi fail, is a sign like any other."""
    assert segment.words("hội nghị \ud83d toàn quốc") == ["hội_nghị", "\ud83d", "toàn_quốc"]


def test_words_stay_the_same_when_the_cache_overflows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory for what was seen is bounded, and forgetting changes no word."""
    monkeypatch.setattr(segment._Remembered, "CAPACITY", 3)
    segment._CODE_OF.clear()
    segment._CODES_OF.clear()
    assert segment.words("hội nghị toàn quốc khai mạc") == ["hội_nghị", "toàn_quốc", "khai_mạc"]
    assert len(segment._CODE_OF) <= 3
    assert len(segment._CODES_OF) <= 3


def test_segmenting_imports_neither_scikit_learn_nor_pyvi_and_importing_reads_no_model() -> None:
    """The service starts without scikit-learn, and without the model until words are asked for."""
    program = (
        "import sys\n"
        "from index.vietnamese import segment\n"
        "assert segment._model.cache_info().currsize == 0\n"
        "assert segment.words('hội nghị') == ['hội_nghị']\n"
        "unwanted = {'sklearn', 'scipy', 'sklearn_crfsuite', 'pycrfsuite', 'pyvi.ViTokenizer'} & sys.modules.keys()\n"
        "assert not unwanted, unwanted\n"
    )
    subprocess.run([sys.executable, "-X", "utf8", "-c", program], check=True)


weights = st.floats(-4, 4).map(lambda weight: round(weight, 3))
sequences = st.lists(st.lists(weights, min_size=1, max_size=6), max_size=3)


def best_labellings(emissions: list[float], transitions: list[list[float]]) -> list[tuple[bool, ...]]:
    """The labellings that score best, found by trying them all."""
    scores = {
        labels: sum(emission for emission, label in zip(emissions, labels, strict=True) if label)
        + sum(transitions[one][next_one] for one, next_one in itertools.pairwise(labels))
        for labels in itertools.product((False, True), repeat=len(emissions))
    }
    return [labels for labels, score in scores.items() if score > max(scores.values()) - 1e-9]


@given(sequences, st.lists(st.lists(weights, min_size=2, max_size=2), min_size=2, max_size=2))
def test_viterbi_finds_a_best_labelling(several: list[list[float]], transitions: list[list[float]]) -> None:
    """Whatever the weights, no other labels of a sequence score better, also when sequences stand back to back."""
    starts = np.cumsum([0, *map(len, several)])[:-1]
    found = crf.viterbi(np.array([*itertools.chain(*several)]), starts[: len(several)], np.array(transitions)).tolist()
    for emissions, start in zip(several, starts.tolist(), strict=True):
        assert tuple(found[start : start + len(emissions)]) in best_labellings(emissions, transitions)


def test_a_file_that_is_no_model_is_refused() -> None:
    """Bytes that no CRFsuite wrote are refused with a sentence."""
    with pytest.raises(ValueError, match="no CRFsuite model"):
        crf.read_model(b"lCRF" + bytes(60))


def test_a_pickle_that_names_anything_else_is_refused() -> None:
    """Reading the model can run no code that a pickle names."""
    with pytest.raises(pickle.UnpicklingError, match="has no place"):
        crf.unpickle_model_file(pickle.dumps(subprocess.run))
