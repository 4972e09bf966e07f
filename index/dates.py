"""Dates as Vietnamese sites, newsrooms and offices write them.

Every form is one strict pattern. A free-form date library isn't used on purpose: given 12/27/2021 it silently turns to
month/day, and a wrong date is worse than a refused one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from index.vietnamese.normalise import nfc

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone of a time of day that is written without one."""

_ISO_DAY = r"(?P<iso>\d{4}-\d{2}-\d{2})"
_NUMERIC_DAY = r"(?P<day>\d{1,2})(?P<separator>[/.-])(?P<month>\d{1,2})(?P=separator)(?P<year>\d{4})"
_WORDED_DAY = r"(?:ngày )?(?P<day>\d{1,2}) tháng (?P<month>\d{1,2})(?: năm|,) ?(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn)(?: ?, ?| ))?"
_CLOCK = r"(?P<hour>\d{1,2}) ?(?:(?:[:h]|giờ) ?(?P<minute>\d{2})(?::(?P<second>\d{2})|(?: ?phút))?|h|giờ)"
_ZONE = r"(?: ?\(?(?:gmt|utc) ?(?P<zone>[+-][01]?\d(?::?\d{2})?)\)?)?"
_BETWEEN = r"(?: ?[,|–-] ?| lúc | )"

_DATE = tuple(
    re.compile(pattern)
    for day in (_NUMERIC_DAY, _WORDED_DAY)
    for pattern in (
        f"{_WEEKDAY}{day}(?:{_BETWEEN}{_CLOCK}{_ZONE})?",
        f"{_CLOCK}{_ZONE}{_BETWEEN}{_WEEKDAY}{day}",
    )
)
"""All forms but ISO 8601, to be matched in full against lower-case NFC text with single spaces."""

_ISO_DATE_TIME = re.compile(_ISO_DAY + r"[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:Z|[+-][01]\d(?::?\d{2})?)?")
_ISO_DATE = re.compile(_ISO_DAY)
_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
"""ISO 8601, and the same without leading zeros, as crawlers write it: where the year comes first, the month is next."""

_DAY = re.compile(_NUMERIC_DAY)

_YEARS = range(1000, 3000)
"""Years in which an article can be published. 0001-01-01 and 9999-12-31 are how databases write that there is no date,
and such a moment leaves the calendar when it is told in another zone; a year before 1000 isn't written with four digits
by every system, and one from 3000 on is a typing error."""

_MENTIONS = tuple(re.compile(rf"(?<!\d){day}(?!\d)", re.IGNORECASE) for day in (_NUMERIC_DAY, _WORDED_DAY))


def parse_published(text: str) -> date | datetime:
    """When an article was published: a `datetime` with a zone if `text` has a time of day, else a `date`.

    ISO 8601 (`2021-12-27`, `2021-12-27T08:30:00+07:00`), `27/12/2021` (also with `-` or `.`) and `ngày 27 tháng 12 năm
    2021`; these two may have a weekday before and a time on either side: `Thứ hai, 27/12/2021, 08:30 (GMT+7)`.
    Without a zone it is Asia/Ho_Chi_Minh. The day always comes before the month. The year has to be one of 1000–2999.

    Raises ValueError, with a sentence for the person who wrote the date.
    """
    plain = _single_spaced(text)
    try:
        if match := _YEAR_FIRST.fullmatch(plain):
            return _in_years(date(*map(int, match.groups())))
        if _ISO_DATE_TIME.fullmatch(plain.upper()):
            return _in_years(_iso_date_time(plain.upper()))
        for pattern in _DATE:
            if match := pattern.fullmatch(plain.lower()):
                return _in_years(_from_parts(match))
    except ValueError as error:
        raise ValueError(f"“{plain}” is not a date: {error}") from None
    raise ValueError(f"“{plain}” is not a date: write 2021-12-27, 27/12/2021 or 2021-12-27T08:30:00+07:00")


def parse_period(text: str) -> tuple[date, date]:
    """The first and the last day of a year, month or day: `2021`, `2021-12`, `2021-12-27`.

    Raises ValueError, with a sentence for the person who wrote it.
    """
    try:
        if not _PERIOD.fullmatch(text):
            raise ValueError(text)
        first = date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        raise ValueError(f"“{text}” is not a year, month or day such as 2021, 2021-12 or 2021-12-27") from None
    match len(text):
        case 4:
            return first, first.replace(month=12, day=31)
        case 7:
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        case _:
            return first, first


def parse_day(text: str) -> date:
    """A day written `2021-12-27` or `27/12/2021`, as in a search filter.

    Raises ValueError, with a sentence for the person who wrote the day.
    """
    plain = _single_spaced(text)
    try:
        if _ISO_DATE.fullmatch(plain):
            return date.fromisoformat(plain)
        if (match := _DAY.fullmatch(plain)) and match["separator"] == "/":
            return _day_of(match)
    except ValueError as error:
        raise ValueError(f"“{plain}” is not a date: {error}") from None
    raise ValueError(f"“{plain}” is not a date: write 2021-12-27 or 27/12/2021")


def days_mentioned(text: str) -> list[date]:
    """The days that stand in `text` as d/m/yyyy or `ngày d tháng m năm yyyy`, in order; impossible ones left out."""
    plain = _single_spaced(text)
    found = []
    for pattern in _MENTIONS:
        for match in pattern.finditer(plain):
            with suppress(ValueError):
                found.append((match.start(), _in_years(_day_of(match))))
    return [day for _, day in sorted(found)]


def only_day(text: str) -> date | None:
    """The day that stands in `text`, if it is just one."""
    days = days_mentioned(text)
    return days[0] if len(days) == 1 else None


def today() -> date:
    """The day it is in Vietnam."""
    return datetime.now(LOCAL_ZONE).date()


def _single_spaced(text: str) -> str:
    return " ".join(nfc(text).split())


def _in_years(day: date | datetime) -> date | datetime:
    """The day or moment, if something can have been published then. Raises ValueError."""
    if day.year not in _YEARS:
        raise ValueError(f"nothing is published in the year {day.year}")
    return day


def _iso_date_time(text: str) -> datetime:
    moment = datetime.fromisoformat(text[:11] + text[11:].replace(" ", ""))
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)


def _from_parts(match: re.Match[str]) -> date | datetime:
    day = _day_of(match)
    if match["hour"] is None:
        return day
    clock = time(int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0))
    return datetime.combine(day, clock, _zone_of(match["zone"]))


def _day_of(match: re.Match[str]) -> date:
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    if month > 12:
        raise ValueError(f"there is no month {month}; the day comes before the month")
    return date(year, month, day)


def _zone_of(offset: str | None) -> tzinfo:
    """The zone of an offset such as `+7`, `+07` or `+07:00`."""
    if offset is None:
        return LOCAL_ZONE
    hours, minutes = re.fullmatch(r"[+-](\d{1,2}):?(\d{2})?", offset).groups(default="0")  # type: ignore[union-attr]
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if offset.startswith("-") else size)
