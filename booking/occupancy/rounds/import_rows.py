"""What a line in a file of counted rounds says; pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from booking.foundation.local_time import MissingHour, local_instant
from booking.foundation.rows import Row, refuse_twins, require_right
from booking.foundation.texts import N_
from booking.occupancy.rounds.rules import sight_of
from booking.occupancy.rounds.values import Seen, Sight
from booking.spaces.values import BookableSpace, Stock

HEADINGS = ("datum", "tijd", "plek", "gezien", "mensen")
EXAMPLE = ("2026-11-17", "10:00", "2.D010", "gebruikt", "1")
SEEN = {"gebruikt": Seen.USED, "verlaten": Seen.VACANT, "leeg": Seen.EMPTY}
PEOPLE_MAX = 999
YEARS = range(2001, 2099)
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
"""A spreadsheet may add seconds; they are left out."""


@dataclass(frozen=True, slots=True)
class SightRow:
    line: int
    space: BookableSpace
    sight: Sight


def read_sights(rows: Iterable[Row], stock: Stock, *, now: datetime) -> list[SightRow]:
    """Raises RowsRefused with every mistake in ``rows``."""
    lines = list(rows)
    found = [_read(row, stock, now) for row in lines]
    keys = (f"{it.sight.at} {it.space.id}" if it else "" for it in found)
    refuse_twins(zip(lines, keys, strict=True), "plek")
    require_right(lines)
    return [it for it in found if it is not None]


def _read(row: Row, stock: Stock, now: datetime) -> SightRow | None:
    """None after a mistake."""
    at, number = _moment(row, now), row.words("plek")
    seen, people = _seen(row), _people(row)
    if at is None or row.mistakes:
        return None
    space = _space(row, stock, number, at.date()) if number else None
    if space is None:
        return None
    sight = sight_of(space, at, seen=seen, person_count=people)
    if sight is None:
        row.wrong("gezien", N_("this must be filled in, or how many people there were."))
        return None
    return SightRow(row.line, space, sight)


def _moment(row: Row, now: datetime) -> datetime | None:
    day, clock = row.words("datum") and row.day("datum", otherwise=date.min), _clock(row)
    if not isinstance(day, date) or clock is None or row.mistakes:
        return None
    if day.year not in YEARS:
        row.wrong("datum", N_("a date as 2026-11-26."))
        return None
    try:
        at = local_instant(day, clock)
    except MissingHour:
        row.wrong("tijd", N_("that night the clocks go forward, so this time is not there."))
        return None
    if at > now:
        row.wrong("datum", N_("this is still to come."))
        return None
    return at


def _clock(row: Row) -> time | None:
    written = row.words("tijd")
    found = CLOCK.fullmatch(written)
    if found:
        return time(int(found[1]), int(found[2]))
    if written:
        row.wrong("tijd", N_("a time as 14:05."))
    return None


def _space(row: Row, stock: Stock, number: str, day: date) -> BookableSpace | None:
    for space in stock.spaces.values():
        if space.number == number and space.term_on(day) is not None:
            return space
    row.wrong("plek", N_("there was no place with this number on that day."))
    return None


def _seen(row: Row) -> Seen | None:
    return row.choice("gezien", SEEN) if row.words("gezien", otherwise="") else None


def _people(row: Row) -> int | None:
    if not row.words("mensen", otherwise=""):
        return None
    return row.number("mensen", least=0, most=PEOPLE_MAX)
