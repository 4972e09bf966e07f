"""Every page against axe-core's rules, and what people do on them done by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

OpenPage = Callable[..., Page]

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

FOUND = """async (without) => (await axe.run({
    resultTypes: ["violations"],
    runOnly: { type: "rule", values: axe.getRules().map(({ ruleId }) => ruleId).filter(id => id !== without) },
})).violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" ")}`)"""
"""With every rule that axe has, the experimental ones and those of WCAG's level AAA, too."""

STATES = {
    "start": "/",
    "results": "/?q=viện",
    "many filters": "/?q=viện&unit=Văn phòng Viện&unit=Viện Toán ứng dụng&date=2024&tag=thông báo&from=01/01/2021",
    "many values": "/?facet_size=40",
    "inside a facet": "/?unit_prefix=vien",
    "nothing inside a facet": "/?unit_prefix=zzz",
    "months": "/?q=viện&date=2024",
    "days": "/?q=viện&date=2024-03",
    "long titles": "/?q=ẩm ễnh",
    "no such word": "/?q=xyzzy",
    "no such word among filters": "/?q=xyzzy&unit=Văn phòng Viện",
    "emptied by a filter": "/?q=viện&date=1999",
    "relaxed": "/?q=hòi nghì",
    "understood": "/?q=khcn",
    "beyond the last page": "/?q=viện&page=99",
    "wrong parameter": "/?page=không",
    "article": "/articles/text/hoi-nghi-tong-ket-cong-tac-2024?q=hội nghị",
    "no such article": "/articles/không-có",
    "no such page": "/xyzzy",
    "documentation": "/api",
}

LOOKS = (("vi", "light", 390), ("vi", "dark", 1280), ("en", "light", 1280), ("en", "dark", 390))
"""Both languages in both themes, on a phone and on a desktop."""


def in_every_look(page: Page, path: str = "", *, without: str = "") -> list[str]:
    """What axe finds wrong on the page at `path`, or else on the page as it is, by every rule but `without`."""
    found = []
    for language, theme, width in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        if path:
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        page.evaluate(AXE)
        found += [f"{language}, {theme}, {width} px: {each}" for each in page.evaluate(FOUND, without)]
    return found


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: OpenPage, state: str) -> None:
    """On no page, in no language, at no width, in no theme."""
    assert in_every_look(open_page("about:blank", scripts=True, complain=False), STATES[state]) == []


def test_axe_finds_nothing_in_the_lists_of_the_box(open_page: OpenPage) -> None:
    """With suggestions open and one of them active, and with recent searches."""
    page = open_page(scripts=True)
    box = page.get_by_role("combobox")
    box.press_sequentially("hoi thao")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    assert in_every_look(page) == []
    box.press("Escape")
    with page.expect_navigation():
        box.press("Enter")
    box.fill("")
    expect(page.get_by_role("row").first).to_be_visible()
    box.press("ArrowDown")
    assert in_every_look(page) == []


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus, which must always be seen, is there."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {wanted}.")


def test_a_visit_by_keyboard(open_page: OpenPage) -> None:
    """Search, take a suggestion, tick a filter, go to the next page, open an article and come back."""
    page = open_page(scripts=True)
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("thong ba")
    suggestion = page.get_by_role("option").filter(has_text="Chủ đề").first
    expect(suggestion).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(suggestion).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("tag="))

    page.goto("/")
    expect(box).to_be_focused()
    page.keyboard.type("viện")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=vi"))
    tab_to(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("date="))
    expect(page.get_by_role("checkbox", checked=True)).to_be_focused()

    page.goto("/?q=viện")
    tab_to(page, page.get_by_role("link", name=re.compile("^Sau")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("page=2"))
    tab_to(page, page.locator("article h3 a").first)
    title = page.locator("article h3").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    tab_to(page, page.get_by_role("link", name="Về kết quả tìm kiếm"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("page=2"))


def test_the_way_past_the_header(open_page: OpenPage) -> None:
    """The first thing that Tab reaches skips to the results, and is seen then; nothing is out of the page's order."""
    page = open_page("/?q=viện", scripts=True)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.locator("[tabindex]:not([tabindex='-1'], [tabindex='0'])").count() == 0


def test_what_has_the_focus_is_seen(open_page: OpenPage) -> None:
    """Wherever Tab leads, something is drawn around what it led to, and it is not covered."""
    page = open_page("/?q=viện", scripts=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate("""() => {
            const focused = document.activeElement;
            const { x, y, width, height } = focused.getBoundingClientRect();
            const ring = getComputedStyle(focused.closest(".search") ?? focused).outlineStyle;
            const top = document.elementFromPoint(x + width / 2, y + height / 2);
            const isSeen = focused.contains(top) || top?.contains(focused) || focused.labels?.[0]?.contains(top);
            return ring !== "none" && isSeen ? null : focused.outerHTML;
        }""")
        assert hidden is None
