"""Builders of fact sheets without a database."""

from collections.abc import Sequence

from booking.foundation.periods import Span
from booking.occupancy.arrays import DayArrays, arrays_of
from booking.occupancy.sheet import Fate, Line, SheetRow, SpaceRecord, pack_house, pack_lines
from booking.people.values import PartnerKind
from booking.spaces.values import SpaceKind
from tests.occupancy.days import MONDAY

EIGHT, SIX = 8 * 60, 18 * 60
OPEN = ((EIGHT, SIX),)
HELD = Fate.FIRST | Fate.AWAITED | Fate.CAME


def room(
    space_id: int, capacity: int = 8, opened: Sequence[Span] = OPEN, *, zone_id: int = 1,
    kind: SpaceKind = SpaceKind.ROOM,
) -> SpaceRecord:  # fmt: skip
    spans = tuple(opened)
    return SpaceRecord(space_id, zone_id, kind, capacity, usable=spans, open=spans)


def line(
    space_id: int, begin: int, end: int, *, held_end: int | None = None,
    used: Span | None = None, people: int = 1, fate: Fate = HELD, lead_hours: int = 24,
    party: PartnerKind | None = None,
) -> Line:  # fmt: skip
    """Held as asked and used as held, unless said otherwise."""
    until = end if held_end is None else held_end
    return Line(space_id, (begin, end), (begin, until), used or (begin, until), people, fate,
                lead_hours, party)  # fmt: skip


def days_of(
    *days: tuple[Sequence[SpaceRecord], Sequence[Line]], first: int = MONDAY.toordinal(),
    person_count: int = 0, staff_count: int = 0,
) -> DayArrays:  # fmt: skip
    """From ``first`` (an ordinal) on, one after another."""
    return arrays_of([
        SheetRow(first + number, pack_house(spaces), pack_lines(lines), person_count, staff_count)
        for number, (spaces, lines) in enumerate(days)
    ])  # fmt: skip
