"""A time in words: `hội nghị tháng 12/2021`, `nghiệm thu năm ngoái`, `từ 1/2020 đến 6/2021`.

Every form is one strict pattern, typed with its marks or without any. A free-form date library isn't used on purpose:
it knows no quarters and no ranges, makes a day of `tháng 12/2021`, and takes a millisecond where this takes
microseconds.

What is read here may still be a topic (`tổng kết năm 2021`): `search.understanding.period` decides with the index at
hand. A bare `12/2021` is none of the forms, as that is how people write the number of a circular.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.fold import fold
from index.vietnamese.normalise import nfc
from index.vietnamese.syllables import syllables

LONGEST_REST = 8
"""Syllables. With more around it, a time is part of a sentence or a question and no condition."""

Span = tuple[date, date]
"""A first and a last day, inclusive; `date.min` and `date.max` where it is open."""


class Dated(NamedTuple):
    """A text with a time in words."""

    typed: str
    """The words of the time, to the letter."""
    span: Span
    rest: str
    """The text without them."""
    plain_year: bool = False
    """Whether it is no more than `năm 2021`, which names a topic more often than a time."""

    @property
    def meant(self) -> str:
        """The first and the last day as `2021-12-01..2021-12-31`; nothing on a side that is open."""
        first, last = self.span
        return f"{'' if first == date.min else first}..{'' if last == date.max else last}"


@lru_cache(maxsize=512)  # as for `search.parser.parse`
def dated(text: str, today: date, as_typed: tuple[str, ...] = ()) -> Dated | None:
    """The time that `text` names, if it names just one; the words of `as_typed` name none."""
    text = nfc(text)
    if not _HINT.search(text):
        return None
    found = [match for match in _TIME.finditer(text) if _stands_alone(match)]
    if len(found) != 1:
        return None
    at = found[0]
    rest = f"{text[: at.start()].rstrip()} {text[at.end() :].lstrip()}".strip()
    literal = [syllables(piece).forms for piece in as_typed]
    if len(syllables(rest).forms) > LONGEST_REST or syllables(at[0]).forms in literal:
        return None
    try:
        first, last = _span(at, today)
    except (ValueError, OverflowError):  # there is no 31/2/2021, no month 13, no year before the first
        return None
    return Dated(at[0], (first, last), rest, plain_year=at["plain"] is not None) if first <= last else None


# ── the forms ──


def _pattern(form: str) -> str:
    """A form as a regular expression: its words with their marks or without any, any space between them."""
    either = re.sub(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*", lambda word: f"(?:{word[0]}|{fold(word[0])})", form)
    return either.replace(" ", r"\s+")


def _any(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


_SIGN = r"\s?[/.-]\s?"
_YEAR = r"(?:19|20)\d\d"
_QUARTER = "(?:quý|quí) (?:[1-4]|iv|i{1,3})"
_POINT = _any(
    rf"(?:ngày )?\d{{1,2}}(?:{_SIGN}\d{{1,2}}{_SIGN}| tháng \d{{1,2}} năm ){_YEAR}",
    rf"(?:tháng \d{{1,2}}|{_QUARTER})(?:(?:{_SIGN}|,? năm | ){_YEAR}|,? năm (?:nay|ngoái))",
)
_BARE_POINT = _any(_POINT, rf"(?:\d{{1,2}}{_SIGN}|năm )?{_YEAR}")
"""Behind từ, đến, trước and sau, where also 6/2021 and 2021 can be nothing but a time."""
_BEGINNING = _any(_BARE_POINT, rf"(?:ngày )?\d{{1,2}}(?:{_SIGN}\d{{1,2}})?", r"tháng \d{1,2}", _QUARTER)
"""Of a range; what it leaves out, the end says."""

_NUMBERS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNT = _any(r"\d{1,3}", *_NUMBERS)
_RECENTLY = _any("(?:vừa )?qua", "gần (?:đây|nhất)", "trở lại đây")

_AROUND_TODAY: Mapping[str, Callable[[date], Span]] = {
    "hôm nay": lambda today: (today, today),
    "hôm qua": lambda today: _days(today, -1, -1),
    "tuần này": lambda today: _days(today, -today.weekday(), 6 - today.weekday()),
    "tuần trước": lambda today: _days(today, -today.weekday() - 7, -today.weekday() - 1),
    "tuần qua": lambda today: _days(today, -7, 0),
    "tháng này": lambda today: _months(today.year, today.month),
    "tháng trước": lambda today: _months(today.year, today.month - 1),
    "quý này": lambda today: _months(today.year, _quarter_start(today), 3),
    "quý trước": lambda today: _months(today.year, _quarter_start(today) - 3, 3),
    "năm nay": lambda today: _months(today.year, 1, 12),
    "năm ngoái": lambda today: _months(today.year - 1, 1, 12),
}
"""`năm trước` isn't among them: as often as not it says how many years ago."""

_HINT = re.compile(
    _any(_YEAR, r"(?<!\w)" + _pattern(_any("nay", "này", "qua", "trước", "ngoái", "đây", "nhất")) + r"(?!\w)"),
    re.IGNORECASE,
)
"""What each form has: few texts are worth a closer look."""

_TIME = re.compile(
    r"(?<![\w/.:-])"
    + _pattern(
        _any(
            rf"(?:(?:trong|vào) )?(?P<around>{'|'.join(_AROUND_TODAY)})",
            rf"(?:trong )?(?P<count>{_COUNT}) (?P<unit>ngày|tuần|tháng|năm) {_RECENTLY}",
            rf"từ (?P<begin>{_BEGINNING}) (?:đến|tới) (?:hết )?(?P<end>{_BARE_POINT})",
            rf"(?:kể )?từ (?P<since>{_BARE_POINT}) (?:đến nay|tới nay|trở đi|trở lại đây)",
            rf"trước (?P<before>{_BARE_POINT})",
            rf"sau (?P<after>{_BARE_POINT})",
            rf"(?:(?:trong|vào) )?(?P<point>{_POINT})",
            rf"trong (?P<year>năm {_YEAR})",
            rf"(?P<plain>năm {_YEAR})",
        )
    )
    + r"(?![\w/]|[.-]\w)",
    re.IGNORECASE,
)

_PART_OF_MORE = re.compile(
    r"(?:(?<!\w)" + _pattern(_any("đầu", "giữa", "cuối", "học")) + r"|\d\s*[-–—]|(?:^|\s)-)\s*$",
    re.IGNORECASE,
)
"""Before a time: `6 tháng đầu năm 2021`, `năm học`, the end of `2020 – 2025`, what is excluded."""
_GOES_ON = re.compile(r"\s*[-–—]\s*\d")
"""Behind a time: the beginning of `năm 2020 – 2025`."""
_QUOTE = re.compile('["“”„«»]')


def _stands_alone(time: re.Match[str]) -> bool:
    """Whether nothing around the words makes something else of them."""
    before = time.string[: time.start()]
    quoted = len(_QUOTE.findall(before)) % 2 == 1
    return not (quoted or _PART_OF_MORE.search(before) or _GOES_ON.match(time.string, time.end()))


# ── what they mean ──


def _span(time: re.Match[str], today: date) -> Span:
    """The days that a match of `_TIME` stands for. Raises ValueError if there are none."""
    if time["around"]:
        return _BY_FOLDED[_plain(time["around"])](today)
    said = {name: _numbered(_plain(words), today) for name, words in time.groupdict().items() if words}
    match said:
        case {"count": count, "unit": unit}:
            span = _back(today, _NUMBER_OF.get(count) or int(count), unit), today
        case {"begin": begin, "end": end}:
            span = _beginning(begin, end)[0], _point(end)[1]
        case {"since": point}:
            span = _point(point)[0], date.max
        case {"before": point}:
            span = date.min, _point(point)[0] - timedelta(days=1)
        case {"after": point}:
            span = _point(point)[1] + timedelta(days=1), date.max
        case _:
            span = _point(said.get("point") or said.get("year") or said["plain"])
    return span


_BY_FOLDED = {fold(words): span for words, span in _AROUND_TODAY.items()}
_NUMBER_OF = {fold(word): number for number, word in enumerate(_NUMBERS, 1)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _plain(words: str) -> str:
    """Lower case, no marks, single spaces."""
    return fold(" ".join(words.lower().split()))


def _numbered(words: str, today: date) -> str:
    """`năm nay` and `năm ngoái` as the years they are."""
    return words.replace("nam nay", str(today.year)).replace("nam ngoai", str(today.year - 1))


def _point(words: str) -> Span:
    """The days of a day, month, quarter or year, whose numbers say which it is."""
    match _numbers(words):
        case [year]:
            return _months(year, 1, 12)
        case [quarter, year] if words.startswith("qu"):
            return _months(year, 3 * quarter - 2, 3)
        case [month, year] if 1 <= month <= 12:
            return _months(year, month)
        case [day, month, year]:
            return (date(year, month, day),) * 2
    raise ValueError(words)


def _beginning(words: str, end: str) -> Span:
    """The days of the first point of a range; the month and year that it leaves out are those of the end."""
    if re.search(_YEAR, words):
        return _point(words)
    _, *later = _numbers(end)  # of a day its month and year, of a month its year
    missing = later[-1:] if len(_numbers(words)) == 2 or words.startswith(("t", "q")) else later
    return _point(" ".join([words, *map(str, missing)]))


def _numbers(words: str) -> list[int]:
    return [_ROMAN.get(number) or int(number) for number in re.findall(r"\d+|\b(?:iv|i{1,3})\b", words)]


def _back(today: date, count: int, unit: str) -> date:
    match unit:
        case "ngay" | "tuan":
            return today - timedelta(days=count * (7 if unit == "tuan" else 1))
        case _:
            first, last = _months(today.year, today.month - count * (12 if unit == "nam" else 1))
            return min(first.replace(day=min(today.day, last.day)), last)


def _days(today: date, first: int, last: int) -> Span:
    return today + timedelta(days=first), today + timedelta(days=last)


def _months(year: int, first: int, count: int = 1) -> Span:
    """`count` months from the month `first` of `year` on, which may lie before or behind that year."""
    begin_year, begin = divmod(12 * year + first - 1, 12)
    end_year, end = divmod(12 * year + first + count - 2, 12)
    return date(begin_year, begin + 1, 1), date(end_year, end + 1, monthrange(end_year, end + 1)[1])


def _quarter_start(today: date) -> int:
    return 3 * ((today.month - 1) // 3) + 1
