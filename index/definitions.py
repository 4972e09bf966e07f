"""Short forms that a text explains: `Khoa học và Công nghệ (KHCN)`, `BV (bệnh viện)`, `… (sau đây viết tắt là LPƯNC)`.

After Schwartz & Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text (2003), with
syllables in place of the letters within words: each letter of the short form must begin a syllable of the long one, in
their order, and nothing but small words is passed over. So there is no choice where the long form begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.vietnamese.fold import fold
from index.vietnamese.normalise import nfc
from index.vietnamese.syllables import Syllables, syllables


class Definition(NamedTuple):
    """A short form and what it is short for, both as they are written, in NFC."""

    short: str
    """Without a full stop at its end: `TP.HCM`, `KH&CN`, `ThS`."""
    long: str

    def __str__(self) -> str:
        """Both as one string. The sign between them is in no short form."""
        return f"{self.short}={self.long}"

    @classmethod
    def of(cls, said: str) -> Definition:
        """What a string says that is made of one."""
        short, _, long = said.partition("=")
        return cls(short, long)


_ONSET = "[A-ZĂÂĐÊÔƠƯ](?:(?<=[CGKNPT])h|(?<=T)r)?"
"""A letter of a short form; of `ThS` and `TrĐH`, all that stands for one syllable."""
_LETTERS = re.compile(f"{_ONSET}|&")
_LONGEST_SHORT = 16
_SHORT = re.compile(rf"(?:{_ONSET}[.&-]? ?){{1,9}}{_ONSET}\.?")

_BRACKET = re.compile(r"\(([^()\n]{2,80})\)")
_CALLED_SHORT = re.compile(r".*\btắt(?: là)?:? [“\"'‘]?([^”\"'’]+)[”\"'’]?")
_BEFORE_BRACKET = re.compile(rf"(?<![\w.&-])((?:{_ONSET}[.&-]?){{1,9}}{_ONSET}\.?) ?\(")
_LONGEST_LONG = 120
"""In how many characters before a bracket a long form is looked for."""

_PASSED_OVER = frozenset(
    {"và", "của", "các", "về", "cho", "với", "trong", "theo", "những", "cùng", "tại", "ở", "để", "do"}
    | {"and", "of", "for", "the", "in", "on"}
)
"""Small words for which short forms have no letter."""

_BETWEEN_SYLLABLES = re.compile(r" |, | ?[-–] ?|/|\u00a0")
_BEFORE_THE_BRACKET = re.compile(r"[”\"'’]? ?")


def definitions(text: str) -> Iterator[Definition]:
    """The definitions in a text, in order; one that it gives several times is given as often."""
    for bracket in _BRACKET.finditer(text):
        inside = nfc(bracket[1])
        if _SHORT.fullmatch(inside):
            short, long = inside, _long_before(text, bracket.start(), inside)
        elif "tắt" in inside and (called := _CALLED_SHORT.fullmatch(inside)) and _SHORT.fullmatch(called[1]):
            short, long = called[1], _long_before(text, bracket.start(), called[1])
        elif before := _BEFORE_BRACKET.search(text, max(0, bracket.start() - _LONGEST_SHORT), bracket.start() + 1):
            short, long = before[1], _long_inside(inside, before[1])
        else:
            continue
        if long:
            yield Definition(short.rstrip("."), long)


def _long_before(text: str, bracket: int, short: str) -> str:
    """What `short` is short for at the place where a bracket follows; nothing if that isn't told."""
    before = nfc(text[max(0, bracket - _LONGEST_LONG) : bracket])
    found = syllables(before)
    if not found.forms or not _BEFORE_THE_BRACKET.fullmatch(before, found.ends[-1]):
        return ""
    first = _beginning(short, found.forms)
    return "" if first is None else _in_one_piece(before, found, first)


def _long_inside(inside: str, short: str) -> str:
    """What stands between brackets, if all of it is what `short` is short for."""
    found = syllables(inside)
    return _in_one_piece(inside, found, 0) if _beginning(short, found.forms) == 0 else ""


def _in_one_piece(text: str, found: Syllables, first: int) -> str:
    """The syllables from the `first` on as they are written; nothing if anything but small signs is between them."""
    starts, ends = found.starts[first:].tolist(), found.ends[first:].tolist()
    between = zip(ends[:-1], starts[1:], strict=True)
    if not all(_BETWEEN_SYLLABLES.fullmatch(text, end, start) for end, start in between):
        return ""
    return text[starts[0] : ends[-1]]


def _beginning(short: str, forms: Sequence[str]) -> int | None:
    """The first of the last `forms` whose letters make up `short`; None if they don't."""
    at = len(forms)
    for letters in reversed(_LETTERS.findall(short)):
        at -= 1
        while 0 < at < len(forms) - 1 and forms[at] in _PASSED_OVER and not _begins(letters, forms[at]):
            at -= 1
        if at < 0 or not _begins(letters, forms[at]):
            return None
    return at


def _begins(letters: str, form: str) -> bool:
    """Whether a syllable begins with letters of a short form, where D may stand for Đ, and U for Ư."""
    if letters == "&":
        return form in {"và", "and"}
    if len(form) == 1 and form.isascii() and form != "y":
        return False  # the initial of a name, which is no syllable
    begins = letters.lower()
    return form.startswith(begins) or (begins != "đ" and fold(form).startswith(fold(begins)))
