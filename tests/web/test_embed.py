"""The script that other sites put into their pages. How it behaves there: `tests/browser/test_embed.py`."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.errors import IndexMissing
from search.results import IndexStatus
from tests.web.fake_engine import FakeEngine
from web import create_app

ROOT = Path(__file__).parents[2]


def test_any_site_may_have_it(client: FlaskClient) -> None:
    """And it leads to modules and styles that any site may have, too."""
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    (element,) = re.findall(r'"(/static/@[^"]*/element\.js)"', answer.text)
    for path in ("/embed.js", element, element.replace(".js", ".css")):
        headers = client.get(path, buffered=True).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in client.get(element, buffered=True).headers["Cache-Control"]


def test_it_is_kept_for_an_hour(client: FlaskClient, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then asked for by its tag, which no commit changes, nor that there is no index."""
    first = client.get("/embed.js")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    (tag,) = first.headers.get_all("ETag")
    monkeypatch.setattr(engine, "ping", lambda: IndexStatus(1, 7, "another"))
    again = client.get("/embed.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (HTTPStatus.NOT_MODIFIED, b"")
    assert again.headers["Cache-Control"] == "public, max-age=3600"
    monkeypatch.setattr(FakeEngine, "ping", lambda _: (_ for _ in ()).throw(IndexMissing("nowhere")))  # type: ignore[arg-type]
    assert client.get("/embed.js").data == first.data


def test_it_is_not_counted(engine: FakeEngine) -> None:
    """Who looks at many pages of a site has the script of each."""
    client = create_app(engine, {"RATE": 0.1}).test_client()
    assert {client.get("/embed.js").status_code for _ in range(5)} == {HTTPStatus.OK}


def test_every_option_is_documented() -> None:
    """What the element reads of its attributes, its users can read about."""
    element = (ROOT / "web" / "static" / "element.js").read_text(encoding="utf-8")
    options = set(re.findall(r'(?:get|has)Attribute\("(\w+)"\)', element)) | {"lang"}
    documented = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "embed.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert options == documented
