"""What an index knows of its syllables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from index.vietnamese.fold import fold, is_bare


class Vocabulary(Protocol):
    """The syllables of an index."""

    def spellings(self, bare: str) -> Mapping[str, int]:
        """The forms that fold to `bare`, each with the number of documents that have it."""
        ...

    def documents_with_pair(self, first: str, second: str) -> int:
        """About how many documents have the two side by side; a bare form stands for all that fold to it."""
        ...


def frequency(form: str, vocabulary: Vocabulary) -> int:
    """How many documents have a syllable; a bare one stands for all that fold to it, which may share documents."""
    spellings = vocabulary.spellings(fold(form))
    return sum(spellings.values()) if is_bare(form) else spellings.get(form, 0)
