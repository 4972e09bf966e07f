"""Search the slow and obvious way, one article and one condition at a time: what every engine is held against."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from index.article import Article
from index.people import signed
from index.vietnamese.fold import fold
from index.vietnamese.normalise import TONE_MARKS
from index.vietnamese.syllables import syllables
from search.matching import MANY_WORDS, MOST, SENTENCE
from search.parser import NARROWING, Clause, parse
from search.query import FACETS, SearchQuery
from search.ranking import idf
from search.results import Relaxation


@dataclass(frozen=True)
class Answer:
    ids: set[str]
    relaxed: Relaxation | None
    facets: dict[str, Counter[str]]


def search(articles: Sequence[Article], query: SearchQuery) -> Answer:
    found, relaxed = _matching(articles, parse(query.text).clauses) if query.text.strip() else (list(articles), None)
    facets = {name: Counter(_values_of(found, name, query)) for name in FACETS}
    return Answer({article.id for article in found if _passes(article, query)}, relaxed, facets)


def _matching(articles: Sequence[Article], clauses: Sequence[Clause]) -> tuple[list[Article], Relaxation | None]:
    if not clauses:
        return [], None
    wanted = [clause for clause in clauses if not clause.exclude and clause.field not in NARROWING]
    others = [clause for clause in clauses if clause not in wanted]
    allowed = [a for a in articles if all(holds(a, clause) != clause.exclude for clause in others)]
    if len(set(wanted)) > MANY_WORDS:
        return _answering(wanted, allowed)
    found = [a for a in allowed if all(holds(a, clause) for clause in wanted)]
    if found or not wanted:
        return found, None
    any_tone = [clause._replace(any_tone=True) for clause in wanted]
    found = [a for a in allowed if all(holds(a, clause) for clause in any_tone)]
    if found:
        return found, Relaxation.TONES
    bare = [Clause(tuple(map(fold, c.syllables)), c.field, c.prefix, c.exclude, c.quoted) for c in wanted]
    if bare != wanted:
        found = [a for a in allowed if all(holds(a, clause) for clause in bare)]
        if found:
            return found, Relaxation.MARKS
    return _holding_most(bare, allowed, long=False)


def _answering(wanted: list[Clause], allowed: list[Article]) -> tuple[list[Article], Relaxation | None]:
    found = [a for a in allowed if all(holds(a, clause) for clause in wanted)]
    quotes = sum(not clause.quoted for clause in set(wanted)) > SENTENCE
    firm = [clause for clause in wanted if clause.field == "title" or (clause.quoted and not quotes)]
    passing = [a for a in allowed if all(holds(a, clause) for clause in firm)]
    bare = [Clause(tuple(map(fold, c.syllables)), c.field, c.prefix, c.exclude, c.quoted) for c in wanted]
    most, relaxed = _holding_most(bare, passing or allowed, long=True)
    return (found, None) if len(found) == len(most) else (most, relaxed)


def _holding_most(bare: list[Clause], allowed: list[Article], *, long: bool) -> tuple[list[Article], Relaxation | None]:
    single = {
        Clause((form,), clause.field, prefix=clause.prefix and at == len(clause.syllables) - 1)
        for clause in bare
        for at, form in enumerate(clause.syllables)
    }
    frequency = {clause: sum(holds(a, clause) for a in allowed) for clause in single}
    weight = {c: idf(frequency[c], len(allowed)) if long else 1 for c in single if frequency[c]}
    held = {a.id: sum(each for clause, each in weight.items() if holds(a, clause)) for a in allowed}
    enough = sum(weight.values()) * MOST - 1e-3 if long else max(held.values(), default=0) - 1e-3
    found = [a for a in allowed if held[a.id] > enough]
    return (found, Relaxation.WORDS) if weight else ([], None)


def holds(article: Article, clause: Clause) -> bool:
    """Whether the clause's syllables stand one behind the other in the article, or in a value of the facet."""
    return any(
        _stands_at(clause, forms, start)
        for forms in map(_forms, _texts(article, clause.field))
        for start in range(len(forms) - len(clause.syllables) + 1)
    )


def _texts(article: Article, field: str) -> Iterable[str]:
    match field:
        case "text":
            return article.title, article.summary, article.body
        case "title":
            return (article.title,)
        case _:
            return values(article, field)


def _forms(text: str) -> list[str]:
    return syllables(text).forms


def _stands_at(clause: Clause, forms: list[str], start: int) -> bool:
    *whole, last = clause.syllables
    first = [
        stands_for(typed, form, any_tone=clause.any_tone) for typed, form in zip(whole, forms[start:], strict=False)
    ]
    at_last = stands_for(last, forms[start + len(whole)], prefix=clause.prefix, any_tone=clause.any_tone)
    return all(first) and at_last


def stands_for(typed: str, form: str, *, prefix: bool = False, any_tone: bool = False) -> bool:
    """With marks, itself; without, everything that folds to it. In any tone, also what has the same letters, or the
    marks that were typed and more."""
    if any_tone and not prefix and fold(typed) == fold(form):
        letters, tone = _toneless(typed)
        others, other_tone = _toneless(form)
        more = all(a in {b, fold(b)} for a, b in zip(letters, others, strict=True)) and tone in {"", other_tone}
        return more or letters == others
    candidates = {form, fold(form)} if fold(typed) == typed else {form}
    return any(candidate.startswith(typed) if prefix else candidate == typed for candidate in candidates)


def values(article: Article, facet: str) -> tuple[str, ...]:
    match facet:
        case "author":
            return tuple(dict.fromkeys(person for author in article.authors for person in signed(author)))
        case "tag":
            return tuple(dict.fromkeys(article.tags))
        case "unit":
            return (article.unit,) if article.unit else ()
        case _:
            return (day(article).isoformat()[:4],) if article.published else ()


def meant(selected: str, facet: str) -> tuple[str, ...]:
    """The values that a selected one stands for: an author may be selected with titles, or several at once."""
    return signed(selected) if facet == "author" else (selected,)


def day(article: Article) -> date:
    assert article.published is not None
    return article.published.date() if isinstance(article.published, datetime) else article.published


def _toneless(form: str) -> tuple[str, str]:
    """The letters of a syllable, composed, and its tone mark."""
    letters = unicodedata.normalize("NFD", form)
    tone = "".join(char for char in letters if char in TONE_MARKS)
    return unicodedata.normalize("NFC", letters.translate({ord(mark): None for mark in TONE_MARKS})), tone


def _values_of(found: list[Article], facet: str, query: SearchQuery) -> Iterable[str]:
    return (value for a in found if _passes(a, query, without=facet) for value in values(a, facet))


def _passes(article: Article, query: SearchQuery, without: str = "") -> bool:
    if (query.published_from or query.published_to) and not article.published:
        return False
    if query.published_from and day(article) < query.published_from:
        return False
    if query.published_to and day(article) > query.published_to:
        return False
    for facet, selected in query.selections.items():
        if not selected or facet == without:
            continue
        if facet == "date":
            if not article.published or not any(f"{day(article).isoformat()}-".startswith(f"{v}-") for v in selected):
                return False
        elif not set(values(article, facet)) & {name for each in selected for name in meant(each, facet)}:
            return False
    return True
