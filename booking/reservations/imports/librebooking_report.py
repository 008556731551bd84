"""The report of LibreBooking as a CSV file, for who cannot make a dump. Pure.

Its headings are in the language of who made it, each line ends with a comma, and what people typed
is escaped for HTML. Of people it has names only, and of series nothing. English writes the month
before the day, so the order of both is found out of all dates together.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from html import unescape

from booking.foundation.local_time import MissingHour, local_instant
from booking.foundation.texts import N_
from booking.reservations.imports.moments import from_clock, period_between
from booking.reservations.imports.report_lines import report_lines
from booking.reservations.imports.values import (
    Foreign,
    NotUnderstood,
    Reading,
    Said,
    Standing,
    System,
    Unread,
    keys_in,
)

HEADINGS = {
    "resource": "room", "bron": "room", "begin": "begin", "end": "end", "einde": "end",
    "title": "title", "titel": "title", "description": "note", "beschrijving": "note",
    "reference number": "key", "referentie nummer": "key", "user": "person",
    "gebruiker": "person", "status": "status",
}  # fmt: skip
"""After lang/en_us.php and lang/du_nl.php of LibreBooking."""
NEEDED = {"room", "begin", "end", "key"}
STANDING = {"pending": Standing.ASKED, "deleted": Standing.GONE, "wachtend": Standing.ASKED,
            "verwijderd": Standing.GONE}  # fmt: skip
SHORT = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{2,4}) (\d{1,2}):(\d{2})(?::\d{2})?(?: ([AP])M)?", re.IGNORECASE
)
MONTHS = 12
CENTURY, YEARS = 2000, 100
EITHER = N_(
    "Whether the day or the month comes first in this file is not certain. It is read as %(order)s."
)

Cells = Mapping[str, str]


def read_librebooking_report(raw: bytes) -> Reading:
    """Raises :class:`NotUnderstood` where this is no report of LibreBooking."""
    heading, lines = report_lines(raw)
    names = [HEADINGS.get(name.strip().lower(), "") for name in heading]
    if not set(names) >= NEEDED:
        raise NotUnderstood("no headings of LibreBooking")
    rows = [
        {name: unescape(cell).strip() for name, cell in zip(names, line, strict=False) if name}
        for line in lines
    ]
    is_month_first, remarks = _order(rows)
    rooms_of = Counter(row.get("key", "") for row in rows)
    found = [
        _row(number, row, is_month_first=is_month_first,
             has_others=rooms_of[row.get("key", "")] > 1)
        for number, row in enumerate(rows, start=2)
    ]  # fmt: skip
    room_names = {row.room: row.room for row in found if row.room}
    return Reading(System.LIBREBOOKING, found, remarks, room_names)


def _order(rows: Sequence[Cells]) -> tuple[bool, Sequence[Unread]]:
    """Whether the month comes first; with a remark where the file does not say."""
    dates = [each for each in _dates(rows) if min(each[:2]) <= MONTHS]
    can_be_day = all(month <= MONTHS for _, month, _ in dates)
    can_be_month = all(month <= MONTHS for month, _, _ in dates)
    if can_be_day is not can_be_month or not dates:
        return can_be_month and not can_be_day, ()
    is_american = any(half for _, _, half in dates)
    order = "3/24" if is_american else "24/3"
    return is_american, (Unread("", Said(EITHER, {"order": order})),)


def _dates(rows: Sequence[Cells]) -> Iterator[tuple[int, int, str]]:
    for row in rows:
        for name in ("begin", "end"):
            if found := SHORT.fullmatch(row.get(name, "")):
                yield int(found[1]), int(found[2]), found[6] or ""


def _row(number: int, row: Cells, *, is_month_first: bool, has_others: bool) -> Foreign | Unread:
    place, room = str(number), row.get("room", "")
    keys = keys_in(row.get("key", ""), room, has_others=has_others)
    try:
        begin, end = (
            _instant(row.get(name, ""), is_month_first=is_month_first) for name in ("begin", "end")
        )
    except MissingHour as error:
        return Unread(place, Said(error.sentence), keys.key, room)
    period = period_between(begin, end)
    if isinstance(period, Said):
        return Unread(place, period, keys.key, room)
    return Foreign(
        key=keys.key,
        other_key=keys.other_key,
        place=place,
        room=room,
        period=period,
        person=row.get("person", ""),
        title=row.get("title", ""),
        note=row.get("note", ""),
        standing=STANDING.get(row.get("status", "").lower(), Standing.FIRM),
    )


def _instant(cell: str, *, is_month_first: bool) -> datetime | None:
    """As ``3/24/26 9:00 AM`` or ``24/3/2026 09:00``; else as other systems write it."""
    found = SHORT.fullmatch(cell)
    if found is None:
        return from_clock(cell)
    first, second, year, hour, minute = (int(found[n]) for n in range(1, 6))
    month, day = (first, second) if is_month_first else (second, first)
    if found[6]:
        hour = hour % 12 + (12 if found[6].lower() == "p" else 0)
    try:
        return local_instant(date(year + CENTURY if year < YEARS else year, month, day),
                             time(hour, minute))  # fmt: skip
    except MissingHour:
        raise
    except ValueError:
        return None
