"""A spreadsheet or CSV file as rows of text; nothing in it is ever executed.

Formulas are read as the value the spreadsheet last showed, never computed.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from booking.foundation.errors import Refused
from booking.foundation.rows import Row
from booking.foundation.texts import N_

BYTES_MAX = 5_000_000
UNPACKED_BYTES_MAX = 50_000_000
ROWS_MAX = 10_000
CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')


class FileUnreadable(Refused):
    code = "file-unreadable"
    sentence = N_("This file cannot be read. Save it as XLSX, ODS or CSV.")


class FileTooLarge(Refused):
    code = "file-too-large"
    sentence = N_("This file is too large: at most %(rows)s lines and %(megabytes)s MB.")

    def __init__(self, rows_max: int = ROWS_MAX, bytes_max: int = BYTES_MAX) -> None:
        super().__init__(rows=rows_max, megabytes=bytes_max // 1_000_000)


class HeadingsUnknown(Refused):
    code = "headings-unknown"
    sentence = N_("The first line must hold these headings: %(known)s. Not understood: %(found)s.")


def read_rows(
    content: bytes,
    headings: Sequence[str],
    *,
    rows_max: int = ROWS_MAX,
    bytes_max: int = BYTES_MAX,
) -> list[Row]:
    """The lines of a file by heading, empty lines left out; more of them only of a CSV file.

    Raises one of the refusals above. A heading may be left out, an unknown one may not be there:
    it would be a typing error whose column is silently lost.
    """
    if len(content) > bytes_max:
        raise FileTooLarge(rows_max, bytes_max)
    lines = _from_workbook(content) if content.startswith(b"PK") else _from_csv(content)
    first = [cell.strip().lower() for cell in next(lines, [])]
    unknown = [name for name in first if name and name not in headings]
    if unknown or not any(first) or len(set(filter(None, first))) < len(list(filter(None, first))):
        raise HeadingsUnknown(known=", ".join(headings), found=", ".join(unknown) or "-")
    return list(_rows(lines, first, rows_max))


def _rows(lines: Iterator[list[str]], headings: Sequence[str], rows_max: int) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=2):
        if number > rows_max:
            raise FileTooLarge(rows_max)
        if any(cell.strip() for cell in cells):
            named = dict(zip(headings, cells, strict=False))
            yield Row(number, {name: cell for name, cell in named.items() if name})


def _from_csv(content: bytes) -> Iterator[list[str]]:
    """UTF-8, or what an older Excel in the Netherlands writes; `;` or `,` by the first line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise FileUnreadable("a NUL in a CSV file")
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    try:
        yield from reader
    except csv.Error as error:
        raise FileUnreadable(str(error)) from error


def _from_workbook(content: bytes) -> Iterator[list[str]]:
    _refuse_bomb(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=ROWS_MAX + 1)
    except (CalamineError, IndexError, ValueError) as error:
        raise FileUnreadable(str(error)) from error
    for row in rows:
        yield [_cell(value) for value in row]


def _refuse_bomb(content: bytes) -> None:
    """Look before unpacking: 0.4 MB may become 256 MB, and one far cell a huge empty sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES_MAX:
                raise FileTooLarge
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            for name in sheets:
                _refuse_far_cells(archive.read(name))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise FileUnreadable(str(error)) from error


def _refuse_far_cells(sheet: bytes) -> None:
    for column, row in CELL.findall(sheet):
        if len(column) > 2 or int(row) > ROWS_MAX:  # noqa: PLR2004 -- ZZ is column 702
            raise FileTooLarge


def _cell(value: object) -> str:
    match value:
        case bool():
            return "ja" if value else "nee"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() != time.min:
            return value.isoformat(" ", "minutes")
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)
