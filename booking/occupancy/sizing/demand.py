"""What was asked of the rooms of a building: meetings that were held, and wishes that failed.

A meeting counts for the time it was held, up to when it was given back; one to which nobody
came does not. It counts in the size its people need, not in that of the room they got. What
was refused counts as it was asked for: left out, too few rooms would look like enough.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from booking.foundation.local_time import (
    day_of,
    epoch_minutes,
    from_epoch_minutes,
    local_day,
)
from booking.foundation.periods import Period
from booking.occupancy.courses import asks_check_in, course_of, reservations_within
from booking.occupancy.rules import stay_of
from booking.occupancy.sizing.rules import smallest_class
from booking.occupancy.sizing.values import Asked, Meeting, RoomClass
from booking.reservations.models import WishRecord
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.values import SpaceKind, Stock


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


def wants_between(
    session: Session, stock: Stock, building_id: int, first: date, last: date
) -> list[Want]:
    """Everything asked of the rooms of a building on days that are over."""
    whole = Period(local_day(first).starts_at, local_day(last).ends_at)
    return [*_held(session, stock, building_id, whole), *_refused(session, whole)]


def _held(session: Session, stock: Stock, building_id: int, whole: Period) -> Iterator[Want]:
    for row, *others in reservations_within(session, whole):
        space = stock.spaces[row.space_id]
        is_meeting = not others and not space.is_desk and space.building_id == building_id
        if not is_meeting or row.starts_at < whole.starts_at:
            continue
        stay = stay_of(course_of(row), person_count=row.attendee_count,
                       is_awaited=asks_check_in(session, stock, row))  # fmt: skip
        if stay is not None:
            begin, end = stay.held
            yield Want(begin, epoch_minutes(row.ends_at) if stay.is_no_show else end,
                       row.attendee_count,
                       PartyKind.PARTNER if row.partner_id else PartyKind.STAFF,
                       _minute(row.created_at), is_no_show=stay.is_no_show)  # fmt: skip


def _refused(session: Session, whole: Period) -> Iterator[Want]:
    """A wish names no building: those of the house are counted in each of them."""
    statement = select(WishRecord).where(
        col(WishRecord.starts_at) >= whole.starts_at,
        col(WishRecord.starts_at) < whole.ends_at,
        col(WishRecord.outcome) == Outcome.REFUSED,
        col(WishRecord.space_kind) == SpaceKind.ROOM,
    )
    for wish in session.exec(statement):
        asked_at = epoch_minutes(local_day(wish.asked_on).starts_at)
        yield Want(epoch_minutes(wish.starts_at), epoch_minutes(wish.ends_at),
                   wish.attendee_count, wish.party, asked_at, is_refused=True)  # fmt: skip


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
        asked.append(Asked(meeting, want.asked_at, want.party))
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


def _minute(instant: datetime) -> int:
    return epoch_minutes(instant.replace(second=0, microsecond=0))
