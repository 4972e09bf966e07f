"""Folding: a syllable without its marks, as people type it in a hurry (viện → vien, đường → duong)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from index.vietnamese.normalise import TONE_MARKS


@lru_cache(maxsize=1 << 17)
def fold(form: str) -> str:
    """The normal form `form` without tone marks and vowel marks, đ as d."""
    if form.isascii():
        return form
    letters = unicodedata.normalize("NFD", form)
    return "".join(char for char in letters if not unicodedata.combining(char)).replace("đ", "d").replace("Đ", "D")


def is_bare(form: str) -> bool:
    """Whether `form` was typed without any mark, so that it stands for every syllable that folds to it."""
    return fold(form) == form


def stands_for(typed: str, form: str) -> bool:
    """Whether the normal form `typed` means `form`: marks that were typed are meant, marks left out are forgiven."""
    return typed == form or (is_bare(typed) and typed == fold(form))


def allows(typed: str, form: str) -> bool:
    """Whether the normal form `typed` has only marks that `form` has, too: `hôi` allows hội, not hơi; `viẹt` việt."""
    if fold(typed) != fold(form):
        return False
    letters, tone = _taken_apart(typed)
    others, other_tone = _taken_apart(form)
    return tone in {"", other_tone} and all(map(stands_for, letters, others))


def same_letters(typed: str, form: str) -> bool:
    """Whether two normal forms differ in nothing but the tone: hội and hôi, nghỉ and nghĩ."""
    return _taken_apart(typed)[0] == _taken_apart(form)[0]


def keeps_marks(typed: str, form: str) -> bool:
    """Whether `form` has all that was typed, marks that are missing forgiven, or differs in nothing but the tone."""
    return allows(typed, form) or same_letters(typed, form)


@lru_cache(maxsize=1 << 14)
def _taken_apart(form: str) -> tuple[str, str]:
    """The letters of a normal form with their own marks, and its tone mark."""
    decomposed = unicodedata.normalize("NFD", form)
    tone = "".join(char for char in decomposed if char in TONE_MARKS)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in TONE_MARKS)), tone


def begins(typed: str, form: str) -> bool:
    """Whether `typed` is the beginning of something that means `form`."""
    return form.startswith(typed) or (is_bare(typed) and fold(form).startswith(typed))


def term(form: str) -> str:
    """What stands for the normal form `form` in an index: `vien viện`, with the folded form in front.

    So the spellings that fold alike stand together in the order of terms (`spellings`), and so do all syllables with
    the same beginning. A form that is bare is its own term: `vien`."""
    bare = fold(form)
    return form if bare == form else f"{bare} {form}"


def form_of(term: str) -> str:
    """The normal form that `term` stands for."""
    return term.rpartition(" ")[2]


def spellings(bare: str) -> tuple[str, str]:
    """The terms of all forms that fold to `bare`: from the first of these up to, not including, the second."""
    return bare, f"{bare}!"  # the sign after the space; no form has either
