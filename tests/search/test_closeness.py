"""A closer look at the best of what answers a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.article import Article
from search.closeness import LOOKED_AT
from search.engine import SearchEngine
from search.query import SearchQuery

MakeEngine = Callable[[Iterable[Article]], SearchEngine]
QUESTION = "người lao động nghỉ thai sản hưởng lương thế nào"
FILLER = "Đoạn văn này chẳng dính dáng gì tới điều vừa được hỏi, chỉ để ngăn cách. " * 12


def order(engine: SearchEngine, text: str) -> list[str]:
    return [hit.article.id for hit in engine.search(SearchQuery(text=text)).hits]


def test_what_stands_in_one_passage_comes_before_the_same_words_far_apart(make_engine: MakeEngine) -> None:
    """Of two articles with the same words, typed with marks or without, the one that says them together is first."""
    words = ("thai sản", "lương", "lao động", "hưởng", "nghỉ", "người")
    engine = make_engine(
        [
            Article(id="apart", title="Tin", body="".join(f"{word}. {FILLER}" for word in words)),
            Article(id="together", title="Tin", body=FILLER * 5 + ". ".join(words) + ". " + FILLER),
        ]
    )
    assert order(engine, QUESTION) == ["together", "apart"]
    assert order(engine, "nguoi lao dong nghi thai san huong luong the nao") == ["together", "apart"]


def test_what_is_said_first_counts_more(make_engine: MakeEngine) -> None:
    """An article that begins with what is asked comes before one that ends with it."""
    passage = "Lương, thai sản, nghỉ, hưởng, người, lao động. "
    engine = make_engine(
        [
            Article(id="end", title="Tin", body=FILLER * 2 + passage),
            Article(id="beginning", title="Tin", body=passage + FILLER * 2),
        ]
    )
    assert order(engine, QUESTION) == ["beginning", "end"]


def test_what_is_said_in_another_way_is_in_the_passage_too(make_engine: MakeEngine) -> None:
    """A question with a short form is answered in one passage by an article that has the long one there."""
    rest = ("nhiệm vụ", "cấp bách", "năm nay", "triển khai")
    long = "khoa học và công nghệ"
    engine = make_engine(
        [
            Article(id="apart", title="Tin", body=f"{long}. {FILLER}" + ". ".join(rest)),
            Article(id="together", title="Tin", body=FILLER + ". ".join((*rest, long))),
        ]
    )
    assert order(engine, "triển khai nhiệm vụ KHCN cấp bách năm nay")[0] == "together"


def test_the_lift_is_the_same_on_every_page(make_engine: MakeEngine) -> None:
    """Pages of a question join without a gap or a repetition where the closer look ends."""
    engine = make_engine(
        Article(id=f"{number:02}", title="Tin", body=f"{QUESTION} " * (number % 7 + 1) + FILLER) for number in range(80)
    )
    whole = [hit.article.id for hit in engine.search(SearchQuery(text=QUESTION, per_page=100)).hits]
    pages = [engine.search(SearchQuery(text=QUESTION, page=page, per_page=15)).hits for page in range(1, 7)]
    assert [hit.article.id for hits in pages for hit in hits] == whole
    assert len(set(whole)) == 80 > LOOKED_AT
