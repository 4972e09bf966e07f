"""A time in words: `hội nghị tháng 12/2021`, `nghiệm thu năm ngoái`, `từ 1/2020 đến 6/2021`.

`date_forms` has the forms and `date_spans` the days they stand for. They may be typed as the keys of Telex or VNI.

What is read here may still be a topic (`tổng kết năm 2021`): `search.understanding.period` decides with the index at
hand. A bare `12/2021` is none of the forms, as that is how people write the number of a circular; nor is a time to
come, in which nothing can have been published, nor `từ 1/7/2021` and `đến 1/7/2021`, which say what holds since when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from index.vietnamese.fold import fold
from index.vietnamese.normalise import nfc
from index.vietnamese.syllables import syllables
from search.understanding.date_forms import HINT, ONLY_YEARS, OTHER_WORDS, TIME, stands_alone
from search.understanding.date_spans import Span, plain, span_of
from search.understanding.keystrokes import from_telex, from_vni, may_be_keys

LONGEST_REST = 8
"""Syllables. With more around it, a time is part of a sentence or a question and no condition."""


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
        found = [match for match in TIME.finditer(read.text) if stands_alone(match)]
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
        first, last = span_of(time.groupdict(), today)
    except (ValueError, OverflowError):  # there is no 31/2/2021, no month 13, no year before the first
        return None
    if not _past((first, last), today):
        return None
    words = plain(time[0])
    other_words = words == time[0].lower() and OTHER_WORDS.match(words)
    return Dated(
        typed,
        time[0],
        (first, last),
        rest,
        topical=bool(time["plain"] or (time["point"] and first == last)),
        certain=not (other_words or ONLY_YEARS.fullmatch(words)),
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
    """Where in `text` a word begins or ends → where it does in what was typed; nothing if that is the same."""

    def typed_at(self, at: int) -> int:
        return self.edges.get(at, at)


_WORD = re.compile(r"(\w+)")


def _readings(text: str) -> Iterator[_Reading]:
    """The text as the keys that may be in it are read, and as it was typed, if there may be a time in it."""
    pieces = _WORD.split(text)
    keys = [at for at in range(1, len(pieces), 2) if may_be_keys(pieces[at].lower())]
    for keyboard in (from_telex, from_vni) if keys else ():
        letters = list(pieces)
        for at in keys:
            letters[at] = keyboard(pieces[at].lower()) or pieces[at]
        if letters != pieces and HINT.search(read := "".join(letters)):
            edges = zip(accumulate(map(len, letters)), accumulate(map(len, pieces)), strict=True)
            yield _Reading(read, {0: 0, **dict(edges)})
    if HINT.search(text):
        yield _Reading(text, {})
