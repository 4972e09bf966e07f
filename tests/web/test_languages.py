"""The languages of the pages: how they write days and numbers, and that nothing is left untranslated."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import python_format
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from web.languages import CATALOGUES, ENGLISH, LANGUAGES, VIETNAMESE, Language

WEB = CATALOGUES.parent

KEYWORDS = {"_": None, "say": None, "translated": None, "counted": (1, 1)}
"""As in the Makefile."""


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [(VIETNAMESE, "07/02/2021", "27/12/2021, 08:30"), (ENGLISH, "7 Feb 2021", "27 Dec 2021, 08:30")],
)
def test_days(language: Language, day: str, moment: str) -> None:
    """In Vietnamese the day comes first, in English the month is a word; a moment is the day it is in Việt Nam."""
    assert language.day(date(2021, 2, 7)) == day
    assert language.day_and_time(date(2021, 2, 7)) == day
    assert language.day_and_time(datetime(2021, 12, 27, 1, 30, tzinfo=UTC)) == moment
    assert language.day(datetime(2021, 12, 31, 20, 0, tzinfo=UTC)) == language.day(date(2022, 1, 1))


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (12345, "12.345", "12,345"),
        (3.14, "3,1", "3.1"),
        (1234.5, "1.234,5", "1,234.5"),
    ],
)
def test_numbers(value: float, vietnamese: str, english: str) -> None:
    """Each language parts thousands and decimals with its own marks."""
    assert (VIETNAMESE.number(value), ENGLISH.number(value)) == (vietnamese, english)


@pytest.mark.parametrize(("count", "said"), [(0, "0 articles"), (1, "1 article"), (1234, "1,234 articles")])
def test_one_is_not_several(count: int, said: str) -> None:
    """English tells one from several."""
    assert ENGLISH.counted("%(n)s bài viết", count) == said


def messages() -> set[str | tuple[str, ...]]:
    """All that the pages say."""
    mappings = tomllib.loads((WEB.parent / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: {"trimmed": "true"} for each in mappings}
    found = extract_from_dir(WEB, methods, options, KEYWORDS)
    return {message for _, _, message, _, _ in found}


@pytest.fixture(params=sorted(code for code in LANGUAGES if code != VIETNAMESE.code))
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with Path(CATALOGUES / f"{request.param}.po").open("rb") as written:
        return read_po(written, locale=request.param, abort_invalid=True)


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_catalogues_are_complete(catalogue: Catalog) -> None:
    """A catalogue holds exactly what the pages say, each message translated and none of them a guess."""
    assert {message.id for message in entries(catalogue)} == messages()
    assert not catalogue.obsolete
    for message in entries(catalogue):
        assert not message.fuzzy, message.id
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(said), message.id


def test_translations_take_the_same_values(catalogue: Catalog) -> None:
    """A translation has the places for values that its message has."""
    for message in entries(catalogue):
        if message.python_format:
            python_format(catalogue, message)
