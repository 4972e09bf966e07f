"""All that is ever changed in a text before it is kept: halves of characters, and the spelling of facet values."""

from __future__ import annotations

from collections.abc import Iterable

from index.vietnamese.normalise import nfc


def whole(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair that stands alone, and with both halves as one character.

    Careless scrapers and file names that aren't UTF-8 leave them; no such string can be stored or sent to anybody.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def facet_value(name: str) -> str:
    """The name of a person, a tag or a unit in its one spelling: NFC, without surrounding blanks."""
    return nfc(name).strip()


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names as facet values, without blank ones and repetitions, in their order."""
    return tuple(dict.fromkeys(value for name in names if (value := facet_value(name))))
