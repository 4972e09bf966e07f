"""Names of people, units and tags: which spellings are one name, and which of these is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from index.vietnamese.normalise import IGNORABLE, nfc, normal_form

TOKEN = re.compile(r"\w+|[^\w\s–—-]")
"""Names are compared token by token. Dashes don't count (`Ban Tổ chức – Cán bộ`); other marks do: what stands on both
sides of a full stop or a comma is no name, and `C++` is not `C`."""

_AROUND = " \t\n.,;:"
"""What may stand around a name without being part of it."""

_NOT_IGNORABLE = {ord(char): None for char in IGNORABLE}


def visible(name: str) -> str:
    """The name without invisible characters."""
    return name.translate(_NOT_IGNORABLE)


def tokens(name: str) -> list[str]:
    """The tokens of a name in normal form."""
    return [normal_form(token) for token in TOKEN.findall(nfc(visible(name)))]


@lru_cache(maxsize=1 << 17)
def identity(name: str) -> str:
    """What all spellings of one name have in common, whatever their case, composition, tone placement and blanks."""
    return " ".join(tokens(name.strip(_AROUND))) or name


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """The names in their order; of several spellings of one, the first."""
    once: dict[str, str] = {}
    for name in names:
        once.setdefault(identity(name), name)
    return tuple(once.values())


def best_spelling(counts: Mapping[str, int]) -> str:
    """Which spelling of a name to show: the most frequent one, but no line of capitals if there is another.

    `counts` says how often each occurs."""
    return min(counts, key=lambda name: (name.isupper() and " " in name, -counts[name], name))
