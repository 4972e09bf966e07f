"""Whether a time in words is meant as a filter or names a topic: the index knows.

Of 165 titles of a university's announcements that name a month, 69 were published in that month, and of 120 that name a
day, 18 on that day; a year is that of the announcement in 238 of 272. So what articles say goes first:

1. An article whose title says all that was typed is what is sought: its words are words. For a plain `năm 2021` and for
   a day, so is one that says all of it anywhere; for a day alone only if nothing was published on it.
2. What can be nothing but a time is a filter then, even if nothing was published in it: to show articles of other times
   would not be what was asked for.
3. Years, and what may be other words, are a filter if that lets something through and keeps something out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.sort_keys import NO_DATE
from search.facets import within
from search.matching import holding_all
from search.parser import TEXT, TITLE, Clause, parse
from search.query import SearchQuery
from search.results import Relaxation
from search.understanding.dates import Dated, dated
from search.understanding.words import Found, KnownArticles, found_by_words


class DatedArticles(KnownArticles, Protocol):
    """What a filter by date is tried on."""

    @property
    def published(self) -> NDArray[np.int64]:
        """shape (documents,): seconds of the local clock since 1970, or `NO_DATE`."""
        ...


class FoundInTime(NamedTuple):
    """What a query finds by its words, and the time that it is narrowed to."""

    query: SearchQuery
    """Without the words of the time, narrowed to it."""
    found: Found
    """By the words of that query, whenever it was published."""
    time: Dated | None
    """None where no words name a time, or they name a topic."""


def found_in_time(query: SearchQuery, today: date, articles: DatedArticles) -> FoundInTime:
    """What `query` finds; words for a time narrow it to that, if it has no `published_from` or `published_to`."""
    when = dated(query.text, today, query.as_typed)
    if when and not (query.published_from or query.published_to):
        inside = _narrowed(query, when)
        found = found_by_words(inside, articles)
        meant = _is_certain(when, found, articles) or _tells_apart(when, found, articles)
        if meant and not _names_a_topic(when, found, articles):
            return FoundInTime(inside, found, when)
    return FoundInTime(query, found_by_words(query, articles), None)


def _narrowed(query: SearchQuery, when: Dated) -> SearchQuery:
    """The query without the words of the time, narrowed to it."""
    first, last = when.span
    return replace(
        query,
        text=when.rest,
        published_from=None if first == date.min else first,
        published_to=None if last == date.max else last,
    )


def _names_a_topic(when: Dated, found: Found, articles: DatedArticles) -> bool:
    """Whether there is an article that says it all, the other words as they were understood: in its title, or anywhere
    where that tells a topic."""
    if not when.rest and when.certain and not (when.topical and not within(articles.published, *when.span).any()):
        return False  # nothing but a time: what was published then
    sought = parse(found.match.interpreted).sought
    field = TEXT if when.topical else TITLE
    return any(_hold_all([*sought, Clause(said)], field, articles) for said in when.spellings)


def _hold_all(said: Sequence[Clause], field: str, articles: DatedArticles) -> bool:
    in_field = [clause._replace(field=TITLE) if field == TITLE else clause for clause in said]
    return holding_all(in_field, articles).size > 0


def _is_certain(when: Dated, found: Found, articles: DatedArticles) -> bool:
    """Whether it is meant even if nothing was published then; never in a question, or where no article has a date."""
    return when.certain and not found.match.question and bool((articles.published != NO_DATE).any())


def _tells_apart(when: Dated, found: Found, articles: DatedArticles) -> bool:
    """Whether the time lets some of the articles through that hold the other words, and keeps some article out."""
    among_all = within(articles.published, *when.span)
    if np.count_nonzero(among_all) == np.count_nonzero(articles.published != NO_DATE):
        return False
    missing = found.match.relaxed is Relaxation.WORDS and not found.match.question
    return not missing and bool(among_all[found.match.docs].any())
