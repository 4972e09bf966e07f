"""Articles as an index sees them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import PART_GAP, AnalysedArticles, Analyser, joined_words
from index.article import Article
from index.vietnamese import chunks
from index.vietnamese.chunks import Chunks, joined_syllables, located
from index.vietnamese.segment import words
from tests.index.vietnamese.test_segment import TEXTS, texts


def forms(analysed: AnalysedArticles) -> list[str]:
    return [analysed.forms[number] for number in analysed.syllables.tolist()]


def words_of(analysed: AnalysedArticles) -> list[list[str]]:
    spelt = [analysed.word_forms[number] for number in analysed.words.tolist()]
    edges = np.cumsum([0, *analysed.word_counts]).tolist()
    return [spelt[first:last] for first, last in pairwise(edges)]


def articles(bodies: Sequence[str]) -> list[Article]:
    return [Article(id=str(number), title="", body=body) for number, body in enumerate(bodies)]


def test_positions_run_through_title_lead_and_body() -> None:
    """A syllable's positions tell title, lead and body apart, and each article begins anew."""
    one = Article(id="1", title="Hội nghị", summary="hội", body="Nghị")
    other = Article(id="2", title="", summary="Viện", body="")
    analysed = Analyser().analyse([one, other])
    assert forms(analysed) == ["hội", "nghị", "hội", "nghị", "viện"]
    assert analysed.positions().tolist() == [0, 1, 2 + PART_GAP, 3 + 2 * PART_GAP, PART_GAP]
    assert analysed.in_title.tolist() == [True, True, False, False, False]
    assert (analysed.lengths.tolist(), analysed.title_lengths.tolist()) == ([4, 1], [2, 0])


def test_words_are_those_of_pyvi_in_normal_form() -> None:
    """Words of two and more syllables come from pyvi, lower-cased and normalised like syllables."""
    analysed = Analyser().analyse(articles(["Viện Khoa học Việt Nam", "Công nghệ và HOÀ BÌNH, ủy ban nhân dân"]))
    one, other = words_of(analysed)
    assert {"khoa_học", "việt_nam"} <= set(one)
    assert {"công_nghệ", "ủy_ban", "nhân_dân"} <= set(other)


@settings(deadline=None)
@given(st.lists(st.one_of(texts, st.sampled_from(TEXTS), st.text(st.characters(exclude_categories=()))), max_size=4))
def test_many_texts_are_analysed_as_each_alone(several: list[str]) -> None:
    """What was seen before and what is read together changes nothing: syllables and words are the same."""
    read_so_far = Chunks()
    for _ in range(2):
        read = read_so_far.read(several or [""])
        edges = np.cumsum([0, *read.lengths]).tolist()
        for text, (first, last) in zip(several, pairwise(edges), strict=False):
            alone = located(text)
            assert [read_so_far.forms[number] for number in read.forms[first:last].tolist()] == alone.syllables.forms
            joined = joined_syllables(alone.codes, alone.first, alone.last)
            assert read.joined[first:last].tolist() == joined.tolist()


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=3))
def test_words_of_articles_are_those_of_their_texts(bodies: list[str]) -> None:
    """As numbers of a vocabulary that lasts, or as strings: the same words, as often as they stand there."""
    analyser = Analyser()
    for _ in range(2):
        assert words_of(analyser.analyse(articles(bodies))) == [joined_words(body) for body in bodies]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["hội", "nghị", "Khoa", "học", "xã", "hợp", "tác", "Việt", "Nam"]), max_size=20))
def test_joined_syllables_are_words_of_pyvi(syllables: list[str]) -> None:
    """Where every token is a syllable, the words are exactly those that pyvi's text has with underscores."""
    text = " ".join(syllables)
    assert joined_words(text) == [word.lower() for word in words(text) if "_" in word]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("hội\nnghị", []),  # pyvi may join them; a word ends with its line
        ("khoa_học", []),  # one token, and alone
        ("nhà khoa_học", [] if "_" not in words("nhà khoa_học")[0].replace("khoa_học", "") else ["nhà_khoa_học"]),
    ],
)
def test_a_word_holds_several_tokens_of_one_line(text: str, joined: list[str]) -> None:
    """Syllables that an underscore parts are one token, and a newline parts all."""
    assert joined_words(text) == joined


@pytest.mark.parametrize("bound", ["CAPACITY", "CHARACTERS"])
def test_what_is_remembered_is_bounded(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting changes nothing."""
    monkeypatch.setattr(Chunks, bound, 4)
    analyser = Analyser()
    for number in range(3):
        analysed = analyser.analyse(articles([f"hội nghị toàn quốc khai mạc {number}"]))
        assert forms(analysed) == ["hội", "nghị", "toàn", "quốc", "khai", "mạc", str(number)]
        assert words_of(analysed) == [["hội_nghị", "toàn_quốc", "khai_mạc"]]
        assert len(analysed.forms) == 7


def test_what_was_broken_off_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the midst of it: the next articles are analysed as ever."""
    analyser = Analyser()
    analyser.analyse(articles(["hội nghị"]))
    with monkeypatch.context() as patch:
        patch.setattr(chunks, "located", interrupt)
        with pytest.raises(KeyboardInterrupt):
            analyser.analyse(articles(["toàn quốc"]))
    assert forms(analyser.analyse(articles(["toàn quốc hội nghị"]))) == ["toàn", "quốc", "hội", "nghị"]


def interrupt(_: str) -> None:
    raise KeyboardInterrupt
