"""The order of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from index.article import Article
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


def test_words_of_the_query_lift_words_of_the_article(make_engine: MakeEngine) -> None:
    """Scores are only ever added to: a score is positive for whatever was found by words, 0 for what was listed."""
    engine = make_engine([Article(id="1", title="Công nghệ", body="thông tin")])
    assert engine.search(SearchQuery(text="công nghệ")).hits[0].score > 0
    assert engine.search(SearchQuery()).hits[0].score == 0


@pytest.mark.parametrize("frequency", [1, 50, 100])
def test_idf_is_positive_and_falls(frequency: int) -> None:
    """A term in every document still says a little."""
    assert 0 < idf(frequency, 100) < idf(frequency - 1, 100)
