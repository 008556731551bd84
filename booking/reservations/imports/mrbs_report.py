"""The report of MRBS as a CSV file, for who cannot make a dump. Pure.

Its headings are in any language, so columns are known by their place: what, area, room, begin,
end, how long, description; only who made it is found by its heading. It has no numbers of
entries and no series.
"""

from collections.abc import Sequence

from booking.foundation.texts import N_
from booking.reservations.imports.moments import period_by_clock
from booking.reservations.imports.report_lines import report_lines
from booking.reservations.imports.values import (
    Foreign,
    NotUnderstood,
    Reading,
    Said,
    System,
    Unread,
)

NAME, _AREA, ROOM, BEGIN, END, _LASTS, DESCRIPTION = range(7)
BY_WHOM = {"created by", "aangemaakt door"}
TOO_SHORT = N_("This line is not whole.")


def read_mrbs_report(raw: bytes) -> Reading:
    """Raises :class:`NotUnderstood` where this is no report of MRBS."""
    heading, found = report_lines(raw)
    if len(heading) <= DESCRIPTION:
        raise NotUnderstood(f"{len(heading)} columns")
    by_whom = next((n for n, name in enumerate(heading) if name.strip().lower() in BY_WHOM), -1)
    rows = [_row(number, cells, by_whom) for number, cells in enumerate(found, start=2)]
    if not any(isinstance(row, Foreign) for row in rows):
        raise NotUnderstood("no times in the fourth and fifth column")
    return Reading(System.MRBS, rows, room_names={row.room: row.room for row in rows if row.room})


def _row(number: int, cells: Sequence[str], by_whom: int) -> Foreign | Unread:
    place = str(number)
    if len(cells) <= DESCRIPTION:
        return Unread(place, Said(TOO_SHORT))
    room, who = cells[ROOM].strip(), cells[by_whom].strip() if 0 <= by_whom < len(cells) else ""
    key = f"{room} {cells[BEGIN].strip()}"
    period = period_by_clock(cells[BEGIN], cells[END])
    if isinstance(period, Said):
        return Unread(place, period, key, room)
    return Foreign(
        key=key,
        place=place,
        room=room,
        period=period,
        email=who if "@" in who else "",
        person=who,
        title=cells[NAME].strip(),
        note=cells[DESCRIPTION].strip(),
    )
