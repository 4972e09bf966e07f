"""docs/api.md, done as it says, from its first line to its last."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.web.fake_engine import FakeEngine
from tests.web.pushing import make_writer
from tests.web.serving import ENVIRONMENT, ROOT, Serving, serving_with
from web import create_app

DOCUMENT = ROOT / "docs" / "api.md"
ADDRESS = "http://127.0.0.1:8080"
"""Where the document has its server."""

SHOWN = {"json", "text", "xml"}
"""What blocks are in that say what the one before them shows."""


class Example(NamedTuple):
    line: int
    language: str
    code: str
    kind: str
    expected: str
    """Empty: nothing is said about what it shows."""


def read(document: str) -> Iterator[Example]:
    """Its examples, each with what is to be seen."""
    blocks = [
        (document[: found.start()].count("\n") + 1, found[1], found[2])
        for found in re.finditer(r"^```(\w*)\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)
    ]
    for number, (line, language, code) in enumerate(blocks):
        if language not in SHOWN:
            _, kind, expected = blocks[number + 1] if number + 1 < len(blocks) else (0, "", "")
            yield Example(line, language, code, *((kind, expected) if kind in SHOWN else ("", "")))


EXAMPLES = list(read(DOCUMENT.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Example, str]]:
    """What each example shows."""
    folder = tmp_path_factory.mktemp("api")
    (folder / "sample_docs").symlink_to(ROOT / "sample_docs")
    seen = {}
    with ExitStack() as servers:
        address = ADDRESS
        for example in EXAMPLES:
            *lines, last = example.code.strip().split("\n")
            if is_server(last):
                servers.close()
                seen[example] = run(example.language, "\n".join(lines), folder)
                address = servers.enter_context(served(last, folder)).url
            else:
                code = example.code.replace(ADDRESS, address)
                seen[example] = run(example.language, code, folder).replace(address, ADDRESS)
        yield seen


def is_server(command: str) -> bool:
    return "tracuu serve" in command


def served(command: str, folder: Path) -> AbstractContextManager[Serving]:
    """The server that is started so, on a free port."""
    words = shlex.split(command)
    said = [word for word in words if re.match(r"\w+=", word)]
    assert words[len(said) : len(said) + 2] == [".venv/bin/tracuu", "serve"]
    options = [*words[len(said) + 2 :], "--port", "0"]
    return serving_with("web", "serve", *options, folder=folder, said=dict(each.split("=", 1) for each in said))


def run(language: str, code: str, folder: Path) -> str:
    """What it writes to its standard output; it must succeed."""
    tracuu = f"{shlex.quote(sys.executable)} -m web"
    command = {
        "sh": ["bash", "-euo", "pipefail", "-c", code.replace(".venv/bin/tracuu", tracuu)],
        "python": [sys.executable, "-W", "ignore::ResourceWarning", "-c", code],
    }[language]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


def holds(said: Any, seen: Any) -> bool:
    """Whether what is said of a JSON value is true of it: all that is said is there; the rest was left out."""
    if isinstance(said, dict):
        return isinstance(seen, dict) and all(key in seen and holds(value, seen[key]) for key, value in said.items())
    if isinstance(said, list):
        return isinstance(seen, list) and len(said) <= len(seen) and all(map(holds, said, seen))
    return reads(said, seen) if isinstance(said, str) and isinstance(seen, str) else bool(said == seen)


def reads(said: str, seen: str) -> bool:
    """Whether it is this text, where it isn't left out."""
    return bool(re.fullmatch(".*".join(map(re.escape, said.split("…"))), seen, re.DOTALL))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line {example.line}")
def test_what_is_shown_is_what_comes(example: Example, shown: dict[Example, str]) -> None:
    """Each example succeeds, and shows what stands under it."""
    seen = shown[example]
    if example.kind == "json":
        assert holds(json.loads(example.expected), json.loads(seen)), seen
    else:
        assert reads(example.expected.strip() or "…", seen.strip().removeprefix("\ufeff")), seen


def test_there_is_an_example_of_everything(tmp_path: Path) -> None:
    """Of all that the service answers there is one for a shell and one for Python, and under each what it shows."""
    client = create_app(FakeEngine([]), writer=make_writer(tmp_path)).test_client()
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    for language in ("sh", "python"):
        code = "\n".join(example.code for example in EXAMPLES if example.language == language)
        for path in paths.keys() - {"/sitemap-{part}.xml"}:  # more articles have one
            pattern = re.sub(r"\\{\w+\\}", r"\\S+", re.escape(path))
            assert re.search(pattern, code), (language, path)
    assert all(example.expected or is_server(example.code) for example in EXAMPLES)


def test_what_would_not_be_true_is_seen() -> None:
    """The comparison itself."""
    assert holds({"a": ["x…", {"b": 1}]}, {"a": ["xyz", {"b": 1, "c": 2}, 3], "d": None})
    assert not holds({"a": 1}, {"a": 2})
    assert not holds({"a": 1}, {})
    assert not holds([1, 2], [1])
    assert not holds({"a": None}, {"b": None})
    assert reads("a …\nc", "a b\nb\nc")
    assert not reads("a …", "b a ")
