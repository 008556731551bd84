"""What is asked of the rooms, pure: single wants, and under terms the meetings of each day.

A meeting counts in the size its people need, not in that of the room they got.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from booking.foundation.local_time import day_of, from_epoch_minutes
from booking.occupancy.sizing.rules import class_of_room, smallest_class
from booking.occupancy.sizing.values import Asked, Meeting, RoomClass
from booking.reservations.values import PartyKind


@dataclass(frozen=True, slots=True)
class Want:
    """One meeting as it was asked for; minutes since 1970."""

    begin: int
    end: int
    person_count: int
    party: PartyKind
    asked_at: int
    is_refused: bool = False
    is_no_show: bool = False
    """Nobody came: it counts only where a scenario lets it hold its room."""
    seats: int | None = None
    """Of the room that was taken; None of what was refused."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How the need is reckoned; whoever reads a figure of it reads these beside it."""

    classes: Sequence[RoomClass]
    comfort_percent: int = 80
    """How much of the seats people fill at most (occupancy.md section 3)."""
    minutes_between: int = 0
    """After each meeting, to clear and to air."""
    with_refused: bool = True
    parties: frozenset[PartyKind] = frozenset(PartyKind)

    @property
    def seat_area(self) -> float:
        """Square metres a seat, of the smallest class."""
        return self.classes[0].area / self.classes[0].seats


@dataclass(frozen=True, slots=True)
class Demand:
    """The meetings of each open day, and what of them fits no class."""

    dates: Sequence[date]
    days: Sequence[Sequence[Meeting]]
    asked: Sequence[Asked]
    refused_count: int
    too_large_count: int

    @property
    def meeting_count(self) -> int:
        return len(self.asked)


def demand_of(wants: Iterable[Want], dates: Collection[date], terms: Terms) -> Demand:
    """``wants`` under ``terms``, on ``dates``: a day without meetings is served with no room."""
    by_day: dict[date, list[Meeting]] = defaultdict(list)
    asked: list[Asked] = []
    refused_count = too_large_count = 0
    for want in wants:
        day = date_of(want.begin)
        if day not in dates or not _counts(want, terms):
            continue
        smallest = smallest_class(
            want.person_count, terms.classes, comfort_percent=terms.comfort_percent
        )
        if smallest is None:
            too_large_count += 1
            continue
        meeting = Meeting(want.begin, want.end + terms.minutes_between, smallest)
        by_day[day].append(meeting)
        asked.append(Asked(meeting, want.asked_at, want.party,
                           class_of_room(want.seats, terms.classes),
                           is_refused=want.is_refused))  # fmt: skip
        refused_count += want.is_refused
    in_order = sorted(dates)
    return Demand(in_order, [by_day[day] for day in in_order], asked, refused_count,
                  too_large_count)  # fmt: skip


def _counts(want: Want, terms: Terms) -> bool:
    is_asked = terms.with_refused or not want.is_refused
    return want.party in terms.parties and is_asked and not want.is_no_show


def date_of(minute: int) -> date:
    """The local day of a minute since 1970."""
    return day_of(from_epoch_minutes(minute))
