"""Marking words in stored texts and cutting the passage that shows best why an article was found.

Works on the text as it is stored and on the syllables' offsets in it; nothing is analysed again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.token_map import PartMap

SNIPPET_SYLLABLES = 44
"""How many syllables a snippet shows: about three lines on a desktop, six on a phone."""

SNIPPET_CHARACTERS = 400
"""How many characters at most: for texts that are no sentences."""

_LEAD_IN = 6
"""How many syllables before the first marked word, where the passage doesn't begin a sentence."""

_PARAGRAPH_BREAK = re.compile(r"\s*\n\s*")

_SENTENCE_ENDS = frozenset(".!?…:\n")

Span = tuple[int, int]
"""Start and end of a piece of text, in characters."""


def marked_spans(part: PartMap, positions: NDArray[np.int64], text: str) -> list[Span]:
    """What to mark in the text of `part`: the syllables at `positions`, ascending; neighbours that only a space
    separates are marked in one piece."""
    at = positions[(positions >= part.base) & (positions < part.base + len(part))] - part.base
    spans: list[Span] = []
    for start, end in zip(part.starts[at].tolist(), part.ends[at].tolist(), strict=True):
        if spans and text[spans[-1][1] : start] in (" ", "\u00a0"):
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def marked_html(text: str, spans: Sequence[Span], window: Span | None = None) -> str:
    """`text`, or its `window`, escaped, with `<mark>` around the ascending `spans`, or what of them lies inside."""
    begin, end = window or (0, len(text))
    pieces, at = [], begin
    for start, stop in spans[
        bisect_right(spans, begin, key=itemgetter(1)) : bisect_left(spans, end, key=itemgetter(0))
    ]:
        inside = max(start, begin), min(stop, end)
        pieces += [_escaped(text[at : inside[0]]), "<mark>", _escaped(text[slice(*inside)]), "</mark>"]
        at = inside[1]
    pieces.append(_escaped(text[at:end]))
    return "".join(pieces)


def snippet(
    parts: Sequence[tuple[str, PartMap]],
    matches: Sequence[tuple[NDArray[np.int64], float]],
    positions: NDArray[np.int64],
) -> str:
    """The passage of `parts` (text and syllables each) that shows the most of what was searched, as HTML.

    `matches` holds for each condition of the query the positions it matches at and what it is worth; `positions` are
    all positions to mark, ascending. Where nothing matches, the passage is the beginning of the first text there is."""
    best: tuple[float, int, int] | None = None
    for number, (_, part) in enumerate(parts):
        found = _best_window(part, matches)
        if found and (best is None or found[0] > best[0]):
            best = found[0], number, found[1]
    if best is None:
        text, part = next(((text, part) for text, part in parts if len(part)), parts[0])
        return _passage(text, part, 0, [])
    _, number, first = best
    text, part = parts[number]
    return _passage(text, part, _lead_in(text, part, first), marked_spans(part, positions, text))


def _best_window(part: PartMap, matches: Sequence[tuple[NDArray[np.int64], float]]) -> tuple[float, int] | None:
    """Worth and first marked syllable of the window in which the most is matched; the first such window."""
    events = []
    for condition, (positions, worth) in enumerate(matches):
        within = positions[(positions >= part.base) & (positions < part.base + len(part))] - part.base
        events += [(at, condition, worth) for at in within.tolist()]
    if not events:
        return None
    events.sort()
    reach = SNIPPET_SYLLABLES - _LEAD_IN
    inside: dict[int, int] = {}
    best, worth_inside, oldest = (0.0, 0), 0.0, 0
    for at, condition, worth in events:
        inside[condition] = inside.get(condition, 0) + 1
        # The first match of each condition counts fully, a repetition hardly.
        worth_inside += worth if inside[condition] == 1 else worth / 50
        while events[oldest][0] <= at - reach:
            _, left, left_worth = events[oldest]
            inside[left] -= 1
            worth_inside -= left_worth if inside[left] == 0 else left_worth / 50
            oldest += 1
        if worth_inside > best[0] + 1e-9:
            best = worth_inside, events[oldest][0]
    return best


def _lead_in(text: str, part: PartMap, first: int) -> int:
    """Where the passage begins that shows the syllable `first` early: at its sentence's start if that is near."""
    near = int(np.searchsorted(part.starts, part.starts[first] - SNIPPET_CHARACTERS // 4))
    earliest = max(near, first - 2 * _LEAD_IN)
    if earliest <= 0:
        return 0
    for at in range(first, earliest, -1):
        if _SENTENCE_ENDS.intersection(text[part.ends[at - 1] : part.starts[at]]):
            return at
    return max(near, first - _LEAD_IN)


def _passage(text: str, part: PartMap, first: int, spans: Sequence[Span]) -> str:
    if not len(part):
        return ""
    begin = 0 if first == 0 else _opening(text, int(part.ends[first - 1]), int(part.starts[first]))
    begin = max(begin, int(part.starts[first]) - SNIPPET_CHARACTERS // 4)
    fitting = int(np.searchsorted(part.ends, begin + SNIPPET_CHARACTERS, side="right"))
    last = max(first, min(first + SNIPPET_SYLLABLES, fitting) - 1)
    end = len(text) if last == len(part) - 1 else int(part.ends[last])
    end = min(end, begin + SNIPPET_CHARACTERS)  # of one endless syllable, or of the dashes behind the last
    html = _PARAGRAPH_BREAK.sub("\n", marked_html(text, spans, (begin, end)).strip())
    return ("… " if begin > 0 else "") + html + (" …" if end < len(text) else "")


def _opening(text: str, before: int, start: int) -> int:
    """The passage's first character: an opening quote or bracket belongs to the syllable behind it."""
    while start > before and text[start - 1] in "“\"'‘(«[":
        start -= 1
    return start


def _escaped(text: str) -> str:
    return escape(text, quote=False)  # between tags, quotes are only text
