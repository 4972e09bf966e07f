"""Web pages, as institutions and newspapers publish them."""

import io
import json
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from html.entities import codepoint2name
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.dates import LOCAL_ZONE
from index.readers import read as read_files
from index.readers.html import read_html
from index.readers.source import FormatError, SourceFile
from tests.index.vietnamese.encoded import encoded

TITLE = "Hội nghị tổng kết công tác năm 2021"
PROSE = "Ngày 25/12/2021, Văn phòng đã tổ chức hội nghị tổng kết công tác năm 2021 và bàn phương hướng năm 2022."
CHROME = """<ul id="menu"><li><a href="/">Trang chủ</a></li><li><a href="/gt">Giới thiệu</a></li></ul>
<p class="clock">Thứ tư, 5/1/2022</p>"""
FOOTER = "<div class='footer'>Bản quyền thuộc về Viện Hàn lâm, số 12 phố Nguyễn Khuyến, Hà Nội<br>Lượt xem: 5</div>"


def read(page: str | bytes) -> Article:
    raw = page.encode() if isinstance(page, str) else page
    ((article, _),) = read_html(io.BufferedReader(io.BytesIO(raw)), SourceFile(Path("tin.html"), len(raw), "tin"))
    return article


def page(content: str = f"<p>{PROSE}</p>", head: str = "", heading: str = f"<h1>{TITLE}</h1>") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head>"
        f"<body>{CHROME}<div id='giua'>{heading}<div class='nd'>{content}</div></div>{FOOTER}</body></html>"
    )


def linked(content: Any) -> str:
    return f"<script type='application/ld+json'>{json.dumps(content)}</script>"


NEWS = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2021-12-27T08:30:00+07:00",
    "author": [{"@type": "Person", "name": "Mai Lan"}, {"@type": "Person", "name": "Trần Bình"}],
    "keywords": ["hội nghị", "tổng kết"],
    "description": "Văn phòng nhìn lại một năm.",
    "articleSection": "Tin hoạt động",
    "mainEntityOfPage": {"@id": "https://vien.example/1"},
}


def test_json_ld_says_it_all() -> None:
    """What a page says in so many words needs no guessing; the body is what people read, without menus and footer."""
    assert read(page(head=linked(NEWS))) == Article(
        id="tin",
        title=TITLE,
        body=PROSE,
        summary="Văn phòng nhìn lại một năm.",
        url="https://vien.example/1",
        published=datetime(2021, 12, 27, 8, 30, tzinfo=LOCAL_ZONE),
        authors=("Mai Lan", "Trần Bình"),
        tags=("hội nghị", "tổng kết"),
        extra={"section": "Tin hoạt động"},
    )


def test_json_ld_is_found_in_graphs_and_lists_and_read_in_every_form() -> None:
    """Names as strings, keywords in one string, HTML entities; broken JSON-LD is passed over."""
    graph = {
        "@graph": [
            {"@type": "WebSite"},
            NEWS | {"@type": ["Report", "Thing"], "author": "A &amp; B", "keywords": "x, y"},
        ]
    }
    article = read(page(head="<script type='application/ld+json'>{,}</script>" + linked([graph])))
    assert article.authors == ("A & B",)
    assert article.tags == ("x", "y")


def test_json_ld_may_stand_at_the_foot_of_the_page() -> None:
    """Although nothing else in a footer is the article's."""
    assert read(page(f"<p>{PROSE}</p><footer>{linked(NEWS)}Bản quyền</footer>")) == read(page(head=linked(NEWS)))


def test_meta_tags_are_read_where_there_is_no_json_ld() -> None:
    """Open Graph and the names that newsrooms use; canonical is the address."""
    head = f"""<title>{TITLE} | Viện</title><meta property="og:title" content="{TITLE} | Viện">
        <meta property="article:published_time" content="2021-12-27T08:30:00+07:00">
        <meta name="author" content="Mai Lan"><meta name="keywords" content="hội nghị, tổng kết">
        <meta name="description" content="Văn phòng nhìn lại một năm.">
        <link rel="canonical" href="https://vien.example/1"><meta property="og:url" content="https://vien.example/1?lang=vi">"""
    article = read(page(head=head))
    assert (article.title, article.url, article.summary) == (
        TITLE,
        "https://vien.example/1",
        "Văn phòng nhìn lại một năm.",
    )
    assert (article.authors, article.tags) == (("Mai Lan",), ("hội nghị", "tổng kết"))
    assert article.published == datetime(2021, 12, 27, 8, 30, tzinfo=LOCAL_ZONE)


def test_a_page_that_says_nothing_of_itself_is_read_as_people_read_it() -> None:
    """Headline, date below it, author and tags under the text; the clock in the page's head is not its date."""
    content = f"<div>Ngày đăng: 27/12/2021</div><p>{PROSE}</p><p>Tác giả: Mai Lan</p><p>Từ khóa: hội nghị</p>"
    article = read(page(content + "<p>Tin liên quan</p><ul><li><a href='/2'>Hội nghị năm 2020</a></li></ul>"))
    assert article == Article(
        id="tin", title=TITLE, body=PROSE, published=date(2021, 12, 27), authors=("Mai Lan",), tags=("hội nghị",)
    )


def test_words_that_inline_tags_split_are_whole() -> None:
    """Editors leave `g</span><span>iây` behind, in long articles and in short ones, in paragraphs, divs and titles."""
    content = "<p>11 g</span><span>iây và ngh<b>iê</b>n cứu kh<em>oa</em> h<font>ọ</font>c</p><div>vi<u>ệ</u>n</div>"
    for more in (f"<p>{PROSE}</p>" * 5, ""):
        article = read(page(content + more, heading="<h2><span>Th</span><span>ông b</span>áo</h2>"))
        assert article.title == "Thông báo"
        assert article.body.split("\n")[:2] == ["11 giây và nghiên cứu khoa học", "viện"]


def test_no_break_spaces_and_line_ends_of_the_source_are_spaces() -> None:
    """One space where people see one; a <br> ends a line."""
    assert read(page("<p>Một&nbsp;&nbsp; hai\n  ba<br>bốn</p>")).body == "Một hai ba\nbốn"


def test_captions_lists_and_tables_belong_to_the_article() -> None:
    """A line for each caption, item and row."""
    content = f"""<p>{PROSE}</p><figure><img src=a.jpg><figcaption>Toàn cảnh</figcaption></figure>
        <ul><li>Một</li><li>Hai</li></ul>
        <table><tr><td>STT</td><td>Họ tên</td></tr><tr><td>1</td><td>Mai Lan</td></tr></table>"""
    assert read(page(content)).body.split("\n") == [PROSE, "Toàn cảnh", "Một", "Hai", "STT Họ tên", "1 Mai Lan"]


def test_text_beside_blocks_belongs_to_the_article() -> None:
    """Nested lists, and divs in which some lines are paragraphs and some are not."""
    content = f"<p>{PROSE}</p>một <a href='/x'>hai</a><br>ba<p>bốn</p>năm<ul><li>sáu<ul><li>bảy</li></ul>tám</li></ul>"
    assert read(page(content)).body.split("\n")[1:] == ["một hai", "ba", "bốn", "năm", "sáu", "bảy", "tám"]


def test_tables_that_arrange_the_page_are_no_tables() -> None:
    """As portals of twenty years ago were built: menu, article and news in three cells."""
    old = f"""<title>Viện</title><table><tr><td colspan=3>Trang chủ » Thông báo</td></tr><tr>
        <td><div>DANH MỤC</div><ul><li><a href=#>Lịch</a></li></ul></td>
        <td><h2>{TITLE}</h2><div>27/12/2021</div><div><p>{PROSE}</p></div></td>
        <td><div>TIN MỚI</div><p><a href=#>Lịch tuần</a></p></td></tr>
        <tr><td colspan=3>Bản quyền</td></tr></table>"""
    assert read(old) == Article(id="tin", title=TITLE, body=PROSE, published=date(2021, 12, 27))


def test_comments_and_related_news_with_vietnamese_names_are_left_out() -> None:
    """trafilatura knows the English ones."""
    comments = "<div class='binh-luan'><p>Bài hay quá, cảm ơn các anh chị.</p></div>"
    related = "<div id='tin-lien-quan'><p>Hội nghị năm 2020</p></div>"
    content = f"<p>{PROSE}</p>{comments}{related}"
    assert read(page(content)).body == PROSE
    wrapped = f"<div class='has-footer'><h1>{TITLE}</h1>{content}</div>"
    assert read(page(wrapped, heading="")).body == PROSE


@pytest.mark.parametrize(
    "title", [f"{TITLE} - Viện Toán học", f"{TITLE} | Tin tức | Viện", f"{TITLE} – Phần 1 – Viện", TITLE]
)
def test_the_sites_name_is_no_part_of_the_title(title: str) -> None:
    """The heading shows where the title ends."""
    assert read(page(head=f"<title>{title}</title>")).title == TITLE


def test_a_site_that_is_always_called_the_same_has_its_titles_in_headings() -> None:
    """Nor is the site's name in a heading of its own a title."""
    heading = f"<h1><a href='/'>Viện Toán học</a></h1><h2>{TITLE}</h2>"
    assert read(page(head="<title>Viện Toán học - Thông báo</title>", heading=heading)).title == TITLE


def test_the_month_never_comes_first() -> None:
    """8/12/2021 is in December; 12/27/2021 is no date, and the next place is looked at."""
    assert read(page(heading=f"<h1>{TITLE}</h1><span>8/12/2021</span>")).published == date(2021, 12, 8)
    head = "<meta name=pubdate content='12/27/2021'>"
    assert read(page(head=head)).published is None
    assert read(page(f"<p>{PROSE}</p><p>Hà Nội, ngày 28 tháng 12 năm 2021.</p>", head)).published == date(2021, 12, 28)


def test_a_day_that_the_text_speaks_of_is_not_its_date() -> None:
    """But the only day in a title is better than none."""
    assert read(page()).published is None
    assert read(page(heading="<h1>Thông báo ngày 02 tháng 11 năm 2021</h1>")).published == date(2021, 11, 2)


def test_a_site_is_no_author() -> None:
    """Nor is a link to a profile."""
    head = """<meta property=og:site_name content="Báo Khoa học"><meta name=author content="Báo Khoa học">
        <meta property=article:author content="https://facebook.com/bao"><meta name=dc.creator content="Mai Lan">"""
    assert read(page(head=head)).authors == ("Mai Lan",)


def test_a_description_cut_from_the_text_is_no_summary() -> None:
    """Many sites make it so, and it would only count the same words twice; at times an entity is cut as well."""
    for cut in (PROSE[:60], PROSE[:60] + "...", PROSE[:60] + "…", PROSE[:60] + "&amp;nbs..."):
        assert read(page(head=f'<meta name=description content="{cut}">')).summary == ""


def test_lines_that_repeat_title_date_and_authors_are_no_paragraphs() -> None:
    """They are shown already."""
    content = f"<p>Mai Lan – 27/12/2021</p><p>{PROSE}</p><p>Mai Lan – Trần Bình</p>"
    assert read(page(content, linked(NEWS))).body == PROSE


def test_decomposed_text_is_not_altered() -> None:
    """Normalising is the index's business."""
    decomposed = unicodedata.normalize("NFD", PROSE)
    assert read(page(f"<p>{decomposed}</p>")).body == decomposed


def test_a_page_without_text_is_an_article_without_body() -> None:
    """An announcement may be nothing but a file to fetch."""
    article = read("<title>Thông báo số 5</title><body><a href='5.pdf'><img src='pdf.png'></a></body>")
    assert (article.title, article.body) == ("Thông báo số 5", "")


@pytest.mark.parametrize(("content", "reason"), [("", "the page is empty"), ("<p></p>", "the page has no title")])
def test_a_page_that_gives_no_article_is_refused(content: str, reason: str) -> None:
    """With the reason."""
    with pytest.raises(FormatError, match=reason):
        read(content)


def test_control_characters_are_dropped() -> None:
    """Word leaves them behind; nobody sees them, and parsers choke on them."""
    assert read(page(f"<div>Một\x01\x0b hai&#1;&#x1F;&#31; ba<p>{PROSE}</p>\x1f</div>")).body == f"Một hai ba\n{PROSE}"


def test_a_fault_in_the_library_is_a_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """One strange page must not end a run over a hundred thousand."""

    def fail(*_: Any, **__: Any) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    with pytest.raises(FormatError, match="the main text can't be found: too deep"):
        read(page())


def test_the_samples_are_read_without_menus_and_footers() -> None:
    """Pages with JSON-LD, with meta tags and with neither."""
    from index.readers import read as read_paths

    articles = list(read_paths([Path("sample_docs/html")]))
    assert articles
    for article in articles:
        assert isinstance(article, Article)
        assert article.published is not None
        assert article.tags
        assert "Trang chủ" not in article.body
        assert "Nguyễn Khuyến, Hà Nội" not in article.body
        assert len(article.body) > 800


def test_a_page_that_is_nested_too_deep_is_named(tmp_path: Path) -> None:
    """The others are read."""
    path = tmp_path / "tin.html"
    path.write_text(page(head=linked({"@type": "Article", "author": 0}).replace("0", "[" * 900 + "]" * 900)))
    assert [str(result) for result in read_files([path])] == [f"{path}: it is nested too deep"]


def test_a_date_that_stands_for_none_is_none() -> None:
    """Databases write the first or the last day of the calendar."""
    for day in ("0001-01-01T00:00:00Z", "9999-12-31"):
        assert read(page(head=f'<meta name="date" content="{day}">')).published is None


@pytest.mark.parametrize("references", [False, True])
def test_a_page_in_an_old_encoding(references: bool) -> None:
    """It is put right before its article is looked for, letters that editors wrote as `&Ouml;` too; the original is
    kept."""
    content = (
        f"<p>{PROSE}</p><p>Nước biển dâng, người dân được cảnh báo.</p><p>Tác giả: Mai Lan</p><p>Tags: hội nghị</p>"
    )
    old = encoded(page(content).replace("<meta charset=utf-8>", "<meta charset=x-user-defined>"), "TCVN3")
    if references:
        old = "".join(char if char.isascii() else f"&{codepoint2name.get(ord(char), f'#{ord(char)}')};" for char in old)
    article = read(old.encode("cp1252"))
    assert replace(article, extra={}) == read(page(content))
    assert article.authors == ("Mai Lan",)
    assert article.extra["original"]["encoding"] == "TCVN3"
    assert article.extra["original"]["title"] == encoded(TITLE, "TCVN3")
