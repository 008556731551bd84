"""A table as a file for a spreadsheet of a Dutch town hall: semicolons, decimal commas.

With a byte order mark, so that Excel reads it as UTF-8. A text that a spreadsheet would take
for a formula gets an apostrophe before it (OWASP, CSV injection).
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

GUARDED = tuple(f"'{start}" for start in FORMULA_STARTS)

Line = Sequence[float | str]


def csv_file(lines: Iterable[Line]) -> bytes:
    target = StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerows([[_written(value) for value in line] for line in lines])
    return target.getvalue().encode("utf-8-sig")


def as_meant(written: str) -> str:
    """A text of such a file, as it was before it was written."""
    return written[1:] if written.startswith(GUARDED) else written


def _written(value: float | str) -> str:
    """A number with a decimal comma, or a text that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return str(value).replace(".", ",")
    return guarded(value)


def guarded(written: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{written}" if written.startswith(FORMULA_STARTS) else written
