"""The documentation of the API as a page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from lxml import html

from index.article import Article
from index.schema import load_article
from search.engine import SearchEngine
from tests.web.pushing import HEADERS, TOKEN, make_writer, token_file
from tests.web.serving import serving
from web import create_app, examples
from web.languages import CATALOGUES

PAGE = "/api"
KINDS = ("string", "integer", "number", "boolean", "array", "object")


@pytest.fixture
def engine(make_engine: Callable[[Iterable[Article]], SearchEngine]) -> SearchEngine:
    return make_engine([load_article(examples.ARTICLE)])


@pytest.fixture
def app(engine: SearchEngine, tmp_path: Path) -> Flask:
    return create_app(engine, writer=make_writer(tmp_path))


@pytest.fixture
def document(app: Flask) -> Any:
    return app.test_client().get("/api/v1/openapi.json").get_json()


def tree(app: Flask, query: str = "") -> Any:
    answer = app.test_client().get(PAGE + query)
    assert answer.mimetype == "text/html"
    return html.fromstring(answer.text)


def said(text: str) -> str:
    """A text of the document as it stands on the page."""
    return " ".join(text.replace("`", "").split())


def described(thing: Any, key: str = "") -> set[str]:
    """All texts of the document that a person reads."""
    if isinstance(thing, list):
        return {text for each in thing for text in described(each)}
    if not isinstance(thing, dict):
        return set()
    own = {thing[each] for each in ("summary", "description") if isinstance(thing.get(each), str)}
    skipped = {"example", "examples", "headers", "securitySchemes", "PaginationMetadata"}
    return own.union(*(described(value) for name, value in thing.items() if name not in skipped))


def test_all_that_is_described_is_on_the_page(app: Flask, document: Any) -> None:
    """In English to the letter: every operation, parameter, key and answer."""
    page = tree(app, "?lang=en")
    shown = " ".join(page.text_content().split())
    for path, item in document["paths"].items():
        assert page.xpath(f'//p[@class="address"]/code[.="{path}"]')
        for operation in item.values():
            if isinstance(operation, dict):
                for parameter in operation.get("parameters", ()):
                    assert said(parameter["description"]) in shown
    missing = [text for text in described(document) if not all(said(each) in shown for each in text.split("\n\n"))]
    tags = {tag["description"] for tag in document["tags"]}
    assert {text for text in missing if text not in tags} == set()


def test_all_of_it_is_said_in_vietnamese(document: Any) -> None:
    """The catalogue has just what the document says, and code stays as it is."""
    with (CATALOGUES / "openapi.vi.po").open("rb") as written:
        translated = {message.id: message.string for message in read_po(written) if message.id}
    texts = {"\n\n".join(" ".join(each.split()) for each in text.split("\n\n")) for text in described(document)}
    missing = (texts | set(KINDS)) - set(translated)
    assert not missing, f"Say it in web/translations/openapi.vi.po: {missing}"
    assert set(translated) - set(KINDS) <= texts, "Take out what the document no longer says."
    for text, translation in translated.items():
        assert translation, text
        pieces = set(text.split("`")[1::2]) - {"-word", "Authorization: Bearer …"}
        assert pieces <= set(translation.split("`")[1::2]) | pieces.intersection({"…"}), text


def test_links_lead_somewhere(app: Flask) -> None:
    """Each entry of the contents to its place, the footer of every page here, and from here to the document."""
    for language in ("", "?lang=en"):
        page = tree(app, language)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {f"#{each}" for each in ids} >= set(page.xpath("//main//nav//a/@href"))
        assert page.xpath("//main//a/@href[contains(., 'openapi.json')]")
        assert html.fromstring(app.test_client().get(f"/{language}").text).xpath(
            f'//footer//a[@href="{PAGE}{language}"]'
        )


def test_who_may_not_write_reads_nothing_of_it(engine: SearchEngine) -> None:
    """The page describes the server that it is on."""
    methods = set(tree(create_app(engine)).xpath('//p[@class="address"]/strong/text()'))
    assert methods == {"GET"}


def test_its_examples_work(engine: SearchEngine, app: Flask, tmp_path: Path) -> None:
    """Typed as they stand there, on a server that has the article they are about."""
    with serving(tmp_path / "index", "--tokens", str(token_file(tmp_path))) as served:
        page = tree(app)
        environment = {**os.environ, "TOKEN": TOKEN}
        commands = page.xpath("//pre[starts-with(@aria-label, 'curl')]") + page.xpath(
            "//pre[starts-with(@aria-label, 'Python')]"
        )
        done = 0
        for block in commands:
            code = block.text_content().replace("http://localhost", served.url)
            if "sitemap-1" in code:  # more articles have one
                continue
            curl = ["bash", "-c", code.replace("curl ", "curl --fail-with-body -sS ", 1)]
            python = [sys.executable, "-c", code]
            command = curl if code.startswith("curl") else python
            ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
            assert ran.returncode == 0, (code, ran.stdout, ran.stderr)
            done += 1
            if "DELETE" in code:
                put = app.test_client().put(
                    f"/api/v1/articles/{examples.ARTICLE['id']}", json=examples.ARTICLE_BODY, headers=HEADERS
                )
                assert put.status_code in {200, 201}
    assert done == len(commands) - 2 > 20
