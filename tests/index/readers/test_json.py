"""JSON and JSON Lines."""

import io
import json
from pathlib import Path

import pytest

from index.article import Article
from index.readers import Unreadable, read
from index.readers.json_file import parse
from index.readers.source import FormatError

ONE = {"id": "1", "title": "Một", "body": "Thân bài"}
TWO = {"id": 2, "title": "Hai", "body": "", "so": "5/TB"}


def results(path: Path, content: str | bytes) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [
        result.id if isinstance(result, Article) else str(result).removeprefix(f"{path.parent}/")
        for result in read([path])
    ]


def test_a_json_file_is_one_article_or_a_list(tmp_path: Path) -> None:
    """Either way the keys are the same."""
    path = tmp_path / "tin.json"
    assert results(path, json.dumps(ONE)) == ["1"]
    assert results(path, json.dumps([ONE, TWO])) == ["1", "2"]
    assert results(path, "[]") == []


def test_a_wrong_article_in_a_list_is_named_by_its_place(tmp_path: Path) -> None:
    """The others are read."""
    assert results(tmp_path / "tin.json", json.dumps([ONE, {"id": "x", "title": ""}, 5, TWO])) == [
        "1",
        "tin.json: article 2 of the list: title must not be blank; body is missing",
        "tin.json: article 3 of the list: it must be a JSON object",
        "2",
    ]


def test_json_that_is_broken_is_named_with_its_line(tmp_path: Path) -> None:
    """Also JSON Lines under the wrong name."""
    path = tmp_path / "tin.json"
    assert results(path, '{"id": "1",\n"title": }') == ["tin.json:2: this is not JSON: Expecting value, column 10"]
    assert results(path, f"{json.dumps(ONE)}\n{json.dumps(TWO)}") == [
        "tin.json:2: there is more than one JSON value; one a line is called .jsonl"
    ]
    assert results(path, "") == ["tin.json:1: this is not JSON: Expecting value, column 1"]


def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    """Whatever is broken about it; blank lines and a missing last line end are no fault."""
    lines = [
        json.dumps(ONE).encode(),
        b"{",
        b"",
        b'{"id": "3", "title": "Ba"}',
        b'{"id": "4", "title": "\xff", "body": ""}',
        b'{"id": "5", "title": "N", "body": "", "x": NaN}',
        b"[" * 100_000,
        json.dumps(TWO).encode(),
    ]
    one, two, four, five, six, seven, last = results(tmp_path / "tin.jsonl", b"\r\n".join(lines))
    assert (one, last) == ("1", "2")
    assert two.startswith("tin.jsonl:2: this is not JSON: ")
    assert four == "tin.jsonl:4: body is missing"
    assert five == "tin.jsonl:5: byte 23 is not valid UTF-8; save the file as UTF-8"
    assert six == "tin.jsonl:6: this JSON can't be read: NaN is not a JSON number"
    assert seven.startswith("tin.jsonl:7: this JSON can't be read: ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_lines_may_come_from_windows(tmp_path: Path, encoding: str) -> None:
    """UTF-16 too, with line ends to match."""
    lines = "\r\n".join(json.dumps(one, ensure_ascii=False) for one in (ONE, TWO))
    assert results(tmp_path / "tin.ndjson", lines.encode(encoding)) == ["1", "2"]


def test_utf_16_that_breaks_off_is_named(tmp_path: Path) -> None:
    """What stands before is read."""
    path = tmp_path / "tin.jsonl"
    content = f"{json.dumps(ONE)}\n{json.dumps(TWO)}".encode("utf-16")
    assert results(path, content[:-1]) == ["1", "tin.jsonl: the text is not valid UTF-16"]


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    """The first article is there before the second line is looked at, so a file may be larger than memory."""
    path = tmp_path / "tin.jsonl"
    path.write_text(json.dumps(ONE) + "\n" + "x" * 10_000_000)
    found = read([path])
    assert isinstance(next(found), Article)
    assert isinstance(next(found), Unreadable)


def test_a_wrong_value_of_half_characters_is_named_in_print(tmp_path: Path) -> None:
    """JSON can escape one half of a surrogate pair, and a message quotes what is wrong."""
    path = tmp_path / "tin.json"
    assert results(path, json.dumps(ONE | {"published": "a\ud83db"})) == [
        "tin.json: published “a\ufffdb” is not a date: write 2021-12-27, 27/12/2021 or 2021-12-27T08:30:00+07:00"
    ]


def test_an_article_that_is_nested_too_deep_is_named(tmp_path: Path) -> None:
    """Whether Python's JSON reads it or not; the others are read."""
    deep = [json.dumps(ONE | {"x": "?"}).replace('"?"', "[" * depth + "]" * depth) for depth in (66, 970, 990, 5_000)]
    *refused, last = results(tmp_path / "tin.jsonl", "\n".join([*deep, json.dumps(TWO)]))
    assert last == "2"
    assert refused[0] == "tin.jsonl:1: x must not be nested deeper than 64 levels"
    assert [message.split(": ")[0] for message in refused] == [f"tin.jsonl:{number}" for number in range(1, 5)]


def test_unknown_keys_come_along(tmp_path: Path) -> None:
    """They are the article's own business."""
    path = tmp_path / "tin.json"
    path.write_text(json.dumps(TWO))
    (article,) = read([path])
    assert isinstance(article, Article)
    assert article.extra == {"so": "5/TB"}


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "-1e999"])
def test_a_number_that_is_infinite_here_is_refused(number: str) -> None:
    """Given back, it would be no JSON."""
    with pytest.raises(FormatError, match=rf"this JSON can't be read: {number} is "):
        parse(f'{{"x": {number}}}')
    assert parse('{"x": 1.5e300}') == {"x": 1.5e300}


def test_a_number_too_long_for_python_is_refused() -> None:
    """Not a crash."""
    with pytest.raises(FormatError, match="this JSON can't be read"):
        parse(io.StringIO("1" * 5_000).read())
