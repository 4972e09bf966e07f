"""What every search engine answers, whatever it reads."""

from __future__ import annotations

import base64
import json
import math
import re
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.dates import today
from index.errors import CursorInvalid, IndexMissing, IndexUnreadable
from index.indexing import index_files
from index.progress import Progress
from index.settings import Settings
from index.store import open_store
from index.vietnamese.syllables import syllables
from search.engine import SearchEngine, open_engine
from search.parser import Clause, parse
from search.query import SearchQuery, Sort
from search.results import FacetValue, Kind, Relaxation, Suggestion, Understood
from tests.articles import ARTICLES
from tests.search import naive


def found(engine: SearchEngine, text: str, **asked: object) -> list[str]:
    return [hit.article.id for hit in engine.search(SearchQuery(text=text, **asked)).hits]  # type: ignore[arg-type]


# ── how Vietnamese is matched ──


@pytest.mark.parametrize("typed", ["hoi nghi tong ket", "hội nghị tổng kết", "HỘI NGHỊ TỔNG KẾT", "hội nghi tông kết"])
def test_marks_left_out_are_forgiven(engine: SearchEngine, typed: str) -> None:
    """With marks, without, in capitals: the same article; a wrong mark too, once nothing else is found."""
    assert found(engine, typed) == ["tong-ket"]


def test_marks_typed_are_meant(engine: SearchEngine) -> None:
    """`nghị` doesn't find `nghi`, `viên` doesn't find `viện` while there is something exact to find."""
    assert set(found(engine, "nghị")) == {"tong-ket", "hoi-thao"}
    assert found(engine, "vien han") == ["khong-ngay"]
    assert engine.search(SearchQuery(text="nghị")).query.relaxed is None


def test_the_identical_spelling_scores_higher(make_engine) -> None:  # type: ignore[no-untyped-def]
    """A bare syllable finds all spellings; of otherwise equal articles the one spelled alike has the highest score."""
    spellings = ("viện", "vien", "viên", "viển")
    engine = make_engine([Article(id=form, title="", body=f"{form} một hai") for form in spellings])
    scores = {hit.article.id: hit.score for hit in engine.search(SearchQuery(text="vien")).hits}
    assert set(scores) == set(spellings)
    assert all(scores["vien"] > scores[other] for other in spellings if other != "vien")


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_composition_and_tone_placement_make_no_difference(make_engine, form: str) -> None:  # type: ignore[no-untyped-def]
    """Text and query may each be composed or decomposed and place the tone mark either way."""
    text = "Hoà bình, thuỷ điện Ðồng Nai"
    engine = make_engine([Article(id="1", title=unicodedata.normalize(form, text), body="")])
    for typed in ("hòa bình", "hoà bình", "thủy điện", "thuỷ điện", "đồng nai", "Đồng Nai"):
        for composed in ("NFC", "NFD"):
            results = engine.search(SearchQuery(text=unicodedata.normalize(composed, typed)))
            assert (results.total, results.query.relaxed) == (1, None)


@pytest.mark.parametrize(
    ("typed", "kind", "pieces"),
    [
        ("HOOIJ nghij toongr keets", Kind.KEYSTROKES, [("HOOIJ nghij toongr keets", "hội nghị tổng kết")]),
        ("ho6i5 nghị to6ng3 kết", Kind.KEYSTROKES, [("ho6i5", "hội"), ("to6ng3", "tổng")]),
        ("hội nghị tông kêtts", Kind.SPELLING, []),
    ],
)
def test_what_was_typed_is_understood(make_engine, typed: str, kind: Kind, pieces: list[tuple[str, str]]) -> None:  # type: ignore[no-untyped-def]
    """Telex and VNI keys are read as the syllables they make, and it is said which; `as_typed` takes it back."""
    engine = make_engine([Article(id="a", title="Hội nghị tổng kết", body="công tác")])
    understood = engine.search(SearchQuery(text=typed)).query.understood
    assert understood == tuple(Understood(kind, *piece) for piece in pieces)
    literal = engine.search(SearchQuery(text=typed, as_typed=tuple(each.typed for each in understood)))
    assert literal.query.understood == ()


def test_a_slip_is_understood(make_engine) -> None:  # type: ignore[no-untyped-def]
    """A syllable that nobody writes is read as one that articles have beside its neighbour, and marked as that."""
    engine = make_engine([Article(id=each, title="Hội nghị tổng kết", body="") for each in "abc"])
    results = engine.search(SearchQuery(text="hội ngị"))
    assert results.query.understood == (Understood(Kind.SPELLING, "ngị", "nghị"),)
    assert results.total == 3
    assert "<mark>Hội nghị</mark>" in results.hits[0].title_html
    assert engine.search(SearchQuery(text="hội ngị", as_typed=("ngị",))).query.understood == ()


def test_a_time_is_understood_beside_what_is_misspelled(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Words that are keys or slips are read as what they mean where a time narrows them, too."""
    engine = make_engine(
        [
            Article(id=f"{year}", title="Hội nghị tổng kết", body="", published=date(year, 12, 5))
            for year in (2021, 2022)
        ]
    )
    for typed in ("hội ngị tháng 12/2021", "hoojij nghij tháng 12/2021"):
        results = engine.search(SearchQuery(text=typed))
        assert [hit.article.id for hit in results.hits] == ["2021"]
        assert {each.kind for each in results.query.understood} > {Kind.DATES}


def test_a_slip_that_is_a_word_is_looked_for_besides(make_engine) -> None:  # type: ignore[no-untyped-def]
    """What finds something as typed, but hardly reads so, also finds what it is likelier meant as."""
    engine = make_engine(
        [Article(id=each, title="Những chú chó khiến mọi người cười", body="") for each in "abcd"]
        + [Article(id="ant", title="Chuyện tổ kiến", body="Những con vật. Chú nhóc nuôi chó.")]
    )
    results = engine.search(SearchQuery(text="những chú chó kiến"))
    assert results.query.understood == (Understood(Kind.SPELLING, "kiến", "khiến"),)
    assert {hit.article.id for hit in results.hits} == {*"abcd", "ant"}
    literal = engine.search(SearchQuery(text="những chú chó kiến", as_typed=("kiến",)))
    assert [hit.article.id for hit in literal.hits] == ["ant"]


@pytest.mark.parametrize(
    "typed", ["xây dựng nhà ở được quy định như thế nào", "xay dung nha o duoc quy dinh nhu the nao"]
)
def test_what_a_question_asks_with_is_no_slip(make_engine, typed: str) -> None:  # type: ignore[no-untyped-def]
    """Laws say much of taxes and nowhere thế nào: whoever asks how something is regulated does not mean tax."""
    articles = [Article(id=f"{n}", title="Xây dựng nhà ở", body="quy định như thuế này, thuế khác") for n in range(60)]
    assert make_engine(articles).search(SearchQuery(text=typed)).query.understood == ()


def test_a_slip_that_is_less_likely_is_asked_about(make_engine) -> None:  # type: ignore[no-untyped-def]
    """What was typed is answered, and what else may have been meant is suggested, if that finds something."""
    many = [Article(id=f"{number}", title="Những chú chó khiến mọi người cười", body="") for number in range(12)]
    engine = make_engine([*many, Article(id="ant", title="Những chú chó kiến", body="")])
    results = engine.search(SearchQuery(text="Những chú chó, kiến"))
    assert [hit.article.id for hit in results.hits] == ["ant"]
    assert results.query.understood == ()
    assert results.suggestion == "Những chú chó, khiến"
    assert engine.search(SearchQuery(text=results.suggestion)).total == 12
    assert engine.search(SearchQuery(text="những chú chó")).suggestion is None


def test_a_question_is_answered_by_much_of_it(make_engine) -> None:  # type: ignore[no-untyped-def]
    """No single odd word empties the answer to a long question; its phrases must stand if any article has them."""
    engine = make_engine(
        [
            Article(id="leave", title="Nghỉ phép", body="Giảng viên được nghỉ phép năm mười hai ngày"),
            Article(id="meal", title="Nhà ăn", body="Nhà ăn mở cửa mỗi ngày"),
        ]
    )
    asked = "giảng viên được nghỉ phép năm bao nhiêu xyzw"
    results = engine.search(SearchQuery(text=asked))
    assert ([hit.article.id for hit in results.hits], results.query.relaxed) == (["leave"], Relaxation.WORDS)
    assert found(engine, f'{asked} "mỗi ngày"') == ["meal"]
    assert found(engine, f'{asked} theo quy chế "mỗi ngày"')[0] == "leave"  # a sentence with something in quotes


def test_a_phrase_stands_in_one_piece(engine: SearchEngine) -> None:
    """`"hội nghị"` isn't found where hội and nghị stand apart, nor across title and lead."""
    assert found(engine, '"hội nghị"') == ["tong-ket"]
    assert engine.search(SearchQuery(text='"2021 viện"')).query.relaxed is Relaxation.WORDS


def test_exclusion_and_narrowing(engine: SearchEngine) -> None:
    """-word excludes, title: author: tag: unit: narrow; alone they list what is left, the newest first."""
    assert found(engine, "hội -biển") == ["tong-ket"]
    assert found(engine, '-"hội nghị"') == ["hoi-thao", "covid", "khong-ngay"]
    assert found(engine, "author:lan") == ["hoi-thao", "tong-ket"]
    assert found(engine, 'author:"Trần Bình" hội') == ["hoi-thao"]
    assert found(engine, "title:hội title:biển") == ["hoi-thao"]
    assert found(engine, 'unit:"vien hoa hoc"') == ["tong-ket"]
    assert found(engine, "-tag:hội") == ["covid", "khong-ngay"]


def test_numbers_typed_in_one_piece_stay_so(engine: SearchEngine) -> None:
    """A document number and COVID-19 are found as they are typed."""
    assert found(engine, "30/2020/NĐ-CP") == ["covid"]
    assert found(engine, "covid-19") == ["covid"]


@pytest.mark.parametrize(
    "typed",
    ["Số: 30 / 2020 / NĐ\u2011CP", "30/2020/nd-cp", "30/2020/NĐ-\u0421\u0420", "３０/２０２０/NĐ - CP", "30/2020"],
)
def test_a_document_number_is_found_however_it_is_written(engine: SearchEngine, typed: str) -> None:
    """With other spaces, dashes, letters and digits."""
    results = engine.search(SearchQuery(text=typed))
    assert ([hit.article.id for hit in results.hits], results.query.relaxed) == (["covid"], None)


def test_what_signs_tell_apart_is_found_as_typed(make_engine) -> None:  # type: ignore[no-untyped-def]
    """C++ isn't C#, and R&D stands in one piece."""
    texts = ("Lập trình C++", "Lập trình C#", "Lập trình C", "Phòng R&D", "D trước R")
    engine = make_engine([Article(id=text, title=text, body="") for text in texts])
    for typed, text in (("c++", texts[0]), ("C#", texts[1]), ("c", texts[2]), ("r&d", texts[3])):
        assert found(engine, typed) == [text]


def test_the_beginning_of_a_syllable(engine: SearchEngine) -> None:
    """`ngh*` stands for every syllable that begins so, marks forgiven."""
    assert set(found(engine, "ngh*")) == {"tong-ket", "hoi-thao", "covid"}
    assert found(engine, "công ngh*") == ["tong-ket"]


def test_relaxing_goes_step_by_step_and_says_so(engine: SearchEngine) -> None:
    """First tones are forgiven, then all marks, then words; what finds everything is not relaxed."""
    assert engine.search(SearchQuery(text="hội nghị")).query.relaxed is None
    tones = engine.search(SearchQuery(text="kêt hồi"))
    assert (tones.query.relaxed, tones.query.interpreted) == (Relaxation.TONES, "kêt hồi")
    assert "kết" in tones.hits[0].article.title.lower()
    marks = engine.search(SearchQuery(text="hòi nghì"))
    assert (marks.query.relaxed, marks.query.interpreted) == (Relaxation.MARKS, "hoi nghi")
    words = engine.search(SearchQuery(text="hội nghị xyz quốc"))
    assert (words.query.relaxed, words.total) == (Relaxation.WORDS, 1)
    assert "xyz" not in words.query.interpreted
    nothing = engine.search(SearchQuery(text="xyz abc"))
    assert (nothing.query.relaxed, nothing.query.interpreted, nothing.total) == (None, "xyz abc", 0)


def test_marks_that_lack_are_found_by_the_neighbours(make_engine) -> None:  # type: ignore[no-untyped-def]
    """`đai hoc` is đại học, and not đai whatever; the answer says so, and it can be taken back."""
    engine = make_engine(
        [
            *(Article(id=f"{number}", title="Tuyển sinh đại học quốc gia", body="") for number in range(4)),
            Article(id="belt", title="Học thắt đai", body=""),
        ]
    )
    results = engine.search(SearchQuery(text="đai hoc quôc gia"))
    assert {hit.article.id for hit in results.hits} == {"0", "1", "2", "3"}
    assert results.query.understood == (
        Understood(Kind.MARKS, "đai", "đại"),
        Understood(Kind.MARKS, "quôc", "quốc"),
    )
    assert (results.query.interpreted, results.query.relaxed) == ("đại hoc quốc gia", None)
    assert found(engine, "hoc đai") == ["belt"]
    assert found(engine, "đai hoc", as_typed=("đai",)) == ["belt"]


def test_what_is_marked_in_an_article_is_what_was_looked_for(make_engine) -> None:  # type: ignore[no-untyped-def]
    """A piece that is taken back is marked as it stands, as in the list that led to the article."""
    engine = make_engine(
        [
            *(Article(id=f"{number}", title="Trường đại học", body="") for number in range(4)),
            Article(id="both", title="Đại học", body="Học thắt đai"),
        ]
    )
    meant = engine.get("both", marking=SearchQuery(text="đai hoc"))
    assert (meant.title_html, meant.paragraphs_html) == (
        "<mark>Đại học</mark>",
        ("<mark>Học</mark> thắt <mark>đai</mark>",),
    )
    literal = engine.get("both", marking=SearchQuery(text="đai hoc", as_typed=("đai",)))
    assert literal.title_html == "Đại <mark>học</mark>"


def test_a_filter_that_empties_the_result_does_not_relax_it(engine: SearchEngine) -> None:
    """The words did find something; the facets say where."""
    results = engine.search(SearchQuery(text="hội nghị", selections={"unit": ("Văn phòng",)}))
    assert (results.total, results.query.relaxed) == (0, None)
    assert [(value.value, value.count) for value in results.facets["unit"].values] == [
        ("Viện Hóa học Xanh", 1),
        ("Viện Vật lý Biển", 1),
        ("Văn phòng", 0),
    ]


@pytest.mark.parametrize("typed", ['"', "-", "--", '""', 'unit:""', "*", "((", "\\", "\x00", "😀", "-*", "“”"])
def test_what_holds_no_word_finds_nothing(engine: SearchEngine, typed: str) -> None:
    """Nothing typed is an error, and only an empty box lists everything."""
    assert engine.search(SearchQuery(text=typed)).total == 0
    assert engine.search(SearchQuery(text=" \n")).total == len(ARTICLES)


@pytest.mark.parametrize(
    "typed", ["hội: -", '"hội', 'hội"', "(hội)", "x:hội", "hội AND", "hội\x00", "\ud800 hội", "+hội", "hội~2^"]
)
def test_what_does_not_parse_is_words(engine: SearchEngine, typed: str) -> None:
    """Other engines' syntax, half a pair of quotes or of a character: the word is found."""
    assert "tong-ket" in found(engine, typed)


# ── times in words ──


def test_a_time_in_words_narrows(engine: SearchEngine) -> None:
    """The words of the time aren't looked for; the answer says what they were taken for, and they can be taken back."""
    results = engine.search(SearchQuery(text="hội tháng 5/2022"))
    assert [hit.article.id for hit in results.hits] == ["hoi-thao"]
    assert results.query.text == "hội tháng 5/2022"
    assert results.query.interpreted == "hội"
    assert results.query.understood == (Understood(Kind.DATES, "tháng 5/2022", "2022-05-01..2022-05-31"),)
    literal = engine.search(SearchQuery(text="hội tháng 5/2022", as_typed=("tháng 5/2022",)))
    assert (literal.query.understood, literal.query.relaxed) == ((), Relaxation.WORDS)


def test_a_time_alone_lists_what_was_published_then(engine: SearchEngine) -> None:
    """The newest first, with facets."""
    results = engine.search(SearchQuery(text="từ 3/2020 đến tháng 12 năm 2021"))
    assert [hit.article.id for hit in results.hits] == ["tong-ket", "covid"]
    assert [value.value for value in results.facets["date"].values] == ["2021", "2020"]
    assert found(engine, "truoc 2021") == ["covid"]


def test_last_year_is_the_year_before_this_one(make_engine) -> None:  # type: ignore[no-untyped-def]
    """`năm ngoái`, wherever it stands and without marks."""
    year = today().year
    engine = make_engine(
        [Article(id=str(year - ago), title="Hội nghị", body="", published=date(year - ago, 6, 1)) for ago in range(4)]
    )
    assert found(engine, "hội nghị năm ngoái") == found(engine, "nam ngoai hoi nghi") == [str(year - 1)]


def test_what_a_title_says_is_a_topic(engine: SearchEngine, make_engine) -> None:  # type: ignore[no-untyped-def]
    """A month that a title names is rarely the one it was published in."""
    assert engine.search(SearchQuery(text="tổng kết năm 2021")).query.understood == ()
    engine = make_engine(
        [
            Article(id="list", title="Sinh viên tốt nghiệp tháng 10/2023", body="", published=date(2023, 11, 5)),
            Article(id="day", title="Lễ tốt nghiệp", body="", published=date(2023, 10, 7)),
        ]
    )
    assert found(engine, "tốt nghiệp tháng 10/2023") == ["list"]
    assert found(engine, "lễ tốt nghiệp tháng 10/2023") == ["day"]
    assert found(engine, "toots nghieejp thangs 10/2023") == ["list"]
    assert found(engine, "tôt ngiệp tháng 10/2023") == ["list"]


def test_a_plain_year_is_a_filter_only_where_words_find_nothing(engine: SearchEngine) -> None:
    """`năm 2021` stands in an article about it; `biển` was never said with it."""
    assert engine.search(SearchQuery(text="hội nghị năm 2021")).query.understood == ()
    assert [each.meant for each in engine.search(SearchQuery(text="biển năm 2022")).query.understood] == [
        "2022-01-01..2022-12-31"
    ]


@pytest.mark.parametrize("typed", ["hội tháng 1/2001", "xyz tháng 5/2022", "hội hôm qua", "hội thasng 2/2020"])
def test_what_is_nothing_but_a_time_stays_one_where_nothing_is_found(engine: SearchEngine, typed: str) -> None:
    """Articles of other times would not be what was asked for; the answer says which time it is."""
    results = engine.search(SearchQuery(text=typed))
    assert (results.total, [each.kind for each in results.query.understood]) == (0, [Kind.DATES])


@pytest.mark.parametrize("typed", ["hội năm 2001", "hội trước 2001", "hoi nam ngoai", "hội từ 2001 đến 2002"])
def test_years_and_what_may_be_other_words_are_words_where_nothing_was_published(
    engine: SearchEngine, typed: str
) -> None:
    """`nam ngoai` may be `nằm ngoài`; they are looked for, as far as they are found."""
    results = engine.search(SearchQuery(text=typed))
    assert results.total
    assert results.query.understood == ()


def test_a_day_that_an_article_tells_of_is_a_topic(make_engine) -> None:  # type: ignore[no-untyped-def]
    """It is mostly the day of an event, reported on later; however it is written."""
    engine = make_engine(
        [
            Article(id="later", title="Hội thảo", body="Ngày 5 tháng 3 năm 2021, …", published=date(2021, 3, 8)),
            Article(id="that day", title="Hội thảo", body="", published=date(2021, 3, 5)),
            Article(id="other", title="Hội nghị", body="", published=date(2021, 3, 5)),
        ]
    )
    assert found(engine, "hội thảo ngày 05/3/2021")[0] == "later"
    assert found(engine, "hội nghị 5/3/2021") == ["other"]


def test_a_day_alone_is_looked_for_where_nothing_was_published_on_it(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Some article may tell of it, with leading zeros or without."""
    engine = make_engine(
        [
            Article(id="told", title="Có hiệu lực", body="từ ngày 01/04/2013", published=date(2013, 3, 1)),
            Article(id="then", title="Hội nghị", body="", published=date(2013, 5, 1)),
        ]
    )
    assert found(engine, "1/4/2013") == ["told"]
    assert found(engine, "1/5/2013") == ["then"]


@pytest.mark.parametrize(("said", "typed"), [("01/2019/NĐ-CP", "1/2019/nđ-cp"), ("5/2019/TT-BTC", "05/2019/TT-BTC")])
def test_leading_zeros_make_no_other_number(make_engine, said: str, typed: str) -> None:  # type: ignore[no-untyped-def]
    """The answer needs not say so, and what has the number as typed comes first."""
    engine = make_engine(
        [Article(id="other", title="Nghị định", body=said), Article(id="typed", title="Nghị định", body=typed)]
    )
    results = engine.search(SearchQuery(text=typed))
    assert [hit.article.id for hit in results.hits] == ["typed", "other"]
    assert (results.query.relaxed, results.query.understood) == (None, ())


def test_words_of_the_calendar_are_no_slips(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Although an article says `ngày hai` and none `ngày mai`."""
    engine = make_engine([Article(id=each, title="Hội thảo ngày hai", body="ngày hai") for each in "abcdef"])
    assert engine.search(SearchQuery(text="hội thảo ngày mai")).query.understood == ()


def test_chosen_dates_go_before_words(engine: SearchEngine) -> None:
    """`from` and `to` are what is wanted; a chosen year narrows further."""
    chosen = engine.search(SearchQuery(text="hội tháng 5/2022", published_from=date(2020, 1, 1)))
    assert chosen.query.understood == ()
    query = SearchQuery(text="hội từ 2021 đến 2022", selections={"date": ("2021",)})
    assert [hit.article.id for hit in engine.search(query).hits] == ["tong-ket"]


def test_pages_of_a_search_with_a_time(make_engine) -> None:  # type: ignore[no-untyped-def]
    """A cursor goes on with the search as it was typed."""
    articles = [Article(id=str(day), title="Họp", body="", published=date(2021, 12, day)) for day in range(1, 6)]
    engine = make_engine([*articles, Article(id="later", title="Họp", body="", published=date(2022, 1, 1))])
    first = engine.search(SearchQuery(text="họp tháng 12/2021", per_page=3))
    second = engine.search(SearchQuery(text="họp tháng 12/2021", per_page=3, cursor=first.next))
    assert [hit.article.id for hit in (*first.hits, *second.hits)] == ["5", "4", "3", "2", "1"]
    assert second.query.understood == first.query.understood


# ── order and paging ──


def test_dates_order_what_has_no_words(engine: SearchEngine) -> None:
    """Newest first; articles without a date come last in both directions."""
    assert found(engine, "") == ["hoi-thao", "tong-ket", "covid", "khong-ngay"]
    assert found(engine, "", sort=Sort.OLDEST) == ["covid", "tong-ket", "hoi-thao", "khong-ngay"]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "hội"])
def test_pages_and_cursors_reach_every_hit_once(make_engine, sort: Sort, text: str) -> None:  # type: ignore[no-untyped-def]
    """By page number and by cursor, in the same order, though all articles rank alike; the last page has no next."""
    articles = [Article(id=str(number), title="Hội nghị", body="", published=date(2021, 1, 1)) for number in range(23)]
    engine = make_engine(articles)
    by_page, by_cursor, cursor = [], [], None
    for page in (1, 2, 3):
        query = SearchQuery(text=text, sort=sort, per_page=10, page=page)
        by_page += [hit.article.id for hit in engine.search(query).hits]
        results = engine.search(SearchQuery(text=text, sort=sort, per_page=10, cursor=cursor))
        by_cursor += [hit.article.id for hit in results.hits]
        assert (results.page, results.total) == (page, 23)
        cursor = results.next
    assert cursor is None
    assert by_page == by_cursor
    assert sorted(by_page, key=int) == [article.id for article in articles]
    assert engine.search(SearchQuery(text=text, page=4, per_page=10)).hits == ()


def test_a_cursor_goes_on_with_any_page_size(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Every hit is reached, and a last page that is full has no next."""
    engine = make_engine([Article(id=str(number), title="Hội nghị", body="") for number in range(60)])
    seen, cursor = [], None
    for size in (10, 30, 15, 5):
        results = engine.search(SearchQuery(text="hội", per_page=size, cursor=cursor))
        seen += [hit.article.id for hit in results.hits]
        cursor = results.next
    assert cursor is None
    assert sorted(seen, key=int) == [str(number) for number in range(60)]
    assert engine.search(SearchQuery(text="hội", per_page=20, page=3)).next is None


DEEP = base64.urlsafe_b64encode(b"[" * 5000).decode()


@pytest.mark.parametrize(
    "cursor", [DEEP, "", "x", "é", "e30", "W10", "bnVsbA", "WyJhIiwxLDIsMyw0XQ", "W251bGwsMSwxLDEsLTFd"]
)
def test_a_foreign_cursor_is_refused(engine: SearchEngine, cursor: str) -> None:
    """Whatever it holds, it is named as what is wrong."""
    with pytest.raises(CursorInvalid):
        engine.search(SearchQuery(cursor=cursor))


@pytest.mark.parametrize(("page", "rank"), [(0, 1.0), (2**32 - 1, 1.0), (2, float("nan")), (2, 1e300), (2, -1e300)])
def test_a_forged_cursor_breaks_nothing(engine: SearchEngine, page: int, rank: float) -> None:
    """Whatever numbers it holds, it is refused or goes on from where it says."""
    query = SearchQuery(text="hội", per_page=1)
    cursor = engine.search(query).next
    assert cursor is not None
    fingerprint = base64.urlsafe_b64decode(cursor)[:8]
    forged = base64.urlsafe_b64encode(fingerprint + struct.pack("<IdqQ", page, rank, 0, 0)).decode()
    if page == 2 and not math.isnan(rank):
        assert engine.search(SearchQuery(text="hội", per_page=1, cursor=forged)).total > 1
    else:
        with pytest.raises(CursorInvalid):
            engine.search(SearchQuery(text="hội", per_page=1, cursor=forged))


def test_what_was_given_up_is_not_said_to_be_found(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Of a query that no article holds whole, only what the articles found do hold is named and marked."""
    engine = make_engine([Article(id="1", title="Cam, quýt", body=""), Article(id="2", title="Dừa", body="")])
    results = engine.search(SearchQuery(text="cam quýt dừa"))
    assert [hit.article.id for hit in results.hits] == ["1"]
    assert results.query.interpreted == "cam quyt"


def test_a_cursor_belongs_to_its_search(engine: SearchEngine) -> None:
    """With other words it would go on from a place that means nothing there."""
    cursor = engine.search(SearchQuery(text="hội", per_page=1)).next
    with pytest.raises(CursorInvalid):
        engine.search(SearchQuery(text="viện", per_page=1, cursor=cursor))


# ── facets ──


def test_dates_narrow_by_year_month_day_and_range(engine: SearchEngine) -> None:
    """Also an article with a time of day belongs to its day in Vietnam."""
    for value in ("2022", "2022-05", "2022-05-04"):
        assert found(engine, "", selections={"date": (value,)}) == ["hoi-thao"]
    assert found(engine, "", selections={"date": ("2022-06", "2020")}) == ["covid"]
    assert found(engine, "", published_from=date(2022, 5, 4), published_to=date(2022, 5, 4)) == ["hoi-thao"]
    assert found(engine, "", published_to=date(2021, 12, 27)) == ["tong-ket", "covid"]


def test_a_facet_shows_so_many_values_and_says_how_many_there_are(engine: SearchEngine) -> None:
    """The most frequent first; a selected one is always shown."""
    results = engine.search(SearchQuery(facet_size=1, selections={"tag": ("thông báo",)}))
    tags = results.facets["tag"]
    assert [(value.value, value.selected) for value in tags.values] == [("hội nghị", False), ("thông báo", True)]
    assert tags.total_values == 4
    assert [value.value for value in results.facets["date"].values] == ["2020"]


def test_an_author_is_one_value_however_the_name_is_written(make_engine) -> None:  # type: ignore[no-untyped-def]
    """In its best spelling, in every commit; whichever spelling is chosen finds all, and articles stay as given."""
    spellings = ("GS.TS. Mai Lan", "MAI LAN", unicodedata.normalize("NFD", "Bài:  Mai Lan"), "Mai Lan - Hồng Nhung")
    engine = make_engine(
        [Article(id=str(n), title="Tin", body="", authors=(each,)) for n, each in enumerate(spellings)]
    )
    authors = engine.search(SearchQuery(text="tin")).facets["author"]
    assert [(value.value, value.count) for value in authors.values] == [("Mai Lan", 4), ("Hồng Nhung", 1)]
    for chosen in (*spellings, "mai lan", "đ/c Mai Lan"):
        results = engine.search(SearchQuery(selections={"author": (chosen,)}))
        assert results.total == 4
        assert FacetValue("Mai Lan", 4, selected=True) in results.facets["author"].values
    for typed in ('author:"mai lan"', 'author:"GS.TS. Mai Lan"', 'author:"dong chi mai lan"'):
        assert engine.search(SearchQuery(text=typed)).total == 4
    assert engine.get("0").article.authors == ("GS.TS. Mai Lan",)


def test_the_spellings_of_a_unit_or_a_tag_are_one_value(make_engine) -> None:  # type: ignore[no-untyped-def]
    """The most frequent one is shown."""
    units = ("Bộ Công Thương", "Bộ công thương", "Bộ Công Thương", "BỘ CÔNG THƯƠNG.")
    engine = make_engine(
        [Article(id=str(n), title="Tin", body="", unit=each, tags=("Hoà giải",)) for n, each in enumerate(units)]
    )
    results = engine.search(SearchQuery(selections={"unit": ("bộ công thương",), "tag": ("hòa giải",)}))
    assert results.total == 4
    assert results.facets["unit"].values == (FacetValue("Bộ Công Thương", 4, selected=True),)
    assert results.facets["tag"].values == (FacetValue("Hoà giải", 4, selected=True),)
    assert engine.get("1").article.unit == "Bộ công thương"


UNITS = """
[[unit]]
name = "Viện Ngôn ngữ máy tính"
abbreviations = ["NNMT"]
former_names = [{ name = "Viện Tin học", from = 2005, to = 2021 }]
[[unit]]
name = "Viện Dữ liệu"
former_names = [{ name = "Viện Tin học", to = 1999 }, { name = "Phòng Máy" }]
"""


def test_former_and_short_names_of_a_unit_are_its_present_one(tmp_path: Path) -> None:
    """Each in its years, where two units bore the same name; all of them find it, and articles stay as given."""
    (tmp_path / "units.toml").write_text(UNITS, encoding="utf-8")
    articles = [
        {"id": "1", "unit": "Viện Tin học", "published": "2008-01-01"},
        {"id": "2", "unit": "VIỆN TIN HỌC", "published": "1990-01-01"},
        {"id": "3", "unit": "NNMT"},
        {"id": "4", "title": "Phòng Máy họp"},
        {"id": "5", "title": "Viện Tin học họp", "published": "2008-05-05T10:00:00+07:00"},
        {"id": "6", "unit": "Ban Khác"},
    ]
    lines = [json.dumps({"title": "Tin", "body": ""} | each, ensure_ascii=False) for each in articles]
    (tmp_path / "tin.jsonl").write_text("\n".join(lines), encoding="utf-8")
    settings = Settings(index=tmp_path / "index", units=tmp_path / "units.toml")
    index_files([tmp_path / "tin.jsonl"], settings, Progress())
    (tmp_path / "units.toml").unlink()  # the index has kept it
    engine = open_engine(settings.index)
    units = {value.value: value.count for value in engine.search(SearchQuery()).facets["unit"].values}
    assert units == {"Viện Ngôn ngữ máy tính": 3, "Viện Dữ liệu": 2, "Ban Khác": 1}
    for chosen, expected in (
        ("Viện Ngôn ngữ máy tính", "135"),
        ("nnmt", "135"),
        ("phòng máy", "24"),
        ("Viện Tin học", "12345"),  # both units were called so
    ):
        assert set(found(engine, "", selections={"unit": (chosen,)})) == set(expected)
    assert set(found(engine, "unit:nnmt")) == set(found(engine, 'unit:"ngon ngu"')) == set("135")
    assert engine.suggest("phong may")[0] == Suggestion("Viện Dữ liệu", "unit", count=2)
    assert engine.get("1").article.unit == "Viện Tin học"  # type: ignore[union-attr]


def test_only_the_facets_asked_for_are_counted(engine: SearchEngine) -> None:
    """None by default of the command line, all by default of the API."""
    assert set(engine.search(SearchQuery(facets=("unit",))).facets) == {"unit"}
    assert engine.search(SearchQuery(facets=())).facets == {}


# ── highlighting ──


def test_titles_and_snippets_are_marked_and_escaped(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Neighbours are marked in one piece, markup in the text is text."""
    engine = make_engine([Article(id="1", title='<b>Hội nghị</b> & "bạn"', body="Tại hội  nghị <script>")])
    (hit,) = engine.search(SearchQuery(text="hội nghị")).hits
    assert hit.title_html == '&lt;b&gt;<mark>Hội nghị</mark>&lt;/b&gt; &amp; "bạn"'
    assert hit.snippet_html == "Tại <mark>hội</mark>  <mark>nghị</mark> &lt;script&gt;"


def test_only_what_matched_is_marked(engine: SearchEngine) -> None:
    """A phrase marks where it stands in one piece, not its words elsewhere."""
    (hit,) = engine.search(SearchQuery(text='"công tác"')).hits
    assert hit.title_html == "Hội nghị tổng kết <mark>công tác</mark> năm 2021"
    assert "<mark>" not in hit.snippet_html  # công nghệ is no công tác


def test_a_snippet_shows_the_passage_that_matched(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Cut around it, with … on both sides, and at a sentence's start if one is near."""
    filler = "Một câu không liên quan gì. " * 30
    body = filler + "Ngày mai khai mạc hội nghị lớn. " + filler
    engine = make_engine([Article(id="1", title="Tin", body=body)])
    (hit,) = engine.search(SearchQuery(text="khai mạc")).hits
    assert hit.snippet_html.startswith("… Ngày mai <mark>khai mạc</mark> hội nghị lớn.")
    assert hit.snippet_html.endswith(" …")
    assert len(hit.snippet_html) < 300


def test_a_snippet_without_a_match_begins_the_article(engine: SearchEngine) -> None:
    """The lead, or the body where there is none."""
    snippets = {hit.article.id: hit.snippet_html for hit in engine.search(SearchQuery()).hits}
    assert snippets["tong-ket"] == "Viện Hóa học Xanh tổ chức hội nghị tổng kết."
    assert snippets["khong-ngay"] == "Vien han lam ban hành quy chế."


@pytest.mark.parametrize("body", ["hội " * 500, "hội " + "=" * 100_000, "x" * 100_000 + " hội", "hội\n" * 500])
def test_a_snippet_is_short_and_marked_whatever_the_text_is(make_engine, body: str) -> None:  # type: ignore[no-untyped-def]
    """Also where everything matches, or where there is hardly a space."""
    engine = make_engine([Article(id="1", title="", body=body)])
    (hit,) = engine.search(SearchQuery(text="hội")).hits
    assert "<mark>hội" in hit.snippet_html
    assert len(re.sub("</?mark>", "", hit.snippet_html)) <= 410


def test_a_snippet_is_text_of_the_article(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Nothing but marks and the … of a cut is added; paragraphs stay apart by a line break."""
    engine = make_engine([Article(id="1", title="", body="Toàn cảnh \n\n Hội nghị khai mạc")])
    (hit,) = engine.search(SearchQuery(text="hội")).hits
    assert hit.snippet_html == "Toàn cảnh\n<mark>Hội</mark> nghị khai mạc"


def test_marking_a_long_article_takes_no_time(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Each of 20,000 paragraphs is marked; not each for every mark, which would take minutes."""
    engine = make_engine([Article(id="1", title="", body="hội nghị\n" * 20_000)])
    marked = engine.get("1", marking=SearchQuery(text="hội"))
    assert marked is not None
    assert set(marked.paragraphs_html) == {"<mark>hội</mark> nghị"}
    assert len(marked.paragraphs_html) == 20_000


def test_an_article_is_marked_whole(engine: SearchEngine) -> None:
    """Title, lead and each paragraph, for the words of the search it was found by."""
    marked = engine.get("tong-ket", marking=SearchQuery(text="hoi nghi"))
    assert marked is not None
    assert marked.title_html.startswith("<mark>Hội nghị</mark>")
    assert marked.summary_html == "Viện Hóa học Xanh tổ chức <mark>hội nghị</mark> tổng kết."
    assert marked.paragraphs_html == (
        "Sáng nay, <mark>hội nghị</mark> đã diễn ra tại Hà Nội.",
        "Đại biểu thảo luận về công nghệ mới.",
    )
    assert engine.get("không có") is None


# ── the other verbs ──


def test_suggestions_complete_values_and_titles_without_marks(engine: SearchEngine) -> None:
    """Tags, units, authors and titles, from the marks-free beginning of a word."""
    suggestions = engine.suggest("hoi ng")
    assert Suggestion("hội nghị", "tag", count=1) in suggestions
    assert any(s.kind == "title" and s.id == "tong-ket" for s in suggestions)
    assert Suggestion("Mai Lan", "author", count=2) in engine.suggest("mai l")
    assert Suggestion("Viện Vật lý Biển", "unit", count=1) in engine.suggest("vật lý")
    assert not [s for s in engine.suggest("vất ly") if s.kind == "unit"]  # marks typed are meant
    assert engine.suggest("  ") == ()
    assert len(engine.suggest("h", size=1)) == 1


@pytest.mark.parametrize("title", ["!", "Tin", "Tin mới", "Tin mới nhất"])
def test_titles_too_short_for_phrases(make_engine, title: str) -> None:  # type: ignore[no-untyped-def]
    """What is typed is completed, however little all titles together say."""
    engine = make_engine([Article(id="1", title=title, body="")])
    assert [each.text for each in engine.suggest("tin")] == [title] * (title != "!")


@pytest.mark.parametrize("typed", ["hooij ng", "ho65i ng", "hoi65 ng", "Hooij nghij", "hội nghij"])
def test_suggestions_for_keys(engine: SearchEngine, typed: str) -> None:
    """Keys of Telex and VNI complete like the syllables that they make; the last may be unfinished."""
    assert engine.suggest(typed) == engine.suggest("hội ng") != ()


def test_suggestions_leave_other_languages_alone(make_engine) -> None:  # type: ignore[no-untyped-def]
    """What begins a title as it stands is no keys: `tes` could make té, `vas` vá."""
    titles = ["Test nhanh", "Té ngã", "VAST", "Vá đường", "Forum"]
    engine = make_engine([Article(id=title, title=title, body="") for title in titles])
    for typed, title in (("tes", "Test nhanh"), ("vas", "VAST"), ("foru", "Forum"), ("tesn", None), ("te1", "Té ngã")):
        assert [each.text for each in engine.suggest(typed)] == ([title] if title else [])


def test_phrases_that_stand_often_in_titles_are_suggested(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Whole ones, as titles write them, from the marks-free beginning of a word; gone with their articles."""
    titles = [
        "Khai mạc Hội nghị tổng kết của Viện Toán",
        "Ảnh: Hội nghị tổng kết tại Huế",
        "Hội nghị tổng kết ở Hà Nội",
        "Hội nghị bạn bè",
        "Họp Hội nghị ở Hà Nội",
    ]
    articles = [Article(id=str(number), title=title, body="") for number, title in enumerate(titles)]
    engine = make_engine(articles)
    phrases = {
        text: [s for s in engine.suggest(text) if s.kind == "phrase"] for text in ("hoi ng", "hội nghi t", "tong")
    }
    whole, longer = Suggestion("Hội nghị", "phrase", count=5), Suggestion("Hội nghị tổng kết", "phrase", count=3)
    assert phrases == {"hoi ng": [whole, longer], "hội nghi t": [longer], "tong": [longer]}
    for typed in ("nghi tong", "hôi ng", "của v"):  # a part of a longer one; marks typed are meant; nothing begins so
        assert not [s for s in engine.suggest(typed) if s.kind == "phrase" and s != longer]
    engine = make_engine(articles[3:])
    assert not [s for s in engine.suggest("hoi nghi t") if s.kind == "phrase"]


def test_related_articles_share_words_and_leave_out_itself(make_engine) -> None:  # type: ignore[no-untyped-def]
    """The nearest first; strangers not at all."""
    bodies = {
        "a": "Nghiên cứu khoa học về động đất và sóng thần",
        "b": "Cảnh báo sóng thần sau trận động đất",
        "c": "Tuyển dụng viên chức",
        "d": "Động đất nhẹ",
    }
    engine = make_engine([Article(id=name, title="Tin tức", body=body) for name, body in bodies.items()])
    related = engine.related("a")
    assert related is not None
    assert [hit.article.id for hit in related][:2] == ["b", "d"]
    assert engine.related("không có") is None


def test_a_shared_tag_or_unit_makes_articles_more_related(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Among articles that share the same words; a tag alone makes none related."""
    body = "Nghiên cứu động đất"
    engine = make_engine(
        [
            Article(id="it", title="", body=body, tags=("địa chấn",), unit="Viện Địa chấn"),
            *(Article(id=f"plain-{n}", title="", body=body) for n in range(3)),
            Article(id="tag", title="", body=body, tags=("địa chấn",)),
            Article(id="unit", title="", body=body, unit="Viện Địa chấn"),
            Article(id="stranger", title="", body="Tuyển dụng", tags=("địa chấn",)),
        ]
    )
    related = [hit.article.id for hit in engine.related("it", size=10)]
    assert related[:2] == ["tag", "unit"]
    assert "stranger" not in related


def test_the_announcement_of_last_year_does_not_crowd_out_all_else(make_engine) -> None:  # type: ignore[no-untyped-def]
    """Of several that say nearly the same one is shown, the others last; so is a text that was published twice."""
    body = "Hội nghị tổng kết công tác nghiên cứu sóng thần"
    yearly = [
        Article(id=str(year), title=f"Hội nghị tổng kết công tác năm {year}", body=f"{body} năm {year}")
        for year in range(2015, 2022)
    ]
    engine = make_engine(
        [
            *yearly,
            Article(id="same", title="Sóng thần", body=f"{body} năm 2018"),
            Article(id="other", title="Kế hoạch nghiên cứu", body="Dự báo sóng thần ở biển Đông"),
        ]
    )
    related = [hit.article.id for hit in engine.related("2021", size=3)]
    assert len(related) == 3
    assert "other" in related
    assert len([each for each in related if each.isdigit()]) == 1
    assert len(engine.related("2021", size=8)) == 8


def test_of_equally_near_articles_the_one_of_about_the_same_time_is_nearer(make_engine) -> None:  # type: ignore[no-untyped-def]
    """A little only: undated ones are found, too."""
    published = {"it": date(2005, 5, 1), "far": date(2020, 1, 1), "near": date(2005, 3, 1), "undated": None}
    engine = make_engine(
        [
            Article(id=name, title=f"Tin {name}", body="Nghiên cứu động đất", published=day)
            for name, day in published.items()
        ]
    )
    related = [hit.article.id for hit in engine.related("it")]
    assert (related[0], len(related)) == ("near", 3)


def test_ping_counts_articles_and_commits(engine: SearchEngine) -> None:
    """The generation goes up with every commit."""
    assert engine.ping().articles == len(ARTICLES)
    assert engine.ping().generation >= 1


def test_half_a_character_is_no_id(engine: SearchEngine) -> None:
    """A lone surrogate names no article, and is no error."""
    assert engine.get("\ud800") is None
    assert engine.related("\udcff") is None


def test_without_an_index_every_verb_says_so(tmp_path: Path) -> None:
    """And answers as soon as there is one."""
    engine = open_engine(tmp_path / "index")
    for verb in (
        engine.ping,
        lambda: engine.search(SearchQuery()),
        lambda: engine.get("x"),
        lambda: engine.suggest("x"),
    ):
        with pytest.raises(IndexMissing):
            verb()
    with open_store(Settings(index=tmp_path / "index")) as store:
        store.commit()
    assert engine.search(SearchQuery(text="hội")).total == 0


def test_an_index_made_anew_in_the_same_folder_is_seen(tmp_path: Path) -> None:
    """Even when it has come to the same number of commits."""
    folder = tmp_path / "index"
    engine = open_engine(folder)
    for title in ("một", "hai"):
        shutil.rmtree(folder, ignore_errors=True)
        with open_store(Settings(index=folder)) as store:
            store.put(Article(id="1", title=title, body=""))
            store.commit()
        assert found(engine, title) == ["1"]


def test_a_damaged_index_is_named(tmp_path: Path) -> None:
    """The error names the folder and the remedy."""
    with open_store(Settings(index=tmp_path)) as store:
        store.put(ARTICLES[0])
        store.commit()
    for file in tmp_path.glob("*.post"):
        file.write_bytes(b"rubbish")
    with pytest.raises(IndexUnreadable, match="--replace-all"):
        open_engine(tmp_path).ping()


# ── against the naive engine ──

WORDS = ["hội", "hoi", "Hội", "nghị", "nghi", "viện", "viên", "vien", "hoà", "hòa", "đất", "dat", "2021", "covid-19"]
TEXT = st.lists(st.sampled_from([*WORDS, ".", "\n"]), max_size=8).map(" ".join)
COMPOSED = st.tuples(TEXT, st.sampled_from(["NFC", "NFD"])).map(lambda drawn: unicodedata.normalize(drawn[1], drawn[0]))
NAMES = ["Mai Lan", "Lân", "Viện Đất", "MAI LAN", "TS. Mai Lan", "Lân, Hoa Mai, Mai Lan"]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PUBLISHED = st.one_of(
    st.none(),
    st.dates(date(2020, 11, 1), date(2022, 2, 1)),
    st.datetimes(datetime(2020, 12, 31), datetime(2021, 1, 2)).map(lambda at: at.replace(tzinfo=ZONE)),
)
ARTICLE = st.builds(
    Article,
    id=st.sampled_from([str(number) for number in range(12)]),
    title=COMPOSED,
    summary=COMPOSED,
    body=COMPOSED,
    published=PUBLISHED,
    authors=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
    tags=st.lists(st.sampled_from(["họp", "hop"]), max_size=2).map(tuple),
    unit=st.sampled_from(["", "Viện Đất", "Viện Hòa"]),
)
COMMITS = st.lists(st.lists(st.one_of(ARTICLE, st.sampled_from(["0", "1"])), max_size=6), min_size=1, max_size=4)
"""An article is put, an id is deleted."""

CLAUSE = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.sampled_from(
        ["ng*", "vi*", "hộ*", "n*", "title:hội", "title:ho*", "author:lan", "author:lân", 'unit:"viện đất"', "tag:hop"]
    ),
)
TYPED = st.lists(st.tuples(st.sampled_from(["", "", "-"]), CLAUSE).map("".join), max_size=8).map(" ".join)
SELECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "author": st.lists(st.sampled_from([*NAMES, "?"]), max_size=2).map(tuple),
        "tag": st.just(("họp",)),
        "unit": st.just(("Viện Đất", "Viện Hòa")),
        "date": st.lists(st.sampled_from(["2021", "2020-12", "2021-01-01"]), max_size=2).map(tuple),
    },
)
QUERY = st.builds(
    SearchQuery,
    text=TYPED,
    selections=SELECTIONS,
    published_from=st.one_of(st.none(), st.dates(date(2020, 12, 1), date(2021, 6, 1))),
    published_to=st.one_of(st.none(), st.dates(date(2021, 1, 1), date(2022, 1, 1))),
    sort=st.sampled_from(Sort),
    per_page=st.just(100),
).map(lambda query: replace(query, as_typed=(query.text,)))  # what is understood is another matter


@contextmanager
def indexed(commits: list[list[Article | str]]) -> Iterator[tuple[SearchEngine, list[Article]]]:
    """An engine over an index with these commits, and the articles that it must hold."""
    held: dict[str, Article] = {}
    with tempfile.TemporaryDirectory() as folder:
        for commit in commits:
            with open_store(Settings(index=Path(folder))) as store:
                for change in commit:
                    if isinstance(change, Article):
                        store.put(change)
                        held[change.id] = change
                    else:
                        assert store.delete(change) == (held.pop(change, None) is not None)
                store.commit()
        yield open_engine(Path(folder)), list(held.values())


@settings(max_examples=150, deadline=None)
@given(COMMITS, st.lists(QUERY, min_size=1, max_size=6))
def test_the_engine_agrees_with_the_naive_one(commits: list[list[Article | str]], queries: list[SearchQuery]) -> None:
    """The same articles, exact totals and facet counts, over several segments, deletions and replaced articles."""
    with indexed(commits) as (engine, articles):
        for query in queries:
            results, answer = engine.search(query), naive.search(articles, query)
            assert {hit.article.id for hit in results.hits} == answer.ids
            assert results.total == len(answer.ids)
            assert results.query.relaxed == answer.relaxed
            for name, counts in answer.facets.items():
                shown = {v.value: v.count for v in results.facets[name].values if v.count and not v.selected}
                selected = {value for each in query.selections.get(name, ()) for value in naive.meant(each, name)}
                assert shown == {value: count for value, count in counts.items() if value not in selected}
                assert results.facets[name].total_values == len(counts)


@settings(max_examples=150, deadline=None)
@given(COMMITS, TYPED)
def test_marks_cover_exactly_the_words_that_matched(commits: list[list[Article | str]], typed: str) -> None:
    """In titles and whole articles, every syllable that a clause matches is marked and nothing else is; and what is
    shown is the original text, to the character."""
    with indexed(commits) as (engine, articles):
        relaxed = engine.search(SearchQuery(text=typed)).query
        clauses = parse(relaxed.interpreted if relaxed.relaxed or relaxed.understood else typed).sought
        if relaxed.relaxed is Relaxation.TONES:
            clauses = tuple(clause._replace(any_tone=True) for clause in clauses)
        # What is understood may be looked for beside what was typed.
        found_by = [clauses, (*clauses, *parse(typed).sought)] if relaxed.understood else [clauses]
        for article in articles:
            marked = engine.get(article.id, marking=SearchQuery(text=typed))
            assert marked is not None
            body = "\n".join(line.strip() for line in article.body.splitlines() if line.strip())
            for original, html, field in (
                (article.title, marked.title_html, "title"),
                (article.summary, marked.summary_html, "text"),
                (body, "\n".join(marked.paragraphs_html), "text"),
            ):
                text = unescape(re.sub("</?mark>", "", html))
                assert text == original
                wanted = [[c for c in each if c.field == "text" or field == "title"] for each in found_by]
                assert _marked_syllables(html) in [_matching_syllables(text, each) for each in wanted]


def _marked_syllables(html: str) -> list[int]:
    """Which syllables of the text are marked, by number."""
    numbers, count = [], 0
    for piece in re.split("(<mark>.*?</mark>)", html, flags=re.DOTALL):
        size = len(syllables(unescape(re.sub("</?mark>", "", piece))).forms)
        if piece.startswith("<mark>"):
            assert syllables(piece[6:-7]).starts[0] == 0
            assert syllables(piece[6:-7]).ends[-1] == len(piece[6:-7])
            numbers += range(count, count + size)
        count += size
    return numbers


def _matching_syllables(text: str, clauses: Iterable[Clause]) -> list[int]:
    forms = syllables(text).forms
    matching = set()
    for clause in clauses:
        width = len(clause.syllables)
        for start in range(len(forms) - width + 1):
            pairs = list(zip(clause.syllables, forms[start : start + width], strict=True))
            if all(naive.stands_for(t, f, any_tone=clause.any_tone) for t, f in pairs[:-1]) and naive.stands_for(
                *pairs[-1], prefix=clause.prefix, any_tone=clause.any_tone
            ):
                matching |= set(range(start, start + width))
    return sorted(matching)


def test_a_slip_changes_nothing_but_itself(make_engine) -> None:  # type: ignore[no-untyped-def]
    """What is in quotes, excluded, or typed more than once is meant; so is what narrows."""
    many = [Article(id=f"{number}", title="Hội nghị tổng kết", body="") for number in range(9)]
    engine = make_engine(
        [*many, Article(id="idea", title="Suy nghĩ về hội họp, tổng kết", body="", tags=("suy nghĩ",))]
    )
    for typed in ("hội nghĩ tổng kết suy nghĩ", 'hội "nghĩ" tổng kết', "hội tổng kết tag:nghĩ", "hội tổng kết -nghĩ"):
        assert engine.search(SearchQuery(text=typed)).query.understood == ()
    assert found(engine, "hội tổng kết tag:nghĩ") == ["idea"]
    assert sorted(found(engine, "hội nghĩ tổng kết -suy")) == [f"{number}" for number in range(9)]
