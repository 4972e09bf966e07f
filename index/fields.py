"""The fields of an indexed article, as one table: what is searched, filtered, sorted and stored.

What each searched field weighs in the ranking stands in `search.ranking`; here is only what lies in the index.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh import fields, formats
from whoosh.analysis.analyzers import Analyzer

from index.columns.facet import FacetColumn
from index.columns.number import NumberColumn
from index.columns.positions import PackedPositions
from index.errors import IndexUnreadable
from index.sort_keys import NO_DATE

INDEX_NAME = "tracuu7"
"""Stands in the names of all files of an index; a new number for every change that old indexes don't survive."""

_ANY_COMMIT = "_tracuu*_*.toc"
"""The tables of contents of an index, whatever its number."""

POSITIONS = PackedPositions()
NO_ANALYZER = Analyzer()
"""Stands where Whoosh wants an analyzer; ours have analysed the article before Whoosh sees it."""

FACET_FIELDS = ("author", "tag", "unit")
"""The facets that are columns of strings; the fourth, `date`, is made from `published`."""


class PositionsField(fields.FieldType):
    """Syllables with their positions, given as `index.columns.writer.Tokens`: articles are analysed by us."""

    def __init__(self) -> None:
        super().__init__(format=POSITIONS, analyzer=NO_ANALYZER, scorable=True)


class CountsField(fields.FieldType):
    """Terms with how often they occur, given as `index.columns.writer.Tokens` without positions."""

    def __init__(self) -> None:
        super().__init__(format=formats.Frequency(), analyzer=NO_ANALYZER, scorable=True)


class ColumnField(fields.FieldType):
    """A value a document that can't be searched for, only read as a column."""

    indexed = False

    def __init__(self, column: NumberColumn | FacetColumn) -> None:
        super().__init__(format=formats.Existence(), analyzer=NO_ANALYZER)
        self.set_sortable(column)

    def from_bytes(self, value: Any) -> Any:
        """The value as it is: Whoosh asks for this where it reads a column, and ours hold no bytes."""
        return value


def schema() -> fields.Schema:
    """The schema of a new index."""
    return fields.Schema(
        # ── found by; a syllable's term is `index.vietnamese.fold.term` ──
        id=fields.ID(unique=True),
        text=PositionsField(),  # title, lead and body on one line of positions, see index.analysis
        title=PositionsField(),  # the title once more: for `title:`, and to weigh more
        word=CountsField(),  # pyvi's words of two and more syllables, everywhere in the article
        # ── narrowed, counted and sorted by ──
        author=ColumnField(FacetColumn()),
        tag=ColumnField(FacetColumn()),
        unit=ColumnField(FacetColumn()),
        published=ColumnField(NumberColumn("i8", NO_DATE)),  # seconds of the local clock since 1970
        rank_key=ColumnField(
            NumberColumn("u8", 0)
        ),  # a hash of the id: breaks ties the same way in every order of segments
        # ── scored with ──
        text_length=ColumnField(NumberColumn("u4", 0)),  # in syllables
        title_length=ColumnField(NumberColumn("u4", 0)),
        # ── understood with ──
        abbreviation=ColumnField(FacetColumn()),  # what the article says is short for what, as `str(Definition)`
        # ── shown ──
        article=fields.STORED,  # the article as JSON
    )


def refuse_other_format(folder: Path) -> None:
    """Raises `IndexUnreadable` if `folder` holds an index that another version made and none of this one."""
    commits = [commit.name for commit in folder.glob(_ANY_COMMIT)]
    if commits and not any(name.startswith(f"_{INDEX_NAME}_") for name in commits):
        raise IndexUnreadable(
            f"The index in {folder} was made by another version. Delete the folder and index the articles again."
        )
