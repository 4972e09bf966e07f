"""The languages of the pages: Vietnamese, in which their words are written, and English, from a gettext catalogue.

A request says `lang=en`; every link on a page carries that along, so that whoever is sent one sees the same page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import request

from index.dates import LOCAL_ZONE

PARAMETER = "lang"
"""The parameter that says which language."""

CATALOGUES = Path(__file__).parent / "translations"
"""One `.po` file a language, named by its code."""


@dataclass(frozen=True)
class Language:
    """How pages speak."""

    code: str
    """As in `<html lang>`."""
    name: str
    """Its own name for itself."""
    marks: Mapping[int, int]
    """The marks in 1,234.5 → those that stand there in this language, for `str.translate`."""
    months: tuple[str, ...]
    """The names of the months in dates; none where they are numbers."""

    @property
    def translations(self) -> NullTranslations:
        """What the words of the pages are in this language."""
        return catalogue(self.code)

    def say(self, message: str, /, **values: object) -> str:
        """A message, which the pages have in Vietnamese, with `%(name)s` for each of the values."""
        said = self.translations.gettext(message)
        return said % values if values else said

    def counted(self, message: str, count: int, /, **values: object) -> str:
        """A message that holds a number as `%(n)s`: other languages say one thing otherwise than several."""
        return self.translations.ngettext(message, message, count) % {"n": self.number(count), **values}

    def number(self, value: float) -> str:
        """A number as it is written: 12.345 in Vietnamese, 12,345 in English; with one decimal if it is not whole."""
        if isinstance(value, int):
            return str(value) if value < 1000 else f"{value:,}".translate(self.marks)
        return f"{value:,.1f}".translate(self.marks)

    def day(self, moment: date | datetime) -> str:
        """The day in Việt Nam: 27/12/2021, or 27 Dec 2021, which nobody takes for a month first."""
        if isinstance(moment, datetime):
            moment = moment.astimezone(LOCAL_ZONE)
        if self.months:
            return f"{moment.day} {self.months[moment.month - 1]} {moment.year}"
        return numeric_day(moment)

    def day_and_time(self, moment: date | datetime) -> str:
        """The day, and the time of day if it is known: 27/12/2021, 08:30."""
        day = self.day(moment)
        return f"{day}, {moment.astimezone(LOCAL_ZONE):%H:%M}" if isinstance(moment, datetime) else day

    def period(self, value: str) -> str:
        """A year, a month or a day, `2021-12` for one: 12/2021, or Dec 2021."""
        if len(value) == len("2021-12-27"):
            return self.day(date.fromisoformat(value))
        year, _, month = value.partition("-")
        if not month:
            return year
        return f"{self.months[int(month) - 1]} {year}" if self.months else f"{month}/{year}"


def numeric_day(day: date) -> str:
    """The day as people type it, in either language: 27/12/2021."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


VIETNAMESE = Language("vi", "Tiếng Việt", str.maketrans(",.", ".,"), ())

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ENGLISH = Language("en", "English", {}, _MONTHS)

LANGUAGES: Mapping[str, Language] = {each.code: each for each in (VIETNAMESE, ENGLISH)}


def asked_for() -> Language:
    """The language of the page that was asked for."""
    return LANGUAGES.get(request.args.get(PARAMETER, ""), VIETNAMESE)


@cache
def catalogue(name: str) -> NullTranslations:
    """A catalogue as translators wrote it: nothing has to be compiled, so nothing can be out of step."""
    from babel.messages import mofile, pofile  # takes a while to import, and the command line does without

    path = CATALOGUES / f"{name}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as written:
        catalogue: Any = pofile.read_po(written, abort_invalid=True)
    compiled = BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
