"""A vocabulary that a test writes down."""

from __future__ import annotations

from collections.abc import Mapping

from index.vietnamese.fold import fold, stands_for


class Known:
    """`forms`: syllable → how many documents have it; `pairs`: two syllables → how many have them side by side."""

    def __init__(self, forms: Mapping[str, int], pairs: Mapping[tuple[str, str], int] | None = None) -> None:
        self.forms = dict(forms)
        self.pairs = dict(pairs or {})

    def spellings(self, bare: str) -> Mapping[str, int]:
        return {form: count for form, count in self.forms.items() if fold(form) == bare}

    document_count = 10_000

    @property
    def bare_forms(self) -> frozenset[str]:
        return frozenset(map(fold, self.forms))

    def side_by_side(self, first: str, second: str) -> int:
        return sum(
            count for (one, other), count in self.pairs.items() if stands_for(first, one) and stands_for(second, other)
        )
