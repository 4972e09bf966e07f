"""The table of an institution's units, and which of them an article is about.

The table is a TOML file that the institution edits:

    [[unit]]
    name = "Viện Toán học"
    abbreviations = ["VTH"]
    other_names = ["Viện Toán"]                                     # optional, like all that follows
    former_names = [{ name = "Viện Toán cũ", from = 1966, to = 1970 }]
    parent = "Viện Hàn lâm Khoa học và Công nghệ Việt Nam"
    too_common = true       # the present name alone says nothing (“Văn phòng”): only the other ones are looked for
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any, Self

from index.article import Article
from index.errors import UnitsTableInvalid
from index.vietnamese.normalise import TONE_MARKS, nfc, normal_form

SHIPPED = "units-vast.toml"

_TOKEN = re.compile(r"\w+|[^\w\s–—-]")
"""Names are compared token by token. Dashes don't count (`Ban Tổ chức – Cán bộ`); other marks do: what stands on both
sides of a full stop or a comma is no name."""

_LISTS = ("abbreviations", "other_names", "former_names")
_KEYS = {"name", "parent", "too_common", *_LISTS}


@dataclass(frozen=True)
class Unit:
    """One unit."""

    name: str
    """The present name, which facets show."""
    abbreviations: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    parent: str = ""
    too_common: bool = False

    @property
    def names(self) -> Iterator[str]:
        """Everything the unit is or was called, but for abbreviations."""
        yield self.name
        yield from self.other_names
        yield from self.former_names


class _Names:
    """Names as sequences of tokens, each leading to the unit that bears it: a trie."""

    _UNIT = ""
    """The key, in a node, of the unit whose name ends there; no token is empty."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._most_tokens = 0

    def add(self, name: str, unit: str) -> None:
        tokens = _normal_tokens(name)
        node = self._root
        for token in tokens:
            node = node.setdefault(token, {})
        # The first unit in the file keeps a name that two of them claim.
        node.setdefault(self._UNIT, unit)
        self._most_tokens = max(self._most_tokens, len(tokens))

    def longest(self, text: str, start: int) -> tuple[int, str]:
        """Where the longest name that begins at `start` ends, and whose it is; `(start, "")` if there is none."""
        found, node = (start, ""), self._root
        for match in islice(_TOKEN.finditer(text, start), self._most_tokens):
            if not (node := node.get(normal_form(match[0]))):  # type: ignore[assignment]
                break
            if unit := node.get(self._UNIT):
                found = match.end(), unit
        return found

    def beginnings(self) -> re.Pattern[str]:
        """Finds the first words of all names in lower-case NFC text: few places in it are worth a closer look."""
        return _any_of(spelling for token in self._root for spelling in _spellings(token))


class UnitsTable:
    """All units, to be asked for the one that an article is about."""

    def __init__(self, units: Iterable[Unit]):
        self._units = {unit.name: unit for unit in units}
        self._mentionable = _Names()
        self._abbreviations: dict[str, str] = {}
        for unit in self._units.values():
            for name in unit.names:
                if not (unit.too_common and name == unit.name):
                    self._add_mentionable(name, unit.name)
            for abbreviation in unit.abbreviations:
                self._abbreviations.setdefault(nfc(abbreviation), unit.name)
        self._beginning = self._mentionable.beginnings()
        self._abbreviation = _any_of(self._abbreviations)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The table in a file; None is the shipped one, of the Vietnam Academy of Science and Technology.

        Raises UnitsTableInvalid, naming file and reason.
        """
        source = path or resources.files("index") / "data" / SHIPPED
        try:
            content = tomllib.loads(source.read_text(encoding="utf-8-sig"))
            return cls(_units(content))
        except OSError as error:
            raise UnitsTableInvalid(f"{source}: {(error.strerror or str(error)).lower()}") from error
        except ValueError as error:  # TOML, UTF-8 and _units all say it so.
            raise UnitsTableInvalid(f"{source}: {error}") from error

    def find(self, title: str, text: str) -> str:
        """The present name of the unit that an article is about, or an empty string.

        The title decides, else the first paragraph that mentions a unit. There the longest name at each place counts, a
        unit is a better answer than what it is part of, and of several the earliest wins.
        """
        for paragraph in (title, *text.split("\n")):
            mentioned = list(dict.fromkeys(self._mentions(paragraph)))
            if mentioned:
                above = {ancestor for name in mentioned for ancestor in self._ancestors(name)}
                return next((name for name in mentioned if name not in above), mentioned[0])
        return ""

    def _add_mentionable(self, name: str, unit: str) -> None:
        """A name of one syllable is too short to be recognised but as it is written, like an abbreviation."""
        if len(_normal_tokens(name)) > 1:
            self._mentionable.add(name, unit)
        else:
            self._abbreviations.setdefault(nfc(name), unit)

    def _mentions(self, text: str) -> Iterator[str]:
        """The units named in a text, in order, the longest name at each place, no two overlapping."""
        written = nfc(text)
        spoken = written.lower()
        found = [(at, *self._mentionable.longest(spoken, at)) for at, _ in _words(self._beginning, spoken)]
        found += [(at, at + len(it), self._abbreviations[it]) for at, it in _words(self._abbreviation, written)]
        behind = 0
        for start, end, unit in sorted(found, key=lambda mention: (mention[0], -mention[1])):
            if unit and start >= behind:
                behind = end
                yield unit

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
    return replace(article, unit=units.find(article.title, f"{article.summary}\n{article.body}"))


def _normal_tokens(name: str) -> list[str]:
    return [normal_form(token) for token in _TOKEN.findall(nfc(name))]


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
    _require(isinstance(entries, list) and content.keys() == {"unit"}, "it must consist of [[unit]] entries")
    taken: set[str] = set()
    for number, entry in enumerate(entries or (), 1):
        _require(_is_name(entry.get("name")), f"unit {number} has no name")
        unit = _unit(entry)
        _require(unit.name not in taken, f"there are two units named “{unit.name}”")
        taken.add(unit.name)
        yield unit


def _unit(entry: dict[str, Any]) -> Unit:
    name, parent, too_common = entry["name"], entry.get("parent", ""), entry.get("too_common", False)
    unknown = ", ".join(sorted(entry.keys() - _KEYS))
    _require(not unknown, f"unit “{name}” has a key that means nothing here: {unknown}")
    _require(isinstance(parent, str), f"unit “{name}”: parent must be a name")
    _require(isinstance(too_common, bool), f"unit “{name}”: too_common must be true or false")
    lists = {key: tuple(_names(name, key, entry.get(key, []))) for key in _LISTS}
    return Unit(name=name, parent=parent, too_common=too_common, **lists)


def _names(unit: str, key: str, values: Any) -> Iterator[str]:
    """The names in one of a unit's lists; a former name may stand in a table of its own, with its years."""
    _require(isinstance(values, list), f"unit “{unit}”: {key} must be a list")
    for value in values:
        name = value.get("name") if key == "former_names" and isinstance(value, dict) else value
        _require(_is_name(name), f"unit “{unit}”: {key} must hold names")
        yield str(name)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(_TOKEN.search(value))


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise ValueError(reason)
