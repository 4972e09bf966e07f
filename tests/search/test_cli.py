"""The commands that read, as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.article import Article
from search.engine import SearchEngine
from tests.articles import ARTICLES
from web.cli import main


@pytest.fixture
def run(make_engine: Callable[[Iterable[Article]], SearchEngine], tmp_path: Path) -> Callable[..., str]:
    """Runs a command over an index of `ARTICLES` and gives what it prints."""
    make_engine(ARTICLES)

    def invoke(*arguments: str, exit_code: int = 0) -> str:
        result = CliRunner().invoke(main, [*arguments, "--index", str(tmp_path / "index")])
        assert result.exit_code == exit_code, result.output
        return result.output

    return invoke


def test_hits_are_listed_with_date_unit_and_passage(run: Callable[..., str]) -> None:
    """Marks may be left out; in a pipe nothing is coloured."""
    output = run("search", "hoi", "nghi", "tong", "ket")
    assert output.startswith("1 article (")
    assert "1. Hội nghị tổng kết công tác năm 2021" in output
    assert "27/12/2021 · Viện Hóa học Xanh · Mai Lan · tong-ket" in output
    assert "<mark>" not in output
    assert "\x1b" not in output


def test_options_narrow_and_sort(run: Callable[..., str]) -> None:
    """Filters, dates as they are written in Vietnam, order and pages."""
    assert "1 article (" in run("search", "--unit", "Văn phòng")
    assert "2 articles" in run("search", "--from", "27/12/2021", "--to", "2022-05-04")
    assert "1. Thông báo phòng dịch" in run("search", "--sort", "oldest", "--per-page", "1")
    assert "2. Hội nghị tổng kết" in run("search", "--sort", "oldest", "--per-page", "1", "--page", "2")


def test_an_excluded_word_is_no_option(run: Callable[..., str]) -> None:
    """`-biển` excludes, as it does in the box."""
    assert "1 article (" in run("search", "hội", "-biển")


def test_a_misspelled_option_is_a_usage_error(run: Callable[..., str]) -> None:
    """It is no word to search for; the option that was meant is named."""
    assert "--per-page" in run("search", "--pre-page", "3", "hội", exit_code=2)
    assert "--sort" in run("search", "hội", "--srot=oldest", exit_code=2)


def test_relaxing_is_said(run: Callable[..., str]) -> None:
    """When no article has all words."""
    assert "relaxed: words" in run("search", "hội", "xyz")


def test_what_was_understood_is_said(run: Callable[..., str]) -> None:
    """A time in words is a filter, which `--from` or `--to` replace."""
    assert "“tháng 5/2022” taken as 2022-05-01..2022-05-31" in run("search", "hội", "tháng", "5/2022")


def test_a_bad_date_is_a_usage_error(run: Callable[..., str]) -> None:
    """It is named with the option."""
    assert "--from" in run("search", "--from", "31/02/2021", exit_code=2)


def test_stats_say_what_the_index_holds(run: Callable[..., str]) -> None:
    """Articles, dates, and the most frequent values of each facet."""
    output = run("stats")
    assert "4 articles" in output
    assert "published 2020-03-01 – 2022-05-04" in output
    assert "author: 2 values: Mai Lan (2), Trần Bình (1)" in output
