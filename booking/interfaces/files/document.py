"""What every form of a file is written from: tables with what one must know to trust them."""

from collections.abc import Sequence
from dataclasses import dataclass

Value = float | str | None
Term = tuple[str, str]
"""What something is called, and what is said of it."""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    unit: str = ""
    """Such as ``%``; empty for words and for bare counts."""

    @property
    def heading(self) -> str:
        is_said = not self.unit or self.unit == self.label.lower()
        return self.label if is_said else f"{self.label} ({self.unit})"


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` have a value for each column; the first one says what the row is of."""

    id: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    conclusion: str = ""
    basis: str = ""
    """Of how much it is (n), and what part of that was measured."""
    definitions: Sequence[Term] = ()

    def is_numeric(self, at: int) -> bool:
        """Whether column ``at`` holds numbers."""
        return any(isinstance(row[at], int | float) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Document:
    """``particulars`` say at least of what it is, by which filter and which data version."""

    title: str
    author: str
    """The town hall."""
    language: str
    filter: str
    data_version: str
    seed: int
    """Of what is drawn by chance in it; with the same one the same is drawn."""
    particulars: Sequence[Term] = ()
    sentences: Sequence[str] = ()
    tables: Sequence[Table] = ()

    @property
    def definitions(self) -> list[Term]:
        """Of all tables, each once."""
        return list(dict.fromkeys(it for table in self.tables for it in table.definitions))
