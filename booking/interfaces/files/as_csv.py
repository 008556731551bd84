"""A document as one file of lines: what it is of, and below that table after table."""

from collections.abc import Iterator

from booking.interfaces.csv_file import Line, csv_file
from booking.interfaces.files.document import Document, Table
from booking.interfaces.files.opening import opening


def as_csv(document: Document) -> bytes:
    return csv_file(_lines(document))


def _lines(document: Document) -> Iterator[Line]:
    yield from opening(document)
    yield from document.definitions
    for sentence in document.sentences:
        yield [sentence]
    for table in document.tables:
        yield []
        yield from _table_lines(table)


def _table_lines(table: Table) -> Iterator[Line]:
    yield [table.title]
    for said in (table.conclusion, table.basis):
        if said:
            yield [said]
    yield [column.heading for column in table.columns]
    for row in table.rows:
        yield ["" if value is None else value for value in row]
