"""A time in words: `hội nghị tháng 12/2021`, `nghiệm thu năm ngoái`, `từ 1/2020 đến 6/2021`.

Every form is one strict pattern, typed with its marks, without any, or as the keys of Telex or VNI. A free-form date
library isn't used on purpose: it knows no quarters and no ranges, makes a day of `tháng 12/2021`, and takes a
millisecond where this takes microseconds.

What is read here may still be a topic (`tổng kết năm 2021`): `search.understanding.period` decides with the index at
hand. A bare `12/2021` is none of the forms, as that is how people write the number of a circular; nor is a time to
come, in which nothing can have been published, nor `từ 1/7/2021` and `đến 1/7/2021`, which say what holds since when.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from index.vietnamese.fold import fold
from index.vietnamese.normalise import nfc
from index.vietnamese.syllables import syllables
from search.understanding.keystrokes import from_telex, from_vni, may_be_keys

LONGEST_REST = 8
"""Syllables. With more around it, a time is part of a sentence or a question and no condition."""

Span = tuple[date, date]
"""A first and a last day, inclusive; `date.min` and `date.max` where it is open."""


class Dated(NamedTuple):
    """A text with a time in words."""

    typed: str
    """The words of the time, to the letter."""
    said: str
    """The same as letters, if they were keys."""
    span: Span
    rest: str
    """The text without them."""
    topical: bool = False
    """Whether it names what an article is about rather than when that was published, wherever the article says it: a
    plain `năm 2021`, and a day, which is that of an event."""
    certain: bool = True
    """Whether it is meant even where nothing was published then: `nam ngoai` may be `nằm ngoài`, and years name what an
    article is about."""

    @property
    def meant(self) -> str:
        """The first and the last day as `2021-12-01..2021-12-31`; nothing on a side that is open."""
        first, last = self.span
        return f"{'' if first == date.min else first}..{'' if last == date.max else last}"

    @property
    def spellings(self) -> list[tuple[str, ...]]:
        """The ways in which an article may say the time, as syllables."""
        first, last = self.span
        said = [self.said]
        if first == last and re.search(r"\d\W+\d", self.said):
            said += [f"{first:%d/%m/%Y}", f"{first.day}/{first.month}/{first.year}"]
            said += [f"{first.day} tháng {first.month} năm {first.year}", f"{first:%d tháng %m năm %Y}"]
        return list(dict.fromkeys(tuple(syllables(each).forms) for each in said))


@lru_cache(maxsize=512)  # as for `search.parser.parse`
def dated(text: str, today: date, as_typed: tuple[str, ...] = ()) -> Dated | None:
    """The time that `text` names, if it names just one; the words of `as_typed` name none."""
    text = nfc(text)
    for read in _readings(text):
        found = [match for match in _TIME.finditer(read.text) if _stands_alone(match)]
        if len(found) == 1:
            return _dated(text, found[0], read, today, as_typed)
    return None


def _dated(text: str, time: re.Match[str], read: _Reading, today: date, as_typed: Sequence[str]) -> Dated | None:
    begin, end = read.typed_at(time.start()), read.typed_at(time.end())
    typed = text[begin:end]
    rest = f"{text[:begin].rstrip()} {text[end:].lstrip()}".strip()
    literal = [syllables(piece).forms for piece in as_typed]
    if len(syllables(rest).forms) > LONGEST_REST or syllables(typed).forms in literal:
        return None
    try:
        first, last = _span(time, today)
    except (ValueError, OverflowError):  # there is no 31/2/2021, no month 13, no year before the first
        return None
    if not _past((first, last), today):
        return None
    words = _plain(time[0])
    other_words = words == time[0].lower() and _OTHER_WORDS.match(words)
    return Dated(
        typed,
        time[0],
        (first, last),
        rest,
        topical=bool(time["plain"] or (time["point"] and first == last)),
        certain=not (other_words or _ONLY_YEARS.fullmatch(words)),
    )


def _past(span: Span, today: date) -> bool:
    """Whether the span begins before it ends, and is none that is still to come: `trước năm 2050` is a goal."""
    first, last = span
    return first <= last and first <= today and (last == date.max or last.year <= today.year)


def calendar_words(forms: Sequence[str]) -> Iterator[str]:
    """Those of the normal forms that name a time beside each other, `ngày mai`; with marks or without."""
    for pair in pairwise(forms):
        first, second = map(fold, pair)
        if first in _UNITS_OF_TIME and second in _BESIDE_THEM:
            yield from pair


_UNITS_OF_TIME = frozenset({"ngay", "hom", "tuan", "thang", "quy", "nam", "sang", "trua", "chieu", "toi", "dem"})
_BESIDE_THEM = frozenset({"nay", "qua", "kia", "mai", "mot", "ngoai", "truoc", "sau", "toi", "roi"})


# ── texts as they were typed ──


class _Reading(NamedTuple):
    """A text in which keys were read as the letters they make."""

    text: str
    edges: Mapping[int, int]
    """Where in `text` a word begins or ends → where it does in what was typed."""

    def typed_at(self, at: int) -> int:
        return self.edges[at]


_WORD = re.compile(r"(\w+)")


def _readings(text: str) -> Iterator[_Reading]:
    """The text as the keys that may be in it are read, and as it was typed, if there may be a time in it."""
    pieces = _WORD.split(text)
    keys = [at for at in range(1, len(pieces), 2) if may_be_keys(pieces[at].lower())]
    for keyboard in (from_telex, from_vni) if keys else ():
        letters = list(pieces)
        for at in keys:
            letters[at] = keyboard(pieces[at].lower()) or pieces[at]
        if letters != pieces and _HINT.search(read := "".join(letters)):
            edges = zip(accumulate(map(len, letters)), accumulate(map(len, pieces)), strict=True)
            yield _Reading(read, {0: 0, **dict(edges)})
    if _HINT.search(text):
        yield _Reading(text, range(len(text) + 1))  # type: ignore[arg-type]  # every place is itself


# ── the forms ──


def _pattern(form: str) -> str:
    """A form as a regular expression: its words with their marks or without any, any space between them."""
    either = re.sub(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*", lambda word: f"(?:{word[0]}|{fold(word[0])})", form)
    return either.replace(" ", r"\s+")


def _any(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


_ONES = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_BEHIND_TEN = ("một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín")
_BEHIND_TENS = ("mốt", *_BEHIND_TEN[1:])
_NUMBERS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    "tư": 4,
    **{f"mười {word}": 10 + number for number, word in enumerate(_BEHIND_TEN, 1)},
    **{f"{tens} mươi": 10 * number for number, tens in ((2, "hai"), (3, "ba"))},
    **{f"hai mươi {word}": 20 + number for number, word in enumerate(_BEHIND_TENS, 1)},
    "hai mươi tư": 24,
    "ba mươi mốt": 31,
}
"""The numbers up to the days of a month as they are said; the fourth month and quarter are `tư`."""


def _numbers_up_to(most: int) -> str:
    return _any(r"\d{1,2}", *sorted((word for word, n in _NUMBERS.items() if n <= most), key=len, reverse=True))


_SIGN = r"\s?[/.-]\s?"
_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"(?:(?:{_SIGN}|,? năm | ){_YEAR}|,? năm (?:nay|ngoái))"
_MONTH = rf"(?:tháng {_numbers_up_to(12)}|t\d{{1,2}}(?=[/.-]))"
_QUARTER = rf"(?:(?:quý|quí) (?:[1-4]|iv|i{{1,3}}|{_any('một', 'hai', 'ba', 'bốn', 'tư')})|q[1-4](?=[/.-]))"
_DAY = rf"(?:(?:ngày )?\d{{1,2}}|ngày {_numbers_up_to(31)})"
_POINT = _any(
    rf"(?:ngày )?\d{{1,2}}{_SIGN}\d{{1,2}}{_SIGN}{_YEAR}",
    rf"{_DAY} tháng {_numbers_up_to(12)}(?: năm |,? ){_YEAR}",
    rf"(?:{_MONTH}|{_QUARTER}){_OF_YEAR}",
)
_PART = rf"(?:đầu|giữa|cuối) (?:(?:tháng {_numbers_up_to(12)}{_OF_YEAR})|năm (?:{_YEAR}|nay|ngoái))"
_BARE_POINT = _any(_POINT, rf"(?:\d{{1,2}}{_SIGN}|năm )?{_YEAR}")
"""Behind từ, đến, trước and sau, where also 6/2021 and 2021 can be nothing but a time."""
_INCOMPLETE = _any(rf"(?:ngày )?\d{{1,2}}{_SIGN}\d{{1,2}}", _MONTH, _QUARTER)
_BEGINNING = _any(_BARE_POINT, _INCOMPLETE, r"(?:ngày )?\d{1,2}")
"""Of a range; what it leaves out, the end says."""
_DATED = _any(_POINT, rf"\d{{1,2}}{_SIGN}{_YEAR}")
_TO = r"(?: (?:đến|tới) (?:hết )?)"
_DASH = r"\s*[-–—]\s*"

_COUNT = _any(r"\d{1,3}", *sorted(_NUMBERS, key=len, reverse=True))
_RECENTLY = _any("(?:vừa )?qua", "vừa rồi", "gần (?:đây|nhất)", "trở lại đây", "nay")

_AROUND_TODAY: Mapping[str, Callable[[date], Span]] = {
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

_OTHER_WORDS = re.compile(r"(?:(?:trong|vao) )?(?:nam|thang|qu[yi]) [a-z]")
"""Without marks they may be `nằm ngoài`, `thắng trước`, `quỹ này`."""
_ONLY_YEARS = re.compile(rf"(?!.*(?:thang|qu[yi]))[a-z ]*{_YEAR}(?:[a-z ]|{_YEAR})*")

_HINT = re.compile(
    rf"{_YEAR}|(?<!\w)"
    + _pattern(_any("nay", "này", "qua", "trước", "ngoái", "đây", "nhất", "kia", "rồi"))
    + r"(?!\w)",
    re.IGNORECASE,
)
"""What each form has: few texts are worth a closer look."""

_TIME = re.compile(
    r"(?<![\w/.:-])"
    + _pattern(
        _any(
            rf"(?:(?:trong|vào) )?(?P<around>{'|'.join(_AROUND_TODAY)})",
            rf"(?:trong )?(?:vòng )?(?P<count>{_COUNT}) (?P<unit>ngày|tuần|tháng|năm) {_RECENTLY}",
            rf"từ (?P<begin>{_BEGINNING})(?:{_TO}|{_DASH})(?P<end>{_BARE_POINT})",
            rf"(?P<first>{_any(_DATED, _INCOMPLETE)})(?:{_TO}|{_DASH})(?P<last>{_DATED})",
            rf"(?P<first_year>năm {_YEAR}){_TO}(?P<last_year>(?:năm )?{_YEAR})",
            rf"(?:(?:kể )?từ )?(?P<since>{_BARE_POINT}) (?:đến nay|tới nay|trở đi|trở lại đây)",
            rf"trước (?P<before>{_BARE_POINT})",
            rf"sau (?P<after>{_BARE_POINT})",
            rf"(?:(?:trong|vào) )?(?P<part>{_PART})",
            rf"(?:(?:trong|vào) )?(?P<point>{_POINT})",
            rf"trong (?P<year>năm {_YEAR})",
            rf"(?P<plain>năm {_YEAR})",
        )
    )
    + r"(?![\w/]|[.-]\w)",
    re.IGNORECASE,
)

_PART_OF_MORE = re.compile(
    r"(?:(?<!\w)"
    + _pattern(_any("đầu", "giữa", "cuối", "đến", "hết", "mấy", "những", "các", "nhiều"))
    + r"|(?<!\w)(?:từ|tới)|(?<!\w)(?<!dau )tu|\d\s*[-–—]|(?:^|\s)-)\s*$",
    re.IGNORECASE,
)
"""Before a time: `6 tháng đầu năm 2021`, `áp dụng từ` (but not `dau tu`), `mấy hôm nay`, the end of `2020 – 2025`,
what is excluded."""
_SO_MANY = re.compile(r"\d\s*$")
"""Before `năm qua`, which `count` has up to three digits of."""
_SO_MANY_MONTHS = re.compile(_pattern(r"(?:tháng|nửa|quý|quí)\s*$"), re.IGNORECASE)
"""Before `đầu năm 2021`: a time that is reported on."""
_GOES_ON = re.compile(r"\s*[-–—]\s*\d")
"""Behind a time: the beginning of `năm 2020 – 2025`."""
_QUOTE = re.compile('["“”„«»]')


def _stands_alone(time: re.Match[str]) -> bool:
    """Whether nothing around the words makes something else of them."""
    before = time.string[: time.start()]
    quoted = len(_QUOTE.findall(before)) % 2 == 1
    more = (time["part"] and _SO_MANY_MONTHS.search(before)) or (time["around"] and _SO_MANY.search(before))
    return not (quoted or more or _PART_OF_MORE.search(before) or _GOES_ON.match(time.string, time.end()))


# ── what they mean ──


def _span(time: re.Match[str], today: date) -> Span:
    """The days that a match of `_TIME` stands for. Raises ValueError if there are none."""
    if time["around"]:
        words = _plain(time["around"])
        return next(span(today) for form, span in _BY_FOLDED if form.fullmatch(words))
    said = {name: _numbered(_plain(words), today) for name, words in time.groupdict().items() if words}
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


_BY_FOLDED = [(re.compile(fold(form)), span) for form, span in _AROUND_TODAY.items()]
_NUMBER_OF = {fold(word): str(number) for word, number in _NUMBERS.items()}
_NUMBERED = re.compile(rf"\b(ngay|thang|qu[yi]) ({'|'.join(sorted(_NUMBER_OF, key=len, reverse=True))})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _plain(words: str) -> str:
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
