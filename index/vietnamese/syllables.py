"""Where the syllables of a text are. A syllable is one position in the index."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.vietnamese.normalise import IGNORABLE, normal_form

_COMBINING = "\u0300-\u036f"
_SYLLABLE = re.compile(rf"[^\W_]+(?:[{_COMBINING}{IGNORABLE}]+[^\W_]+)*[{_COMBINING}]*")
"""Letters and digits, with the combining marks that `\\w` leaves out (NFD text is full of them) and the invisible
characters inside. Everything else, the underscore too, stands between syllables."""


class Syllables(NamedTuple):
    """The syllables of one text, in order; three lists of one length."""

    forms: list[str]
    """Normal forms."""
    starts: list[int]
    """Character offsets into the text as it was given, so no normalisation can shift them."""
    ends: list[int]


def syllables(text: str) -> Syllables:
    """The syllables of `text`; numbers and foreign words count as syllables too."""
    forms, starts, ends = [], [], []
    for match in _SYLLABLE.finditer(text):
        forms.append(normal_form(match[0]))
        starts.append(match.start())
        ends.append(match.end())
    return Syllables(forms, starts, ends)
