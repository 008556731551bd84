"""Real spreadsheets, as the programs of a town hall write them."""

import io
from collections.abc import Callable, Sequence

from odsgenerator import odsgenerator
from xlsxwriter import Workbook

Rows = Sequence[Sequence[object]]
MakeFile = Callable[[Rows], bytes]


def xlsx(rows: Rows) -> bytes:
    """An Excel file; what begins with = is a formula that last showed 42."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Blad1")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, column, cell, None, 42)
                else:
                    sheet.write(number, column, cell)
    return target.getvalue()


def ods(rows: Rows) -> bytes:
    """An OpenDocument file."""
    content: bytes = odsgenerator.ods_bytes([{"name": "Blad1", "table": [list(r) for r in rows]}])
    return content


def csv(rows: Rows) -> bytes:
    """As Excel in the Netherlands saves it."""
    lines = (";".join(str(cell) for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")
