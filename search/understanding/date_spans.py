"""Which days the words of a time stand for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from index.vietnamese.fold import fold

Span = tuple[date, date]
"""A first and a last day, inclusive; `date.min` and `date.max` where it is open."""

YEAR = r"(?:19|20)\d\d"

_ONES = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_BEHIND_TEN = ("một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín")
_BEHIND_TENS = ("mốt", *_BEHIND_TEN[1:])
NUMBERS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    "tư": 4,
    **{f"mười {word}": 10 + number for number, word in enumerate(_BEHIND_TEN, 1)},
    **{f"{tens} mươi": 10 * number for number, tens in ((2, "hai"), (3, "ba"))},
    **{f"hai mươi {word}": 20 + number for number, word in enumerate(_BEHIND_TENS, 1)},
    "hai mươi tư": 24,
    "ba mươi mốt": 31,
}
"""The numbers up to the days of a month as they are said; the fourth month and quarter are `tư`."""

AROUND_TODAY: Mapping[str, Callable[[date], Span]] = {
    "(?:ngày )?hôm nay": lambda today: (today, today),
    "(?:ngày )?hôm qua": lambda today: _days(today, -1, -1),
    "hôm kia": lambda today: _days(today, -2, -2),
    "(?:sáng|trưa|chiều|tối|đêm)(?: hôm)? nay": lambda today: (today, today),
    "(?:sáng|trưa|chiều|tối|đêm)(?: hôm)? qua": lambda today: _days(today, -1, -1),
    "tuần này": lambda today: _days(today, -today.weekday(), 6 - today.weekday()),
    "tuần (?:trước|rồi|vừa rồi)": lambda today: _days(today, -today.weekday() - 7, -today.weekday() - 1),
    "tuần (?:vừa )?qua": lambda today: _days(today, -7, 0),
    "cuối tuần (?:trước|rồi|(?:vừa )?qua)": lambda today: _days(today, -today.weekday() - 2, -today.weekday() - 1),
    "(?:từ )?đầu tháng (?:đến|tới) nay": lambda today: (today.replace(day=1), today),
    "(?:từ )?đầu năm (?:đến|tới) nay": lambda today: (today.replace(month=1, day=1), today),
    "tháng này": lambda today: _months(today.year, today.month),
    "tháng (?:trước|rồi|vừa rồi)": lambda today: _months(today.year, today.month - 1),
    "tháng (?:vừa )?qua": lambda today: (_back(today, 1, "thang"), today),
    "(?:quý|quí) này": lambda today: _months(today.year, _quarter_start(today), 3),
    "(?:quý|quí) (?:trước|rồi|vừa rồi|vừa qua)": lambda today: _months(today.year, _quarter_start(today) - 3, 3),
    "năm nay": lambda today: _months(today.year, 1, 12),
    "năm (?:ngoái|rồi|vừa rồi)": lambda today: _months(today.year - 1, 1, 12),
    "năm (?:vừa )?qua": lambda today: (_back(today, 1, "nam"), today),
}
"""`năm trước` isn't among them: as often as not it says how many years ago."""


def span_of(time: Mapping[str, str | None], today: date) -> Span:
    """The days that the groups of `date_forms.TIME` stand for. Raises ValueError if there are none, OverflowError if
    they lie before all."""
    if around := time["around"]:
        words = plain(around)
        return next(span(today) for form, span in _BY_FOLDED if form.fullmatch(words))
    said = {name: _numbered(plain(words), today) for name, words in time.items() if words}
    match said:
        case {"count": count, "unit": unit}:
            span = _back(today, int(_NUMBER_OF.get(count, count)), unit), today
        case {"begin": begin, "end": end} | {"first": begin, "last": end} | {"first_year": begin, "last_year": end}:
            span = _beginning(begin, end)[0], _point(end)[1]
        case {"since": point}:
            span = _point(point)[0], date.max
        case {"before": point}:
            span = date.min, _point(point)[0] - timedelta(days=1)
        case {"after": point}:
            span = _point(point)[1] + timedelta(days=1), date.max
        case {"part": words}:
            which, _, point = words.partition(" ")
            span = _third(("dau", "giua", "cuoi").index(which), _point(point))
        case _:
            span = _point(said.get("point") or said.get("year") or said["plain"])
    return span


_BY_FOLDED = [(re.compile(fold(form)), span) for form, span in AROUND_TODAY.items()]
_NUMBER_OF = {fold(word): str(number) for word, number in NUMBERS.items()}
_NUMBERED = re.compile(rf"\b(ngay|thang|qu[yi]) ({'|'.join(sorted(_NUMBER_OF, key=len, reverse=True))})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def plain(words: str) -> str:
    """Lower case, no marks, single spaces."""
    return fold(" ".join(words.lower().split()))


def _numbered(words: str, today: date) -> str:
    """The same in digits; `năm nay` and `năm ngoái` as the years they are."""
    words = _NUMBERED.sub(lambda said: f"{said[1]} {_NUMBER_OF[said[2]]}", words)
    return words.replace("nam nay", str(today.year)).replace("nam ngoai", str(today.year - 1))


def _point(words: str) -> Span:
    """The days of a day, month, quarter or year, whose numbers say which it is."""
    match _numbers(words):
        case [year]:
            return _months(year, 1, 12)
        case [quarter, year] if words.startswith("q"):
            return _months(year, 3 * quarter - 2, 3)
        case [month, year] if 1 <= month <= 12:
            return _months(year, month)
        case [day, month, year]:
            return (date(year, month, day),) * 2
    raise ValueError(words)


def _third(number: int, span: Span) -> Span:
    """The beginning, middle or end of a year or a month: four months, or ten days and at the end what is left."""
    first, last = span
    if first.month != last.month:
        return _months(first.year, 4 * number + 1, 4)
    begin = first.replace(day=10 * number + 1)
    return begin, last if number == 2 else begin.replace(day=10 * number + 10)


def _beginning(words: str, end: str) -> Span:
    """The days of the first point of a range; the month and year that it leaves out are those of the end."""
    if re.search(YEAR, words):
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
