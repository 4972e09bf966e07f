"""The documentation of the API, as a browser shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_layout import SMALL_LINKS

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("width", [320, 1280, 1920])
@pytest.mark.parametrize("path", ["/api", "/api?lang=en"])
def test_it_fits(open_page: OpenPage, path: str, width: int) -> None:
    """Long code scrolls within itself, links are large enough, and the browser has nothing to complain of."""
    page = open_page(path, width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL_LINKS) == []


def test_the_contents_lead_there(open_page: OpenPage) -> None:
    """And stay in view where there is room, as does the language when it is changed."""
    page = open_page("/api")
    page.get_by_role("navigation", name="Mục lục").get_by_role("link", name="Lấy một bài viết").click()
    expect(page.get_by_role("heading", name="Lấy một bài viết")).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="Mục lục")).to_be_in_viewport()
    page.goto("/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="API").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The API for programmers")
