"""Whoosh's own searcher over the same files is the oracle: the same articles, facet counts and scores.

Whoosh walks the codec's matchers one posting at a time and knows nothing of our arrays. What it lacks is defined here
in its own terms: a query for any of several terms side by side, and the formula of `search.ranking` as a scorer.
"""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.scoring import BaseScorer

from index import record
from index.article import Article
from index.dates import parse_period
from index.fields import INDEX_NAME
from index.settings import Settings
from index.sort_keys import NO_DATE
from index.store import open_store
from index.vietnamese.fold import fold, form_of, is_bare
from search import ranking
from search.engine import open_engine
from search.parser import NARROWING, Clause, Parsed, parse
from search.query import FACETS, SearchQuery
from search.results import Relaxation
from tests.search import naive

EPOCH = datetime(1970, 1, 1)


class Bm25(BaseScorer):
    """The formula of `search.ranking`, for one list of a segment."""

    def __init__(self, weight: float, frequency: int, field: str, top: Any, leaf: Any) -> None:
        count = top.doc_count_all()
        self._factor = weight * math.log(1 + (count - frequency + 0.5) / (frequency + 0.5)) * (ranking.K1 + 1)
        self._average = top.reader().field_length(field) / count or 1.0
        self._length = lambda doc: leaf.doc_field_length(doc, field)

    def score(self, matcher: Any) -> float:
        often = matcher.weight()
        length = self._length(matcher.id()) / self._average
        return self._factor * often / (often + ranking.K1 * (1 - ranking.B + ranking.B * length))


class SideBySide(wq.Query):
    """Any of the terms that pass the first test, directly followed by any that pass the second, …"""

    def __init__(self, field: str, tests: Sequence[Callable[[str], bool]], weight: float = 0.0) -> None:
        self.field, self.tests, self.weight = field, tests, weight

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """A walk over the documents of one segment, that occur so often as they have such places."""
        top = searcher.parent() if searcher.parent else searcher  # a weak reference, or None
        found = self._occurrences(searcher.reader())
        if not found:
            return NullMatcher()
        everywhere = sum(len(self._occurrences(leaf)) for leaf, _ in top.reader().leaf_readers())
        length_of = self.field if self.field == "title" else "text"
        scorer = Bm25(self.weight, everywhere, length_of, top, searcher)
        docs = sorted(found)
        return ListMatcher(docs, [float(found[doc]) for doc in docs], scorer=scorer)

    def _occurrences(self, reader: Any) -> Counter[int]:
        if self.field == "word":  # it keeps no positions
            return self._frequencies(reader)
        first, *others = (self._positions(reader, test) for test in self.tests)
        for distance, positions in enumerate(others, 1):
            first = {(doc, at) for doc, at in first if (doc, at + distance) in positions}
        return Counter(doc for doc, _ in first)

    def _matchers(self, reader: Any, test: Callable[[str], bool]) -> Iterator[Any]:
        format_ = reader.schema[self.field].format
        for field, text in reader._terms.terms():
            if field == self.field and test(form_of(text.decode())):
                yield reader._terms.matcher(field, text, format_)  # deleted documents count for how rare a term is

    def _positions(self, reader: Any, test: Callable[[str], bool]) -> set[tuple[int, int]]:
        positions = set()
        for matcher in self._matchers(reader, test):
            while matcher.is_active():
                positions |= {(matcher.id(), at) for at in matcher.value_as("positions")}
                matcher.next()
        return positions

    def _frequencies(self, reader: Any) -> Counter[int]:
        often: Counter[int] = Counter()
        for matcher in self._matchers(reader, self.tests[0]):
            while matcher.is_active():
                often[matcher.id()] += int(matcher.weight())
                matcher.next()
        return often

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count_all())


class InColumn(wq.ColumnQuery):
    """Documents whose value in a column passes a test."""

    def estimate_size(self, ixreader: Any) -> int:  # which Whoosh's own leaves out
        return int(ixreader.doc_count_all())


def typed(form: str, *, prefix: bool = False) -> Callable[[str], bool]:
    return lambda candidate: naive.stands_for(form, candidate, prefix=prefix)


def same_letters(form: str) -> Callable[[str], bool]:
    return lambda candidate: fold(candidate) == fold(form)


def found_by(clause: Clause) -> wq.Query:
    """The condition that a clause is."""
    if clause.field in NARROWING:

        def holds(values: tuple[str, ...]) -> bool:
            article = Article(id="", title="", body="", **_as_facet(clause.field, values))
            return naive.holds(article, clause)

        return InColumn(clause.field, holds)
    *whole, last = clause.syllables
    return SideBySide(clause.field, [*map(typed, whole), typed(last, prefix=clause.prefix)])


def _as_facet(name: str, values: tuple[str, ...]) -> dict[str, Any]:
    return {"unit": "".join(values)} if name == "unit" else {f"{name}s": values}


def evidence(query: Parsed) -> Iterator[SideBySide]:
    """What adds to a score, each with its weight."""
    for clause in query.sought:
        for form in dict.fromkeys(clause.whole):
            folded = ranking.FOLDED_SYLLABLE if is_bare(form) else ranking.FOLDED_MARKED_SYLLABLE
            yield from _everywhere([form.__eq__], ranking.EXACT_SYLLABLE)
            yield from _everywhere([same_letters(form)], folded)
        for pair in dict.fromkeys(pairwise(clause.whole)):
            yield from _pair(*pair)
        if clause.prefix:
            yield SideBySide("text", [typed(clause.syllables[-1], prefix=True)], ranking.FOLDED_SYLLABLE)
    for pair in dict.fromkeys(query.joints):
        yield from _pair(*pair)
    for word in query.words:
        yield SideBySide("word", [word.__eq__], ranking.WORD)


def _everywhere(tests: Sequence[Callable[[str], bool]], weight: float) -> Iterator[SideBySide]:
    yield SideBySide("text", tests, weight)
    yield SideBySide("title", tests, weight * ranking.TITLE)


def _pair(*forms: str) -> Iterator[SideBySide]:
    if not all(map(is_bare, forms)):
        yield from _everywhere([form.__eq__ for form in forms], ranking.EXACT_PAIR)
    yield from _everywhere([same_letters(form) for form in forms], ranking.FOLDED_PAIR)


def selected(query: SearchQuery, without: str = "") -> list[wq.Query]:
    """The conditions that a query's selections and dates are."""
    conditions: list[wq.Query] = []
    for name, values in query.selections.items():
        if not values or name == without:
            continue
        if name == "date":
            periods = [parse_period(value) for value in values]
            conditions.append(InColumn("published", lambda at, p=periods: any(_within(at, *each) for each in p)))
        else:
            conditions.append(InColumn(name, lambda has, v=values: bool(set(has) & set(v))))
    if query.published_from or query.published_to:
        first, last = query.published_from or date.min, query.published_to or date.max
        conditions.append(InColumn("published", lambda at: _within(at, first, last)))
    return conditions


def _within(at: int, first: date, last: date) -> bool:
    return at != NO_DATE and first <= (EPOCH + timedelta(seconds=at)).date() <= last


class Oracle:
    """Whoosh's searcher over the newest commit."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()

    def scores(
        self, conditions: Sequence[wq.Query], excluded: Sequence[wq.Query], scored: Sequence[SideBySide]
    ) -> dict[int, float]:
        """Document → its score, of all that meet the conditions and none of what is excluded."""
        docs = set(self._searcher.docs_for_query(wq.And([wq.Every(), *conditions])))
        for each in excluded:  # whoosh.query.Not lets the first document through where a deleted one stands before it
            docs.difference_update(self._searcher.docs_for_query(each))
        results = self._searcher.search(wq.Or(list(scored)), limit=None) if scored else ()
        return dict.fromkeys(docs, 0.0) | {hit.docnum: hit.score for hit in results if hit.docnum in docs}

    def article(self, docnum: int) -> Article:
        return record.load(self._reader.stored_fields(docnum)["article"])

    def counts(self, docnums: Sequence[int], facet: str) -> Counter[str]:
        if facet == "date":
            published = self._reader.column_reader("published")
            return Counter(f"{EPOCH + timedelta(seconds=published[d]):%Y}" for d in docnums if published[d] != NO_DATE)
        values = self._reader.column_reader(facet)
        return Counter(value for docnum in docnums for value in values[docnum])


WORDS = ["hội", "hoi", "nghị", "nghi", "đất", "dat", "nước", "nuoc", "2021"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
ARTICLE = st.builds(
    Article,
    id=st.sampled_from("abcdefghij"),
    title=TEXT,
    summary=TEXT,
    body=TEXT,
    published=st.one_of(st.none(), st.dates(date(2020, 11, 1), date(2022, 2, 1))),
    authors=st.lists(st.sampled_from(["Mai Lan", "Lân"]), max_size=2, unique=True).map(tuple),
    tags=st.lists(st.sampled_from(["họp", "hop", "đất"]), max_size=3, unique=True).map(tuple),
    unit=st.sampled_from(["", "Viện Đất", "Văn phòng"]),
)
COMMITS = st.lists(st.lists(st.one_of(ARTICLE, ARTICLE, st.sampled_from("abc")), max_size=6), max_size=3)
"""An article is put, or replaces the one of its id; an id is deleted."""

STAYS = Article(id="z", title="hội nghị", body="đất nước")
"""In the first commit: where nothing is, Whoosh has no columns."""

WHOLE = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
)
CLAUSE = st.one_of(
    WHOLE, WHOLE, st.sampled_from(["ng*", "đấ*", "title:hội", "title:da*", "tag:hop", "author:lan", 'unit:"van phong"'])
)
EXCLUDED = st.sampled_from(["", "-"]).flatmap(lambda sign: CLAUSE.map(sign.__add__))
TYPED = st.tuples(st.lists(CLAUSE, max_size=3), st.lists(EXCLUDED, max_size=1)).map(lambda c: " ".join([*c[0], *c[1]]))
QUERY = st.builds(
    SearchQuery,
    text=TYPED,
    selections=st.fixed_dictionaries(
        {},
        optional={
            "author": st.just(("Mai Lan",)),
            "tag": st.sampled_from([("họp",), ("hop", "đất")]),
            "unit": st.just(("Viện Đất",)),
            "date": st.sampled_from([("2021",), ("2020-12", "2021-01-01")]),
        },
    ),
    published_from=st.one_of(st.none(), st.just(date(2021, 1, 1))),
    published_to=st.one_of(st.none(), st.just(date(2021, 6, 30))),
    per_page=st.just(100),
).map(lambda query: replace(query, as_typed=(query.text,)))  # what is understood is another matter


@settings(max_examples=120, deadline=None)
@given(COMMITS, st.lists(QUERY, min_size=1, max_size=4))
def test_whoosh_finds_counts_and_scores_alike(commits: list[list[Article | str]], queries: list[SearchQuery]) -> None:
    """One and several segments, deleted and replaced articles, empty fields; all kinds of clauses and all filters."""
    with tempfile.TemporaryDirectory() as folder:
        for commit in [[STAYS], *commits]:
            with open_store(Settings(index=Path(folder))) as store:
                for change in commit:
                    store.put(change) if isinstance(change, Article) else store.delete(change)
                store.commit()
        engine = open_engine(Path(folder))
        with whoosh_index.open_dir(folder, INDEX_NAME).searcher() as searcher:
            oracle = Oracle(searcher)
            for query in queries:
                results = engine.search(query)
                text = results.query.interpreted if results.query.relaxed is Relaxation.MARKS else query.text
                if results.query.relaxed is Relaxation.WORDS:
                    continue  # which words were given up is the naive engine's to judge
                clauses = parse(text).clauses
                conditions = [found_by(clause) for clause in clauses if not clause.exclude]
                excluded = [found_by(clause._replace(exclude=False)) for clause in clauses if clause.exclude]
                scored = list(evidence(parse(query.text)))
                expected = oracle.scores(conditions + selected(query), excluded, scored)
                assert {hit.article.id for hit in results.hits} == {oracle.article(d).id for d in expected}
                assert results.total == len(expected)
                theirs = {oracle.article(docnum).id: score for docnum, score in expected.items()}
                assert {hit.article.id: hit.score for hit in results.hits} == pytest.approx(theirs, abs=1e-4)
                for name in FACETS:
                    docnums = list(oracle.scores(conditions + selected(query, without=name), excluded, ()))
                    ours = {each.value: each.count for each in results.facets[name].values if each.count}
                    chosen = query.selections.get("date", ()) if name == "date" else ()
                    counts = oracle.counts(docnums, name)
                    assert {v: n for v, n in ours.items() if v not in chosen} == {
                        v: n for v, n in counts.items() if v not in chosen
                    }
                    assert results.facets[name].total_values == len(counts)
