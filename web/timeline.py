"""The drawing of the dates: a bar for each part of the time being looked at."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from web.languages import Language

MOST_YEARS = 40
"""With more, only years that have articles get a bar, the newest of them: the others are in the facet."""

HEIGHT = 64
"""Pixels of the longest bar."""

LABELS = (16, 7)
"""How many labels fit below the bars: on a wide screen, on a phone."""


class Place(NamedTuple):
    """Where a bar stands, in per cent as SVG writes them: the drawing is as wide as the page."""

    left: str
    width: str
    """Of what can be clicked; bars have air around them."""
    bar_left: str
    bar_width: str
    middle: str
    label_shown: str
    """On which screens the label has room: `always`, `wide` or `never`."""


class Bar(NamedTuple):
    """One part of the time."""

    value: str
    """As the parameter `date` takes it."""
    name: str
    said: str
    """Its number of articles in words; empty if there are none."""
    label: str
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody needs here
    height: int
    """Pixels."""
    selected: bool
    place: Place


def period_of(dates: Sequence[str]) -> str:
    """The time to look at when these dates are selected: the year or month that is, or that has the day; else all."""
    return dates[0][: len("2021-12")] if len(dates) == 1 else ""


def bars(counts: Mapping[str, int], period: str, selected: Sequence[str], language: Language) -> list[Bar]:
    """The bars of `counts`, which are those of the parts of `period`; parts without articles have bars of no height."""
    parts = _parts(counts, period)
    if not parts:
        return []
    scale = HEIGHT / max(counts.values())
    drawn = []
    for part, place in zip(parts, _places(len(parts), newest_first=not period), strict=True):
        count = counts.get(part, 0)
        drawn.append(
            Bar(
                part,
                language.period(part),
                language.counted("%(n)s bài", count) if count else "",
                _label(part, language),
                count,
                max(2, round(scale * count)) if count else 0,
                part in selected,
                place,
            )
        )
    return drawn


@cache
def _places(parts: int, *, newest_first: bool) -> tuple[Place, ...]:
    """The places of so many bars. Where labels are left out, the first has one, or else the newest."""
    room = 100 / parts
    wide, phone = (-(-parts // fitting) for fitting in LABELS)
    places = []
    for at in range(parts):
        number = parts - 1 - at if newest_first else at
        shown = "always" if number % phone == 0 else "wide" if number % wide == 0 else "never"
        lengths = at * room, room, (at + 0.1) * room, 0.8 * room, (at + 0.5) * room
        left, width, bar_left, bar_width, middle = (f"{length:.4g}%" for length in lengths)
        places.append(Place(left, width, bar_left, bar_width, middle, shown))
    return tuple(places)


def _label(part: str, language: Language) -> str:
    """What stands below a bar: 2021, then 1 to 12 or Jan to Dec, then 1 to 31."""
    _, *rest = part.split("-")
    if not rest:
        return part
    if len(rest) == 1 and language.months:
        return language.months[int(rest[0]) - 1]
    return rest[-1].lstrip("0")


def _parts(counts: Mapping[str, int], period: str) -> list[str]:
    if len(period) == len("2021"):
        return [f"{period}-{month:02}" for month in range(1, 13)] if counts else []
    if period:
        days = monthrange(int(period[:4]), int(period[5:]))[1]
        return [f"{period}-{day:02}" for day in range(1, days + 1)] if counts else []
    years = [int(year) for year in counts]
    if years and years[-1] - years[0] < MOST_YEARS:
        years = list(range(years[0], years[-1] + 1))
    return [f"{year:04}" for year in years[-MOST_YEARS:]]
