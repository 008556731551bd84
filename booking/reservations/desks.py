"""Where somebody sits: the desk to propose, best fit first, and who holds which desk."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import hypot

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period, Span
from booking.people.favourites import favourites_of
from booking.people.models import Team
from booking.people.values import Principal
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.rules import free_ones
from booking.reservations.values import HOLDING
from booking.spaces.models import Space
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock, Zone, ZoneKind
from booking.spaces.zone_access import not_shut, shut_zones

LOOKED_BACK = timedelta(days=28)
"""How long a desk is remembered as the one you had last time."""


class Fit(StrEnum):
    """Why a desk is proposed, the best reason first."""

    FAVOURITE = "favourite"
    LAST_TIME = "last-time"
    TEAM = "team"
    NEAR_TEAM = "near-team"
    FREE = "free"


FITS = list(Fit)

Point = tuple[float, float]
"""On a floor's plan, in units of 10 cm."""


@dataclass(frozen=True, slots=True)
class DeskHabits:
    """What is known of where a person likes to sit."""

    favourite_ids: frozenset[int] = frozenset()
    last_ids: tuple[int, ...] = ()
    """Desks held before: that of the same weekday last week first, then the latest."""
    home_zone_id: int | None = None
    shut_zone_ids: frozenset[int] = frozenset()
    """Zones that are for others that day, or not open to this person yet."""


@dataclass(frozen=True, slots=True)
class DeskWants:
    """What a desk must be, besides free."""

    zone_id: int | None = None
    equipment: frozenset[str] = frozenset()
    is_silent: bool = False
    is_accessible: bool = False
    is_with_team: bool = False


@dataclass(frozen=True, slots=True)
class DeskProposal:
    desk: BookableSpace
    fit: Fit


@dataclass(frozen=True, slots=True)
class HeldDesk:
    """A desk somebody has, and under which reservation."""

    reservation: Reservation
    space_id: int
    named_id: int | None = None
    """To whom the holder gave it, if to anybody."""
    came_at: datetime | None = None
    """When they came, where that is known of each desk: in a group."""
    is_of_group: bool = False

    @property
    def person_id(self) -> int:
        return self.named_id or self.reservation.holder_id

    @property
    def checked_in_at(self) -> datetime | None:
        return self.came_at if self.named_id else self.reservation.checked_in_at


def propose_desks(
    period: Period,
    *,
    stock: Stock,
    taken: Mapping[int, Sequence[Span]],
    habits: DeskHabits,
    wants: DeskWants,
) -> list[DeskProposal]:
    """Every desk that is free and open during the whole of ``period``, best fit first.

    My favourites; the desk I had last time; my team's zone; near it on the same floor, the
    shortest walk first; the rest by number. Pure, and the order is total.
    """
    day = day_of(period.starts_at)
    home = stock.zones.get(habits.home_zone_id or 0)
    wanted = not_shut(
        wanted_desks(stock, day, habits=habits, wants=wants), stock, day, habits.shut_zone_ids
    )
    proposals = [
        DeskProposal(desk, _fit(stock.zone_of(desk, day), desk, habits=habits, home=home))
        for desk in free_ones(wanted, period, stock=stock, taken=taken)
    ]
    own = _own_place(stock, habits, home)
    return sorted(
        proposals,
        key=lambda proposal: (
            FITS.index(proposal.fit),
            _recency(proposal.desk, habits),
            _walk(proposal, own, home),
            proposal.desk.number,
        ),
    )


def wanted_desks(
    stock: Stock, day: date, *, habits: DeskHabits, wants: DeskWants
) -> list[BookableSpace]:
    """The desks that are what is wanted, free or not, by number."""
    home = stock.zones.get(habits.home_zone_id or 0)
    return [
        desk
        for desk in stock.spaces_on(day, SpaceKind.DESK)
        if _is_wanted(desk, stock.zone_of(desk, day), wants=wants, home=home)
    ]


def _fit(zone: Zone | None, desk: BookableSpace, *, habits: DeskHabits, home: Zone | None) -> Fit:
    if desk.id in habits.favourite_ids:
        return Fit.FAVOURITE
    if desk.id in habits.last_ids:
        return Fit.LAST_TIME
    if home is None or zone is None or zone.floor_id != home.floor_id:
        return Fit.FREE
    return Fit.TEAM if zone.id == home.id else Fit.NEAR_TEAM


def _is_wanted(
    desk: BookableSpace, zone: Zone | None, *, wants: DeskWants, home: Zone | None
) -> bool:
    """Near my team means on its floor: in its zone there may be no desk left."""
    return (
        zone is not None
        and wants.equipment <= desk.equipment
        and (wants.zone_id is None or zone.id == wants.zone_id)
        and (not wants.is_silent or zone.kind is ZoneKind.SILENCE)
        and (not wants.is_accessible or desk.is_accessible)
        and (not wants.is_with_team or (home is not None and zone.floor_id == home.floor_id))
    )


def _own_place(stock: Stock, habits: DeskHabits, home: Zone | None) -> Point | None:
    """Where my own desk in my team's zone stands: the best of the others is beside it."""
    for space_id in (*sorted(habits.favourite_ids), *habits.last_ids):
        own = stock.spaces.get(space_id)
        if own is not None and home is not None and _lies_in(own, home):
            return _centre(own.box)
    return None


def _lies_in(desk: BookableSpace, zone: Zone) -> bool:
    return any(term.zone_id == zone.id for term in desk.terms)


def _recency(desk: BookableSpace, habits: DeskHabits) -> int:
    return habits.last_ids.index(desk.id) if desk.id in habits.last_ids else len(habits.last_ids)


def _walk(proposal: DeskProposal, own: Point | None, home: Zone | None) -> float:
    """Plan units to my own desk, from outside the zone else to its middle; else of no account."""
    place = _centre(proposal.desk.box)
    near = own
    if near is None and home is not None and proposal.fit is Fit.NEAR_TEAM:
        near = _centre(home.box)
    if near is None or place is None or proposal.fit not in {Fit.TEAM, Fit.NEAR_TEAM}:
        return 0
    return round(hypot(place[0] - near[0], place[1] - near[1]), 1)


def _centre(box: tuple[int, int, int, int] | None) -> Point | None:
    return (box[0] + box[2] / 2, box[1] + box[3] / 2) if box else None


def desk_habits_of(session: Session, person: Principal, day: date, *, now: datetime) -> DeskHabits:
    """Where this person likes to sit on ``day``, from their own choices and reservations."""
    team = session.get(Team, person.team_id) if person.team_id is not None else None
    before = local_day(day).starts_at
    held = desks_held(session, [person.id], Period(before - LOOKED_BACK, before))
    a_week_ago = day - timedelta(days=7)
    latest = sorted(
        held,
        key=lambda h: (day_of(h.reservation.starts_at) != a_week_ago,
                       -h.reservation.starts_at.timestamp(), h.space_id),
    )  # fmt: skip
    return DeskHabits(
        favourite_ids=favourites_of(session, person.id),
        last_ids=tuple(dict.fromkeys(h.space_id for h in latest)),
        home_zone_id=team.home_zone_id if team else None,
        shut_zone_ids=shut_zones(current_stock(session), day, person=person, today=day_of(now)),
    )


def desks_held(session: Session, people: Collection[int], within: Period) -> list[HeldDesk]:
    """The desks where these people sit at some moment of ``within``, in order of time.

    Also those already over or left early; cancelled and released ones are not held.
    """
    is_named, is_holder = (
        column.in_(people)
        for column in (col(ReservationSpace.person_id), col(Reservation.holder_id))
    )
    seated = select(ReservationSpace.reservation_id).where(is_named)
    statement = (
        select(Reservation, ReservationSpace)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .join(Space, col(Space.id) == ReservationSpace.space_id)
        .where(
            col(Reservation.id).in_(select(Reservation.id).where(is_holder, *_in_time(within))
                                    .union_all(seated)),
            is_named | (col(ReservationSpace.person_id).is_(None) & is_holder),
            Space.kind == SpaceKind.DESK,
            col(Reservation.state).in_(HOLDING),
            *_in_time(within),
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id), col(ReservationSpace.space_id))
    )  # fmt: skip
    rows = list(session.exec(statement))
    desk_counts = Counter(row.reservation_id for _, row in rows)
    return [
        HeldDesk(
            reservation, row.space_id, row.person_id, row.checked_in_at,
            is_of_group=row.person_id is not None or desk_counts[row.reservation_id] > 1,
        )
        for reservation, row in rows
    ]  # fmt: skip


def _in_time(within: Period) -> list[ColumnElement[bool]]:
    return [
        col(Reservation.starts_at) < within.ends_at,
        col(Reservation.ends_at) > within.starts_at,
        # no reservation lasts a week: this lets the index skip ten years of history
        col(Reservation.starts_at) > within.starts_at - timedelta(days=7),
    ]


def own_desks(session: Session, person: Principal, period: Period) -> list[HeldDesk]:
    """The desks this person has at some moment of ``period`` and did not leave."""
    held = desks_held(session, [person.id], period)
    return [each for each in held if each.reservation.ended_at is None]
