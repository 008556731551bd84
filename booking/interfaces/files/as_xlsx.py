"""A document as a workbook for Excel. Texts are typed as texts, so none is taken for a formula."""

from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it brings no types

from booking.interfaces.files.document import Document
from booking.interfaces.files.sheets import Sheet, sheets_of

ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file may not tell when it was made
WIDTH_MIN, WIDTH_MAX = 8, 60


def as_xlsx(document: Document) -> bytes:
    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False,
                           "strings_to_urls": False}) as book:  # fmt: skip
        book.set_properties(
            {"title": document.title, "author": document.author, "created": ANY_DAY}
        )
        for sheet in sheets_of(document):
            _write(book, sheet)
    return target.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page, bold = book.add_worksheet(sheet.name), book.add_format({"bold": True})
    for at, line in enumerate(sheet.lines):
        is_bold = at in {0, sheet.heading_at}
        for column, value in enumerate(line):
            style = bold if is_bold else None
            if isinstance(value, str):
                page.write_string(at, column, value, style)
            elif value is not None:
                page.write_number(at, column, value, style)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    if sheet.frees:
        page.freeze_panes(sheet.heading_at + 1, 1)


def _widths(sheet: Sheet) -> list[int]:
    """Wide enough for what stands in a column; of what stands above the table nothing counts."""
    lines = sheet.lines[sheet.heading_at :]
    count = max(map(len, lines), default=0)
    longest = [max(len(str(line[it])) for line in lines if it < len(line)) for it in range(count)]
    return [min(max(it + 2, WIDTH_MIN), WIDTH_MAX) for it in longest]
