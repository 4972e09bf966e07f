"""Facets: what is let through, and what is counted."""

from __future__ import annotations

import unicodedata

import pytest

from search.engine import SearchEngine
from search.query import SearchQuery


@pytest.mark.parametrize("value", ["Viện Hóa học Xanh", "Viện Hoá học Xanh", "VIỆN HÓA HỌC XANH"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_value_may_be_chosen_in_any_spelling(engine: SearchEngine, value: str, form: str) -> None:
    """Composition, case and tone placement make no difference; what is selected is the value as articles spell it."""
    chosen = unicodedata.normalize(form, value)
    results = engine.search(SearchQuery(selections={"unit": (chosen,)}))
    assert results.total == 1
    assert [v.value for v in results.facets["unit"].values if v.selected] == ["Viện Hóa học Xanh"]


def test_marks_are_not_forgiven_in_a_chosen_value(engine: SearchEngine) -> None:
    """A value names itself; `unit:"vien hoa hoc"` is for searching by words."""
    assert engine.search(SearchQuery(selections={"unit": ("Vien Hoa hoc Xanh",)})).total == 0
