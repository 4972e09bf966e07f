"""Leading zeros: `7/2013/TTLT-BTP` is `07/2013/TTLT-BTP`, and `1/4/2013` is `01/04/2013`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from search.parser import Clause, Instead, Parsed

MOST = 3
"""Numbers under ten, each of which doubles the spellings: the number of a document, a day and a month."""

_YEAR = re.compile(r"(?:19|20)\d\d")


def with_other_zeros(query: Parsed) -> Iterator[Instead]:
    """The other spellings of each document's number and each day that is sought, as typed in one piece."""
    for clause in query.sought:
        if _is_numbered(clause):
            spelled = set(product(*map(_spellings, clause.syllables))) - {clause.syllables}
            if spelled:
                yield Instead((clause,), tuple(clause._replace(syllables=each) for each in sorted(spelled)))


def _is_numbered(clause: Clause) -> bool:
    first, *others = clause.syllables
    numbered = any(map(_YEAR.fullmatch, others)) or (first.isdecimal() and any(map(str.isalpha, others)))
    return numbered and not clause.quoted and sum(len(_spellings(each)) > 1 for each in clause.syllables) <= MOST


def _spellings(form: str) -> tuple[str, ...]:
    number = re.fullmatch(r"0?([1-9])", form, re.ASCII)
    return (number[1], f"0{number[1]}") if number else (form,)
