"""Short forms find what the long ones do, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.indexing import index_files
from index.progress import Progress
from index.settings import Settings
from index.store import open_store
from search.engine import SearchEngine, open_engine
from search.matching import MANY_WORDS
from search.query import SearchQuery
from search.results import Kind, Understood
from tests.search import naive

MakeEngine = Callable[[Iterable[Article]], SearchEngine]

ARTICLES = (
    Article(id="short", title="Bộ KHCN họp", body="Thứ trưởng dự."),
    Article(id="long", title="Bộ Khoa học và Công nghệ họp", body="Thứ trưởng dự."),
    Article(id="sign", title="Sở KH&CN", body="Họp giao ban tại Sở."),
    Article(id="scattered", title="Công ty họp", body="Khoa mắt học và chữa, theo nghệ thuật riêng."),
    Article(id="other", title="Trường ĐH Xuân Lộc họp", body="Ca trực của bác sĩ."),
)


@pytest.fixture
def engine(make_engine: MakeEngine) -> SearchEngine:
    return make_engine(ARTICLES)


def found(engine: SearchEngine, text: str, *as_typed: str) -> list[str]:
    return [hit.article.id for hit in engine.search(SearchQuery(text=text, as_typed=as_typed)).hits]


def understood(engine: SearchEngine, text: str, *as_typed: str) -> list[tuple[str, str]]:
    said = engine.search(SearchQuery(text=text, as_typed=as_typed)).query.understood
    assert {each.kind for each in said} <= {Kind.ABBREVIATION}
    return [(each.typed, each.meant) for each in said]


@pytest.mark.parametrize("typed", ["KHCN", "khcn", "KH&CN"])
def test_a_short_form_finds_the_long_one(engine: SearchEngine, typed: str) -> None:
    """However it is typed, and what else is short for the same. What was typed comes first, and can be meant alone."""
    assert set(found(engine, typed)) == {"short", "long", "sign"}
    assert found(engine, typed)[0] == ("sign" if "&" in typed else "short")
    assert understood(engine, typed) == [(typed, "khoa học và công nghệ")]
    assert found(engine, typed, typed) == found(engine, typed)[:1]
    assert understood(engine, typed, typed) == []


@pytest.mark.parametrize("typed", ["khoa học và công nghệ", "Khoa hoc va cong nghe"])
def test_a_long_form_finds_the_short_one(engine: SearchEngine, typed: str) -> None:
    """Beside the articles that hold its words, and before those that hold them here and there."""
    assert set(found(engine, typed)) == {"short", "long", "sign", "scattered"}
    assert found(engine, typed)[0] == "long"
    assert understood(engine, typed) == [(typed, "KHCN, KH&CN")]
    assert set(found(engine, typed, typed)) == {"long", "scattered"}


def test_a_word_that_comes_again_is_said_with_the_rest(engine: SearchEngine) -> None:
    """Who says it shortly says all its words."""
    assert found(engine, "học và khoa học và công nghệ", "khoa học và công nghệ") == ["long", "scattered"]
    assert "short" in found(engine, "học khoa học và công nghệ")


def test_other_words_are_still_sought(engine: SearchEngine) -> None:
    """The short form is one condition of several; totals, facets and marks are of all that is found."""
    results = engine.search(SearchQuery(text="bộ khcn họp"))
    assert {hit.article.id for hit in results.hits} == {"short", "long"}
    assert results.total == 2
    titles = {hit.article.id: hit.title_html for hit in results.hits}
    assert titles["short"] == "<mark>Bộ KHCN họp</mark>"
    assert titles["long"] == "<mark>Bộ Khoa học và Công nghệ họp</mark>"
    assert set(found(engine, "title:KHCN")) == {"short", "long", "sign"}
    assert found(engine, "KHCN -sở -bộ") == []


def test_what_is_quoted_is_meant_as_it_is(engine: SearchEngine) -> None:
    """As always."""
    assert found(engine, '"KHCN"') == ["short"]
    assert found(engine, '"khoa học và công nghệ"') == ["long"]


def test_marks_and_case_of_a_short_form_may_be_left_out(engine: SearchEngine, make_engine: MakeEngine) -> None:
    """But where it would be an ordinary syllable."""
    assert found(engine, "dh xuân lộc") == found(engine, "đại học xuân lộc") == ["other"]
    engine = make_engine(
        [
            Article(id="ai", title="Ai đã đến?", body=""),
            Article(id="AI", title="Trí tuệ nhân tạo", body=""),
        ]
    )
    assert set(found(engine, "AI")) == set(found(engine, "bàn về AI", "về")) | {"ai"} == {"ai", "AI"}
    assert found(engine, "ai") == ["ai"]
    assert found(engine, "trí tuệ nhân tạo") == ["AI"]
    assert understood(engine, "AI LÀ AI") == []


def test_what_no_article_says_is_not_offered(make_engine: MakeEngine) -> None:
    """A chip that finds nothing tells nothing."""
    assert understood(make_engine([Article(id="1", title="Họp UBND", body="")]), "UBND") == []


def explaining(article_id: str) -> Article:
    return Article(id=article_id, title=article_id, body="Hội Quán Sông Hồng (HQSH) họp.")


def test_articles_teach_their_own_short_forms(make_engine: MakeEngine, tmp_path: Path) -> None:
    """When two explain one in the same way; and no longer when one of them is deleted."""
    plain = Article(id="plain", title="Quán HQSH mở cửa", body="")
    engine = make_engine([explaining("a"), explaining("b"), plain])
    assert set(found(engine, "hội quán sông hồng")) == {"a", "b", "plain"}
    assert understood(engine, "hqsh") == [("hqsh", "Hội Quán Sông Hồng")]
    with open_store(Settings(index=tmp_path / "index")) as store:
        store.delete("a")
        store.commit()
    assert set(found(engine, "hội quán sông hồng")) == {"b"}
    with open_store(Settings(index=tmp_path / "index")) as store:
        for number in range(30):  # segments become one
            store.put(explaining(f"c{number % 3}"))
            store.commit()
    assert set(found(engine, "hội quán sông hồng")) == {"b", "c0", "c1", "c2", "plain"}


def test_the_institutions_table_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    """The index keeps it, and the short names of units count, too."""
    (tmp_path / "abbreviations.toml").write_text('XT = ["xúc tác", "xin thôi"]\n', encoding="utf-8")
    (tmp_path / "units.toml").write_text('[[unit]]\nname = "Viện Hóa Xanh"\nabbreviations = ["VHX"]', encoding="utf-8")
    lines = ["Phòng XT", "Phản ứng xúc tác", "Xin thôi việc", "VHX", "Viện Hóa Xanh", "KHCN", "khoa học và công nghệ"]
    for number, title in enumerate(lines):
        (tmp_path / f"{number}.json").write_text(f'{{"id": "{number}", "title": "{title}", "body": ""}}')
    chosen = Settings(
        index=tmp_path / "index", units=tmp_path / "units.toml", abbreviations=tmp_path / "abbreviations.toml"
    )
    index_files([tmp_path], chosen, Progress())
    engine = open_engine(tmp_path / "index")
    assert set(found(engine, "xt")) == {"0", "1", "2"}
    assert understood(engine, "xt") == [("xt", "xúc tác, xin thôi")]
    assert set(found(engine, "viện hóa xanh")) == {"3", "4"}
    assert found(engine, "KHCN") == ["5"]


def test_a_question_is_answered_in_either_way(make_engine: MakeEngine) -> None:
    """Also when not all of it is found."""
    engine = make_engine(
        [
            Article(id="1", title="UBND xã họp", body="Chủ tịch xã trả lời về đất đai của người dân"),
            Article(id="2", title="Nhà ăn", body="Người dân đến nhà ăn"),
        ]
    )
    results = engine.search(SearchQuery(text="ủy ban nhân dân xã trả lời người dân bao giờ"))
    assert results.hits[0].article.id == "1"
    assert results.query.understood == (Understood(Kind.ABBREVIATION, "ủy ban nhân dân", "UBND"),)
    assert "<mark>UBND xã</mark>" in results.hits[0].title_html


# ── against the naive engine ──

WAYS = {
    ("khcn",): [("khoa", "học", "và", "công", "nghệ"), ("kh", "cn")],
    ("khoa", "học", "và", "công", "nghệ"): [("khcn",), ("kh", "cn")],
    ("đh",): [("đại", "học")],
    ("đại", "học"): [("đh",)],
}
WORDS = ("KHCN", "KH-CN", "khoa học và công nghệ", "đại học", "ĐH", "khoa", "học", "đại", "công nghệ", "viện")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def said(typed: Sequence[str], article: Article) -> bool:
    """Whether an article says all that is typed, in one way or another."""
    if not typed:
        return True
    for size in range(len(typed), 0, -1):
        run = tuple(typed[:size])
        if run in WAYS or size == 1:
            ways = [naive.Clause(way) for way in WAYS.get(run, ())]
            here = all(naive.holds(article, naive.Clause((form,))) for form in run) or any(
                naive.holds(article, way) for way in ways
            )
            return here and said(typed[size:], article)
    raise AssertionError


@settings(max_examples=150, deadline=None)
@given(
    st.lists(TEXTS, min_size=1, max_size=5),
    st.lists(
        st.sampled_from(" ".join(WORDS[:1] + WORDS[2:]).lower().split()), min_size=1, max_size=MANY_WORDS, unique=True
    ),
)
def test_the_engine_agrees_with_the_naive_one(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], typed: list[str]
) -> None:
    """Exactly those articles are found that say each part in one way or another, if there are any."""
    articles = [Article(id=str(number), title="", body=text) for number, text in enumerate(texts)]
    folder = tmp_path_factory.mktemp("index")
    with open_store(Settings(index=folder)) as store:
        store.replace_all(articles)
        store.commit()
    expected = {article.id for article in articles if said(typed, article)}
    results = open_engine(folder).search(SearchQuery(text=" ".join(typed)))
    if expected:
        assert {hit.article.id for hit in results.hits} == expected
        assert results.query.relaxed is None
    else:
        assert results.query.relaxed is not None or not results.hits
