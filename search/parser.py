"""What people type, as clauses. Nothing that can be typed is an error: what does not parse is words.

hội nghị tổng kết     all words, anywhere in the article
"hội nghị"            one directly behind the other
-covid  -"ca nhiễm"   not these
công ngh*             a syllable that begins so
title:…  author:…  tag:…  unit:…   in the title; narrowed to values that hold the words
30/2020/NĐ-CP         what is typed in one piece and has a digit must stand in one piece
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.analysis import joined_words
from index.vietnamese.syllables import syllables

TEXT, TITLE = "text", "title"
"""The fields in which words can be looked for: the whole article, its title."""

NARROWING = ("author", "tag", "unit")
"""The facets whose values can be asked for by their words."""


# A beginning is looked up as all the syllables that begin so, hundreds or thousands of them.
SHORTEST_PREFIX = 2  # letters; with fewer it is a word
MOST_PREFIXES = 3  # in one query; further ones are words


class Clause(NamedTuple):
    """One condition: syllables that stand one behind the other, a single one most of the time."""

    syllables: tuple[str, ...]
    """In normal form."""
    field: str = TEXT
    """`text`, `title`, or a facet of `NARROWING` whose value must hold the syllables."""
    prefix: bool = False
    """Whether the last syllable is only the beginning of one."""
    exclude: bool = False
    quoted: bool = False
    any_tone: bool = False
    """Whether a syllable with marks also stands for what has more of them, and for what differs in its tone alone."""

    @property
    def whole(self) -> tuple[str, ...]:
        """The syllables without one that is only a beginning."""
        return self.syllables[: len(self.syllables) - self.prefix]

    def __str__(self) -> str:
        """The clause as it would be typed."""
        words = " ".join(self.syllables) + ("*" if self.prefix else "")
        if self.quoted or len(self.syllables) > 1:
            words = f'"{words}"'
        return ("-" if self.exclude else "") + (f"{self.field}:" if self.field != TEXT else "") + words


class Instead(NamedTuple):
    """Other ways to say what neighbouring clauses say."""

    clauses: tuple[Clause, ...]
    """The clauses, of which each article must hold all …"""
    others: tuple[Clause, ...]
    """… or any of these."""


_CLAUSE = re.compile(
    r"""
    (?P<exclude> (?<!\S)-(?=\S) )?
    (?: (?P<field> \b(?:title|author|tag|unit) ) : \s? )?
    (?: ["“”„«»] (?P<quoted> [^"“”„«»]* ) ["“”„«»] | (?P<piece> [^\s"“”„«»]+ ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Parsed:
    """What was typed, as clauses."""

    clauses: tuple[Clause, ...]
    instead: tuple[Instead, ...] = ()
    """Other ways to say some of it: in the order of `sought`, each of other clauses."""

    @cached_property
    def running(self) -> tuple[Clause, ...]:
        """The clauses that say what to look for, in their order, as often as they were typed."""
        return tuple(c for c in self.clauses if not c.exclude and c.field not in NARROWING)

    @cached_property
    def sought(self) -> tuple[Clause, ...]:
        """The same, each once; articles are ranked and marked by them."""
        return tuple(dict.fromkeys(self.running))

    @property
    def said_otherwise(self) -> tuple[Clause, ...]:
        """All other ways to say some of it."""
        return tuple(clause for each in self.instead for clause in each.others)

    @cached_property
    def conditions(self) -> tuple[Clause, ...]:
        """The clauses that only let articles through or keep them out, each once."""
        return tuple(dict.fromkeys(c for c in self.clauses if c.exclude or c.field in NARROWING))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The syllables sought, in their order, as often as they were typed, without unfinished ones."""
        return tuple(form for clause in self.running for form in clause.whole)

    @cached_property
    def joints(self) -> tuple[tuple[str, str], ...]:
        """The last syllable of each clause and the first of the next, where both are finished."""
        return tuple(
            (before.whole[-1], behind.whole[0])
            for before, behind in pairwise(self.running)
            if not before.prefix and behind.whole
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that pyvi makes of `forms`, each once."""
        return tuple(dict.fromkeys(joined_words(" ".join(self.forms))))

    def spelled(self, meant: Mapping[str, str]) -> Parsed:
        """The same with some of the syllables that are looked for replaced by those that are `meant`."""
        return Parsed(
            tuple(
                c._replace(syllables=tuple(meant.get(form, form) for form in c.syllables)) if c in self.sought else c
                for c in self.clauses
            )
        )

    def __str__(self) -> str:
        """The clauses as they would be typed."""
        return " ".join(map(str, self.clauses))


@lru_cache(maxsize=512)  # the next page and every facet ask for the same text again
def parse(text: str) -> Parsed:
    """The clauses of what was typed, in order."""
    clauses = [clause for match in _CLAUSE.finditer(text) for clause in _clauses(match)]
    prefixes = [clause for clause in clauses if clause.prefix]
    return Parsed(tuple(c._replace(prefix=False) if c in prefixes[MOST_PREFIXES:] else c for c in clauses))


def pieces(text: str) -> tuple[tuple[int, int], ...]:
    """Where the pieces of what was typed begin and end that say something each: `-word`, `unit:"…"`, `"…"`, a word."""
    return tuple(match.span() for match in _CLAUSE.finditer(text) if any(True for _ in _clauses(match)))


def _clauses(match: re.Match[str]) -> Iterator[Clause]:
    quoted = match["quoted"] is not None
    piece = match["quoted"] if quoted else match["piece"]
    forms = tuple(syllables(piece).forms)
    if not forms:
        return
    field = (match["field"] or TEXT).lower()
    template = Clause(
        forms,
        field=field,
        prefix=piece.rstrip().endswith("*") and field not in NARROWING and len(forms[-1]) >= SHORTEST_PREFIX,
        exclude=bool(match["exclude"]),
        quoted=quoted,
    )
    in_one_piece = quoted or field in NARROWING or template.exclude or any(char.isdigit() for char in piece)
    if in_one_piece or len(forms) == 1:
        yield template
        return
    *whole, last = forms  # hội-nghị, khoa học,công nghệ: several words that something else than a space separates
    for form in whole:
        yield template._replace(syllables=(form,), prefix=False)
    yield template._replace(syllables=(last,))
