"""The order of answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import pytest

from index.article import Article
from search import ranking
from search.engine import SearchEngine
from search.query import SearchQuery
from search.ranking import idf

MakeEngine = Callable[[Iterable[Article]], SearchEngine]
FILLER = "một đoạn văn dài nói về những chuyện khác hẳn không dính dáng gì tới điều được hỏi"


def order(engine: SearchEngine, text: str) -> list[str]:
    return [hit.article.id for hit in engine.search(SearchQuery(text=text)).hits]


def test_neighbours_come_before_scattered_words(make_engine: MakeEngine) -> None:
    """Syllables that stand side by side as they were typed lift an article, with and without marks."""
    engine = make_engine(
        [
            Article(id="scattered", title="Tin", body=f"Đại hội. {FILLER} Thảo luận về nghị quyết. {FILLER}"),
            Article(id="together", title="Tin", body=f"Một hội nghị. {FILLER} {FILLER} Hết."),
        ]
    )
    assert order(engine, "hội nghị") == ["together", "scattered"]
    assert order(engine, "hoi nghi") == ["together", "scattered"]


def test_the_title_counts_more_than_the_body(make_engine: MakeEngine) -> None:
    """Of two articles of the same words, the one that has them in its title comes first."""
    engine = make_engine(
        [
            Article(id="body", title=FILLER, body="Học bổng tiến sĩ"),
            Article(id="title", title="Học bổng tiến sĩ", body=FILLER),
        ]
    )
    assert order(engine, "học bổng") == ["title", "body"]


def test_rare_words_count_more_than_frequent_ones(make_engine: MakeEngine) -> None:
    """When not all words can be had, the rare one decides."""
    frequent = [Article(id=f"f{number}", title="Viện họp", body=FILLER) for number in range(9)]
    engine = make_engine([*frequent, Article(id="rare", title="Nhật thực họp", body=FILLER)])
    assert order(engine, "viện nhật họp")[0] == "rare"


WEIGHTS = ["EXACT_SYLLABLE", "FOLDED_SYLLABLE", "FOLDED_MARKED_SYLLABLE", "EXACT_PAIR", "FOLDED_PAIR", "WORD", "TITLE"]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_kind_of_evidence_counts(make_engine: MakeEngine, weight: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each weight of the table adds to the score of an article that has its evidence."""
    articles = [Article(id="1", title="Hội nghị", body="Hội nghị, nghi vấn"), Article(id="2", title="Tin", body="khác")]
    query = SearchQuery(text="hội nghi" if weight == "FOLDED_SYLLABLE" else "hội nghị")
    (hit,) = make_engine(articles).search(query).hits
    monkeypatch.setattr(ranking, weight, 1e-6)
    (without,) = make_engine(articles).search(query).hits
    assert 0 < without.score < hit.score


def test_case_composition_and_look_alikes_change_no_score(make_engine: MakeEngine) -> None:
    """The same query in capitals, decomposed, with eth for Đ or the other tone placement: the same scores."""
    engine = make_engine([Article(id=str(n), title="Điều kiện hoà bình", body="điều kiện " * n) for n in range(1, 5)])
    asked = "Điều kiện hòa bình"
    for other in (asked.upper(), asked.lower(), unicodedata.normalize("NFD", asked), "Ðiều kiện hoà bình"):
        results = [engine.search(SearchQuery(text=text)) for text in (asked, other)]
        assert len({tuple((hit.article.id, hit.score) for hit in result.hits) for result in results}) == 1


@pytest.mark.parametrize("frequency", [1, 50, 100])
def test_idf_is_positive_and_falls(frequency: int) -> None:
    """A term in every document still says a little."""
    assert 0 < idf(frequency, 100) < idf(frequency - 1, 100)
