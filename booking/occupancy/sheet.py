"""The records of a fact sheet, pure: what is kept of a space and of a reservation on a day.

Minutes are counted from local midnight in elapsed time, so a day has 1380, 1440 or 1500 of
them, and every stretch is cut to the day. Records of fixed size, because the same bytes are
read as numpy arrays (arrays.py) without a step per reservation; minutes and not quarters,
because quarters follow from minutes and peaks do not follow from quarters. A day of 2,000
reservations takes some 50 kB, a tenth of the reservations themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from struct import Struct
from typing import Final

from booking.foundation.periods import Span
from booking.people.values import PartnerKind
from booking.spaces.values import SpaceKind

HOUSE_RECORD: Final = Struct("<iiBBHHH")
LINE_RECORD: Final = Struct("<i8HBx")
MOST: Final = 0xFFFF
KINDS: Final = (SpaceKind.DESK, SpaceKind.ROOM)
PARTIES: Final[tuple[PartnerKind | None, ...]] = (None, *PartnerKind)
"""Whose it was; None is staff. New kinds go to the end: the number is what is stored."""


class Hours(IntEnum):
    """Of what a record of the house tells the minutes."""

    USABLE = 1
    """Opening hours less closures: what is counted from, when the day is counted again."""
    OPEN = 2
    """The same without the minutes in which a divided room was something else."""
    BOTH = 3


class Fate(IntFlag):
    """What became of a reservation; several may be true."""

    FIRST = 1
    """One line of each reservation, on the day it begins: reservations are counted by it.

    It is that of the first place; for a part of the house see first_lines.py.
    """
    AWAITED = 2
    """Check-in was asked for, and the day is over."""
    CAME = 4
    NO_SHOW = 8
    CANCELLED = 16
    LATE = 32
    """Cancelled, less than LATE_HOURS before its start."""
    RELEASED = 64
    """Given back by the house, because nobody came."""
    LEFT_EARLY = 128
    AD_HOC = 256
    """Made when it had begun: at the door, or by who walked in."""
    AVOIDABLE = 512
    """In a larger room than needed while a smaller one that fits was free all the time."""
    DECLINED = 1024
    """By the house, or nobody answered in time."""


LATE_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class SpaceRecord:
    """What a space was on a day; ``usable`` and ``open`` in minutes of that day."""

    space_id: int
    zone_id: int
    kind: SpaceKind
    capacity: int
    usable: tuple[Span, ...]
    open: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One reservation in one space. ``held`` is empty when it was given back before it began."""

    space_id: int
    asked: Span
    held: Span
    used: Span
    person_count: int
    fate: Fate
    lead_hours: int
    """From when it was made to its start, whole hours."""
    party: PartnerKind | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of FactSheet."""

    day: int
    house: bytes
    lines: bytes
    person_count: int
    staff_count: int


def pack_house(spaces: Iterable[SpaceRecord]) -> bytes:
    return b"".join(
        HOUSE_RECORD.pack(it.space_id, it.zone_id, KINDS.index(it.kind), hours,
                          min(it.capacity, MOST), begin, end)
        for it in spaces for hours, (begin, end) in _records(it)
    )  # fmt: skip


def _records(space: SpaceRecord) -> Iterator[tuple[Hours, Span]]:
    """A space that was shut all day has one record without minutes: it was there."""
    if space.usable == space.open:
        for span in space.usable or ((0, 0),):
            yield Hours.BOTH, span
        return
    for hours, spans in ((Hours.USABLE, space.usable), (Hours.OPEN, space.open)):
        for span in spans or ((0, 0),):
            yield hours, span


def unpack_house(house: bytes) -> list[SpaceRecord]:
    """The spaces in the order in which they were packed."""
    found: dict[int, tuple[int, SpaceKind, int, list[Span], list[Span]]] = {}
    for space_id, zone_id, kind, hours, capacity, begin, end in HOUSE_RECORD.iter_unpack(house):
        *_, usable, opened = found.setdefault(space_id, (zone_id, KINDS[kind], capacity, [], []))
        if begin < end:
            usable.extend([(begin, end)] if hours & Hours.USABLE else [])
            opened.extend([(begin, end)] if hours & Hours.OPEN else [])
    return [
        SpaceRecord(space_id, zone_id, kind, capacity, tuple(usable), tuple(opened))
        for space_id, (zone_id, kind, capacity, usable, opened) in found.items()
    ]


def pack_lines(lines: Iterable[Line]) -> bytes:
    """``held`` begins where ``asked`` does, so its end is enough."""
    return b"".join(
        LINE_RECORD.pack(it.space_id, *it.asked, it.held[1], *it.used,
                         min(it.person_count, MOST), it.fate,
                         min(max(it.lead_hours, 0), MOST), PARTIES.index(it.party))
        for it in lines
    )  # fmt: skip
