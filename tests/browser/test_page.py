"""The page as visitors use it: clicked through in Chromium, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def total(page: Page) -> int:
    """The number of articles that the heading gives."""
    heading = page.get_by_role("heading", level=1).inner_text()
    match = re.search(r"\d+", heading.replace(".", ""))
    assert match, heading
    return int(match[0])


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Tìm", exact=True).click()


def test_searching_without_marks_finds_and_marks_what_has_them(open_page: OpenPage) -> None:
    """`hoi nghi tong ket` finds the year-end conferences and marks their words."""
    page = open_page()
    search(page, "hoi nghi tong ket")
    expect(page).to_have_title(re.compile("hoi nghi tong ket"))
    expect(page.get_by_role("searchbox")).to_have_value("hoi nghi tong ket")
    assert total(page) >= 5
    expect(page.locator("mark", has_text=re.compile("hội nghị", re.IGNORECASE)).first).to_be_visible()


def test_ticking_two_units_and_removing_one(open_page: OpenPage) -> None:
    """The numbers beside the boxes are the totals one gets; a chip takes its selection away again."""
    page = open_page("/?q=viện")
    boxes = page.get_by_role("group", name="Đơn vị").get_by_role("checkbox")
    counts = page.get_by_role("group", name="Đơn vị").get_by_role("listitem").all_inner_texts()
    first, second = (int(re.findall(r"\d+", count)[-1]) for count in counts[:2])
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Áp dụng").click()
    assert total(page) == first + second
    expect(page.get_by_role("group", name="Đơn vị").get_by_role("checkbox", checked=True)).to_have_count(2)

    page.get_by_role("link", name=re.compile("^Bỏ lọc Đơn vị")).first.click()
    assert total(page) in {first, second}
    expect(page.get_by_role("group", name="Đơn vị").get_by_role("checkbox", checked=True)).to_have_count(1)
    page.go_back()
    assert total(page) == first + second


def test_the_next_page_goes_on_where_this_one_ends(open_page: OpenPage) -> None:
    """Other articles, the same search; the last page has no next."""
    page = open_page("/?q=viện")
    seen = set(page.locator("article h3").all_inner_texts())
    page.get_by_role("link", name="Sau →").click()
    again = set(page.locator("article h3").all_inner_texts())
    assert again
    assert not seen & again
    expect(page.get_by_role("searchbox")).to_have_value("viện")
    while page.get_by_role("link", name="Sau →").count():
        page.get_by_role("link", name="Sau →").click()
    assert page.locator("article").count() > 0


def test_opening_an_article_and_coming_back(open_page: OpenPage) -> None:
    """The searched words are marked in it, related articles stand below, and a link leads back to the results."""
    page = open_page("/?q=sao chổi")
    title = page.locator("article h3").first.inner_text()
    page.locator("article h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("liên quan", re.IGNORECASE))).to_be_visible()
    page.get_by_role("link", name="Về kết quả tìm kiếm").click()
    expect(page.get_by_role("searchbox")).to_have_value("sao chổi")


def test_dates_narrow_and_sorting_orders(open_page: OpenPage) -> None:
    """From and to are taken as dd/mm/yyyy; the newest come first when asked for."""
    page = open_page("/?q=viện")
    page.get_by_label("Từ ngày").fill("01/01/2024")
    page.get_by_label("Đến ngày").fill("31/12/2024")
    page.get_by_role("button", name="Áp dụng").click()
    page.get_by_role("link", name="Mới nhất").click()
    dates = [date.split("/")[::-1] for date in page.locator("article time").all_inner_texts()]
    assert dates
    assert {date[0] for date in dates} == {"2024"}
    assert dates == sorted(dates, reverse=True)


def test_nothing_found_says_what_to_do(open_page: OpenPage) -> None:
    """What was asked, and ways on."""
    page = open_page()
    search(page, "xyzzy")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Không tìm thấy")
    expect(page.get_by_role("heading", level=1)).to_contain_text("xyzzy")
    expect(page.locator("main").get_by_role("listitem").first).to_be_visible()


def test_a_relaxed_search_is_explained(open_page: OpenPage) -> None:
    """That no article has all the words as typed stands above the results."""
    page = open_page("/?q=hòi nghì")
    expect(page.locator("main")).to_contain_text("dấu")
    assert page.locator("article").count() > 0


STATES = {
    "start": "/",
    "results": "/?q=viện",
    "many selections": "/?q=viện&unit=Văn phòng Viện&unit=Viện Toán ứng dụng&date=2024&tag=thông báo&from=01/01/2021",
    "none found": "/?q=xyzzy",
    "emptied by a filter": "/?q=viện&date=1999&unit=không có",
    "a year": "/?q=viện&date=2024",
    "inside a facet": "/?unit_prefix=vien",
    "in English": "/?q=viện&lang=en",
    "long titles": "/?q=ẩm ễnh",
    "long article": "/articles/long?q=ẩm",
    "relaxed": "/?q=hòi nghì",
    "bad parameter": "/?page=không",
    "article": "/articles/text/hoi-nghi-tong-ket-cong-tac-2024?q=hội nghị",
    "no such article": "/articles/không-có",
}


@pytest.mark.parametrize("state", STATES)
def test_no_page_scrolls_sideways(open_page: OpenPage, state: str) -> None:
    """At any width from a small phone to a wide screen; and every page has one main part with one first heading."""
    page = open_page(STATES[state], complain=False)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for width in (320, 360, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def test_back_and_forward(open_page: OpenPage) -> None:
    """Each step of a search is a page that one comes back to, as it was."""
    page = open_page("/?q=viện", scripts=True)
    page.get_by_role("link", name="Mới nhất").click()
    page.locator(".timeline svg a[aria-label]").last.click()
    page.locator("article h3 a").first.click()
    expect(page.locator("article.article")).to_be_visible()
    for _ in range(3):
        page.go_back()
    expect(page.get_by_role("combobox")).to_have_value("viện")
    expect(page.get_by_role("link", name="Liên quan nhất")).to_have_attribute("aria-current", "true")
    expect(page.locator(".chips")).to_have_count(0)
    page.go_forward()
    expect(page.get_by_role("link", name="Mới nhất")).to_have_attribute("aria-current", "true")
    page.go_forward()
    expect(page.locator(".chips")).to_contain_text("Năm")
    expect(page.get_by_role("group", name="Năm").get_by_role("checkbox", checked=True)).to_have_count(1)
