"""What was measured, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

UNKNOWN = "–"


@dataclass(frozen=True)
class Section:
    """One measurement: a heading, sentences, a table."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    text: Sequence[str] = ()
    """What was measured and how, one paragraph each; stands before the table."""
    notes: Sequence[str] = ()
    """What was left out and why; stands behind the table."""

    def __str__(self) -> str:
        """The section in Markdown."""
        parts = [f"## {self.title}", *self.text]
        if self.rows:
            parts.append(table(self.columns, self.rows))
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        return "\n\n".join(parts)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are of numbers."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ms(value: float | None) -> str:
    """Milliseconds with three digits that count."""
    return UNKNOWN if value is None else digits(value)


def digits(value: float) -> str:
    """A number with three digits that count: 0.123, 1.23, 12.3, 1,234."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def times(value: float | None) -> str:
    """How many times as much: 0.85×, 12×."""
    return UNKNOWN if value is None else f"{digits(value) if value < 10 else f'{value:,.0f}'}×"


def megabytes(size: float | None) -> str:
    """Bytes as megabytes."""
    return UNKNOWN if size is None else f"{size / 1e6:,.0f} MB" if size >= 1e7 else f"{size / 1e6:,.2f} MB"
