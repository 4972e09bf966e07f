"""What the words of a query are understood as: keys that no keyboard made letters of, then slips of the hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from index.vietnamese.syllables import syllables
from search.matching import MANY_WORDS, Articles, Match, match, nothing
from search.parser import parse
from search.query import SearchQuery
from search.results import Kind, Understood
from search.understanding.keystrokes import repaired
from search.understanding.pieces import in_one_piece
from search.understanding.spelling import corrected, likeliest_slip
from search.understanding.vocabulary import Vocabulary


class KnownArticles(Articles, Vocabulary, Protocol):
    """What articles are found by, and what is known of their syllables."""


@dataclass(frozen=True)
class Found:
    """What the words of a query find, as they were understood."""

    match: Match
    by_words: bool
    """Whether there is anything to look for."""
    understood: tuple[Understood, ...] = ()


def found_by_words(query: SearchQuery, articles: KnownArticles) -> Found:
    """The articles that the words of `query` find. What is keys or misspelled is looked for as what it means; and when
    all words as they stand find nothing, a slip is looked for that explains it."""
    typed = parse(in_one_piece(query.text))
    if not typed.clauses:
        return Found(nothing() if query.text.strip() else match(typed, articles), by_words=False)
    literal = frozenset(form for piece in query.as_typed for form in syllables(piece).forms)
    keys = repaired(typed.forms, literal, articles)
    literal |= {*keys.values()}
    parsed = typed.spelled(keys) if keys else typed
    found = match(parsed, articles)
    slips: Mapping[str, str] = {}
    if found.relaxed or not found.docs.size:  # else there is an article that has every word
        slips = corrected(parsed.forms, literal, articles)
        if slips:
            found = match(parsed.spelled(slips), articles)
        elif found.relaxed and len(parsed.sought) <= MANY_WORDS:
            slip = likeliest_slip(parsed.forms, literal, articles)
            better = match(parsed.spelled(slip), articles) if slip else found
            if not better.relaxed:
                found, slips = better, slip
    return Found(
        found,
        by_words=True,
        understood=(*_said(query.text, keys, Kind.KEYSTROKES), *_said(query.text, slips, Kind.SPELLING)),
    )


def _said(text: str, meant: Mapping[str, str], kind: Kind) -> Iterator[Understood]:
    """Each run of neighbouring syllables of `text` that mean something else."""
    if not meant:
        return
    found = syllables(text)
    at = [number for number, form in enumerate(found.forms) if form in meant]
    edges = [0, *(number for number, (one, other) in enumerate(pairwise(at), 1) if other > one + 1), len(at)]
    for begin, beyond in pairwise(edges):
        if begin < beyond:
            run = slice(at[begin], at[beyond - 1] + 1)
            typed = text[found.starts[run.start] : found.ends[run.stop - 1]]
            yield Understood(kind, typed, " ".join(meant[form] for form in found.forms[run]))
