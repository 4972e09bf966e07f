"""The table of an institution's units: which of them an article is about, and which bore a name in which years.

The table is a TOML file that the institution edits:

    [[unit]]
    name = "Viện Toán học"
    abbreviations = ["VTH"]
    other_names = ["Viện Toán"]                                     # optional, like all that follows
    former_names = [{ name = "Viện Toán cũ", from = 1966, to = 1970 }]
    parent = "Viện Hàn lâm Khoa học và Công nghệ Việt Nam"
    too_common = true       # the present name alone says nothing (“Văn phòng”): only the other ones are looked for

An index keeps the table that it was made with, so that it knows all names when it is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

from index.article import Article
from index.definitions import Definition
from index.names import TOKEN, identity, tokens
from index.settings import Settings
from index.tables import Table, kept_table, read, require
from index.vietnamese.normalise import TONE_MARKS, nfc, normal_form

_KEYS = {"name", "abbreviations", "other_names", "former_names", "parent", "too_common"}


class FormerName(NamedTuple):
    """A name that a unit bore once."""

    name: str
    first: int | None = None
    """The year in which it was given; None if that is not known."""
    last: int | None = None
    """The year in which it was given up."""

    def was_borne_in(self, year: int) -> bool:
        """Whether its known years hold this one; False if none is known."""
        return self != (self.name, None, None) and (self.first or year) <= year <= (self.last or year)


@dataclass(frozen=True)
class Unit:
    """One unit."""

    name: str
    """The present name, which facets show."""
    abbreviations: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    parent: str = ""
    too_common: bool = False

    @property
    def names(self) -> Iterator[str]:
        """Everything the unit is or was called, but for abbreviations."""
        yield self.name
        yield from self.other_names
        yield from (former.name for former in self.former_names)


class _Names:
    """Names as sequences of tokens: a trie."""

    _ENDS = ""
    """The key, in a node, of the name that ends there; no token is empty."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._most_tokens = 0

    def add(self, name: str) -> None:
        node = self._root
        for token in tokens(name):
            node = node.setdefault(token, {})
        node.setdefault(self._ENDS, name)
        self._most_tokens = max(self._most_tokens, len(tokens(name)))

    def longest(self, text: str, start: int) -> tuple[int, str]:
        """Where the longest name that begins at `start` ends, and the name; `(start, "")` if there is none."""
        found, node = (start, ""), self._root
        for match in islice(TOKEN.finditer(text, start), self._most_tokens):
            if not (node := node.get(normal_form(match[0]))):  # type: ignore[assignment]
                break
            if name := node.get(self._ENDS):
                found = match.end(), name
        return found

    def beginnings(self) -> re.Pattern[str]:
        """Finds the first words of all names in lower-case NFC text: few places in it are worth a closer look."""
        return _any_of(spelling for token in self._root for spelling in _spellings(token))


class UnitsTable:
    """All units, to be asked for the one that an article is about, and for the one that bore a name."""

    def __init__(self, units: Iterable[Unit]):
        self._units = {unit.name: unit for unit in units}
        self._bearers: dict[str, list[tuple[FormerName | None, str]]] = {}
        self._mentionable = _Names()
        self._abbreviations: dict[str, str] = {}
        for unit in self._units.values():
            for former in (None, *unit.former_names):
                names = (former.name,) if former else (unit.name, *unit.other_names, *unit.abbreviations)
                for name in names:
                    self._bearers.setdefault(identity(name), []).append((former, unit.name))
            for name in unit.names:
                if not (unit.too_common and name == unit.name):
                    self._add_mentionable(name)
            self._abbreviations |= {nfc(abbreviation): abbreviation for abbreviation in unit.abbreviations}
        self._beginning = self._mentionable.beginnings()
        self._abbreviation = _any_of(self._abbreviations)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The table in a file; None is the shipped one, of the Vietnam Academy of Science and Technology.

        Raises TableInvalid, naming file and reason.
        """
        return read(Table.UNITS, path, lambda content: cls(_units(content)))

    def find(self, title: str, text: str, year: int | None = None) -> str:
        """The present name of the unit that an article of `year` is about, or an empty string.

        The title decides, else the first paragraph that mentions a unit. There the longest name at each place counts, a
        unit is a better answer than what it is part of, and of several the earliest wins.
        """
        for paragraph in (title, *text.split("\n")):
            mentioned = list(dict.fromkeys(self.bearer(name, year) for name in self._mentions(paragraph)))
            if mentioned:
                above = {ancestor for name in mentioned for ancestor in self._ancestors(name)}
                return next((name for name in mentioned if name not in above), mentioned[0])
        return ""

    @property
    def abbreviations(self) -> Iterator[Definition]:
        """The abbreviations of all units, for what these are called now."""
        for unit in self._units.values():
            for short in unit.abbreviations:
                for name in (unit.name, *unit.other_names):
                    yield Definition(short, name)

    def bearers(self, name: str) -> tuple[str, ...]:
        """The present names of the units that bear this name or ever bore it."""
        return tuple(dict.fromkeys(unit for _, unit in self._bearers.get(identity(name), ())))

    def bearer(self, name: str, year: int | None = None) -> str:
        """The present name of the unit that bore this name in `year`; the name itself if none ever did.

        Of several that is the one whose former name it was then, else the one whose name it is now; else, and where
        the table leaves it open, the first in the table."""
        bearers = self._bearers.get(identity(name), ())
        if year is not None:
            for former, unit in bearers:
                if former and former.was_borne_in(year):
                    return unit
        return next((unit for former, unit in bearers if former is None), bearers[0][1] if bearers else name)

    def other_names(self, unit: str) -> tuple[str, ...]:
        """The former, short and other names of the unit with this present name; none if the table doesn't hold it."""
        if unit not in self._units:
            return ()
        return (*islice(self._units[unit].names, 1, None), *self._units[unit].abbreviations)

    def _add_mentionable(self, name: str) -> None:
        """A name of one syllable is too short to be recognised but as it is written, like an abbreviation."""
        if len(tokens(name)) > 1:
            self._mentionable.add(name)
        else:
            self._abbreviations.setdefault(nfc(name), name)

    def _mentions(self, text: str) -> Iterator[str]:
        """The names of units in a text, in order, the longest at each place, no two overlapping."""
        written = nfc(text)
        spoken = written.lower()
        found = [(at, *self._mentionable.longest(spoken, at)) for at, _ in _words(self._beginning, spoken)]
        found += [(at, at + len(it), self._abbreviations[it]) for at, it in _words(self._abbreviation, written)]
        behind = 0
        for start, end, name in sorted(found, key=lambda mention: (mention[0], -mention[1])):
            if name and start >= behind:
                behind = end
                yield name

    def _ancestors(self, name: str) -> Iterator[str]:
        """The units that a unit is part of, from the nearest on; a circle in the table ends where it closes."""
        seen = {name}
        while (unit := self._units.get(name)) and unit.parent and unit.parent not in seen:
            name = unit.parent
            seen.add(name)
            yield name


def with_unit(article: Article, units: UnitsTable) -> Article:
    """The article as it is when it names its unit, else with the present name of the unit that it is about."""
    if article.unit:
        return article
    year = article.published.year if article.published else None
    return replace(article, unit=units.find(article.title, f"{article.summary}\n{article.body}", year))


def units_of(settings: Settings) -> UnitsTable:
    """The institution's table if the settings name one, else that of the index, else the shipped one.

    Raises TableInvalid."""
    return UnitsTable.load(settings.units or kept_table(settings.index, Table.UNITS))


def _spellings(syllable: str) -> set[str]:
    """A syllable with its tone mark in either place (`tòa`, `toà`)."""
    decomposed = unicodedata.normalize("NFD", syllable)
    return {syllable, nfc(re.sub(rf"([ou])([{TONE_MARKS}])([aey])$", r"\1\3\2", decomposed))}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words, the longest first, with no letter or digit after them; nothing if there are none."""
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:{alternatives or '(?!)'})(?!\w)")


def _words(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Matches that begin a word. (Looking behind within the pattern would make `re` try every place: half as fast.)"""
    for match in pattern.finditer(text):
        at = match.start()
        if at == 0 or not text[at - 1].isalnum():
            yield at, match[0]


def _units(content: dict[str, Any]) -> Iterator[Unit]:
    """The units of a parsed file. Raises ValueError, naming the unit and the key that is wrong."""
    entries = content.get("unit")
    require(isinstance(entries, list) and content.keys() == {"unit"}, "it must consist of [[unit]] entries")
    taken: set[str] = set()
    for number, entry in enumerate(entries or (), 1):
        require(_is_name(entry.get("name")), f"unit {number} has no name")
        unit = _unit(entry)
        require(unit.name not in taken, f"there are two units named “{unit.name}”")
        taken.add(unit.name)
        yield unit


def _unit(entry: dict[str, Any]) -> Unit:
    name, parent, too_common = entry["name"], entry.get("parent", ""), entry.get("too_common", False)
    unknown = ", ".join(sorted(entry.keys() - _KEYS))
    require(not unknown, f"unit “{name}” has a key that means nothing here: {unknown}")
    require(isinstance(parent, str), f"unit “{name}”: parent must be a name")
    require(isinstance(too_common, bool), f"unit “{name}”: too_common must be true or false")
    lists = {key: tuple(_names(name, key, entry.get(key, []))) for key in ("abbreviations", "other_names")}
    former_names = tuple(_former_names(name, entry.get("former_names", [])))
    return Unit(name=name, parent=parent, too_common=too_common, former_names=former_names, **lists)


def _names(unit: str, key: str, values: Any) -> Iterator[str]:
    """The names in one of a unit's lists."""
    require(isinstance(values, list), f"unit “{unit}”: {key} must be a list")
    for value in values:
        require(_is_name(value), f"unit “{unit}”: {key} must hold names")
        yield str(value)


def _former_names(unit: str, values: Any) -> Iterator[FormerName]:
    """A unit's former names: each in a table of its own with its years, or a bare string."""
    require(isinstance(values, list), f"unit “{unit}”: former_names must be a list")
    for value in values:
        said = value if isinstance(value, dict) else {"name": value}
        name, first, last = (said.get(key) for key in ("name", "from", "to"))
        require(_is_name(name), f"unit “{unit}”: former_names must hold names")
        unknown = ", ".join(sorted(said.keys() - {"name", "from", "to"}))
        require(not unknown, f"unit “{unit}”: former name “{name}” has a key that means nothing here: {unknown}")
        for key, year in (("from", first), ("to", last)):
            require(
                year is None or (type(year) is int and 1 <= year <= 9999),
                f"unit “{unit}”: former name “{name}”: {key} must be a year",
            )
        require(
            first is None or last is None or first <= last,
            f"unit “{unit}”: former name “{name}”: from must not be later than to",
        )
        yield FormerName(str(name), first, last)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(TOKEN.search(value))
