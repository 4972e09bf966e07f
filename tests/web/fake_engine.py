"""A search engine of a few lines that keeps the port's promises: enough to page, narrow, count and mark."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from markupsafe import escape

from index.article import Article
from index.errors import CursorInvalid
from search.query import SearchQuery, Sort
from search.results import (
    Facet,
    FacetValue,
    Hit,
    IndexStatus,
    Interpretation,
    MarkedArticle,
    Relaxation,
    SearchResults,
    Suggestion,
)

WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """`text` in lower case, its marks taken off."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(each for each in decomposed if not unicodedata.combining(each)).replace("đ", "d")


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def same(asked: str, found: str) -> bool:
    """A word typed with marks is that word only, one without marks is every word that folds to it."""
    return asked == found or (asked == folded(asked) == folded(found))


class FakeEngine:
    """Answers from a list of articles, in Python loops."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = {article.id: article for article in articles}

    def search(self, query: SearchQuery) -> SearchResults:
        asked, relaxed = self._relaxed(words(query.text))
        matching = self._matching(query)
        found = self.matches(query)
        page = _page_after(query.cursor) if query.cursor else query.page
        end = page * query.per_page
        return SearchResults(
            query=Interpretation(query.text, " ".join(asked), relaxed),
            total=len(found),
            page=page,
            per_page=query.per_page,
            hits=tuple(_hit(article, asked) for article in found[end - query.per_page : end]),
            next=f"after-{page}" if end < len(found) else None,
            took_ms=0.42,
            facets={name: _facet(name, matching, query) for name in query.facets},
            timeline=_timeline(matching, query),
            suggestion="hội nghị" if query.text == "hôi nghj" else None,
        )

    def matches(self, query: SearchQuery) -> Sequence[Article]:
        asked, _ = self._relaxed(words(query.text))
        found = [each for each in self._matching(query) if _selected(each, query, ignoring=None)]
        return sorted(found, key=_order(query, asked), reverse=query.sort is not Sort.OLDEST)

    def facet(self, name: str, query: SearchQuery, prefix: str = "") -> Facet:
        every = _facet(name, self._matching(query), replace(query, facet_size=1000))
        fitting = tuple(each for each in every.values if f" {folded(prefix)}" in f" {folded(each.value)}")
        return Facet(fitting[: query.facet_size], len(fitting))

    def get(self, article_id: str, marking: SearchQuery | None = None) -> MarkedArticle | None:
        article = self.articles.get(article_id)
        if article is None:
            return None
        asked = words(marking.text if marking else "")
        paragraphs = [line for line in article.body.split("\n") if line.strip()]
        return MarkedArticle(
            article,
            _marked(article.title, asked),
            _marked(article.summary, asked),
            tuple(_marked(paragraph, asked) for paragraph in paragraphs),
        )

    def related(self, article_id: str, size: int = 5) -> tuple[Hit, ...] | None:
        article = self.articles.get(article_id)
        if article is None:
            return None
        near = [each for each in self.articles.values() if each is not article and set(each.tags) & set(article.tags)]
        return tuple(_hit(each, []) for each in near[:size])

    def suggest(self, text: str, size: int = 8) -> tuple[Suggestion, ...]:
        if not text:
            return ()
        titles = [Suggestion(each.title, "title", id=each.id) for each in self.articles.values()]
        tags = Counter(tag for each in self.articles.values() for tag in each.tags)
        known = titles + [Suggestion(tag, "tag", count=count) for tag, count in tags.items()]
        return tuple(each for each in known if folded(text) in folded(each.text))[:size]

    def ping(self) -> IndexStatus:
        return IndexStatus(articles=len(self.articles), generation=7, commit="7")

    def _matching(self, query: SearchQuery) -> list[Article]:
        """What has the words and lies in the range of dates."""
        asked, relaxed = self._relaxed(words(query.text))
        matching = [each for each in self.articles.values() if _has(each, asked, relaxed)]
        return [each for each in matching if _in_range(each, query)]

    def _relaxed(self, asked: list[str]) -> tuple[list[str], Relaxation | None]:
        """What is asked in the end: as typed, else without marks, else any of the words."""
        without_marks = [folded(word) for word in asked]
        tries: list[tuple[list[str], Relaxation | None]] = [
            (asked, None),
            (without_marks, Relaxation.MARKS),
            (without_marks, Relaxation.WORDS),
        ]
        for how in tries:
            if any(_has(article, *how) for article in self.articles.values()):
                return how
        return asked, None


def _has(article: Article, asked: list[str], relaxed: Relaxation | None) -> bool:
    held = set(words(f"{article.title} {article.summary} {article.body}"))
    occurs = [any(same(word, each) for each in held) for word in asked]
    return any(occurs) if relaxed is Relaxation.WORDS else all(occurs)


def _day(article: Article) -> date | None:
    return date(*article.published.timetuple()[:3]) if article.published else None


def _in_range(article: Article, query: SearchQuery) -> bool:
    if not (query.published_from or query.published_to):
        return True
    day = _day(article)
    first, last = query.published_from or date.min, query.published_to or date.max
    return day is not None and first <= day <= last


def _values(article: Article, facet: str) -> tuple[str, ...]:
    match facet:
        case "author":
            return article.authors
        case "tag":
            return article.tags
        case "unit":
            return (article.unit,) if article.unit else ()
    day = _day(article)
    return (day.isoformat(),) if day else ()


def _selected(article: Article, query: SearchQuery, ignoring: str | None) -> bool:
    for facet, choices in query.selections.items():
        if facet == ignoring or not choices:
            continue
        values = _values(article, facet)
        matches: Callable[[str, str], bool] = str.startswith if facet == "date" else str.__eq__
        if not any(matches(value, choice) for value in values for choice in choices):
            return False
    return True


def _facet(name: str, matching: list[Article], query: SearchQuery) -> Facet:
    counted = [each for each in matching if _selected(each, query, ignoring=name)]
    counts = Counter(value[:4] if name == "date" else value for each in counted for value in _values(each, name))
    chosen = query.selections.get(name, ())
    ordered = sorted(counts.items(), key=lambda item: (-int(item[0]) if name == "date" else -item[1], item[0]))
    shown = dict(ordered[: query.facet_size])
    for value in chosen:
        shown.setdefault(value, sum(any(each.startswith(value) for each in _values(a, name)) for a in counted))
    return Facet(tuple(FacetValue(value, count, value in chosen) for value, count in shown.items()), len(counts))


def _timeline(matching: list[Article], query: SearchQuery) -> dict[str, int]:
    if query.timeline is None:
        return {}
    counted = [each for each in matching if _selected(each, query, ignoring="date")]
    days = sorted(str(_day(each)) for each in counted if _day(each))
    length = {0: 4, 4: 7, 7: 10}[len(query.timeline)]
    return dict(Counter(day[:length] for day in days if day.startswith(query.timeline)))


def _order(query: SearchQuery, asked: list[str]) -> Callable[[Article], tuple[int, str]]:
    by_score = query.sort is Sort.RELEVANCE and bool(asked)
    return lambda article: (_score(article, asked) if by_score else 0, str(_day(article) or ""))


def _score(article: Article, asked: list[str]) -> int:
    return sum(same(word, each) for word in asked for each in words(article.title))


def _marked(text: str, asked: list[str]) -> str:
    def mark(match: re.Match[str]) -> str:
        found = unicodedata.normalize("NFC", match[0]).lower()
        return f"<mark>{match[0]}</mark>" if any(folded(word) == folded(found) for word in asked) else match[0]

    return WORD.sub(mark, text) if not re.search(r"[&<>\"']", text) else str(escape(text))


def _hit(article: Article, asked: list[str]) -> Hit:
    text = article.summary or article.body
    snippet = text if len(text) < 220 else text[:220].rsplit(" ", 1)[0] + " …"
    return Hit(article, float(_score(article, asked)), _marked(article.title, asked), _marked(snippet, asked))


def _page_after(cursor: str) -> int:
    if not re.fullmatch(r"after-[1-9][0-9]*", cursor):
        raise CursorInvalid("This cursor was not made by this service.")
    return int(cursor.removeprefix("after-")) + 1
