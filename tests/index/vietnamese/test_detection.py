"""Which texts are in an old encoding or broken, and which are well."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import Unreadable, read
from index.vietnamese.detection import THRESHOLD, find, may_be_old
from index.vietnamese.segment import dictionary_entries
from tests.index.vietnamese.encoded import as_browsers_show, encoded

SAMPLES = [article for article in read([Path("sample_docs")]) if not isinstance(article, Unreadable)]

TITLE = "Hội nghị tổng kết công tác năm 2021 của Viện Hóa học"
BODY = (
    "Ngày 25/12/2021, tại Hà Nội, Viện tổ chức hội nghị tổng kết công tác và bàn phương hướng năm 2022.\n"
    "Ở hội nghị, Müller (Köln) được mời phát biểu.\nẢnh: Đắk Lắk, ĐHQG."
)

WAYS: dict[str, Callable[[str], str]] = {
    **{encoding: (lambda text, encoding=encoding: encoded(text, encoding)) for encoding in ("TCVN3", "VNI", "VPS")},
    "UTF-8 read as windows-1252": lambda text: as_browsers_show(text.encode()),
    "UTF-8 read as windows-1258": lambda text: as_browsers_show(text.encode(), "cp1258"),
    "UTF-8 read as windows-1252 twice": lambda text: as_browsers_show(as_browsers_show(text.encode()).encode()),
    "UTF-8 read as windows-1258 twice": lambda text: as_browsers_show(
        as_browsers_show(text.encode(), "cp1258").encode(), "cp1258"
    ),
}


@pytest.mark.parametrize("encoding", WAYS)
def test_an_article_is_recognised_and_read(encoding: str) -> None:
    """Its encoding by its name, its texts to the letter, and the confidence is high."""
    texts = [TITLE, "", BODY]
    broken = [WAYS[encoding](text) for text in texts]
    assert may_be_old("\n".join(broken))
    found = find(broken)
    assert found is not None
    assert found.encoding == encoding
    assert found.texts == texts
    assert found.confidence > 0.85


@pytest.mark.parametrize("encoding", WAYS)
def test_a_title_is_enough_and_says_so(encoding: str) -> None:
    """Few words give less confidence than many."""
    few, many = (find([WAYS[encoding](text)]) for text in (TITLE, f"{TITLE}: {BODY.splitlines()[0]}"))
    assert few is not None
    assert many is not None
    assert few.texts == [TITLE]
    assert THRESHOLD <= few.confidence < many.confidence < 1


@pytest.mark.parametrize("encoding", WAYS)
def test_lines_in_unicode_stay_beside_others(encoding: str) -> None:
    """Somebody pasted from an old file."""
    new = "Được biết, nghề làm gốm ở đây đã có từ lâu đời."
    found = find([new, f"{WAYS[encoding](BODY)}\n{new}", "Hà Nội"])
    assert found is not None
    assert found.texts == [new, f"{BODY}\n{new}", "Hà Nội"]


def test_short_lines_are_read_as_the_others() -> None:
    """A line of its own would prove nothing."""
    found = find([encoded("Hà Nội", "TCVN3"), encoded(BODY, "TCVN3"), encoded("ĐHQG", "TCVN3")])
    assert found is not None
    assert found.texts == ["Hà Nội", BODY, "ĐHQG"]


# ── what is well stays ──


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_sample_collection_is_well(form: str) -> None:
    """No title, summary or body of it is taken for anything else, for itself or beside the others of its article."""
    assert len(SAMPLES) > 50
    for article in SAMPLES:
        texts = [unicodedata.normalize(form, text) for text in (article.title, article.summary, article.body)]
        assert [find(alone) for alone in (texts, *([text] for text in texts))] == [None] * 4


SYLLABLES = sorted({syllable for entry in dictionary_entries() for syllable in entry if syllable})


@given(
    st.lists(st.sampled_from([*SYLLABLES, "Müller", "5m²", "20°C", "«", "»", "“", "”", "…", "½", "®", "Đ.Ô.\xa0Ẩn"])),
    st.sampled_from([" ", "\xa0", "\n", "/"]),
    st.sampled_from([str, str.upper, str.title]),
)
def test_no_text_of_vietnamese_syllables_is_repaired(
    words: list[str], between: str, case: Callable[[str], str]
) -> None:
    """Whatever stands among them, and whatever stands between them."""
    assert find([case(between.join(words))]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Élève à l'école où l'été dernier une fenêtre était fermée, François a été reçu très tôt; ça va, naïf garçon.",
        "Die Prüfung für Schüler aus München und Köln fällt größtenteils später, über Österreich hört man Ähnliches.",
        "A avaliação da situação econômica não é só uma questão de opinião; amanhã as eleições começarão às três.",
        "El año pasado los niños soñaban con mañana; según el señor Núñez, también habrá más música allí.",
        "Så må vi gå på øen; børnene får frø, brød og smør, når sæsonen går på hæld nær åen.",
        "Über Łódź, Čáslav, İstanbul und Győr: žluťoučký kůň úpěl ďábelské ódy, hvaða ást er þetta, öll þjóð.",
        "Wǒ bù zhīdào tā shì bù shì lǎoshī; hé nǐ yì qǐ qù, dàn wǒmen dé xué hěn duō, lǜ sè de lì.",
        "Ä Ö Ü ä ö ü ß é è ê ñ ø å æ ç ï ¿ ¡ « » ® © ™ µ ¶ § ° ± ² ³ ½ ¼ × ÷ € £ ¥",
        "Café Müller – Besançon, Saint-Étienne, São Paulo, Malmö, Tromsø, Reykjavík, Kraków, Győr, Plzeň, Ankara.",
    ],
)
def test_other_languages_are_left_alone(text: str) -> None:
    """For themselves, and beside Vietnamese."""
    assert find([text]) is None
    assert find([TITLE, f"{BODY}\n{text}"]) is None


@given(st.text())
def test_whatever_comes_lines_stay_lines(text: str) -> None:
    """Nothing that can stand in a text ends a run."""
    found = find([text, encoded(BODY, "VNI")])
    assert found is not None
    assert found.texts[0].count("\n") == text.count("\n")


def test_a_cheap_look_is_enough_for_nearly_all() -> None:
    """Where it says no, nothing else is asked: so it must say yes for all that `find` finds, and no for the rest."""
    assert not may_be_old(f"{TITLE}\nNgày 25/12/2021, tại Hà Nội:\xa0“Được mời” – François…")
    assert sum(may_be_old(article.body) for article in SAMPLES) < len(SAMPLES) / 10


def test_long_words_take_linear_time() -> None:
    """Other scripts have no spaces."""
    assert find(["ü " + "A" * 200_000 + "ßa üß"]) is None
    assert find(["字" * 200_000 + "üü"]) is None
