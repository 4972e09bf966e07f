"""What the words of a query are understood as: keys that no keyboard made letters of, marks that lack,
slips, abbreviations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from index.vietnamese.fold import fold
from index.vietnamese.syllables import syllables
from search.matching import MANY_WORDS, Articles, Match, either, match, nothing
from search.parser import Instead, Parsed, parse
from search.query import SearchQuery
from search.ranking import where_said_otherwise
from search.results import Kind, Understood
from search.understanding.abbreviations import Abbreviations, abbreviated
from search.understanding.dates import calendar_words
from search.understanding.keystrokes import repaired
from search.understanding.marks import completed
from search.understanding.numbers import with_other_zeros
from search.understanding.pieces import in_one_piece
from search.understanding.spelling import corrected, likeliest_slip
from search.understanding.vocabulary import Vocabulary


class KnownArticles(Articles, Vocabulary, Protocol):
    """What articles are found by, and what is known of their syllables."""

    @property
    def abbreviations(self) -> Abbreviations:
        """What is short for what."""
        ...


@dataclass(frozen=True)
class Found:
    """What the words of a query find, as they were understood."""

    match: Match
    by_words: bool
    """Whether there is anything to look for."""
    understood: tuple[Understood, ...] = ()
    suggestion: str | None = None
    """What may have been meant instead, and finds something."""


_NOTHING_FOUND = 100.0
"""How much likelier a slip is when what was typed finds nothing as it stands."""

_IN_A_QUESTION = 0.01
"""How much likelier it is in a long query, of which a slip spoils little and which has many neighbours that no article
has. Of 100 sentences and spans without a slip, 2 are taken for having one, and with 1 it were 9; MRR@10 of those with a
slip is the same."""

_INTERROGATIVES = "ai đâu gì hay mấy nào nhiêu sao thế vậy"
_ASKING = frozenset(f"{_INTERROGATIVES} {fold(_INTERROGATIVES)}".split())
"""What asks in a question: the articles that answer it need not have it, so it is no slip that they haven't."""

_WORTH_ASKING = 0.05
"""A slip that is no likelier than this, beside what was typed, is not asked about."""


def found_by_words(query: SearchQuery, articles: KnownArticles) -> Found:
    """The articles that the words of `query` find. Keys are looked for as the letters they make, and what no article
    has as the nearest to it that some have; where a syllable lacks some of its marks, or is likelier a slip of another,
    both are looked for."""
    typed = parse(in_one_piece(query.text))
    if not typed.clauses:
        return Found(nothing() if query.text.strip() else match(typed, articles), by_words=False)
    as_typed = _forms_of(query.as_typed)
    literal = as_typed | _forms_of(_initials(query.text)) | {*calendar_words(typed.forms)}
    keys = repaired(typed.forms, literal, articles)
    parsed = typed.spelled(keys) if keys else typed
    literal |= {*keys.values(), *_insisted_on(parsed)}
    known = _KnownAbbreviations(query.text, as_typed, articles)
    found = known.match(parsed)
    parsed, found, marks = _with_marks(parsed, found, literal | _said_otherwise(found), known)
    literal |= {*marks.values(), *_said_otherwise(found)}
    if len(parsed.sought) > MANY_WORDS:
        literal |= _ASKING
    unknown: Mapping[str, str] = {}
    if found.relaxed or not found.docs.size:  # else there is an article that has every word
        unknown = corrected(parsed.forms, literal, articles)
        if unknown:
            parsed = parsed.spelled(unknown)
            found = known.match(parsed)
    found, slips, asked = _with_slips(parsed, found, literal | {*unknown.values()}, known)
    understood = (
        *_said(query.text, keys, Kind.KEYSTROKES),
        *_said(query.text, marks, Kind.MARKS),
        *_said(query.text, {**slips, **unknown}, Kind.SPELLING),
        *(known.understood[each] for each in found.instead if each in known.understood),
    )
    return Found(
        found,
        by_words=True,
        understood=tuple(sorted(understood, key=lambda each: query.text.find(each.typed))),
        suggestion=_rewritten(query.text, asked) if asked else None,
    )


class _KnownAbbreviations:
    """Finds what a query can say in another way, too, and remembers how that was understood; that a number has leading
    zeros or none needs no word."""

    def __init__(self, text: str, as_typed: frozenset[str], articles: KnownArticles) -> None:
        """`as_typed` are the syllables of `text` that mean nothing but themselves."""
        self.articles = articles
        self.understood: dict[Instead, Understood] = {}
        self._text = text
        self._as_typed = as_typed

    def match(self, parsed: Parsed) -> Match:
        """The articles that say what is sought, in the words that are given or in another way."""
        found = dict(abbreviated(parsed, self._text, self._as_typed, self.articles.abbreviations))
        said = {each: how for each, how in found.items() if len(where_said_otherwise(each, self.articles))}
        self.understood |= said
        instead = (
            *said,
            *(each for each in with_other_zeros(parsed) if len(where_said_otherwise(each, self.articles))),
        )
        return match(replace(parsed, instead=instead) if instead else parsed, self.articles)


def _forms_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(form for text in texts for form in syllables(text).forms)


def _said_otherwise(found: Match) -> set[str]:
    """The syllables that can be said in another way, and so are no slips."""
    return {form for each in found.instead for clause in each.clauses for form in clause.syllables}


def _with_marks(
    parsed: Parsed, found: Match, literal: frozenset[str], known: _KnownAbbreviations
) -> tuple[Parsed, Match, Mapping[str, str]]:
    """The query with the marks that some syllables lack, what is found by it and as it was typed, and these."""
    marks: Mapping[str, str] = known.articles.impacts.get(
        ("marks", parsed.forms, literal), lambda: completed(parsed.forms, literal, known.articles)
    )
    if not marks:
        return parsed, found, marks
    meant = parsed.spelled(marks)
    other = known.match(meant)
    if not other.docs.size or (other.relaxed and not found.relaxed):
        return parsed, found, {}
    if found.docs.size and found.relaxed is other.relaxed:
        other = either([other, found], known.articles.document_count)
    return meant, other, marks


def _with_slips(
    parsed: Parsed, found: Match, literal: frozenset[str], known: _KnownAbbreviations
) -> tuple[Match, Mapping[str, str], Mapping[str, str]]:
    """What is found if a syllable is also taken for a slip of others that find something, or only for that if as it
    stands it finds nothing; what it is likeliest taken for; and what may be worth asking about instead."""
    long = len(parsed.sought) > MANY_WORDS
    likelier = _IN_A_QUESTION if long else _NOTHING_FOUND if found.relaxed else 1.0
    readings: list[Match] = []
    slips: dict[str, str] = {}
    kept = known.articles.impacts.get(
        ("slips", parsed.forms, literal), lambda: likeliest_slip(parsed.forms, literal, known.articles)
    )
    for slip in kept:
        if slip.odds * likelier < _WORTH_ASKING:
            break
        meant = {parsed.forms[slip.at]: slip.meant}
        other = known.match(parsed.spelled(meant))
        if not other.docs.size or (other.relaxed and not long):
            continue
        if slip.odds * likelier < 1:
            return found, slips, ({} if slips else meant)
        readings.append(other)
        slips = slips or meant
    if readings:
        instead = found.relaxed and not long
        found = either(readings if instead else [*readings, found], known.articles.document_count)
    return found, slips, {}


def _insisted_on(parsed: Parsed) -> frozenset[str]:
    """The syllables that stand in quotes or more than once."""
    often = Counter(form for clause in parsed.clauses for form in clause.syllables)
    quoted = {form for clause in parsed.clauses if clause.quoted for form in clause.syllables}
    return frozenset(form for form, count in often.items() if count > 1 or form in quoted)


_INITIALS = re.compile(r"\b[^\W\d_]{1,4}\b")


def _initials(text: str) -> list[str]:
    """What stands in capitals among other letters: an abbreviation, and no slip."""
    return [] if text.isupper() else [each for each in _INITIALS.findall(text) if each.isupper()]


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


def _rewritten(text: str, meant: Mapping[str, str]) -> str:
    """`text` with some syllables replaced by what they mean."""
    found = syllables(text)
    for form, begin, end in reversed(list(zip(found.forms, found.starts, found.ends, strict=True))):
        text = text[:begin] + meant.get(form, text[begin:end]) + text[end:]
    return text
