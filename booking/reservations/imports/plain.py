"""Reservations in a spreadsheet or CSV file of a shape of ours. Pure."""

from collections.abc import Iterable

from booking.foundation.rows import YES_NO, Row
from booking.foundation.texts import N_
from booking.reservations.imports.moments import period_by_clock
from booking.reservations.imports.values import Foreign, Reading, Said, System, Unread

HEADINGS = ("nummer", "plek", "begin", "eind", "e-mail", "personen", "partner", "titel",
            "aangemeld")  # fmt: skip
EXAMPLE = ("1", "1.14", "2026-11-26 09:00", "2026-11-26 10:30", "jan@gemeente.example", "6", "",
           "Werkoverleg", "ja")  # fmt: skip
PEOPLE_MAX = 10_000
ROWS_MAX = 200_000
BYTES_MAX = 50_000_000
WRONG = N_("%(heading)s: %(said)s")


def read_plain(rows: Iterable[Row]) -> Reading:
    """``aangemeld`` is ja or nee, and empty where nobody knows whether anybody came."""
    found = [_row(row) for row in rows]
    names = {row.room: row.room for row in found if row.room}
    return Reading(System.CSV, found, room_names=names)


def _row(row: Row) -> Foreign | Unread:
    room, place = row.words("plek"), str(row.line)
    begin, end = row.words("begin"), row.words("eind")
    people = row.number("personen", least=1, most=PEOPLE_MAX, otherwise=1)
    said_to_come = row.words("aangemeld", otherwise="")
    has_come = row.choice("aangemeld", YES_NO, otherwise="")
    key = f"{room} {row.words('nummer', otherwise=f'{begin} {end}')}"  # files are of a room each
    if row.mistakes:
        wrong = row.mistakes[0]
        said = str(Said(wrong.sentence, wrong.facts))
        return Unread(place, Said(WRONG, {"heading": wrong.heading, "said": said}), key, room)
    period = period_by_clock(begin, end)
    if isinstance(period, Said):
        return Unread(place, period, key, room)
    return Foreign(
        key=key,
        place=place,
        room=room,
        period=period,
        email=row.words("e-mail", otherwise=""),
        title=row.words("titel", otherwise=""),
        attendee_count=people,
        partner=row.words("partner", otherwise=""),
        came_at=period.starts_at if has_come else None,
        is_known_to_stay_away=bool(said_to_come) and not has_come,
    )
