"""What an engine answers, in our own types: they cross the port, so no engine's own names appear here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from index.article import Article


class Relaxation(StrEnum):
    """How far the conditions were loosened because all words together found nothing."""

    TONES = "tones"
    """Syllables that were typed with marks may have more of them, or another tone."""
    MARKS = "marks"
    """Tone and vowel marks that were typed were no longer insisted on."""
    WORDS = "words"
    """Not every word had to match any more."""


class Kind(StrEnum):
    """In which way a piece of what was typed was understood as something else."""

    KEYSTROKES = "keystrokes"
    """Telex or VNI keys, typed where no keyboard made letters of them."""
    MARKS = "marks"
    """Marks that were left out of a syllable that has others: `đai hoc`."""
    SPELLING = "spelling"
    """A slip of the hand."""
    ABBREVIATION = "abbreviation"
    """A short form and its long form are looked for alike."""
    DATES = "dates"
    """A time in words, as a filter."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A piece of what was typed, and what it was understood as. `SearchQuery.as_typed` takes it back."""

    kind: Kind
    typed: str
    """The piece, to the letter."""
    meant: str
    """What it stands for: words as they would be typed, of an abbreviation all that it is short for or that is short
    for it; of dates the first and the last day, nothing on a side that is open: `2021-12-01..2021-12-31`."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How the engine understood what was typed."""

    text: str
    """What was typed, to the letter."""
    interpreted: str
    """The query as it was run, in the syntax people type."""
    relaxed: Relaxation | None = None
    understood: tuple[Understood, ...] = ()
    """In the order in which the pieces were typed."""


class FacetValue(NamedTuple):
    """One value of a facet, with the exact number of matches that have it."""

    value: str
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody needs here
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet: years for `date` (the newest first), else the most frequent first.
    Selected values are always among them, with a count of 0 if need be."""

    values: tuple[FacetValue, ...]
    total_values: int
    """How many values have matches, those left out of `values` included."""

    @property
    def left_out(self) -> int:
        """How many values have matches and are not among `values`."""
        return self.total_values - sum(value.count > 0 for value in self.values)


@dataclass(frozen=True, slots=True)
class Hit:
    """One found article."""

    article: Article
    score: float
    title_html: str = ""
    """The title, escaped, with `<mark>` around the words that matched."""
    snippet_html: str = ""
    """The best passage of lead and body, escaped and marked alike; `…` where it was cut."""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits with the exact total and the facets of all matches."""

    query: Interpretation
    total: int
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    next: str | None = None
    """The cursor of the page after this one; None on the last."""
    took_ms: float = 0.0
    facets: Mapping[str, Facet] = field(default_factory=dict)
    timeline: Mapping[str, int] = field(default_factory=dict)
    """Where it was asked for: year, month or day → its matches, in order, regardless of the dates that are selected."""
    suggestion: str | None = None
    """A better spelling of the query, if there is one that finds more."""


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article with the words of a query marked in it."""

    article: Article
    title_html: str
    summary_html: str
    paragraphs_html: tuple[str, ...]
    """The body's paragraphs (its non-blank lines) in order, escaped and marked."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion of what is being typed."""

    text: str
    kind: str
    """`title`, `tag`, `unit`, `author` or `phrase`."""
    id: str | None = None
    """The article's id, when the completion is a title."""
    count: int | None = None
    """How many articles have the value, when it is a tag, unit or author; how many titles, when it is a phrase."""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What an engine says of the index it reads."""

    articles: int
    generation: int
    """Goes up with every commit."""
    commit: str = ""
    """Unlike that of any other commit, also of an index that was deleted and made anew."""
