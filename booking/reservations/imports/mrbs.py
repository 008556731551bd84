"""MRBS (Meeting Room Booking System): its tables, as they were and are. Pure.

After tables.my.sql and tables.pg.sql of mrbs-code: an entry is one room for one period, its times
are seconds since 1970; each date of a series is an entry of its own.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from booking.foundation.texts import N_
from booking.reservations.imports.dumps import Cells, Dump
from booking.reservations.imports.moments import from_epoch, number_in, period_between
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

PRIVATE, AWAITING, TENTATIVE = 1, 2, 4  # the bits of a status
USUAL_PREFIX = "mrbs_"
PARTS_OF_DAY = N_("Its area counts parts of the day: nobody can tell from when until when.")
NO_ROOM = N_("Its room, number %(number)s, is not in the file.")


def read_mrbs(dump: Dump) -> Reading:
    """Raises :class:`NotUnderstood` where this is no dump of MRBS."""
    prefix = _prefix(dump)
    tables = dump.tables
    rooms = {cells.get("id") or "": cells for cells in tables[f"{prefix}room"]}
    areas = {cells.get("id") or "": cells for cells in tables.get(f"{prefix}area", ())}
    emails = {(cells.get("name") or "").lower(): cells.get("email") or ""
              for cells in tables.get(f"{prefix}users", ())}  # fmt: skip
    entries = tables[f"{prefix}entry"]
    twins = Counter(_uid(cells) for cells in entries)
    rows = [_row(cells, rooms, areas, emails, twins) for cells in entries]
    names = {number: cells.get("room_name") or number for number, cells in rooms.items()}
    return Reading(System.MRBS, rows, room_names=names)


def _prefix(dump: Dump) -> str:
    found = [
        prefix
        for name in dump.tables
        if name.endswith("entry") and f"{(prefix := name.removesuffix('entry'))}room" in dump.tables
    ]
    if not found:
        raise NotUnderstood("no tables of MRBS")
    return USUAL_PREFIX if USUAL_PREFIX in found else found[0]


def _uid(cells: Cells) -> str:
    """Entries are made anew when they are changed: the uid stays, the number does not."""
    uid, date = cells.get("ical_uid") or "", cells.get("ical_recur_id") or ""
    return f"{uid}/{date}" if uid else f"entry {cells.get('id')}"


def _row(
    cells: Cells,
    rooms: Mapping[str, Cells],
    areas: Mapping[str, Cells],
    emails: Mapping[str, str],
    twins: Mapping[str, int],
) -> Foreign | Unread:
    uid, room = _uid(cells), cells.get("room_id") or ""
    key, other_key = keys_in(uid, room, has_others=twins[uid] > 1)
    place = f"entry {cells.get('id')}"
    if room not in rooms:
        return Unread(place, Said(NO_ROOM, {"number": room}), key, room)
    area = areas.get(rooms[room].get("area_id") or "", {})
    if number_in(area.get("enable_periods")):
        return Unread(place, Said(PARTS_OF_DAY), key, room)
    period = period_between(_at(cells, "start_time"), _at(cells, "end_time"))
    if isinstance(period, Said):
        return Unread(place, period, key, room)
    status, who = number_in(cells.get("status")), (cells.get("create_by") or "").strip()
    series = number_in(cells.get("repeat_id"))
    return Foreign(
        key=key,
        place=place,
        room=room,
        period=period,
        email=who if "@" in who else emails.get(who.lower(), ""),
        person=who,
        title=cells.get("name") or "",
        note=cells.get("description") or "",
        is_private=bool(status & PRIVATE or number_in(cells.get("private"))),
        standing=Standing.ASKED if status & AWAITING else Standing.FIRM,
        is_tentative=bool(status & TENTATIVE),
        series=f"{series}/{room}" if series else "",
        other_key=other_key,
    )


def _at(cells: Cells, column: str) -> datetime | None:
    return from_epoch(cells.get(column))
