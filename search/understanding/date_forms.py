"""The forms in which a time is said, each one strict pattern, typed with its marks or without any.

A free-form date library isn't used on purpose: it knows no quarters and no ranges, makes a day of `tháng 12/2021`, and
takes a millisecond where this takes microseconds.
"""

from __future__ import annotations

import re

from index.vietnamese.fold import fold
from search.understanding.date_spans import AROUND_TODAY, NUMBERS, YEAR


def _pattern(form: str) -> str:
    """A form as a regular expression: its words with their marks or without any, any space between them."""
    either = re.sub(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*", lambda word: f"(?:{word[0]}|{fold(word[0])})", form)
    return either.replace(" ", r"\s+")


def _any(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


def _numbers_up_to(most: int) -> str:
    return _any(r"\d{1,2}", *sorted((word for word, n in NUMBERS.items() if n <= most), key=len, reverse=True))


_SIGN = r"\s?[/.-]\s?"
_OF_YEAR = rf"(?:(?:{_SIGN}|,? năm | ){YEAR}|,? năm (?:nay|ngoái))"
_MONTH = rf"(?:tháng {_numbers_up_to(12)}|t\d{{1,2}}(?=[/.-]))"
_QUARTER = rf"(?:(?:quý|quí) (?:[1-4]|iv|i{{1,3}}|{_any('một', 'hai', 'ba', 'bốn', 'tư')})|q[1-4](?=[/.-]))"
_DAY = rf"(?:(?:ngày )?\d{{1,2}}|ngày {_numbers_up_to(31)})"
_POINT = _any(
    rf"(?:ngày )?\d{{1,2}}{_SIGN}\d{{1,2}}{_SIGN}{YEAR}",
    rf"{_DAY} tháng {_numbers_up_to(12)}(?: năm |,? ){YEAR}",
    rf"(?:{_MONTH}|{_QUARTER}){_OF_YEAR}",
)
_PART = rf"(?:đầu|giữa|cuối) (?:(?:tháng {_numbers_up_to(12)}{_OF_YEAR})|năm (?:{YEAR}|nay|ngoái))"
_BARE_POINT = _any(_POINT, rf"(?:\d{{1,2}}{_SIGN}|năm )?{YEAR}")
"""Behind từ, đến, trước and sau, where also 6/2021 and 2021 can be nothing but a time."""
_INCOMPLETE = _any(rf"(?:ngày )?\d{{1,2}}{_SIGN}\d{{1,2}}", _MONTH, _QUARTER)
_BEGINNING = _any(_BARE_POINT, _INCOMPLETE, r"(?:ngày )?\d{1,2}")
"""Of a range; what it leaves out, the end says."""
_DATED = _any(_POINT, rf"\d{{1,2}}{_SIGN}{YEAR}")
"""What needs no từ to begin a range, and no đến to end one."""
_TO = r"(?: (?:đến|tới) (?:hết )?)"
_DASH = r"\s*[-–—]\s*"

_COUNT = _any(r"\d{1,3}", *sorted(NUMBERS, key=len, reverse=True))
_RECENTLY = _any("(?:vừa )?qua", "vừa rồi", "gần (?:đây|nhất)", "trở lại đây", "nay")

OTHER_WORDS = re.compile(r"(?:(?:trong|vao) )?(?:nam|thang|qu[yi]) [a-z]")
"""Without marks they may be `nằm ngoài`, `thắng trước`, `quỹ này`."""
ONLY_YEARS = re.compile(rf"(?!.*(?:thang|qu[yi]))[a-z ]*{YEAR}(?:[a-z ]|{YEAR})*")
"""Nothing that tells more than a year."""

HINT = re.compile(
    rf"{YEAR}|(?<!\w)" + _pattern(_any("nay", "này", "qua", "trước", "ngoái", "đây", "nhất", "kia", "rồi")) + r"(?!\w)",
    re.IGNORECASE,
)
"""What each form has: few texts are worth a closer look."""

TIME = re.compile(
    r"(?<![\w/.:-])"
    + _pattern(
        _any(
            rf"(?:(?:trong|vào) )?(?P<around>{'|'.join(AROUND_TODAY)})",
            rf"(?:trong )?(?:vòng )?(?P<count>{_COUNT}) (?P<unit>ngày|tuần|tháng|năm) {_RECENTLY}",
            rf"từ (?P<begin>{_BEGINNING})(?:{_TO}|{_DASH})(?P<end>{_BARE_POINT})",
            rf"(?P<first>{_any(_DATED, _INCOMPLETE)})(?:{_TO}|{_DASH})(?P<last>{_DATED})",
            rf"(?P<first_year>năm {YEAR}){_TO}(?P<last_year>(?:năm )?{YEAR})",
            rf"(?:(?:kể )?từ )?(?P<since>{_BARE_POINT}) (?:đến nay|tới nay|trở đi|trở lại đây)",
            rf"trước (?P<before>{_BARE_POINT})",
            rf"sau (?P<after>{_BARE_POINT})",
            rf"(?:(?:trong|vào) )?(?P<part>{_PART})",
            rf"(?:(?:trong|vào) )?(?P<point>{_POINT})",
            rf"trong (?P<year>năm {YEAR})",
            rf"(?P<plain>năm {YEAR})",
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


def stands_alone(time: re.Match[str]) -> bool:
    """Whether nothing around the words makes something else of them."""
    before = time.string[: time.start()]
    quoted = len(_QUOTE.findall(before)) % 2 == 1
    more = (time["part"] and _SO_MANY_MONTHS.search(before)) or (time["around"] and _SO_MANY.search(before))
    return not (quoted or more or _PART_OF_MORE.search(before) or _GOES_ON.match(time.string, time.end()))
