"""Where things stand on the page, and how large what can be hit is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]

SMALL_LINKS = """() => [...document.querySelectorAll("a, button, summary, label")]
    .filter(each => each.checkVisibility() && !each.matches(".unseen, .skip, .timeline svg a"))
    .filter(each => Math.min(each.getBoundingClientRect().height, each.getBoundingClientRect().width) < 24)
    .map(each => each.outerHTML)"""


CROWDED = """() => [...document.querySelectorAll("h1, h2, h3, p, li, a, label, summary, button, input, span")]
    .filter(each => each.type !== "checkbox" && each.checkVisibility() && !each.closest(".unseen"))
    .filter(each => {
        const style = getComputedStyle(each);
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = pen.measureText("ẨỄỘ");
        const line = parseFloat(style.lineHeight);
        if (style.overflow === "visible" && each.tagName !== "INPUT") return up + down > line;
        const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = pen.measureText("");
        const above = (line - ascent - descent) / 2;
        return up > ascent + above || down > descent + above;
    })
    .map(each => each.outerHTML)"""
"""Where lines of capitals with two marks above them and one below would touch, or be cut where text is clipped."""


def test_stacked_marks_have_room(open_page: OpenPage) -> None:
    """Ẩ, Ễ and Ộ fit into every line, in boxes to type in and in suggestions, too."""
    page = open_page("/?q=viện", scripts=True)
    page.get_by_role("combobox").fill("hoi")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate(CROWDED) == []
    page.goto("/articles/long?q=ẩm")
    assert page.evaluate(CROWDED) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path",
    ["/", "/?q=viện", "/?q=xyzzy&unit=a", "/articles/text/hoi-nghi-tong-ket-cong-tac-2024", "/articles/không-có"],
)
def test_what_can_be_hit_is_large_enough(open_page: OpenPage, path: str, width: int) -> None:
    """Links, buttons and boxes are 24 by 24 px at least (WCAG 2.2, 2.5.8); what the bars of the drawing link to, the
    rows of the table behind it do, too."""
    assert open_page(path, width, complain=False).evaluate(SMALL_LINKS) == []


@pytest.mark.parametrize("path", ["/", "/?q=viện"])
def test_the_button_covers_no_filter(open_page: OpenPage, path: str) -> None:
    """Where the filters stand beside the results, they end above their button, and both are in view."""
    page = open_page(path)
    choices, button = page.locator(".choices").bounding_box(), page.locator(".apply").bounding_box()
    assert choices
    assert button
    assert choices["y"] + choices["height"] <= button["y"] + 0.5
    assert button["y"] + button["height"] <= 800


def test_filters_leave_room_for_results_on_a_phone(open_page: OpenPage) -> None:
    """Unfolded, the filters take less than a screen; each facet unfolds by itself."""
    page = open_page("/?q=viện", 360)
    page.locator(".filters > summary").click()
    results = page.locator(".results").bounding_box()
    assert results
    assert results["y"] < 800
    boxes = page.get_by_role("group", name="Đơn vị").get_by_role("checkbox")
    assert boxes.count() == 0 or not boxes.first.is_visible()
    page.locator("summary", has_text="Đơn vị").click()
    assert boxes.first.is_visible()


def test_more_values_are_unfolded(open_page: OpenPage) -> None:
    """“Xem thêm” leads to the very facet, unfolded."""
    page = open_page("/?q=viện", 360)
    page.locator(".filters > summary").click()
    page.locator("summary", has_text="Tác giả").click()
    page.locator("#loc-author").get_by_role("link", name="Xem thêm").click()
    assert page.locator("#loc-author").get_by_role("checkbox").nth(10).is_visible()
