"""Found articles as they are shown: title, passage and whole article, with the words marked that matched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from search.impacts import Docs
from search.parser import Clause
from search.ranking import Evidence, idf, where_it_matches
from search.results import Hit, MarkedArticle
from search.snippets import Span, Window, best_windows, joined, marked_html, passage
from search.terms import meant_forms
from search.tokens import Page, Tokens


class Collection(Evidence, Protocol):
    """Where the articles come from."""

    def article(self, document: int) -> Article:
        """The article of one document."""
        ...

    def tokens(self, document: int) -> Tokens:
        """The article of one document and where its syllables stand."""
        ...


def hits(
    documents: Sequence[int], scores: Sequence[float], clauses: Sequence[Clause], collection: Collection
) -> tuple[Hit, ...]:
    """The documents as hits, in their order, marked for `clauses`."""
    if not documents:
        return ()
    page = Page([collection.tokens(document) for document in documents])
    matches = _matches(page, clauses, collection)
    marked = _Marked(page, matches, clauses)
    worth = [idf(len(where_it_matches(each, collection)), collection.document_count) for each in clauses]
    windows = best_windows(list(zip(matches, worth, strict=True)), page)
    return tuple(_hit(number, score, marked, windows.get(number)) for number, score in enumerate(scores))


def unmarked(documents: Sequence[int], scores: Sequence[float], collection: Collection) -> tuple[Hit, ...]:
    """The documents as hits, in their order, with neither marks nor passages: their texts are not looked at."""
    return tuple(Hit(collection.article(each), score) for each, score in zip(documents, scores, strict=True))


class ReadWhenTaken(Sequence[Article]):
    """The articles of documents in their order, each read when it is asked for."""

    def __init__(self, documents: Docs, read: Callable[[int], Article]) -> None:
        self._documents = documents
        self._read = read

    def __len__(self) -> int:
        """How many there are; none is read for it."""
        return len(self._documents)

    @overload
    def __getitem__(self, place: int) -> Article: ...

    @overload
    def __getitem__(self, place: slice) -> ReadWhenTaken: ...

    def __getitem__(self, place: int | slice) -> Article | ReadWhenTaken:
        """One, or some that are not read yet."""
        chosen = self._documents[place]
        return ReadWhenTaken(chosen, self._read) if isinstance(place, slice) else self._read(int(chosen))


def _hit(number: int, score: float, marked: _Marked, best: int | None) -> Hit:
    """The article `number` of the page; the token `best` begins what shows best why it was found."""
    page = marked.page
    article = page.articles[number].article
    title, summary, body, beyond = marked.part_starts[3 * number : 3 * number + 4]
    title_html = marked_html(article.title, marked.spans(article.title, title, summary))
    if best is None:  # nothing matches but in the title: the beginning of the first text there is
        best = summary if body - summary > 1 or beyond - body == 1 else body
    text, begin, end = (article.summary, summary, body) if best < body else (article.body, body, beyond)
    window = Window.around(best - begin, end - begin - 1)
    shown = slice(begin + window.earliest, begin + window.beyond)
    starts, ends = page.starts[shown].tolist(), page.ends[shown].tolist()
    spans = marked.spans(text, shown.start, shown.stop)
    return Hit(article, score, title_html, passage(text, starts, ends, spans, window))


def marked_article(document: int, clauses: Sequence[Clause], collection: Collection) -> MarkedArticle:
    """One document whole, marked for `clauses`."""
    page = Page([collection.tokens(document)])
    article = page.articles[0].article
    marked = _Marked(page, _matches(page, clauses, collection), clauses)
    title, summary, body, beyond = marked.part_starts
    body_spans = marked.spans(article.body, body, beyond)
    return MarkedArticle(
        article,
        title_html=marked_html(article.title, marked.spans(article.title, title, summary)),
        summary_html=marked_html(article.summary, marked.spans(article.summary, summary, body)),
        paragraphs_html=tuple(marked_html(article.body, body_spans, span) for span in _paragraphs(article.body)),
    )


def _matches(page: Page, clauses: Iterable[Clause], collection: Collection) -> list[NDArray[np.intp]]:
    """For each clause the tokens that it matches from, ascending."""
    return [page.matches(each, meant_forms(each, collection)) for each in clauses]


class _Marked:
    """The tokens of a page that any clause covers."""

    def __init__(self, page: Page, matches: Sequence[NDArray[np.intp]], clauses: Sequence[Clause]) -> None:
        covered = np.zeros(len(page), dtype=bool)
        for at, each in zip(matches, clauses, strict=True):
            for distance in range(len(each.syllables)):
                covered[at + distance] = True
        tokens = covered.nonzero()[0]
        self.page = page
        self.part_starts = page.part_starts.tolist()
        self._tokens = tokens.tolist()
        self._starts, self._ends = page.starts[tokens].tolist(), page.ends[tokens].tolist()

    def spans(self, text: str, begin: int, end: int) -> list[Span]:
        """What to mark in the text whose tokens `begin` … `end` - 1 are."""
        first = bisect_left(self._tokens, begin)
        beyond = bisect_left(self._tokens, end, first)
        return joined(text, self._starts[first:beyond], self._ends[first:beyond]) if first < beyond else []


def _paragraphs(body: str) -> list[Span]:
    """Every line of the body that isn't blank, without the blanks around it."""
    found, start = [], 0
    for line in body.splitlines(keepends=True):
        text = line.strip()
        if text:
            begin = start + line.index(text[0])
            found.append((begin, begin + len(text)))
        start += len(line)
    return found
