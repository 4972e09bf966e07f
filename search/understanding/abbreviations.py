"""Short forms for which the long ones are looked for, too, and long forms for which the short ones are.

They come from the institution's tables and from what articles explain. Whoever typed one of them is shown the articles
that say it in another way beside those that say it in the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.definitions import Definition
from index.names import best_spelling
from index.vietnamese.fold import fold, stands_for
from index.vietnamese.normalise import is_syllable
from index.vietnamese.syllables import syllables
from search.parser import Clause, Instead, Parsed
from search.results import Kind, Understood

LEAST_SAID = 2  # articles that must explain a short form in the same way …
LEAST_SAID_OF_TWO_LETTERS = 4  # … one of two letters: (TH) behind “Thanh Hà” is who wrote it
LEAST_SHARE = 1 / 10  # of the articles that explain it in the way that most do

MOST_WAYS = 8
"""In so many ways at most that something can be said is it looked for."""

_QUOTES = frozenset('"“”„«»')

Forms = tuple[str, ...]
"""Syllables in normal form."""


class Meaning(NamedTuple):
    """What some syllables mean besides themselves."""

    size: int
    """How many syllables they are."""
    ways: tuple[Forms, ...]
    """The other ways to say it."""
    meant: str
    """What a short form is short for, or the short forms of a long one, as they are written."""
    only: str
    """How it must be typed if that matters: `CA`, as ca is a syllable, too; empty if it doesn't."""


class Abbreviations:
    """All abbreviations that an index knows."""

    def __init__(self, listed: Iterable[Definition], explained: Mapping[Definition, int]) -> None:
        """`listed` are those of tables; `explained` says how many articles explain each so."""
        self._longs: dict[Forms, dict[Forms, str]] = {}
        """Short form → what it is short for, and how that is written."""
        self._shorts: dict[Forms, dict[Forms, str]] = {}
        """Long form → what is short for it, and how that is written."""
        for short, long in (*listed, *_credible(explained)):
            short_forms, long_forms = _forms(short), _forms(long)
            if len(long_forms) > 1 and short_forms != long_forms:
                self._longs.setdefault(short_forms, {}).setdefault(long_forms, long)
                self._shorts.setdefault(long_forms, {}).setdefault(short_forms, short)
        self._beginnings: dict[str, list[Forms]] = {}
        """The letters of the first two syllables, or of a single one → what begins so, the longest first."""
        self._first_syllables: set[str] = set()
        """Their letters."""
        for forms in sorted({*self._longs, *self._shorts}, key=len, reverse=True):
            self._beginnings.setdefault(_beginning(forms), []).append(forms)
            self._first_syllables.add(fold(forms[0]))

    def may_begin_with(self, form: str) -> bool:
        """Whether there is anything to look for from a syllable on; there mostly isn't."""
        return fold(form) in self._first_syllables

    def meanings(self, typed: Sequence[str], at: int) -> Iterator[Meaning]:
        """What the syllables from `at` on mean besides themselves, that of the most syllables first."""
        for beginning in dict.fromkeys((_beginning(typed[at : at + 2]), _beginning(typed[at : at + 1]))):
            for forms in self._beginnings.get(beginning, ()):
                if len(forms) <= len(typed) - at and all(map(stands_for, typed[at:], forms)):
                    yield self._meaning(forms)

    def _meaning(self, forms: Forms) -> Meaning:
        longs, shorts = self._longs.get(forms, {}), self._shorts.get(forms, {})
        siblings = [short for long in longs for short in self._shorts[long]]
        # An index doesn't tell AI from ai.
        ways = dict.fromkeys((*longs, *(short for short in (*shorts, *siblings) if not _is_a_syllable(short))))
        ways.pop(forms, None)
        written = longs or {short: shorts[short] for short in shorts if short in ways}
        only = next(self._shorts[long][forms] for long in longs) if longs and _is_a_syllable(forms) else ""
        return Meaning(len(forms), tuple(ways)[:MOST_WAYS], ", ".join(written.values()), only)


def abbreviated(
    parsed: Parsed, text: str, literal: frozenset[str], known: Abbreviations
) -> Iterator[tuple[Instead, Understood]]:
    """What can be said in another way in a query, whose `text` was parsed; not what consists of `literal` syllables."""
    clauses = parsed.running
    at = 0
    while at < len(clauses):
        may_be = known.may_begin_with(clauses[at].syllables[0])
        found = next(_abbreviated(clauses[at:], text, literal, known), None) if may_be else None
        if found is None:
            at += 1
            continue
        count, meaning = found
        said = clauses[at : at + count]
        yield (
            Instead(said, tuple(Clause(way, said[0].field, quoted=True) for way in meaning.ways)),
            Understood(Kind.ABBREVIATION, _typed(said, text), meaning.meant),
        )
        at += count


def _abbreviated(
    clauses: Sequence[Clause], text: str, literal: frozenset[str], known: Abbreviations
) -> Iterator[tuple[int, Meaning]]:
    """How many of the first clauses, all of them or some, mean what besides themselves; that of the most first."""
    quoted = not _QUOTES.isdisjoint(text)  # else a clause is in quotes because it is one piece, such as KH&CN
    together = []
    for clause in clauses:
        if clause.prefix or clause.field != clauses[0].field or (clause.quoted and quoted):
            break
        together.append(clause)
    forms = [form for clause in together for form in clause.syllables]
    for meaning in known.meanings(forms, 0):
        count, size = 0, 0
        while size < meaning.size:
            size += len(together[count].syllables)
            count += 1
        if (
            size == meaning.size
            and meaning.ways
            and not literal.issuperset(forms[:size])
            and (not meaning.only or _stands_out(meaning.only, text))
        ):
            yield count, meaning


def _stands_out(short: str, text: str) -> bool:
    """Whether a short form is typed in its capitals where not everything is."""
    words = text.split()
    return short in words and (len(words) == 1 or not text.isupper())


def _typed(clauses: Sequence[Clause], text: str) -> str:
    """What was typed for some neighbouring clauses, to the letter if they stand there as they are."""
    forms = [form for clause in clauses for form in clause.syllables]
    found = syllables(text)
    for at in range(len(found.forms) - len(forms) + 1):
        if found.forms[at : at + len(forms)] == forms:
            return text[found.starts[at] : found.ends[at + len(forms) - 1]]
    return " ".join(forms)


def _credible(explained: Mapping[Definition, int]) -> Iterator[Definition]:
    """What enough articles say, in the best spelling, what most say first."""
    spellings: dict[tuple[Forms, Forms], dict[Definition, int]] = {}
    for definition, articles in explained.items():
        forms = _forms(definition.short), _forms(definition.long)
        spellings.setdefault(forms, {})[definition] = articles
    most: dict[Forms, int] = {}
    for (short, _), counts in spellings.items():
        most[short] = max(most.get(short, 0), sum(counts.values()))
    for (short, _), counts in sorted(spellings.items(), key=lambda item: -sum(item[1].values())):
        articles = sum(counts.values())
        letters = sum(map(len, short))
        least = LEAST_SAID if letters > 2 else LEAST_SAID_OF_TWO_LETTERS
        if articles >= max(least, LEAST_SHARE * most[short]):
            yield Definition(
                best_spelling(_summed((each.short, count) for each, count in counts.items())),
                best_spelling(_summed((each.long, count) for each, count in counts.items())),
            )


@lru_cache(maxsize=1 << 14)  # what one commit says, the next says again
def _forms(text: str) -> Forms:
    return tuple(syllables(text).forms)


def _summed(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for key, count in counts:
        total[key] = total.get(key, 0) + count
    return total


def _beginning(forms: Sequence[str]) -> str:
    return " ".join(map(fold, forms[:2]))


def _is_a_syllable(forms: Forms) -> bool:
    """Whether it can be taken for an ordinary syllable."""
    return len(forms) == 1 and is_syllable(fold(forms[0]))
