"""Marking words in stored texts and cutting the passages that show best why articles were found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.tokens import TITLE_PART, Page

SNIPPET_SYLLABLES = 44
"""How many syllables a snippet shows: about three lines on a desktop, six on a phone."""

SNIPPET_CHARACTERS = 400
"""How many characters at most: for texts that are no sentences."""

_LEAD_IN = 6
"""How many syllables before the first marked word, where the passage doesn't begin a sentence."""

_REPETITION = 1 / 50
"""What a match is worth that is not the first of its condition in a passage."""

_ROUNDING = 1e-9
"""By how much sums may differ that are the same."""

_PARAGRAPH_BREAK = re.compile(r"\s*\n\s*")

_UP_TO_SENTENCE_END = re.compile(r".*[.!?…:\n]", re.DOTALL)

Span = tuple[int, int]
"""Start and end of a piece of text, in characters."""


class Window(NamedTuple):
    """Which syllables of a text a passage is cut from, by their numbers in it."""

    first: int
    """The first that matters."""
    earliest: int
    """How far before it the passage may begin."""
    size: int
    """How many syllables the text has."""

    @classmethod
    def around(cls, first: int, size: int) -> Window:
        """A window in a text of `size` syllables that shows `first` and what leads up to it."""
        return cls(first, max(0, first - 2 * _LEAD_IN), size)

    @property
    def beyond(self) -> int:
        """Up to which syllable the passage may go."""
        return min(self.first + SNIPPET_SYLLABLES, self.size)


def joined(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[Span]:
    """The syllables of `text` that begin and end there, ascending, as what to mark: neighbours that only a space
    separates are marked in one piece."""
    spans: list[Span] = []
    begin, before = -1, -1
    for start, end in zip(starts, ends, strict=True):
        if text[before:start] in _SPACES:
            spans[-1] = begin, end
        else:
            spans.append((start, end))
            begin = start
        before = end
    return spans


_SPACES = (" ", "\u00a0")


def marked_html(text: str, spans: Sequence[Span], window: Span | None = None) -> str:
    """`text`, or its `window`, escaped, with `<mark>` around the ascending `spans`, or what of them lies inside."""
    begin, end = window or (0, len(text))
    if window and spans:
        spans = spans[bisect_right(spans, begin, key=itemgetter(1)) : bisect_left(spans, end, key=itemgetter(0))]
    # Most texts have nothing to escape; their pieces are taken as they are.
    has_any = text.find("&", begin, end) >= 0 or text.find("<", begin, end) >= 0 or text.find(">", begin, end) >= 0
    shown = _escaped if has_any else str
    pieces, at = [], begin
    for first, beyond in spans:
        start, stop = max(first, begin), min(beyond, end)
        pieces += [shown(text[at:start]), "<mark>", shown(text[start:stop]), "</mark>"]
        at = stop
    pieces.append(shown(text[at:end]))
    return "".join(pieces)


def best_windows(matches: Sequence[tuple[NDArray[np.intp], float]], page: Page) -> dict[int, int]:
    """Article → the token of its lead or body from which the most is matched within a snippet's length; the first such.

    `matches` holds for each condition of the query the tokens that it matches from, ascending, and what it is worth."""
    begins = np.concatenate([np.empty(0, np.intp), *(at for at, _ in matches)])
    begins.sort()
    parts = page.part_of(begins)
    ends = np.minimum(begins + (SNIPPET_SYLLABLES - _LEAD_IN), page.part_starts.take(parts + 1))
    worth = np.zeros(len(begins))
    for at, one in matches:
        held = at.searchsorted(ends) - at.searchsorted(begins)
        worth += one * ((1 - _REPETITION) * (held > 0) + _REPETITION * held)
    shown = (parts % 3 != TITLE_PART).nonzero()[0]
    articles, begins, worth = parts[shown] // 3, begins[shown], worth[shown]
    most = np.zeros(len(page.articles))
    np.maximum.at(most, articles, worth)
    best = (worth > most[articles] - _ROUNDING).nonzero()[0][::-1]  # the first of equal ones comes last, and stays
    return dict(zip(articles[best].tolist(), begins[best].tolist(), strict=True))


def passage(text: str, starts: Sequence[int], ends: Sequence[int], marked: Sequence[Span], window: Window) -> str:
    """The part of `text` that a window shows, as HTML, with `…` where it was cut.

    `starts` and `ends` are those of the syllables from the window's `earliest` on."""
    if not starts:
        return ""
    lead = _lead_in(text, starts, ends, window) if window.first > window.earliest else 0
    at = starts[lead]
    begins_text = window.earliest + lead == 0
    begin = 0 if begins_text else max(_opening(text, ends[lead - 1] if lead else 0, at), at - SNIPPET_CHARACTERS // 4)
    fitting = bisect_right(ends, begin + SNIPPET_CHARACTERS)
    last = max(lead, min(lead + SNIPPET_SYLLABLES, fitting) - 1)
    end = len(text) if window.earliest + last == window.size - 1 else ends[last]
    end = min(end, begin + SNIPPET_CHARACTERS)  # of one endless syllable, or of the dashes behind the last
    html = marked_html(text, marked, (begin, end)).strip()
    if "\n" in html:
        html = _PARAGRAPH_BREAK.sub("\n", html)
    return ("… " if begin > 0 else "") + html + (" …" if end < len(text) else "")


def _lead_in(text: str, starts: Sequence[int], ends: Sequence[int], window: Window) -> int:
    """Where the passage begins that shows the first syllable early: at its sentence's start if that is near."""
    first = window.first - window.earliest
    near = bisect_left(starts, starts[first] - SNIPPET_CHARACTERS // 4, 0, first)
    if window.earliest == near == 0:
        return 0
    if sentence_end := _UP_TO_SENTENCE_END.match(text, ends[near], starts[first]):
        return bisect_left(starts, sentence_end.end())
    return max(near, first - _LEAD_IN)


def _opening(text: str, before: int, start: int) -> int:
    """The passage's first character: an opening quote or bracket belongs to the syllable behind it."""
    while start > before and text[start - 1] in "“\"'‘(«[":
        start -= 1
    return start


def _escaped(text: str) -> str:
    # Between tags, quotes are only text.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
