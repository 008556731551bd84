"""One room on one day as one person may see it: what the grid, the list and the plan draw."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period, gaps
from booking.foundation.texts import N_, text
from booking.people.permissions import Action, is_theirs, may
from booking.people.values import Principal
from booking.reservations.free_times import earliest_start, free_periods, whole_grains
from booking.reservations.holdings import Holding
from booking.reservations.rules import judged_by, objections_to_time
from booking.reservations.values import HouseRules, ReservationState
from booking.spaces.rules import closures_of, external_times, usable_periods
from booking.spaces.values import BookableSpace, LayoutKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones

Kind = Literal["free", "elsewhere", "taken", "mine", "pending", "option", "closed", "past"]
"""``elsewhere`` can be reserved, though a calendar from outside shows it as busy."""
TENTATIVE = {ReservationState.REQUESTED, ReservationState.OPTION}
NOT_YET = N_("Cannot be reserved yet")
NOT_FOR_YOU = N_("Not open to you")
HELD_ELSEWHERE = N_("Taken (external calendar)")
USUAL_LENGTH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the day in which a room is one thing."""

    kind: Kind
    period: Period
    title: str = ""
    """Of the reservation, where this person may read it; or why it is closed."""
    uid: str = ""
    """Of the reservation, where this person may open it."""
    is_setup: bool = False
    """Nobody meets then, but the room is being set up or cleared."""


@dataclass(frozen=True)
class Outlook:
    """From where a day is looked at: by whom, when, and which time of it is asked for."""

    stock: Stock
    frame: Period
    """The opening hours of the day: what is drawn."""
    viewer: Principal
    rules: HouseRules
    now: datetime
    asked: Period | None = None
    """None for the whole day."""
    layout: LayoutKind | None = None
    """The one asked for: some take longer to set up."""

    @cached_property
    def day(self) -> date:
        return day_of(self.frame.starts_at)

    def offer_in(self, gap: Period, *, is_free_when_asked: bool) -> Period:
        """What a press on a free gap of a room asks for; see :meth:`RoomDay.offer_in`."""
        if self.asked is not None and is_free_when_asked and gap.holds(self.asked):
            return self.asked
        length = self.asked.duration if self.asked else USUAL_LENGTH
        end = gap.starts_at + length
        return Period(gap.starts_at, end) if end < gap.ends_at else gap

    def allows_asked(self, room: BookableSpace) -> bool:
        """Whether the rules let this time be asked for: the same for all rooms alike."""
        known = self._allowed.get(judged_by(room))
        if known is None and self.asked is not None:
            found = objections_to_time(self.asked, room, rules=self.rules, now=self.now)
            known = self._allowed[judged_by(room)] = not found
        return bool(known)

    def is_shut(self, room: BookableSpace) -> bool:
        """Whether the zone of ``room`` is for others that day, or not open to the viewer yet."""
        return bool(self._shut) and not not_shut([room], self.stock, self.day, self._shut)

    @cached_property
    def _shut(self) -> frozenset[int]:
        return shut_zones(self.stock, self.day, person=self.viewer, today=day_of(self.now))

    @cached_property
    def _allowed(self) -> dict[tuple[int, bool], bool]:
        return {}


@dataclass(frozen=True)
class RoomDay:
    """``free`` is what can still be reserved."""

    room: BookableSpace
    holdings: Sequence[Holding]
    free: tuple[Period, ...]
    outlook: Outlook
    is_free: bool
    """Whether the time asked for can be had; for a whole day: whether anything can."""

    @property
    def asked(self) -> Period | None:
        return self.outlook.asked

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """They fill the frame without a gap; cut when they are asked for: a list needs none."""
        return _pieces(self.room, self.holdings, self.free, self.outlook)

    def first_offer(self) -> Period:
        """What the room is first offered for; where nothing is free, the hour it opens."""
        return self.offer_in(self.free[0] if self.free else self.outlook.frame)

    def offer_in(self, gap: Period) -> Period:
        """What a press on a free gap asks for: the time looked for, or else the gap's begin."""
        return self.outlook.offer_in(gap, is_free_when_asked=self.is_free)

    def around(self, instant: datetime) -> Period | None:
        """The free gap in which ``instant`` lies."""
        return next((gap for gap in self.free if gap.contains(instant)), None)

    def at_asked(self) -> Iterator[Piece]:
        """What is in the way of the time asked for, and what surrounds it."""
        asked = self.asked or self.outlook.frame
        return (p for p in self.pieces if p.period.overlaps(asked))


def see_room(room: BookableSpace, holdings: Sequence[Holding], outlook: Outlook) -> RoomDay:
    free = () if outlook.is_shut(room) else tuple(_free(room, holdings, outlook))
    asked = outlook.asked
    if asked is None:
        is_free = bool(free)
    else:
        is_free = any(gap.holds(asked) for gap in free) and outlook.allows_asked(room)
    return RoomDay(room, holdings, free, outlook, is_free=is_free)


def _free(room: BookableSpace, holdings: Iterable[Holding], outlook: Outlook) -> Iterator[Period]:
    grain = timedelta(minutes=room.grain_minutes)
    earliest = earliest_start(room, outlook.rules, now=outlook.now)
    taken = [holding.held for holding in holdings]
    free = free_periods(
        room, outlook.frame, stock=outlook.stock, taken=taken, layout=outlook.layout
    )
    for gap in free:
        if gap.ends_at <= earliest or gap.starts_at > outlook.now + outlook.rules.ahead_max:
            continue
        ahead = gap if earliest <= gap.starts_at else Period(earliest, gap.ends_at)
        whole = whole_grains(ahead, grain)
        if whole is not None:
            yield whole


def _pieces(
    room: BookableSpace, holdings: Sequence[Holding], free: Sequence[Period], outlook: Outlook
) -> list[Piece]:
    painted = [
        *_held(holdings, outlook),
        *(p for gap in free for p in _offered(room, gap, outlook)),
    ]
    rest = gaps(outlook.frame, (piece.period for piece in painted))
    return sorted(
        [*painted, *(piece for gap in rest for piece in _unused(room, gap, outlook))],
        key=lambda piece: piece.period.starts_at,
    )


def _offered(room: BookableSpace, gap: Period, outlook: Outlook) -> list[Piece]:
    """What can be reserved, apart where a calendar from outside shows it as busy."""
    shown = external_times(outlook.stock, room, gap).shown
    if not shown:
        return [Piece("free", gap)]
    return [
        *(Piece("elsewhere", period) for period in shown),
        *(Piece("free", period) for period in gaps(gap, shown)),
    ]


def _held(holdings: Iterable[Holding], outlook: Outlook) -> Iterator[Piece]:
    """The reservations, cut to the frame; of two halves held at once the first is drawn whole."""
    begin = outlook.frame.starts_at
    for holding in sorted(holdings, key=lambda h: h.starts_at):
        first = max(begin, holding.starts_at)
        end = min(outlook.frame.ends_at, holding.ends_at)
        if first < end:
            yield _reserved(holding, Period(first, end), outlook.viewer)
            begin = end


def _reserved(holding: Holding, period: Period, viewer: Principal) -> Piece:
    is_tentative = holding.state in TENTATIVE
    own: Kind = "pending" if is_tentative else "mine"
    other: Kind = "option" if is_tentative else "taken"
    return Piece(
        kind=own if is_theirs(viewer, holding) else other,
        period=period,
        title=holding.title if may(viewer, Action.SEE_TITLE, holding) else "",
        uid=holding.uid if may(viewer, Action.SEE_RESERVATION, holding) else "",
    )


def _unused(room: BookableSpace, gap: Period, outlook: Outlook) -> Iterator[Piece]:
    """What is neither free nor reserved: past, closed, or needed to set up and clear."""
    day = outlook.day
    usable = [u for p in usable_periods(outlook.stock, room, day) if (u := p.meet(gap))]
    for period in usable:
        yield _unfree(room, period, outlook)
    held = external_times(outlook.stock, room, gap).holding
    for period in held:
        yield Piece("taken", period, title=text(HELD_ELSEWHERE))
    for period in gaps(gap, [*usable, *held]):
        reasons = [c.reason for c in closures_of(outlook.stock, room, day, period)]
        yield Piece("closed", period, title=next(iter(reasons), ""))


def _unfree(room: BookableSpace, period: Period, outlook: Outlook) -> Piece:
    if period.starts_at < outlook.now + outlook.rules.notice_for(room):
        return Piece("past", period)
    if period.starts_at > outlook.now + outlook.rules.ahead_max:
        return Piece("closed", period, title=text(NOT_YET))
    if outlook.is_shut(room):
        return Piece("closed", period, title=text(NOT_FOR_YOU))
    return Piece("taken", period, is_setup=True)
