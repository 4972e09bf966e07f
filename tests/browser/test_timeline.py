"""The drawing of the dates, clicked through in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_clicking_from_all_years_to_a_day_and_back(open_page: OpenPage) -> None:
    """A bar's number is the total one gets, of a year, of a month, of a day; a link leads back to all years."""
    page = open_page("/?q=viện")
    for _ in range(3):
        bar = page.locator(".timeline svg a[aria-label]").last
        count = re.findall(r"([0-9]+) bài", bar.get_attribute("aria-label") or "")[0]
        bar.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{count} kết quả")
    assert re.search("date=[0-9]{4}-[0-9]{2}-[0-9]{2}", page.url)
    page.get_by_role("link", name="Tất cả các năm").click()
    assert "date=" not in page.url
    page.go_back()
    assert "date=" in page.url


@pytest.mark.parametrize("path", ["/?q=viện", "/?q=viện&date=2024", "/?q=viện&date=2024-01", "/?q=viện&lang=en"])
@pytest.mark.parametrize("width", [320, 390, 1920])
def test_the_drawing_fits(open_page: OpenPage, path: str, width: int) -> None:
    """No label lies over its neighbour, nothing is wider than the page."""
    page = open_page(path, width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    boxes = [label.bounding_box() for label in page.locator(".timeline text").all() if label.is_visible()]
    for left, right in pairwise(boxes):
        assert left
        assert right
        assert left["x"] + left["width"] <= right["x"]


def test_without_a_mouse_and_without_the_drawing(open_page: OpenPage) -> None:
    """A bar is a link that Enter follows; the table behind the drawing has the same links."""
    page = open_page("/?q=viện")
    page.locator(".timeline summary").click()
    rows = page.locator(".timeline table a").all_inner_texts()
    assert rows == page.locator(".timeline svg a[aria-label]").evaluate_all(
        "bars => bars.map(bar => bar.getAttribute('aria-label').split(':')[0])"
    )
    page.locator(".timeline svg a[aria-label]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("date="))
