"""The pages people see, as HTML: what they say and where their links lead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from index.article import Article
from search.engine import SearchEngine
from tests.web.articles import ARTICLES, BARE, BROKEN, HOSTILE, LINE_END, SUMMING_UP, UPWARDS, WITH_TIME
from tests.web.fake_engine import FakeEngine
from web import create_app

VOID = {"meta", "link", "input", "img", "br"}

STATES = [
    "/",
    "/?q=hoi+thao",
    "/?q=hoi+thao&per_page=2&page=2",
    "/?q=hoi&page=99",
    "/?q=hoi&unit=V%C4%83n+ph%C3%B2ng&date=2021-12&from=1/1/2021&to=2022-01-01&sort=newest",
    "/?q=hoi&cursor=after-1&per_page=2",
    "/?facets=none",
    "/?facet_size=1",
    "/?q=xyz",
    "/?q=xyz&tag=t%E1%BB%95ng+k%E1%BA%BFt",
    "/?unit=xyz",
    "/?q=h%C3%B2i+th%C3%A3o",
    "/?q=h%C3%B4i+nghj",
    "/?q=ky+tu+la",
    "/?page=0",
    "/nowhere",
    "/?lang=en&q=hoi+thao",
    "/?lang=en&page=0",
    "/?lang=xx",
    *(f"/articles/{quote(article.id)}?q=hoi" for article in ARTICLES[:5]),
]


class Page(HTMLParser):
    """A page taken apart; its tags must nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        self.words = " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag and wanted.items() <= attrs.items()]

    @property
    def links(self) -> list[str]:
        return [attrs["href"] for attrs in self.all("a")]


def page(client: FlaskClient, path: str) -> Page:
    return Page(client.get(path).text)


@pytest.mark.parametrize("path", STATES)
class TestEveryState:
    """What holds for every page."""

    def test_is_accessible_and_small(self, client: FlaskClient, path: str) -> None:
        """It says its language and title, has one heading, labels its fields, and is light."""
        answer = client.get(path)
        shown = Page(answer.text)
        assert shown.all("html", lang="en" if "lang=en" in path else "vi")
        assert "Tra Cứu" in shown.words
        for landmark in ("header", "main", "footer", "h1"):
            assert len(shown.all(landmark)) == 1
        assert shown.all("form", role="search")
        assert shown.all("a", **{"class": "skip"}) == [{"class": "skip", "href": f"#{shown.all('main')[0]['id']}"}]
        labelled = {attrs["for"] for attrs in shown.all("label") if "for" in attrs}
        assert {attrs["id"] for attrs in shown.all("input") if "id" in attrs} <= labelled
        assert len(answer.data) < 100_000

    def test_keeps_its_own_policy(self, client: FlaskClient, path: str) -> None:
        """Nothing stands inline, so the policy that forbids it costs nothing."""
        shown = page(client, path)
        for script in shown.all("script"):  # of ours, or data
            assert script.get("src", "").startswith("/static/") or script.get("type") == "application/ld+json"
        assert not shown.all("style")
        for _, attrs in shown.tags:
            assert "style" not in attrs
            assert not [name for name in attrs if name.startswith("on")]

    def test_every_link_leads_somewhere(self, client: FlaskClient, path: str) -> None:
        """No link of ours is dead or wrong."""
        shown = page(client, path)
        for other in (each for each in shown.all("a") if "hreflang" in each):
            link = urlsplit(path).path + other["href"]
            assert client.get(link).status_code == client.get(path).status_code, link
        for link in {each["href"] for each in shown.all("a") if "hreflang" not in each}:
            if link.startswith("?"):
                link = urlsplit(path).path + link  # noqa: PLW2901
            if link.startswith("/"):
                assert client.get(link).status_code == 200, link
            else:
                assert link.startswith(("#", "https://vien.example.vn/")), link

    def test_static_files_exist(self, client: FlaskClient, path: str) -> None:
        """Style and logo come from here, under addresses that change when they do."""
        shown = page(client, path)
        named = [attrs["href"] for attrs in shown.all("link") if attrs["rel"] in {"stylesheet", "icon"}]
        named += [attrs["src"] for tag in ("img", "script") for attrs in shown.all(tag) if "src" in attrs]
        for address in named:
            assert "/static/@" in address
            with client.get(address) as answer:
                assert answer.status_code == 200
                assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_start(client: FlaskClient) -> None:
    """The start page shows the newest articles and the facets; newest and oldest are the orders that make sense."""
    shown = page(client, "/")
    assert "Tìm trong 13 tin tức và thông báo" in shown.words
    assert len(shown.all("li", **{"class": "hit"})) == 13
    assert [attrs["name"] for attrs in shown.all("input", type="checkbox")].count("unit") == 6
    assert "Mới nhất Cũ nhất" in shown.words
    assert "Liên quan nhất" not in shown.words


def test_results(client: FlaskClient) -> None:
    """Results show title and passage with the words marked, unit, day, author and tags, which narrow the search."""
    answer = client.get("/?q=toan+canh+hoi+nghi")
    shown = Page(answer.text)
    assert "1 kết quả cho “toan canh hoi nghi”" in shown.words
    assert "<mark>Hội</mark> <mark>nghị</mark> tổng kết" in answer.text
    assert "27/12/2021" in shown.words
    assert shown.all("time", datetime="2021-12-27")
    said = "/?q=toan+canh+hoi+nghi&"
    assert f"{said}unit=V%C4%83n+ph%C3%B2ng" in shown.links
    assert f"{said}author=Mai+Lan" in shown.links
    assert f"{said}tag=t%E1%BB%95ng+k%E1%BA%BFt" in shown.links
    assert "/articles/hoi-nghi-tong-ket-2021?q=toan+canh+hoi+nghi" in shown.links
    assert shown.all("input", type="search")[0]["value"] == "toan canh hoi nghi"


def test_forms_carry_the_rest_along(client: FlaskClient) -> None:
    """New words keep filters and order; new filters keep words and order. Both start from the first page."""
    answer = client.get("/?q=hoi&unit=V%C4%83n+ph%C3%B2ng&from=1/1/2021&sort=newest&per_page=5&page=2")
    words, filters = answer.text.split("<main")
    assert [(each["name"], each["value"]) for each in Page(words_only(words)).all("input", type="hidden")] == [
        ("unit", "Văn phòng"),
        ("from", "2021-01-01"),
        ("sort", "newest"),
        ("per_page", "5"),
    ]
    shown = Page(f"<main{filters}".split("</main>")[0] + "</main>")
    assert [(each["name"], each["value"]) for each in shown.all("input", type="hidden")] == [
        ("q", "hoi"),
        ("sort", "newest"),
        ("per_page", "5"),
    ]
    assert shown.all("input", name="from")[0]["value"] == "01/01/2021"
    assert shown.all("input", type="checkbox", name="unit", value="Văn phòng", checked="")


def words_only(top: str) -> str:
    """The part of a page from its header to the end of it."""
    return top[top.index("<header") : top.index("</header>") + len("</header>")]


def test_selections_outlive_facets_that_are_not_counted(client: FlaskClient) -> None:
    """A selection without a box to tick is carried along unseen."""
    shown = page(client, "/?unit=V%C4%83n+ph%C3%B2ng&facets=none")
    assert len(shown.all("input", type="hidden", name="unit", value="Văn phòng")) == 2


def test_left_out_values(client: FlaskClient) -> None:
    """A facet says how many values it leaves out, and a link shows more."""
    shown = page(client, "/?q=hoi+thao")
    assert "Còn 1 mục khác · Xem thêm" in shown.words
    assert "/?q=hoi+thao&facet_size=20#loc-tag" in shown.links


def test_facet_size_has_a_measure(client: FlaskClient, engine: FakeEngine) -> None:
    """A page never shows more than a hundred values of a facet, whatever its address asks for."""
    asked = []
    search = engine.search
    engine.search = lambda query: asked.append(query) or search(query)  # type: ignore[func-returns-value, method-assign]
    client.get("/?facet_size=600")
    assert asked[0].facet_size == 40


def test_chips_take_filters_off(client: FlaskClient) -> None:
    """Each filter that is on has a link that takes it off, and all have one together."""
    shown = page(client, "/?q=hoi&unit=V%C4%83n+ph%C3%B2ng&from=1/1/2021")
    assert "Bỏ lọc Đơn vị: Văn phòng" in shown.words
    assert "Bỏ lọc Từ ngày: 01/01/2021" in shown.words
    assert {"/?q=hoi&from=2021-01-01", "/?q=hoi&unit=V%C4%83n+ph%C3%B2ng", "/?q=hoi"} <= set(shown.links)


def test_orders(client: FlaskClient) -> None:
    """The orders are links; the one in use is said to be."""
    shown = page(client, "/?q=hoi&sort=oldest")
    assert "Liên quan nhất Mới nhất Cũ nhất" in shown.words
    (current,) = shown.all("a", **{"aria-current": "true"})
    assert current["href"] == "/?q=hoi&sort=oldest"


def test_pages_are_numbered(client: FlaskClient) -> None:
    """Pages are links with numbers; the current one is said to be."""
    shown = page(client, "/?q=hoi&per_page=2&page=3")
    (current,) = shown.all("a", **{"aria-current": "page"})
    assert current["href"] == "/?q=hoi&per_page=2&page=3"
    assert shown.all("a", rel="prev")[0]["href"] == "/?q=hoi&per_page=2&page=2"
    assert shown.all("a", rel="next")[0]["href"] == "/?q=hoi&per_page=2&page=4"


def test_page_after_the_last(client: FlaskClient) -> None:
    """Beyond the last page one is told so and led back."""
    shown = page(client, "/?q=hoi+thao&page=99")
    assert "Kết quả chỉ có đến trang 1" in shown.words
    assert "/?q=hoi+thao" in shown.links


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("h%C3%B2i+th%C3%A3o", "Dưới đây là kết quả không phân biệt dấu"),
        ("hoi+thao+xyz", "Không có bài nào chứa đủ tất cả các từ"),
        ("h%C3%B4i+nghj", "Có phải bạn muốn tìm hội nghị?"),
    ],
)
def test_notices(client: FlaskClient, query: str, said: str) -> None:
    """What was loosened is said, and a better spelling is offered."""
    assert said in page(client, f"/?q={query}").words


def test_nothing_found(client: FlaskClient) -> None:
    """When nothing is found the page says what was asked, which filters are on, and what to try."""
    shown = page(client, "/?q=xyz&unit=V%C4%83n+ph%C3%B2ng&date=2021")
    assert "Không tìm thấy bài nào cho “xyz”" in shown.words
    assert "Không có bài nào chứa từ “xyz”." in shown.words
    assert {"/?q=xyz&date=2021", "/?q=xyz&unit=V%C4%83n+ph%C3%B2ng", "/?q=xyz"} <= set(shown.links)
    assert "gõ không dấu" in shown.words


def test_empty_index(app: Flask) -> None:
    """Before anything is indexed the page says so."""
    app.extensions["tracuu.engine"] = FakeEngine([])
    assert "Kho chưa có bài viết nào" in page(app.test_client(), "/").words


def test_article(client: FlaskClient) -> None:
    """An article shows all it has, the searched words marked, captions set apart, and leads back."""
    answer = client.get(f"/articles/{SUMMING_UP.id}?q=hoi+nghi&page=2")
    shown = Page(answer.text)
    assert "<mark>Hội</mark> <mark>nghị</mark> tổng kết công tác" in answer.text
    assert '<p class="caption">Toàn cảnh <mark>hội</mark> <mark>nghị</mark></p>' in answer.text
    assert answer.text.count('class="caption"') == 2
    assert {"class": "lead"} in shown.all("p")
    assert "/?q=hoi+nghi&page=2" in shown.links
    assert SUMMING_UP.url in shown.links
    assert "/?tag=khen+th%C6%B0%E1%BB%9Fng" in shown.links
    assert "Bài liên quan" in shown.words


def test_article_with_a_time_of_day(client: FlaskClient) -> None:
    """The time of day is shown where it is known."""
    assert "15/03/2022, 08:30" in page(client, f"/articles/{quote(WITH_TIME.id)}").words


def test_bare_article(client: FlaskClient) -> None:
    """An article without lead, day, author or source shows no empty places for them."""
    shown = page(client, f"/articles/{BARE.id}")
    for left_out in ("lead", "tags", "source", "related"):
        assert not [attrs for _, attrs in shown.tags if attrs.get("class") == left_out]
    assert not shown.all("time")


def test_hostile_article(client: FlaskClient) -> None:
    """Markup in an article is text, and a source that isn't a web address is no link."""
    for path in ("/?q=ky+tu+la", f"/articles/{quote(HOSTILE.id)}", f"/?tag={quote(HOSTILE.tags[0])}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<i>" not in answer.text
        assert not [link for link in Page(answer.text).links if link.startswith("javascript")]


@pytest.mark.parametrize("url", ["http://[x", "https://a℀b.com/x", "http://", "https:/x", "JavaScript:alert(1)"])
def test_source_that_is_no_address(url: str) -> None:
    """A source that no browser could go to is no link, and no reason to fail."""
    client = create_app(FakeEngine([replace(BARE, url=url)])).test_client()
    answer = client.get(f"/articles/{BARE.id}")
    assert answer.status_code == HTTPStatus.OK
    assert "Nguồn:" not in answer.text


@pytest.mark.parametrize("url", ["https://www.vien.example.vn/x", "HTTP://vien.example.vn:80/x"])
def test_source_that_is_an_address(url: str) -> None:
    """A source that a browser can go to is a link with the site's name."""
    shown = page(create_app(FakeEngine([replace(BARE, url=url)])).test_client(), f"/articles/{BARE.id}")
    assert url in shown.links
    assert "Nguồn: vien.example.vn" in shown.words


def test_what_utf8_cannot_carry() -> None:
    """Half a surrogate pair in an article spoils no page it is shown on: a question mark stands in its place."""
    client = create_app(FakeEngine([BROKEN, replace(BROKEN, id="hong")])).test_client()
    for path in ("/", "/?q=nua", "/articles/hong?q=nua"):
        answer = client.get(path)
        assert answer.status_code == HTTPStatus.OK
        assert "? trong tên" in answer.text
        assert "tag=h%E1%BB%8Fng+%3F" in answer.text


@pytest.mark.parametrize("article", [LINE_END, UPWARDS], ids=lambda article: article.id)
def test_awkward_ids(article: Article) -> None:
    """The link in the results leads to the article, whatever its id holds."""
    client = create_app(FakeEngine([article])).test_client()
    (link,) = [link for link in page(client, "/").links if link.startswith("/articles/")]
    assert article.title in page(client, link).words


def test_captions_are_told_from_what_is_read() -> None:
    """Whether a paragraph is a caption is told from its text, not from how HTML writes it: `“` `<` and all."""
    long = "Ban tổ chức đã trao giải cho các tác giả có công trình xuất sắc trong năm vừa qua. " * 3
    caption, quoted, signs = "Mẫu có n < 5 và m > 3, <b>R&D</b>", 'Ông nói: "Xin cảm ơn"', "&" * 150
    body = "\n".join([long, caption, long, quoted, long, signs])
    answer = create_app(FakeEngine([replace(BARE, body=body)])).test_client().get(f"/articles/{BARE.id}")
    assert re.findall('<p class="caption">(.*?)</p>', answer.text) == [escape(caption), escape(signs)]


def test_facets_unfold_one_by_one(client: FlaskClient) -> None:
    """Each facet has a heading to unfold it by, for screens without room for all; those with selections stand open."""
    shown = page(client, "/?q=hoi&unit=V%C4%83n+ph%C3%B2ng")
    assert len(shown.all("details", **{"class": "facet"})) == 4
    assert shown.all("details", **{"class": "facet", "open": ""}) == [{"class": "facet", "open": ""}]
    assert [attrs["aria-labelledby"] for attrs in shown.all("fieldset") if "id" in attrs] == [
        attrs["id"] for attrs in shown.all("summary") if "id" in attrs
    ]


def test_icon_where_browsers_look_for_it(client: FlaskClient) -> None:
    """`/favicon.ico` leads to the logo, for good; what is remembered of it is forgotten in a day."""
    answer = client.get("/favicon.ico")
    assert answer.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 86_400)
    with client.get(answer.location) as logo:
        assert logo.content_type.startswith("image/svg+xml")


def test_static_files_are_kept_as_long_as_their_address_allows(client: FlaskClient) -> None:
    """A file whose address has its fingerprint is kept for a year, any other address of it for a day."""
    addresses = [each["href"] for each in page(client, "/").all("link") if each["rel"] in {"stylesheet", "icon"}]
    assert addresses
    for address in addresses:
        name = address.rpartition("/")[2]
        ages = []
        for asked in (address, f"/static/{name}", f"/static/@0123456789ab/{name}"):
            with client.get(asked) as answer:
                ages.append(answer.cache_control.max_age)
        assert ages == [31_536_000, 86_400, 86_400]


def test_static_file_that_is_missing(client: FlaskClient) -> None:
    """A static file that does not exist is not found, whatever the address says."""
    for path in ("/static/none.css", "/static/@/none.css", "/static/@0/none.css", "/static/../factory.py"):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_query_is_text(client: FlaskClient) -> None:
    """Markup in what was typed is text."""
    assert "<script>" not in client.get("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text


def test_one_small_style_sheet(client: FlaskClient) -> None:
    """The style is one file of at most 20 KB that fetches nothing."""
    with client.get("/static/tracuu.css") as answer:
        assert len(answer.data) <= 20_000
        assert "url(" not in answer.text
        assert "@import" not in answer.text


def test_what_would_find_something(client: FlaskClient) -> None:
    """When a filter emptied the search, it is named, and each way out says how many articles it leads to."""
    shown = page(client, "/?q=hoi+thao&date=1999&unit=V%C4%83n+ph%C3%B2ng&lang=en")
    assert "Remove all filters – 8 articles" in shown.words
    assert "/?q=hoi+thao&lang=en" in shown.links
    shown = page(client, "/?q=hoi+thao&date=1999")
    assert "Bỏ lọc Năm: 1999 – 8 bài" in shown.words


def test_a_time_in_which_nothing_is_found(make_engine: Callable[[Iterable[Article]], SearchEngine]) -> None:
    """Its words are one thing to leave out, never a word each; and the way to them as words, where those are found."""
    engine = make_engine(
        [
            Article(id="1", title="Hội nghị", body="Họp tháng 1/2020", published=date(2020, 2, 3)),
            Article(id="2", title="Hội nghị", body="", published=date(2021, 2, 3)),
        ]
    )
    shown = page(create_app(engine).test_client(), "/?q=hội nghị tháng 1/2020")
    assert "Không có bài nào đăng trong thời gian “tháng 1/2020”." in shown.words
    assert "Bỏ “tháng 1/2020” – 2 bài" in shown.words
    assert "Tìm đúng chữ “tháng 1/2020” – 1 bài" in shown.words
    assert "Không có bài nào chứa" not in shown.words
    assert "Bỏ “tháng”" not in shown.words


def test_dates_are_drawn(client: FlaskClient) -> None:
    """Each year with articles has a bar that says its number and narrows to it; so have the months, then the days."""
    years = page(client, "/?q=hoi+thao")
    assert [each["aria-label"] for each in years.all("a") if "aria-label" in each] == [
        "2019: 2 bài",
        "2020: 3 bài",
        "2021: 3 bài",
    ]
    assert "/?q=hoi+thao&date=2020" in years.links
    months = page(client, "/?q=hoi+thao&date=2020")
    assert "Năm 2020 theo tháng" in months.words
    assert "/?q=hoi+thao&date=2020-04" in months.links
    days = page(client, "/?q=hoi+thao&date=2020-04")
    assert "/?q=hoi+thao&date=2020-04-04" in days.links
    assert "/?q=hoi+thao&date=2020" in days.links
    assert "Xem dạng bảng" in days.words


def test_searching_inside_a_facet(client: FlaskClient) -> None:
    """What is typed there narrows the facet's list, marks forgiven; what is selected stays."""
    shown = page(client, "/?unit_prefix=vien+h&unit=V%C4%83n+ph%C3%B2ng")
    values = [each["value"] for each in shown.all("input", type="checkbox", name="unit")]
    assert "Văn phòng" in values
    assert "Viện Hải dương học" in values
    assert "Viện Khoa học vật liệu" not in values
    assert shown.all("input", id="trong-unit")[0]["value"] == "vien h"


def test_what_programs_read_of_an_article(client: FlaskClient) -> None:
    """The article's page says in JSON-LD what it is, and which address is its own; markup in it stays text."""
    html = client.get(f"/articles/{SUMMING_UP.id}?q=hoi").text
    said = json.loads(re.findall('<script type="application/ld[+]json">(.*?)</script>', html)[0])
    assert said["@type"] == "NewsArticle"
    assert (said["headline"], said["datePublished"]) == (SUMMING_UP.title, "2021-12-27")
    assert said["mainEntityOfPage"] == f"http://localhost/articles/{SUMMING_UP.id}"
    assert Page(html).all("link", rel="canonical") == [{"rel": "canonical", "href": said["mainEntityOfPage"]}]
    assert "<script>alert" not in client.get(f"/articles/{quote(HOSTILE.id)}").text


@pytest.mark.parametrize("path", STATES)
def test_a_page_is_light(client: FlaskClient, path: str) -> None:
    """With all styles and scripts it has less than 100 KB."""
    static = Path(client.application.static_folder or "")
    files = [file for file in static.iterdir() if file.stem != "element"]  # which is for other sites
    assert len(client.get(path).data) + sum(file.stat().st_size for file in files) <= 100_000


def test_an_article_is_marked_as_the_list_was(make_engine) -> None:  # type: ignore[no-untyped-def]
    """What was taken back in the list of results isn't marked in the article, either."""
    engine = make_engine(Article(id=f"{number}", title="Trường đại học", body="Học thắt đai") for number in range(4))
    client = create_app(engine).test_client()
    assert "Trường <mark>đại học</mark>" in client.get("/articles/1?q=đai+hoc").text
    assert "Trường đại <mark>học</mark>" in client.get("/articles/1?q=đai+hoc&as_typed=đai").text
