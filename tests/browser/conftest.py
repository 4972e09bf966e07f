"""The real page on the sample collection, and a Chromium to look at it with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.browser.find import chromium

ROOT = Path(__file__).parents[2]


LONG = {
    "id": "long",
    "title": f"ẨM THỰC, ỄNH ƯƠNG, ỘP OẠP {'ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ ' * 6}{'dài' * 40}",
    "body": f"Ẩm thực, ễnh ương.\nẢnh: Ẩ Ễ Ộ\nhttps://example.org/{'rat/dai/' * 20}",
    "published": "2024-01-31",
    "unit": "Trung tâm Bảo tồn và Phát triển Ẩm thực Đồng bằng Sông Hồng và các Tỉnh lân cận",
    "authors": ["Ẩn danh", "Nguyễn Thị Ngọc Quỳnh Ánh Dương", "Tổ biên tập cổng thông tin điện tử"],
    "tags": [f"{'ẩm thực đồng quê và ' * 5}phố thị"],
}
"""What makes a page wide and marks stack up."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `tracuu serve` over an index of sample_docs/ and `LONG`, made by `tracuu index`."""
    folder = tmp_path_factory.mktemp("site")
    index, long = str(folder / "index"), folder / "long.jsonl"
    long.write_text(json.dumps(LONG), encoding="utf-8")
    tracuu = [sys.executable, "-m", "web"]
    units = str(ROOT / "sample_docs" / "units.toml")
    subprocess.run(
        [*tracuu, "index", "sample_docs", str(long), "--units", units, "--index", index], cwd=ROOT, check=True
    )
    serve = [*tracuu, "serve", "--port", "0", "--index", index]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if address := re.search(r"http://\S+", line):
                yield address[0].rstrip("/")
                break
        server.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, which is who runs the tests in a container.
        no_sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        started = playwright.chromium.launch(executable_path=chromium(), args=[*no_sandbox, *quiet])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a path of the site, without JavaScript unless `scripts`; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def opened(
        path: str = "/", width: int = 1280, *, scripts: bool = False, complain: bool = True, **context_options: Any
    ) -> Page:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(base_url=site, viewport=viewport, java_script_enabled=scripts, **context_options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if complain:  # of an error page, the browser says so itself
            page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: _is_given_up(request) or complaints.append(f"failed: {request.url}"))
        page.on(
            "request",
            lambda request: request.url.startswith((site, "about:")) or complaints.append(f"foreign: {request.url}"),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _is_given_up(request: Request) -> bool:
    """Whether nobody waits for the answer any more: a script, or a page that was left before its icon came."""
    left = request.resource_type == "fetch" or request.url.endswith("/logo.svg")
    return left and request.failure == "net::ERR_ABORTED"
