"""What a page loads, and how it comes to stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

OpenPage = Callable[..., Page]

HEAVIEST = 100_000
"""Bytes, of a results page and all that it loads, uncompressed."""

SHIFTED = """() => new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(({ value }) => sum += value))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 300);
})"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/", "/?q=viện", "/?q=viện&facet_size=40&date=2024", "/articles/long"])
def test_weight_and_layout_shift(open_page: OpenPage, path: str, width: int) -> None:
    """A page weighs 100 KB at most, loads from nowhere else (no test's page may), and nothing on it moves."""
    page = open_page("about:blank", width, scripts=True)
    loaded: list[Response] = []

    def note(response: Response) -> None:
        loaded.append(response)

    page.on("response", note)
    page.goto(path, wait_until="networkidle")
    assert page.evaluate(SHIFTED) == 0
    kinds = {response.request.resource_type for response in loaded}
    assert {"document", "stylesheet", "script"} <= kinds
    assert sum(len(response.body()) for response in loaded) <= HEAVIEST
