"""Filters that search when they are ticked, and that are searched in, in Chromium. Without scripts: `test_page.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_accessibility import in_every_look
from tests.browser.test_page import total

OpenPage = Callable[..., Page]


def boxes(page: Page, facet: str) -> Locator:
    return page.get_by_role("group", name=facet).get_by_role("checkbox")


def count(ticked: Locator) -> int:
    """The number beside a box."""
    return int(ticked.locator("..").locator("small").inner_text())


def values(page: Page, facet: str) -> list[str]:
    return page.get_by_role("group", name=facet).locator("label span").all_inner_texts()


def announced(page: Page) -> Locator:
    """What a screen reader is told of the results and of the filters, not of suggestions."""
    return page.locator("body > [role=status]")


def asked(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def showing(page: Page, number: int) -> None:
    """Wait until so many articles are found."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(rf"^\s*{number} "))


def remembering(page: Page) -> Page:
    """The page, which forgets that it was seen as soon as another is opened in its place."""
    page.evaluate("window.seen = true")
    return page


def remembers(page: Page) -> bool:
    return bool(page.evaluate("window.seen === true"))


def holding(page: Page) -> list[Route]:
    """The requests for results, which wait from now on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/?q=*", hold)
    return held


def place(element: Locator) -> float:
    bounds = element.bounding_box()
    assert bounds
    return bounds["y"]


@pytest.fixture
def results(open_page: OpenPage) -> Page:
    """A results page, with scripts."""
    return remembering(open_page("/?q=viện", scripts=True))


def test_ticking_searches_at_once(results: Page) -> None:
    """The number beside the box is the total; the box keeps the focus, and the total is announced."""
    unit = boxes(results, "Đơn vị").first
    number, value = count(unit), unit.get_attribute("value") or ""
    unit.focus()
    results.keyboard.press("Space")
    showing(results, number)
    assert asked(results) == [("q", "viện"), ("unit", value)]
    expect(unit).to_be_focused()
    expect(unit).to_be_checked()
    expect(announced(results)).to_have_text(results.get_by_role("heading", level=1).inner_text())
    expect(results.get_by_role("link", name=f"Bỏ lọc Đơn vị: {value}")).to_be_visible()
    expect(results.locator(".results")).to_have_attribute("aria-busy", "false")
    assert remembers(results)


PARTS = (".languages", ".summary", ".choices", ".timeline", ".hits", ".pager")


def parts(page: Page) -> list[str]:
    """What changes from one search to the next, as HTML; and the title, and the feed's address."""
    shown = [page.locator(part).inner_html() for part in PARTS]
    return [*shown, page.title(), page.locator("link[rel=alternate]").get_attribute("href") or ""]


def test_what_is_shown_is_the_page_of_its_address(results: Page) -> None:
    """It is the same after a reload."""
    boxes(results, "Năm").nth(1).check()
    expect(results).to_have_url(re.compile("date="))
    boxes(results, "Năm").nth(2).check()
    expect(results).to_have_url(re.compile("date=.*date="))
    shown = parts(results)
    results.reload()
    assert parts(results) == shown


def test_several_and_back(results: Page) -> None:
    """The counts of other filters follow; Back and Forward lead through what was ticked, boxes included."""
    everything = total(results)
    first, second = boxes(results, "Đơn vị").nth(0), boxes(results, "Đơn vị").nth(1)
    one, both = count(first), count(first) + count(second)
    first.check()
    showing(results, one)
    assert count(boxes(results, "Năm").first) <= one
    second.check()
    showing(results, both)
    results.go_back()
    showing(results, one)
    expect(second).not_to_be_checked()
    expect(first).to_be_checked()
    results.go_back()
    showing(results, everything)
    expect(first).not_to_be_checked()
    results.go_forward()
    showing(results, one)
    assert remembers(results)
    first.uncheck()
    showing(results, everything)
    assert asked(results) == [("q", "viện")]


def test_back_from_an_article(results: Page) -> None:
    """The results that were ticked together are there again, and so are the boxes."""
    unit = boxes(results, "Đơn vị").first
    number = count(unit)
    unit.check()
    showing(results, number)
    results.locator("article h3 a").first.click()
    results.wait_for_url("**/articles/**")
    results.go_back()
    showing(results, number)
    expect(boxes(results, "Đơn vị").first).to_be_checked()


def test_from_the_start_page(open_page: OpenPage) -> None:
    """It becomes a results page, head and all, and itself again."""
    page = remembering(open_page(scripts=True))
    boxes(page, "Đơn vị").first.check()
    expect(page.locator(".tagline")).to_have_count(0)
    expect(page.locator("body.start")).to_have_count(0)
    expect(boxes(page, "Đơn vị").first).to_be_focused()
    page.go_back()
    expect(page.locator(".tagline")).to_be_visible()
    expect(page.locator("body.start")).to_have_count(1)
    assert remembers(page)


def test_the_box_above_goes_on_suggesting(results: Page) -> None:
    """And has what was typed into it meanwhile; what is suggested keeps to what was ticked."""
    held = holding(results)
    boxes(results, "Năm").first.check()
    search = results.get_by_role("combobox")
    search.fill("hoi")
    held[0].continue_()
    expect(results).to_have_url(re.compile("date="))
    expect(search).to_have_value("hoi")
    expect(search).to_be_focused()
    results.unroute("**/?q=*")
    search.press("End")
    search.press_sequentially(" thao")
    results.get_by_role("option").filter(has_text="Chủ đề").first.click()
    expect(results).to_have_url(re.compile("date=.*tag="))


def test_quick_ticks(results: Page) -> None:
    """Each request has all that is ticked, and what answers an earlier one comes to nothing, however late it comes."""
    held = holding(results)
    first, second = boxes(results, "Đơn vị").nth(0), boxes(results, "Đơn vị").nth(1)
    both = count(first) + count(second)
    first.check()
    second.check()
    for _ in range(100):  # a request takes a moment to come here
        if len(held) == 2:
            break
        results.wait_for_timeout(10)
    assert len(held) == 2
    held[1].continue_()
    showing(results, both)
    assert [name for name, _ in asked(results)] == ["q", "unit", "unit"]
    expect(second).to_be_focused()
    results.go_back()
    assert asked(results) == [("q", "viện")]


def test_on_a_phone(open_page: OpenPage) -> None:
    """The filters stay unfolded, and what was ticked stays under the finger."""
    page = remembering(open_page("/?q=viện", 360, scripts=True, has_touch=True, is_mobile=True))
    page.locator(".filters > summary").tap()
    for facet in ("Đơn vị", "Tác giả"):
        page.locator("summary", has_text=facet).tap()
    author = boxes(page, "Tác giả").nth(2)
    author.scroll_into_view_if_needed()
    value, before = author.get_attribute("value"), place(author)
    author.tap()
    expect(page).to_have_url(re.compile("author="))
    ticked = page.locator(f".choices input[value='{value}']")
    expect(ticked).to_be_focused()
    page.wait_for_timeout(200)
    assert abs(place(ticked) - before) <= 1
    expect(boxes(page, "Đơn vị").first).to_be_visible()


def test_beside_results(results: Page) -> None:
    """Far down in the results and in the filters: the box stays, and the new results show from the first."""
    results.mouse.move(900, 400)
    results.mouse.wheel(0, 1500)
    results.wait_for_function("scrollY > 1000")
    results.locator(".choices").evaluate("choices => choices.scrollTo(0, 40)")
    year = boxes(results, "Năm").first
    before = place(year)
    year.check()
    expect(results).to_have_url(re.compile("date="))
    expect(year).to_be_focused()
    results.wait_for_timeout(200)
    assert abs(place(year) - before) <= 1
    assert results.locator(".choices").evaluate("choices => choices.scrollTop") == 40
    assert 0 <= place(results.locator(".summary")) < 100


def test_a_wrong_date_is_told(open_page: OpenPage) -> None:
    """What stands in the form otherwise is asked, too; the page that says what is wrong is opened."""
    page = open_page("/?q=viện", scripts=True, complain=False)
    page.get_by_label("Từ ngày").fill("hôm kia")
    boxes(page, "Đơn vị").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa thể tìm kiếm")


def test_while_the_service_is_away(open_page: OpenPage) -> None:
    """The page says so, and the next tick tries again, with both."""
    page = remembering(open_page("/?q=viện", scripts=True, complain=False))
    page.route("**/?q=*", lambda route: route.abort("aborted"))
    first, second = boxes(page, "Đơn vị").nth(0), boxes(page, "Đơn vị").nth(1)
    both = count(first) + count(second)
    first.check()
    expect(page.get_by_role("alert")).to_contain_text("Chưa tải được kết quả mới")
    expect(first).to_be_focused()
    page.unroute("**/?q=*")
    second.check()
    showing(page, both)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert remembers(page)


def test_axe_finds_nothing_after_a_tick(results: Page) -> None:
    """Nor while a filter is searched in."""
    boxes(results, "Đơn vị").first.check()
    expect(announced(results)).not_to_be_empty()
    inside(results, "Chủ đề").fill("n")
    expect(announced(results)).to_contain_text("mục")
    assert in_every_look(results) == []


def inside(page: Page, facet: str) -> Locator:
    return page.get_by_role("textbox", name=f"Tìm trong bộ lọc {facet.lower()}")


class TestSearchingInside:
    """A filter with many values has a box that lists those that begin with what is typed."""

    @pytest.fixture
    def start(self, open_page: OpenPage) -> Page:
        return remembering(open_page(scripts=True))

    def test_lists_while_one_types(self, start: Page) -> None:
        """Marks may be missing, each word is one that a value has; how many values there are is announced."""
        inside(start, "Đơn vị").fill("vien t")
        expect(announced(start)).to_have_text("2 mục.")
        listed = values(start, "Đơn vị")
        assert len(listed) == 2
        assert "Viện Toán ứng dụng" in listed
        expect(inside(start, "Đơn vị")).to_be_focused()

    def test_emptied(self, start: Page) -> None:
        """It lists the most frequent values again, and says how many there are beyond them."""
        before = values(start, "Chủ đề")
        inside(start, "Chủ đề").fill("h")
        expect(announced(start)).to_contain_text(" mục.")
        assert values(start, "Chủ đề") != before
        inside(start, "Chủ đề").fill("")
        expect(announced(start)).to_have_text(re.compile(r"^20 mục\. Còn \d+ mục khác$"))
        assert values(start, "Chủ đề")[: len(before)] == before
        expect(start.locator("#loc-tag").get_by_role("link", name="Xem thêm")).to_be_visible()

    def test_none_begins_so(self, start: Page) -> None:
        """It says so; what is ticked stays."""
        ticked = boxes(start, "Đơn vị").first
        ticked.check()
        expect(start).to_have_url(re.compile("unit="))
        value = ticked.get_attribute("value") or ""
        inside(start, "Đơn vị").fill("xyzzy")
        expect(start.locator("#loc-unit")).to_contain_text("Không có mục nào bắt đầu như vậy.")
        expect(announced(start)).to_have_text("Không có mục nào bắt đầu như vậy.")
        assert values(start, "Đơn vị") == [value]
        expect(ticked).to_be_checked()

    def test_what_is_listed_can_be_ticked(self, start: Page) -> None:
        """Counts are those of the whole search; the list stays narrowed, also for who is sent the address."""
        inside(start, "Tác giả").fill("le")
        found = boxes(start, "Tác giả").first
        expect(announced(start)).to_contain_text(" mục.")
        number, listed = count(found), values(start, "Tác giả")
        found.check()
        showing(start, number)
        expect(inside(start, "Tác giả")).to_have_value("le")
        assert values(start, "Tác giả") == listed
        start.reload()
        assert values(start, "Tác giả") == listed
        expect(boxes(start, "Tác giả").first).to_be_checked()

    def test_within_what_is_searched(self, open_page: OpenPage) -> None:
        """Other filters count, this one's own ticks don't."""
        page = open_page("/?date=2024", scripts=True)
        inside(page, "Đơn vị").fill("vien")
        expect(announced(page)).to_contain_text(" mục.")
        unit = boxes(page, "Đơn vị").first
        number = count(unit)
        unit.check()
        showing(page, number)

    def test_enter_stays(self, start: Page) -> None:
        """The list is there already."""
        inside(start, "Đơn vị").press_sequentially("vien")
        inside(start, "Đơn vị").press("Enter")
        expect(announced(start)).to_contain_text(" mục.")
        expect(inside(start, "Đơn vị")).to_be_focused()
        assert remembers(start)

    def test_in_english(self, open_page: OpenPage) -> None:
        page = open_page("/?lang=en", scripts=True)
        page.get_by_role("textbox", name=re.compile("unit")).fill("xyzzy")
        expect(page.locator("#loc-unit")).to_contain_text("Nothing begins like that.")

    def test_while_nobody_answers(self, open_page: OpenPage) -> None:
        """The list stays as it is."""
        page = open_page(scripts=True, complain=False)
        page.route("**/api/v1/facets/**", lambda route: route.fulfill(status=503, body="?"))
        before = values(page, "Đơn vị")
        inside(page, "Đơn vị").fill("vien")
        page.wait_for_timeout(300)
        assert values(page, "Đơn vị") == before
