"""All matches as one file."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from index.article import Article
from search.hits import ReadWhenTaken
from search.query import SearchQuery
from tests.web.articles import ARTICLES, BROKEN, SUMMING_UP, WITH_TIME
from tests.web.fake_engine import FakeEngine
from web import create_app

EXPORT = "/api/v1/export"


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_opens_in_excel(client: FlaskClient) -> None:
    """It begins with a byte order mark, its lines end as those of Windows, dates are dd/mm/yyyy, and its name says what
    it is."""
    answer = client.get(f"{EXPORT}?q=tong+ket")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbfid,title,published,")
    assert answer.data.count(b"\r\n") == 3
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="tracuu-20')
    (row,) = [row for row in table(answer.data) if row["id"] == SUMMING_UP.id]
    assert (row["published"], row["authors"], row["tags"]) == ("27/12/2021", "Mai Lan", "tổng kết; khen thưởng")
    (row,) = [row for row in table(client.get(EXPORT).data) if row["id"] == WITH_TIME.id]
    assert row["published"] == "15/03/2022"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(start: str) -> None:
    """A spreadsheet shows such a title and runs nothing."""
    article = replace(SUMMING_UP, title=f'{start}HYPERLINK("x")', tags=(f"{start}1", "b"))
    (row,) = table(create_app(FakeEngine([article])).test_client().get(EXPORT).data)
    assert (row["title"], row["tags"]) == (f'\'{start}HYPERLINK("x")', f"'{start}1; b")


def test_lines_are_articles(client: FlaskClient) -> None:
    """Each line of NDJSON is an article as it is given by its id, in the order of the search."""
    answer = client.get(f"{EXPORT}?format=ndjson&sort=oldest&tag=khen+th%C6%B0%E1%BB%9Fng")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.content_type == "application/x-ndjson"
    assert [line["id"] for line in lines] == [SUMMING_UP.id, WITH_TIME.id]
    assert lines[0] == client.get(f"/api/v1/articles/{SUMMING_UP.id}").get_json()


def test_all_are_exported(client: FlaskClient) -> None:
    """However many there are on a page of the search."""
    for form in ("csv", "ndjson"):
        answer = client.get(f"{EXPORT}?format={form}&per_page=1&page=7")
        assert len(table(answer.data) if form == "csv" else answer.text.splitlines()) == len(ARTICLES)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_what_utf8_cannot_carry(form: str) -> None:
    """Half a surrogate pair spoils no file."""
    answer = create_app(FakeEngine([BROKEN])).test_client().get(f"{EXPORT}?format={form}")
    assert "Nửa ký tự ? trong tên" in answer.text


@pytest.mark.parametrize("query", ["format=xls", "from=x", "sort=best"])
def test_a_wrong_parameter_is_named(client: FlaskClient, query: str) -> None:
    """As in a search."""
    answer = client.get(f"{EXPORT}?{query}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert list(answer.get_json()["errors"]) == [query.partition("=")[0]]


class Many(FakeEngine):
    """An engine that makes each article when it is read, and knows how many were."""

    taken = 0

    def matches(self, query: SearchQuery) -> ReadWhenTaken:
        import numpy as np

        def read(number: int) -> Article:
            self.taken += 1
            return replace(SUMMING_UP, id=str(number), body="hội nghị " * 1000)

        return ReadWhenTaken(np.arange(5_000), read)


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_an_export_is_written_as_it_is_sent(form: str, encoding: str) -> None:
    """Nothing is read before it is asked for, and of 5,000 articles of 11 KB few are in memory at any time."""
    engine = Many([])
    client = create_app(engine).test_client()
    answer = client.get(f"{EXPORT}?format={form}", headers={"Accept-Encoding": encoding}, buffered=False)
    pieces: Iterator[bytes] = iter(answer.response)
    next(pieces)
    assert engine.taken <= 100 or encoding
    tracemalloc.start()
    for _ in pieces:
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    answer.close()
    assert engine.taken == 5_000
    assert most < 10_000_000 < engine.taken * 11_000 / 5
