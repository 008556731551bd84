"""A document as the sheets of a workbook: one that says what it is, and one for each table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from booking.foundation.lines import one_line
from booking.foundation.texts import text
from booking.interfaces.files.document import Document, Table, Value
from booking.interfaces.files.opening import opening

NAME_MAX = 31  # what Excel takes
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    lines: Sequence[Sequence[Value]]
    heading_at: int
    """Which line has the names of the columns, from 0."""
    frees: bool = True
    """Whether it stays in sight when one scrolls."""


def sheets_of(document: Document) -> Iterator[Sheet]:
    about = [*opening(document), *document.definitions, *((it, "") for it in document.sentences)]
    yield Sheet(text("About"), [_cleaned(it) for it in about], 0, frees=False)
    taken = {text("About").casefold()}
    for table in document.tables:
        name = _name(table.title, taken)
        taken.add(name.casefold())
        yield _sheet(name, table)


def _sheet(name: str, table: Table) -> Sheet:
    said = [[it] for it in (table.title, table.conclusion, table.basis) if it]
    headings = [column.heading for column in table.columns]
    return Sheet(name, [_cleaned(it) for it in (*said, headings, *table.rows)], len(said))


def _cleaned(line: Sequence[Value]) -> list[Value]:
    """Without the characters that no XML may hold."""
    return [one_line(it) if isinstance(it, str) else it for it in line]


def _name(title: str, taken: set[str]) -> str:
    """Short enough, and of one sheet only, whatever the case of its letters."""
    wanted = NOT_IN_NAMES.sub(" ", one_line(title))
    number, name = 1, wanted[:NAME_MAX].strip()
    while name.casefold() in taken:
        number += 1
        name = f"{wanted[: NAME_MAX - 3].strip()} {number}"
    return name
