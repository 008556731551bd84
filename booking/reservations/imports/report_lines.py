"""The lines of a report that another system wrote as CSV, whatever its signs and letters. Pure."""

import csv
import io

from booking.reservations.imports.dumps import decoded
from booking.reservations.imports.values import NotUnderstood


def report_lines(raw: bytes) -> tuple[list[str], list[list[str]]]:
    """Its headings and its lines. Raises :class:`NotUnderstood` where there are none."""
    text, _encoding = decoded(raw)
    head = text.lstrip().partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        heading, *found = [line for line in lines if any(map(str.strip, line))]
    except (csv.Error, ValueError) as error:
        raise NotUnderstood("no lines") from error
    return heading, found
