"""The search box on a site of another origin, in Chromium."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_accessibility import in_every_look

DOCS = Path(__file__).parents[2] / "docs" / "embed.md"

EXAMPLE_ADDRESS = "https://tracuu.example.vn"
"""What the documentation calls the service."""

SCRIPT = '<script src="SITE/embed.js" async></script>'

BOX = f"{SCRIPT}<tra-cuu-box></tra-cuu-box>"

Embed = Callable[..., Page]


class Elsewhere(ThreadingHTTPServer):
    """A site that shows the same page at each of its addresses."""

    html = ""
    headers: Mapping[str, str] = {}

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | dict(self.server.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.html.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        threading.Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


@pytest.fixture
def embed(browser: Browser, site: str, elsewhere: Elsewhere) -> Iterator[Embed]:
    """Opens a page of another site whose body is the given one, SITE in it being the address of the service; what the
    browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(
        body: str = BOX,
        *,
        lang: str = "vi",
        style: str = "",
        policy: str | None = None,
        route: Callable[[Route], None] | None = None,
        **context_options: Any,
    ) -> Page:
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Viện</title>{style}'
        main = f"<main><h1>Viện</h1>{body}</main>"
        html = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{main}</body></html>'
        elsewhere.html = html.replace("SITE", site)
        elsewhere.headers = {"Content-Security-Policy": policy} if policy else {}
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **context_options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if route:  # of what fails there the browser says so itself
            page.route(f"{site}/**", route)
        else:
            page.on("console", lambda message: complaints.append(message.text))
        page.goto(elsewhere.address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def active(page: Page) -> str:
    """What the keys are at in the list, as a screen reader finds it; empty if they are in the input."""
    text: str = page.get_by_role("combobox").evaluate(
        "box => box.getRootNode().getElementById(box.getAttribute('aria-activedescendant'))?.textContent ?? ''"
    )
    return text


def typed(page: Page, text: str) -> None:
    page.get_by_role("combobox").press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()


def asked(page: Page) -> tuple[str, dict[str, str]]:
    """Where the page is, and what its address asks for."""
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


def test_suggestions_on_another_site(embed: Embed) -> None:
    """They come from the service, forgive missing marks, and their number is announced."""
    page = embed()
    box = page.get_by_role("combobox", name="Từ cần tìm")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("search")).to_have_count(1)
    typed(page, "hoi thao")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Gợi ý")).to_have_id(box.get_attribute("aria-controls") or "")
    expect(page.get_by_role("option").first).to_contain_text("hội thảo")
    expect(page.get_by_role("status")).to_contain_text(f"{page.get_by_role('option').count()} gợi ý")


def test_keys(embed: Embed, site: str) -> None:
    """Arrows go through the list, Escape closes it, then empties the box; Enter searches for what was typed."""
    page = embed()
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    typed(page, "hoi thao")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert active(page).split() == options.first.inner_text().split()
    box.press("ArrowUp")
    assert active(page) == ""
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("hoi thao")
    box.press("Enter")
    page.wait_for_url(f"{site}/**")
    assert asked(page) == (f"{site}/", {"q": "hoi thao"})
    expect(page.get_by_role("heading", level=1)).to_contain_text("kết quả cho “hoi thao”")

    page.go_back()
    box.fill("hoi")
    box.press("Escape")
    box.press("Escape")
    expect(box).to_have_value("")


def test_what_is_chosen_opens_at_the_service(embed: Embed, site: str) -> None:
    """A tag narrows there; a title opens its article, its words marked."""
    page = embed()
    typed(page, "hoi thao")
    page.get_by_role("option").filter(has_text="Chủ đề").first.click()
    page.wait_for_url(f"{site}/**")
    assert asked(page) == (f"{site}/", {"tag": "hội thảo"})

    page = embed()
    typed(page, "sao choi")
    option = page.get_by_role("option").filter(has_text="Bài viết").first
    title = option.locator("span").inner_text()
    while "Bài viết" not in active(page):
        page.get_by_role("combobox").press("ArrowDown")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url(f"{site}/articles/**")
    assert asked(page)[1] == {"q": "sao choi"}
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_in_english(embed: Embed, site: str) -> None:
    """As the page around it, or as the element says of itself; and so is the results page."""
    for page in (embed(lang="en-GB"), embed(f'{SCRIPT}<tra-cuu-box lang="en"></tra-cuu-box>')):
        expect(page.get_by_role("button", name="Search")).to_be_visible()
        typed(page, "sao choi")
        expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
        page.get_by_role("combobox", name="Words to find").press("Enter")
        page.wait_for_url(f"{site}/**")
        assert asked(page)[1] == {"q": "sao choi", "lang": "en"}


def test_options(embed: Embed, elsewhere: Elsewhere) -> None:
    """Name, first words and colour; results open on a page of the site itself, which need not know of tags."""
    options = (
        'label="Tìm ở viện" placeholder="Tin, thông báo…" value="hoi" accent="#ffe08a" results="/t?muc=3&muc=5&q="'
    )
    page = embed(f"{SCRIPT}<tra-cuu-box {options}></tra-cuu-box>")
    box = page.get_by_role("combobox", name="Tìm ở viện")
    expect(box).to_have_attribute("placeholder", "Tin, thông báo…")
    expect(box).to_have_value("hoi")
    button = page.get_by_role("button")
    assert button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(255, 224, 138)"
    assert in_every_look(page) == []
    box.press("End")
    typed(page, " thao")
    page.get_by_role("option").filter(has_text="Chủ đề").first.click()
    page.wait_for_url("**/t?**")
    assert asked(page)[0] == f"{elsewhere.address}/t"
    assert sorted(parse_qsl(urlsplit(page.url).query)) == [("muc", "3"), ("muc", "5"), ("q", "hội thảo")]


@pytest.mark.parametrize("accent", ["#fff", "#000", "#777", "hsl(200 60% 45%)", "red", "gold", "rgb(0 128 0)"])
def test_the_button_is_read_on_any_colour(embed: Embed, accent: str) -> None:
    """Its word is black or white, as the colour demands. Neither has 7:1 against a colour in the middle."""
    page = embed(f'{SCRIPT}<tra-cuu-box accent="{accent}"></tra-cuu-box>')
    expect(page.get_by_role("button")).to_be_visible()
    assert in_every_look(page, without="color-contrast-enhanced") == []


def test_a_colour_that_is_none(embed: Embed) -> None:
    """It leaves the button as it is."""
    page = embed(f'{SCRIPT}<tra-cuu-box accent="xanh"></tra-cuu-box>')
    colour = page.get_by_role("button").evaluate("button => getComputedStyle(button).backgroundColor")
    assert colour == "rgb(15, 92, 99)"


def test_the_script_alone(embed: Embed) -> None:
    """With data-box it puts a box where it stands, its other data being the options."""
    page = embed('<p id="a">Trước</p><script src="SITE/embed.js" data-box data-lang="en"></script><p id="b">Sau</p>')
    typed(page, "sao choi")
    assert page.locator("main > *").evaluate_all("all => all.map(each => each.localName)") == [
        *("h1", "p", "script", "tra-cuu-box", "p")
    ]
    expect(page.get_by_role("combobox", name="Words to find")).to_be_visible()


def test_several_boxes_and_scripts(embed: Embed) -> None:
    """Each box has its own list; one that is moved stays as it is."""
    page = embed(f'{BOX}{SCRIPT}<script src="SITE/embed.js" type="module"></script><tra-cuu-box id="x"></tra-cuu-box>')
    second = page.locator("#x").get_by_role("combobox")
    second.press_sequentially("hoi thao")
    expect(page.locator("#x").get_by_role("option").first).to_be_visible()
    page.evaluate("document.querySelector('main').prepend(document.querySelector('#x'))")
    expect(second).to_have_value("hoi thao")
    expect(page.get_by_role("combobox")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["", '<meta name="color-scheme" content="light dark">'])
def test_axe_finds_nothing(embed: Embed, scheme: str) -> None:
    """Empty, and with the list open and a row active; on sites that know only light and on such that know dark."""
    page = embed(style=scheme)
    expect(page.get_by_role("combobox")).to_be_visible()
    assert in_every_look(page) == []
    typed(page, "hoi thao")
    page.get_by_role("combobox").press("ArrowDown")
    assert in_every_look(page) == []


def test_dark_where_the_site_is(embed: Embed) -> None:
    """Only where the page says that it is dark itself."""
    shown = "element => getComputedStyle(element).backgroundColor"
    for style, colour in (
        ("", "rgb(255, 255, 255)"),
        ("<style>:root { color-scheme: light dark }</style>", "rgb(27, 34, 35)"),
        ("<style>tra-cuu-box { color-scheme: dark }</style>", "rgb(27, 34, 35)"),
    ):
        page = embed(style=style)
        page.emulate_media(color_scheme="dark")
        assert page.get_by_role("search").evaluate(shown) == colour


def test_the_site_s_style_stays_outside(embed: Embed) -> None:
    """But for face and size of its letters: whatever it does to inputs, to what is inherited and to a rem."""
    style = """<style>html { font-size: 62.5% } body { font: 16px serif; text-align: right; text-transform: uppercase;
        letter-spacing: 9px; line-height: 3; visibility: visible; white-space: pre; color: red }
        input, button, form, div { display: none; background: red } * { text-indent: 50px }</style>"""

    def measured(page: Page) -> list[object]:
        typed(page, "hoi thao")
        boxes = [page.get_by_role("search"), page.get_by_role("button"), page.get_by_role("option").first]
        sizes: list[object] = [(box["width"], box["height"]) for each in boxes if (box := each.bounding_box())]
        return [*sizes, page.get_by_role("option").first.evaluate(INHERITED)]

    plain = "<style>body { font: 16px serif }</style>"
    assert measured(embed(style=style)) == measured(embed(style=plain))


INHERITED = """option => ["color", "font", "letterSpacing", "textAlign", "textIndent", "textTransform", "whiteSpace"]
    .map(name => getComputedStyle(option)[name])"""


def test_in_a_narrow_column(embed: Embed) -> None:
    """The list keeps its width, and nothing sticks out."""
    page = embed(f'<div style="width: 220px">{BOX}</div>')
    typed(page, "hoi nghi")
    assert page.locator(".offers").evaluate("list => list.scrollWidth <= list.clientWidth")
    widths = [each.bounding_box() for each in (page.get_by_role("search"), page.locator(".offers"))]
    assert [round(box["width"]) for box in widths if box] == [220, 218]


def example() -> str:
    """The first one of the documentation, as its readers copy it."""
    found = re.search("```html\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1].replace(EXAMPLE_ADDRESS, "SITE")


def policy(site: str) -> str:
    """The content security policy that the documentation asks for, of a site that allows nothing else."""
    found = re.search("```\n(script-src .*?)\n```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return f"default-src 'none'; {found[1].replace(EXAMPLE_ADDRESS, site)}"


def test_the_documented_example_under_the_documented_policy(embed: Embed, site: str) -> None:
    """All works, styles included, and the browser has nothing to complain of."""
    page = embed(example(), policy=policy(site))
    typed(page, "hoi thao")
    assert page.get_by_role("search").evaluate("form => getComputedStyle(form).borderRadius") == "999px"
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url(f"{site}/**")
    assert asked(page) == (f"{site}/", {"q": "hoi thao"})


def test_without_scripts(embed: Embed, site: str) -> None:
    """What stands inside the element is a form as any other."""
    page = embed(example(), java_script_enabled=False)
    page.get_by_label("Từ cần tìm").fill("hoi thao")
    page.get_by_role("button").click()
    assert asked(page) == (f"{site}/", {"q": "hoi thao"})


@pytest.mark.parametrize("away", ["", "/static/", "/static/.*search-box.js", "/static/.*element.css"])
def test_while_the_service_is_away(embed: Embed, away: str) -> None:
    """The form inside stays, whatever can't be had; no script complains."""
    missing = re.compile(r"//[^/]*" + (away or "/embed.js"))
    page = embed(
        example(), route=lambda route: route.abort() if missing.search(route.request.url) else route.continue_()
    )
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Từ cần tìm")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)


def test_a_style_that_is_an_error_page(embed: Embed) -> None:
    """The form inside stays, too."""
    error = {"status": 503, "body": "<h1>Error</h1>", "headers": {"Access-Control-Allow-Origin": "*"}}
    page = embed(
        example(),
        route=lambda route: route.fulfill(**error) if "element.css" in route.request.url else route.continue_(),  # type: ignore[arg-type]
    )
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Từ cần tìm")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)


def test_as_a_module_of_some_version(embed: Embed) -> None:
    """A module does not know its own place; what a site adds to the address does not hide it."""
    page = embed('<script type="module" src="SITE/embed.js?v=3"></script><tra-cuu-box></tra-cuu-box>')
    expect(page.get_by_role("combobox")).to_be_visible()


def test_while_nobody_suggests(embed: Embed, site: str) -> None:
    """One searches all the same."""
    page = embed(route=lambda route: route.abort() if "suggest" in route.request.url else route.continue_())
    page.get_by_role("combobox").press_sequentially("hoi thao")
    page.wait_for_timeout(300)
    expect(page.get_by_role("option")).to_have_count(0)
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url(f"{site}/**")


def test_what_was_typed_before_the_box_came(embed: Embed) -> None:
    """It stands in the box, and typing goes on there."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route) if "element.js" in route.request.url else route.continue_()

    page = embed(example(), route=hold)
    page.get_by_label("Từ cần tìm").press_sequentially("hoi ")
    assert waiting
    waiting[0].continue_()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("thao")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_value("hoi thao")


def test_it_keeps_nothing(embed: Embed, site: str) -> None:
    """No cookie, no storage; and empty it offers nothing."""
    page = embed()
    typed(page, "hoi thao")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url(f"{site}/**")
    page.go_back()
    box = page.get_by_role("combobox")
    box.fill("")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
