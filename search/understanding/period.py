"""Whether a time in words is meant as a filter or names a topic: the index knows.

Of 165 titles of a university's announcements that name a month, 69 were published in that month, and of 120 that name a
day, 18 on that day; a year is that of the announcement in 238 of 272. So the titles go first:

1. An article whose title says all that was typed is what is sought: its words are words.
2. A plain `năm 2021` is a filter only where no article holds all that was typed.
3. A filter that would let nothing through, or all there is, isn't meant.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.sort_keys import NO_DATE
from index.vietnamese.syllables import syllables
from search.facets import within
from search.matching import holding_all
from search.parser import TITLE, Clause, parse
from search.query import SearchQuery
from search.results import Relaxation
from search.understanding.dates import Dated, dated
from search.understanding.pieces import in_one_piece
from search.understanding.words import KnownArticles, found_by_words


class DatedArticles(KnownArticles, Protocol):
    """What a filter by date is tried on."""

    @property
    def published(self) -> NDArray[np.int64]:
        """shape (documents,): seconds of the local clock since 1970, or `NO_DATE`."""
        ...


def meant_time(query: SearchQuery, today: date, articles: DatedArticles) -> Dated | None:
    """The time that the words of `query` narrow it to; none if it has a `published_from` or `published_to`."""
    when = dated(query.text, today, query.as_typed)
    if when is None or query.published_from or query.published_to or _names_a_topic(when, articles):
        return None
    return when if _is_a_filter(when, query, articles) else None


def narrowed(query: SearchQuery, when: Dated) -> SearchQuery:
    """The query without the words of the time, narrowed to it."""
    first, last = when.span
    return replace(
        query,
        text=when.rest,
        published_from=None if first == date.min else first,
        published_to=None if last == date.max else last,
    )


def _names_a_topic(when: Dated, articles: DatedArticles) -> bool:
    """Whether there is an article that says it all: in its title, or anywhere when it is only a year."""
    if not (when.rest or when.plain_year):
        return False  # nothing but a time: what was published then
    said = [*parse(in_one_piece(when.rest)).sought, Clause(tuple(syllables(when.typed).forms))]
    if not when.plain_year:
        said = [clause._replace(field=TITLE) for clause in said]
    return holding_all(said, articles).size > 0


def _is_a_filter(when: Dated, query: SearchQuery, articles: DatedArticles) -> bool:
    """Whether it lets some of the articles through that hold the other words, and keeps some article out."""
    among_all = within(articles.published, *when.span)
    if np.count_nonzero(among_all) == np.count_nonzero(articles.published != NO_DATE):
        return False
    if not when.rest:
        return bool(among_all.any())
    found = found_by_words(replace(query, text=when.rest), articles).match
    missing = found.relaxed is Relaxation.WORDS and not found.question
    return not missing and bool(among_all[found.docs].any())
