"""The commands that write, as they are typed."""

from __future__ import annotations

import gc
import json
import lzma
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.engine import open_engine
from search.query import SearchQuery
from tests.index.vietnamese.encoded import encoded
from web.cli import main

TEXT = """Hội nghị tổng kết năm 2021

27/12/2021
Viện Hóa học Xanh tổ chức hội nghị.

Toàn cảnh hội nghị

Tác giả: Mai Lan

Tags: hội nghị, tổng kết
Tin liên quan
Một tin khác
"""

UNITS = """
[[unit]]
name = "Viện Hóa học Xanh"
abbreviations = ["VHHX"]
former_names = [{ name = "Trung tâm Hóa học", to = 2018 }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four readable articles in three formats, a broken line and a binary file."""
    docs = tmp_path / "docs"
    (docs / "con").mkdir(parents=True)
    (docs / "con" / "tong-ket.txt").write_text(TEXT, encoding="utf-8-sig")
    lines = [{"id": "1", "title": "Một", "body": "", "unit": "VHHX"}, "{hỏng", {"id": "2", "title": "Hai", "body": ""}]
    jsonl = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (docs / "tin.jsonl.xz").write_bytes(lzma.compress(jsonl.encode()))
    (docs / "ba.json").write_text(
        json.dumps({"id": "3", "title": "Ba", "body": "Trung tâm Hóa học"}), encoding="utf-16"
    )
    (docs / "nhi-phan.txt").write_bytes(bytes(range(256)) * 4)
    (docs / "units.toml").write_text(UNITS, encoding="utf-8")
    return docs


def run(*arguments: object, **env: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=env, catch_exceptions=False)


def articles(index: Path) -> dict[str, tuple[str, str]]:
    hits = open_engine(index).search(SearchQuery(per_page=100)).hits
    return {hit.article.id: (hit.article.title, hit.article.unit) for hit in hits}


@pytest.mark.parametrize("processes", [1, 2])
def test_what_can_be_read_is_indexed_and_the_rest_is_named(folder: Path, tmp_path: Path, processes: int) -> None:
    """The broken line and the binary file are named with a reason, and the exit code is 1; however many read."""
    units = folder / "units.toml"
    result = run("index", folder, "--index", tmp_path / "ix", "--units", units, "--processes", processes)
    assert result.exit_code == 1
    assert f"{folder}/tin.jsonl.xz:2: " in result.stderr
    assert f"{folder}/nhi-phan.txt: " in result.stderr
    assert "Indexed 4 articles" in result.stdout
    assert "Converted" not in result.stdout
    assert "Could not read 2" in result.stdout
    assert "Passed over files of other formats: 1 .toml" in result.stdout
    assert articles(tmp_path / "ix") == {
        "con/tong-ket": ("Hội nghị tổng kết năm 2021", "Viện Hóa học Xanh"),  # found in the text
        "1": ("Một", "VHHX"),  # as the article names it
        "2": ("Hai", ""),
        "3": ("Ba", "Viện Hóa học Xanh"),  # its former name in the text
    }


@pytest.mark.parametrize("processes", [1, 2])
def test_articles_in_old_encodings_are_converted_and_told(tmp_path: Path, processes: int) -> None:
    """How many, from which, and which one is the least sure; whatever they came in, however many processes read."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "mot.txt").write_bytes(encoded(TEXT, "TCVN3").encode("cp1252"))
    body = "Viện Hóa học Xanh tổ chức hội nghị tổng kết công tác năm 2021 và bàn phương hướng."
    lines = [
        {"id": "hai", "title": encoded("Hội nghị tổng kết", "VNI"), "body": encoded(body, "VNI")},
        {"id": "ba", "title": encoded("Hội nghị tổng kết", "TCVN3"), "body": ""},
        {"id": "bốn", "title": "Hội nghị tổng kết", "body": body},
        {"id": "năm", "title": "Hội nghị tổng kết", "body": body, "original": {"encoding": "VPS", "confidence": 0.8}},
    ]
    (docs / "tin.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = run("index", docs, "--index", tmp_path / "ix", "--processes", processes)
    assert result.exit_code == 0
    assert (
        "Converted 3 from old encodings: 2 TCVN3, 1 VNI. The least sure is 'ba' with a confidence of 0.8."
    ) in result.stdout
    assert {title for title, _ in articles(tmp_path / "ix").values()} == {"Hội nghị tổng kết", TEXT.splitlines()[0]}
    assert open_engine(tmp_path / "ix").search(SearchQuery(text="author:lan")).hits[0].article.id == "mot"


def test_indexing_again_replaces_and_keeps(folder: Path, tmp_path: Path) -> None:
    """The same id again is the same article, others stay; --replace-all takes them out."""
    index = tmp_path / "ix"
    (folder / "nhi-phan.txt").unlink()
    run("index", folder, "--index", index)
    again = tmp_path / "2.json"
    again.write_text(json.dumps({"id": "2", "title": "Hai sửa", "body": ""}), encoding="utf-8")
    assert run("index", again, "--index", index).exit_code == 0
    assert articles(index)["2"] == ("Hai sửa", "")
    assert len(articles(index)) == 4
    run("index", again, "--index", index, "--replace-all")
    assert articles(index) == {"2": ("Hai sửa", "")}


def test_the_environment_does_what_the_options_do(folder: Path, tmp_path: Path) -> None:
    """TRACUU_INDEX and TRACUU_UNITS."""
    index = tmp_path / "ix"
    run("index", folder / "ba.json", TRACUU_INDEX=str(index), TRACUU_UNITS=str(folder / "units.toml"))
    assert articles(index) == {"3": ("Ba", "Viện Hóa học Xanh")}


def test_a_missing_path_is_named(folder: Path, tmp_path: Path) -> None:
    """The others are indexed. Where there are no others there is no index."""
    missing, index = tmp_path / "không có", tmp_path / "ix"
    result = run("index", missing, "--index", index)
    assert result.exit_code == 1
    assert "không có" in result.stderr
    assert not index.exists()
    result = run("index", missing, folder / "ba.json", "--index", index)
    assert result.exit_code == 1
    assert "không có" in result.stderr
    assert set(articles(index)) == {"3"}


def test_nothing_is_replaced_by_what_is_missing(folder: Path, tmp_path: Path) -> None:
    """A mistyped path, or a disk that isn't there, empties no index."""
    index = tmp_path / "ix"
    run("index", folder / "ba.json", "--index", index)
    for paths in ([tmp_path / "không có"], [folder, tmp_path / "không có"]):
        result = run("index", *paths, "--replace-all", "--index", index)
        assert result.exit_code == 1
        assert "không có" in result.stderr
        assert set(articles(index)) == {"3"}


def test_a_broken_table_of_units_stops_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    """The table is named, and there is no index."""
    (folder / "units.toml").write_text("[[unit]]\nname = ", encoding="utf-8")
    result = run("index", folder, "--index", tmp_path / "ix", "--units", folder / "units.toml")
    assert result.exit_code == 1
    assert "units.toml" in result.stderr
    assert not (tmp_path / "ix").exists()


def test_a_broken_table_of_abbreviations_stops_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    """Though indexing needs nothing of it: the index will keep it."""
    table = tmp_path / "mine.toml"
    table.write_text("ĐH = 'đại học'", encoding="utf-8")
    result = run("index", folder, "--index", tmp_path / "ix", TRACUU_ABBREVIATIONS=str(table))
    assert result.exit_code == 1
    assert "mine.toml" in result.stderr
    assert not (tmp_path / "ix").exists()


def test_deleting_names_what_there_is_not(folder: Path, tmp_path: Path) -> None:
    """The others are deleted all the same."""
    index = tmp_path / "ix"
    run("index", folder, "--index", index)
    result = run("delete", "1", "lạ", "2", "--index", index)
    assert result.exit_code == 1
    assert "'lạ'" in result.stderr
    assert set(articles(index)) == {"con/tong-ket", "3"}
    assert run("delete", "3", "--index", index).exit_code == 0


def test_without_an_index_the_remedy_is_named(tmp_path: Path) -> None:
    """For every command that needs one; none of them makes one."""
    for command in (("delete", "1"), ("search", "hội"), ("stats",), ("serve", "--port", "0")):
        result = run(*command, "--index", tmp_path / "ix")
        assert result.exit_code == 1
        assert "tracuu index" in result.stderr
        assert not (tmp_path / "ix").exists()


def test_a_file_name_that_is_not_utf_8_stops_nothing(tmp_path: Path) -> None:
    """Its article can be deleted by the name as it is typed."""
    docs, index = tmp_path / "docs", tmp_path / os.fsdecode(b"ix-\xff")
    docs.mkdir()
    for name in (b"a.txt", b"bad\xff.txt"):
        (docs / os.fsdecode(name)).write_text("Tin")
    assert run("index", docs, "--index", index).exit_code == 0
    assert set(articles(index)) == {"a", "bad\ufffd"}
    assert run("delete", "bad\udcff", "--index", index).exit_code == 0
    assert run("delete", "bad\udcff", "--index", index).exit_code == 1
    assert set(articles(index)) == {"a"}


def test_no_article_ends_a_run(tmp_path: Path) -> None:
    """Dates that leave the calendar, half characters, keys nested too deep, infinite numbers: each is kept or named."""
    lines = [
        '"published":"0001-01-01T00:00:00+07:00"',
        '"published":"9999-12-31T23:59:59Z"',
        r'"tags":["\ud800"],"unit":"\ud800","authors":"\ud800","x\ud800":"\ud800"',
        f'"x":{"[" * 970}{"]" * 970}',
        '"x":1e999',
        '"unit":" "',
    ]
    docs = tmp_path / "tin.jsonl"
    docs.write_text(
        "\n".join(f'{{"id":{number},"title":"Tin","body":"",{line}}}' for number, line in enumerate(lines, 1))
    )
    result = run("index", docs, "--index", tmp_path / "ix")
    assert "Indexed 2 articles" in result.stdout
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
        f"{docs}:{number}" for number in (1, 2, 4, 5)
    ]
    assert articles(tmp_path / "ix") == {"3": ("Tin", "\ufffd"), "6": ("Tin", "")}


@pytest.fixture
def unclosed_files() -> Iterator[None]:
    """Whoosh leaves files open where it fails; they are closed here and not in the midst of another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.usefixtures("unclosed_files")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_is_named_and_can_be_replaced(folder: Path, tmp_path: Path) -> None:
    """One sentence for the commands that need what it holds; --replace-all does not."""
    index, docs = tmp_path / "ix", folder / "ba.json"
    run("index", docs, "--index", index)
    (contents,) = index.glob("*.toc")
    contents.write_bytes(b"")
    for command in (("index", docs), ("delete", "3")):
        result = run(*command, "--index", index)
        assert result.exit_code == 1
        assert "can't be used: it is empty" in result.stderr
        assert "--replace-all" in result.stderr
    assert run("index", docs, "--index", index, "--replace-all").exit_code == 0
    assert set(articles(index)) == {"3"}
