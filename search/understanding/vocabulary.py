"""What an index knows of its syllables."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol

from index.vietnamese.fold import fold, is_bare


class Vocabulary(Protocol):
    """The syllables of an index."""

    @property
    def document_count(self) -> int:
        """How many documents there are, deleted ones included."""
        ...

    def spellings(self, bare: str) -> Mapping[str, int]:
        """The forms that fold to `bare`, each with the number of documents that have it."""
        ...

    @property
    def bare_forms(self) -> AbstractSet[str]:
        """What the syllables fold to that more than one document has."""
        ...

    def side_by_side(self, first: str, second: str) -> int:
        """About how often the one stands directly before the other; a bare form stands for all that fold to it."""
        ...


def frequency(form: str, vocabulary: Vocabulary) -> int:
    """How many documents have a syllable; a bare one stands for all that fold to it, which may share documents."""
    spellings = vocabulary.spellings(fold(form))
    return sum(spellings.values()) if is_bare(form) else spellings.get(form, 0)
