"""Suggestions while typing and recent searches, in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

OpenPage = Callable[..., Page]

SUGGESTIONS = "**/api/v1/suggest?*"


@pytest.fixture
def start(open_page: OpenPage) -> Page:
    """The start page, with scripts."""
    return open_page(scripts=True)


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def active(page: Page) -> str:
    """What the keys are at in the list, as a screen reader finds it; empty if they are in the input."""
    text: str = page.evaluate("document.getElementById(q.getAttribute('aria-activedescendant'))?.textContent ?? ''")
    return text


def typed(page: Page, text: str) -> None:
    box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()


def search_for(page: Page, text: str) -> None:
    box(page).fill(text)
    with page.expect_navigation():
        box(page).press("Enter")


def suggesting(*texts: str) -> str:
    return json.dumps({"suggestions": [{"text": text, "kind": "tag", "id": None, "count": 3} for text in texts]})


def test_suggestions_forgive_missing_marks(start: Page) -> None:
    """What is listed has the words that were typed without marks, marked; its number is announced."""
    expect(box(start)).to_have_attribute("aria-expanded", "false")
    typed(start, "hoi thao")
    expect(box(start)).to_have_attribute("aria-expanded", "true")
    listed = start.get_by_role("listbox", name="Gợi ý")
    expect(listed).to_have_id(box(start).get_attribute("aria-controls") or "")
    expect(options(start).first).to_have_text("hội thảo Chủ đề · 5 bài")
    assert {text.lower() for text in listed.locator("b").all_inner_texts()} >= {"hội", "thảo"}
    expect(start.get_by_role("status")).to_contain_text(f"{options(start).count()} gợi ý")


def test_keys(start: Page) -> None:
    """The arrows go round by way of the input, Home and End lead back into it, Escape closes the list, then empties."""
    typed(start, "hoi")
    first, last = options(start).first.inner_text(), options(start).last.inner_text()
    assert active(start) == ""
    box(start).press("ArrowDown")
    assert active(start).split() == first.split()
    expect(options(start).first).to_have_attribute("aria-selected", "true")
    box(start).press("ArrowUp")
    assert active(start) == ""
    box(start).press("ArrowUp")
    assert active(start).split() == last.split()
    box(start).press("Home")
    assert active(start) == ""
    assert start.evaluate("q.selectionStart") == 0
    box(start).press("ArrowDown")
    box(start).press("End")
    assert active(start) == ""
    assert start.evaluate("q.selectionStart") == 3

    box(start).press("Escape")
    expect(options(start)).to_have_count(0)
    expect(box(start)).to_have_value("hoi")
    box(start).press("ArrowUp")
    expect(options(start).last).to_have_attribute("aria-selected", "true")
    box(start).press("Escape")
    box(start).press("Escape")
    expect(box(start)).to_have_value("")
    expect(box(start)).to_have_attribute("aria-expanded", "false")


def test_tab_chooses_nothing(start: Page) -> None:
    """It goes on to the button, and the list is gone."""
    typed(start, "hoi")
    box(start).press("ArrowDown")
    box(start).press("Tab")
    expect(start.get_by_role("button", name="Tìm", exact=True)).to_be_focused()
    expect(box(start)).to_have_value("hoi")
    expect(options(start)).to_have_count(0)


def test_enter_searches_for_what_was_typed(start: Page) -> None:
    """As long as nothing in the list was gone to."""
    typed(start, "hoi thao")
    with start.expect_navigation():
        box(start).press("Enter")
    expect(start).to_have_url(re.compile(r"/\?q=hoi\+thao$"))


def test_a_title_opens_its_article(start: Page) -> None:
    """With the words that were typed, which are marked in it."""
    typed(start, "sao choi")
    title = options(start).filter(has_text="Bài viết").first
    words = title.locator("span").inner_text()
    title.click()
    expect(start.get_by_role("heading", level=1)).to_have_text(words)
    expect(start.locator("mark").first).to_be_visible()


def test_a_phrase_is_searched_for(start: Page) -> None:
    """In place of the words it completes, which is no filter."""
    phrase = {"text": "hội nghị tổng kết", "kind": "phrase", "id": None, "count": 5}
    start.route(SUGGESTIONS, lambda route: route.fulfill(body=json.dumps({"suggestions": [phrase]})))
    typed(start, "hoi nghi t")
    options(start).first.click()
    expect(start).to_have_url(re.compile(r"/\?q=h%E1%BB%99i\+ngh%E1%BB%8B\+t%E1%BB%95ng\+k%E1%BA%BFt$"))


def test_a_value_narrows(open_page: OpenPage) -> None:
    """To the articles with it, in place of the words typed; filters that were on stay on."""
    page = open_page("/?date=2024&q=xyz", scripts=True)
    box(page).fill("dai thien van")
    option = options(page).filter(has_text="Đơn vị").first
    expect(option).to_be_visible()
    while "Đơn vị" not in active(page):
        box(page).press("ArrowDown")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/\?date=2024&unit=[^&]+$"))
    expect(page.locator(".chips").first).to_contain_text("Đài Thiên văn")


def test_a_tap_chooses(open_page: OpenPage) -> None:
    """On a touch screen, where every row is high enough for a finger."""
    page = open_page(width=390, scripts=True, has_touch=True, is_mobile=True)
    box(page).tap()
    typed(page, "hoi thao")
    size = options(page).first.bounding_box()
    assert size
    assert size["height"] >= 44
    options(page).first.tap()
    expect(page).to_have_url(re.compile("tag="))


def test_only_the_latest_answer_counts(start: Page) -> None:
    """What answers an earlier state of the box comes to nothing, however late it comes."""
    late: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("q=m"):
            late.append(route)
        else:
            route.fulfill(body=suggesting("mới"))

    start.route(SUGGESTIONS, answer)
    box(start).press("m")
    start.wait_for_timeout(300)
    assert late
    typed(start, "o")
    late[0].fulfill(body=suggesting("muộn"))
    start.wait_for_timeout(100)
    assert options(start).all_inner_texts()[0].startswith("mới")


def test_typing_on_is_waited_for(start: Page) -> None:
    """A word typed quickly is looked up once."""
    asked: list[str] = []
    start.on("request", lambda request: "suggest" in request.url and asked.append(request.url))
    typed(start, "thao")
    assert len(asked) == 1


def test_nobody_answers(start: Page) -> None:
    """Where no suggestion can be had one searches all the same."""
    start.route(SUGGESTIONS, lambda route: route.fulfill(status=200, body="?"))
    box(start).press_sequentially("hoi")
    start.wait_for_timeout(300)
    expect(box(start)).to_have_attribute("aria-expanded", "false")
    search_for(start, "hoi")
    assert start.locator("article").count() > 0


def test_keys_of_an_input_method_choose_nothing(start: Page) -> None:
    """While a word is composed, as by Telex, arrows and Enter belong to the input method."""
    typed(start, "hoi")
    box(start).press("ArrowDown")
    before = active(start)
    for how in ({"isComposing": True}, {"keyCode": 229}):
        for key in ("ArrowDown", "Enter", "Escape"):
            start.evaluate(
                "init => q.dispatchEvent(new KeyboardEvent('keydown', {...init, bubbles: true, cancelable: true}))",
                {"key": key, **how},
            )
    assert active(start) == before
    expect(box(start)).to_have_value("hoi")
    assert "?" not in start.url


def test_what_is_composed_is_suggested_for(start: Page) -> None:
    """Keyboards of phones compose each word to its end: suggestions need not wait for that."""
    session = start.context.new_cdp_session(start)
    box(start).click()
    for composed in ("h", "hô", "hội"):
        session.send("Input.imeSetComposition", {"text": composed, "selectionStart": 9, "selectionEnd": 9})
    expect(options(start).first).to_be_visible()
    expect(box(start)).to_have_value("hội")
    session.send("Input.insertText", {"text": "hội "})
    expect(box(start)).to_have_value("hội ")


class TestRecentSearches:
    """The empty box offers the latest searches, which stay in the browser."""

    @pytest.fixture
    def searched(self, start: Page) -> Page:
        """A page on which three searches were made, the box emptied and its list opened."""
        for text in ("sao chổi", "hội thảo", "Sao chổi", "thư viện"):
            search_for(start, text)
        box(start).fill("")
        expect(start.get_by_role("row").first).to_be_visible()
        return start

    def test_are_offered_latest_first(self, searched: Page) -> None:
        """Each once, and one can search for it again."""
        rows = searched.get_by_role("row").all_inner_texts()
        assert [row.splitlines()[0] for row in rows] == ["thư viện", "Sao chổi", "hội thảo", "Xóa tất cả"]
        expect(searched.get_by_role("status")).to_contain_text("3 từ khóa tìm gần đây")
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            box(searched).press(key)
        expect(searched).to_have_url(re.compile(r"\?q=Sao\+ch"))

    def test_can_be_removed(self, searched: Page) -> None:
        """One by keys, one by a click, then all: the list is gone, and for good."""
        for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
            box(searched).press(key)
        assert active(searched) == "Xóa: Sao chổi"
        box(searched).press("Enter")
        expect(searched.get_by_role("row")).to_have_count(3)
        assert active(searched) == "hội thảo"
        searched.get_by_role("gridcell", name="Xóa: thư viện").click()
        expect(searched.get_by_role("row")).to_have_count(2)
        searched.get_by_role("gridcell", name="Xóa tất cả").click()
        expect(searched.get_by_role("grid")).to_have_count(0)
        expect(box(searched)).to_be_focused()
        assert searched.evaluate("localStorage.length") == 0

    def test_are_never_sent(self, searched: Page) -> None:
        """Opening their list asks the service nothing."""
        asked: list[str] = []
        searched.on("request", lambda request: asked.append(request.url))
        box(searched).press("Escape")
        box(searched).click()
        expect(searched.get_by_role("row").first).to_be_visible()
        assert asked == []

    def test_denied_storage(self, open_page: OpenPage) -> None:
        """Where the browser keeps nothing, none are offered, and everything else works."""
        page = open_page("/?q=viện", scripts=True)
        page.context.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
        )
        page.reload()
        search_for(page, "hội thảo")
        box(page).fill("")
        box(page).press("ArrowDown")
        expect(page.get_by_role("grid")).to_have_count(0)
        typed(page, "hoi")

    @pytest.mark.parametrize("kept", ["{", "7", '[7, {"a": 1}, "hội thảo"]'])
    def test_what_else_is_kept_by_their_name(self, start: Page, kept: str) -> None:
        """Anything else that stands in their place does no harm."""
        start.evaluate("kept => localStorage.setItem('tracuu.recent', kept)", kept)
        search_for(start, "viện")
        box(start).fill("")
        expect(start.get_by_role("row").first).to_contain_text("viện")
