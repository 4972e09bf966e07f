"""The benchmark still runs: its own functions over a handful of articles and our engine only. No time is judged."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.bench import report
from tests.bench.__main__ import MEASUREMENTS, main, written
from tests.bench.corpus import articles, grown, read, year
from tests.bench.measure import in_turn, percentile, ratio
from tests.bench.ours import ROOT, InProcess
from tests.bench.plan import Plan
from tests.bench.queries import kinds, typed
from tests.bench.report import Section
from tests.bench.serving import Counted, lua

SAMPLES = ROOT / "sample_docs"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return Plan(
        source=SAMPLES,
        sizes=(30, 80),
        cache=tmp_path_factory.mktemp("bench"),
        queries=12,
        repeat=1,
        kinds=2,
        rounds=1,
        changes=2,
        segmented=3,
        wrk_seconds=1,
        peers=False,
    )


# ── collections ──


def test_collections_are_the_same_every_time() -> None:
    """And a larger one begins with the smaller one; ids are different, and sentences are those of real articles."""
    real = read(SAMPLES)
    large = list(grown(real, len(real) + 40))
    assert large == list(grown(real, len(real) + 40))
    assert list(grown(real, 10)) == large[:10]
    assert len({article["id"] for article in large}) == len(large)
    text = "\n".join(article["body"] for article in real)
    for article in large[len(real) :]:
        assert re.split(r"(?<=[.!?…])\s+", article["body"])[0] in text
        assert 2010 <= year(article) <= 2026


def test_real_articles_may_be_compressed(tmp_path: Path) -> None:
    """Keys that they lack are empty, and one author may be a string."""
    line = json.dumps({"id": "1", "title": "Một", "body": "Hai.", "authors": "Mai Lan"})
    (tmp_path / "news.jsonl.xz").write_bytes(lzma.compress(f"{line}\n\n".encode()))
    (article,) = read(tmp_path / "news.jsonl.xz")
    assert article["authors"] == ["Mai Lan"]
    assert article["unit"] == article["summary"] == ""
    assert year(article) == 0


def test_a_collection_is_made_once(plan: Plan) -> None:
    """The cache keeps it."""
    made = plan.collection(30)
    before = made.stat().st_mtime_ns
    assert plan.collection(30) == made
    assert made.stat().st_mtime_ns == before
    assert len(list(articles(made))) == 30


# ── queries ──


def test_queries_are_different_and_the_same_every_time(plan: Plan) -> None:
    """Of all lengths, and all of them find something."""
    queries = plan.typed()
    assert queries == plan.typed()
    assert len(set(queries)) == len(queries) == 12
    assert {len(query.split()) for query in typed(plan.asked_of(), 60)} == {1, 2, 3, 4}
    engine = InProcess(plan.index(30))
    assert all(engine.ask(query) for query in queries)


def test_kinds_of_query_are_what_they_are_called(plan: Plan) -> None:
    """No two kinds ask for the same span."""
    asked = kinds(plan.asked_of(), 5)
    assert all(re.fullmatch(r'"[^"]+ [^"]+"', query) for query in asked["phrase"] + asked["phrase of frequent words"])
    assert all(re.search(r"\w{1,2}\*$", query) for query in asked["prefix"])
    assert all(query.isascii() for query in asked["unmarked"])
    assert not any(query.isascii() for query in asked["plain"])
    assert not set(asked["plain"]) & {query.strip('"') for query in asked["phrase"]}


# ── numbers ──


class Clockless:
    """An engine that only notes what it is asked."""

    def __init__(self, name: str, every: int, asked: list[str]) -> None:
        self.name = name
        self.every = every
        self._asked = asked

    def ask(self, query: str) -> int:
        self._asked.append(f"{self.name}{query}")
        return len(query)


def test_engines_are_asked_in_turn() -> None:
    """Each begins as often as the others; one that is slow is asked less often."""
    asked: list[str] = []
    times = in_turn([Clockless("a", 1, asked), Clockless("b", 1, asked), Clockless("c", 2, asked)], ["1", "2"], 1)
    assert asked == ["a1", "b1", "c1", "b2", "a2", "b1", "c1", "a1", "a2", "b2"]
    assert times["a"].first.keys() == times["a"].again.keys() == {"1", "2"}
    assert times["c"].totals == {"1": 1}


def test_ratios_are_over_the_queries_that_both_were_asked() -> None:
    """An engine that was asked few queries is not compared with one that was asked all."""
    assert ratio({"1": 8.0}, {"1": 2.0, "2": 100.0, "3": 100.0}) == 4
    assert ratio({"1": 8.0}, {}) is None


def test_percentiles_are_values_that_were_measured() -> None:
    """The smallest that so many percent don't exceed."""
    assert percentile([4, 1, 3, 2], 50) == 2
    assert percentile(list(range(1, 301)), 99) == 297
    assert percentile([7], 95) == 7


def test_numbers_have_three_digits_that_count() -> None:
    """Neither more than can be meant, nor fewer."""
    assert [report.digits(value) for value in (0.0123, 1.234, 12.34, 1234.5)] == ["0.012", "1.23", "12.3", "1,234"]
    assert [report.times(value) for value in (0.5, 12.3, None)] == ["0.50×", "12×", "–"]
    assert [report.megabytes(value) for value in (1_500_000, 123_456_789, None)] == ["1.50 MB", "123 MB", "–"]


# ── measurements ──


@pytest.mark.parametrize("name", sorted(MEASUREMENTS.keys() - {"serving"}))
def test_every_measurement_makes_its_tables(name: str, plan: Plan) -> None:
    """Every row has a cell for every column, and a number for our engine in the first of them."""
    sections = list(MEASUREMENTS[name](plan))
    assert sections
    for section in sections:
        assert section.rows
        assert all(len(row) == len(section.columns) for row in section.rows)
        assert not any("WRONG" in note for note in section.notes)
        assert str(section).startswith(f"## {section.title}\n\n")


def test_requests_a_second_are_left_out_without_wrk(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said so."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    section, _ = MEASUREMENTS["serving"](plan)
    assert not section.rows
    assert "Left out: `wrk` is not installed." in section.notes


def test_what_wrk_counts() -> None:
    """Requests a second and percentiles, in milliseconds, are read from what it prints."""
    said = "  Latency Distribution\n  50%  500.00us\n  75%    2.50ms\n  99%    1.20s \nRequests/sec:  1203.52\n"
    assert Counted.read(said) == Counted(rate=1203.52, p50=0.5, p99=1200)


def test_errors_that_wrk_meets_are_ours() -> None:
    """A rate of which some answers were failures is none."""
    with pytest.raises(RuntimeError, match="Non-2xx"):
        Counted.read("  50%  1.00ms\n  99%  2.00ms\n  Non-2xx or 3xx responses: 3\nRequests/sec:  1203.52\n")


def test_wrk_asks_all_queries() -> None:
    """By addresses that need no escaping in Lua."""
    script = lua(["việt nam", 'a"b\\'])
    assert '"/api/v1/search?q=vi%E1%BB%87t+nam&per_page=10&facet_size=20", "/api' in script
    assert "a%22b%5C" in script


def test_the_report_says_what_it_was_measured_on(plan: Plan) -> None:
    """Date, machine and versions; and that recombined samples mean little."""
    text = "\n".join(written(plan, [], is_sample=True))
    for name in ("Date: 20", "Processor: ", "Cores: ", "Memory: ", "System: ", "Python: ", "whoosh3 "):
        assert name in text
    assert "mean little" in text
    assert "mean little" not in "\n".join(written(plan, [], is_sample=False))


def test_a_section_is_markdown() -> None:
    """Sentences, table, notes."""
    section = Section("Growth", ["", "p50"], [["ours", "1.0"]], ["Said."], ["Left out."])
    assert str(section) == "## Growth\n\nSaid.\n\n|  | p50 |\n| --- | ---: |\n| ours | 1.0 |\n\n- Left out."


@pytest.mark.parametrize("options", [["--only", "speed"], ["--sizes", "many"], ["--sizes", "0"]])
def test_wrong_options_are_named(options: list[str]) -> None:
    """Before anything is measured."""
    assert CliRunner().invoke(main, options).exit_code == 2
