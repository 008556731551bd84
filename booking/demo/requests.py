"""Requests of the demo: one that is late, some that wait, one approved, one declined.

Made by the operations themselves, as if each had happened at its own moment: so they have
what every request has, a deadline, a history, and letters that follow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session

from booking.demo.building import COUNCIL_ROOM, MEETING_ROOM
from booking.demo.cast import ELS, JOOST, NOOR, RAVI, Cast
from booking.demo.moments import instant, moment
from booking.demo.opening import house_hours
from booking.demo.records import DemoReservation
from booking.foundation.periods import Period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.deadlines import deadline_in
from booking.reservations.decision import is_granted
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.requests import Alternative, approve, decline
from booking.reservations.search import free_spaces
from booking.reservations.values import HouseRules, Needs, ReservationState, Wish
from booking.spaces.approvers import set_approvers
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import LayoutKind, SpaceKind, Stock

LOOK_AHEAD_DAYS: Final = 60
WEDDING_ZONE: Final = "Trouwzaal"
MORNING: Final = (9 * 60, 12 * 60)
AFTERNOON: Final = (13 * 60 + 30, 16 * 60 + 30)
WHY_NOT: Final = (
    "De Raadzaal wordt dan ingericht voor de raadsvergadering. "
    "Voor 24 mensen is een kleinere zaal ook prettiger."
)


@dataclass(frozen=True, slots=True)
class _Ask:
    """Asked ``days_back`` open days before today, for the first free day ``days_ahead`` on."""

    who: str
    title: str
    size: int
    days_back: int
    days_ahead: int
    span: tuple[int, int]
    asked_minute: int
    layout: LayoutKind | None = LayoutKind.THEATRE
    room: str = COUNCIL_ROOM


def ask_and_answer(session: Session, today: date, cast: Cast) -> None:
    """Add the requests to a filled demo, as they stand in the morning of ``today``."""
    _name_approver(session, today)
    late, fresh = _contact(cast, "omgevingsdienst"), _contact(cast, "veiligheidsregio")
    _ask(session, today, _Ask(late, "Regiodag omgevingswet", 45, 4, 8, AFTERNOON, 9 * 60 + 20))
    _ask(session, today, _Ask(fresh, "Oefening crisisteam", 30, 0, 6, MORNING, 8 * 60 + 50))
    judged = _contact(cast, "energietransitie")  # all that they ask for waits for an answer
    _ask(session, today, _Ask(judged, "Stuurgroep warmtenet", 6, 0, 7, AFTERNOON, 8 * 60 + 20,
                              layout=None, room=MEETING_ROOM))  # fmt: skip
    approved = _Ask(RAVI, "Jaarbijeenkomst vrijwilligers", 50, 6, 12, AFTERNOON, 14 * 60)
    declined = _Ask(RAVI, "Training mantelzorg", 24, 3, 5, MORNING, 11 * 60)
    _approve(session, today, _ask(session, today, approved))
    _decline(session, today, _ask(session, today, declined))


def _name_approver(session: Session, today: date) -> None:
    """Joost answers for the wedding hall, and Noor when he is away."""
    zones = current_stock(session).zones.values()
    zone_id = next(zone.id for zone in zones if zone.name == WEDDING_ZONE)
    els, joost, noor = (person_named(session, email, today) for email in (ELS, JOOST, NOOR))
    act = Act(els, instant(moment(today, MORNING[0])))
    set_approvers(session, act, zone_id, approver_id=joost.id, deputy_id=noor.id)


def due_at(r: DemoReservation, state: ReservationState) -> datetime | None:
    """When time itself will change it."""
    if state is ReservationState.REQUESTED:
        return r.starts_at
    return r.expires_at if state is ReservationState.OPTION else r.due_at


def answer_by(r: DemoReservation, stock: Stock, space_id: int) -> datetime | None:
    """Until when it would be answered, of what is a request or was one."""
    if r.state != "requested" and r.answered_at is None:
        return None
    return deadline_in(
        stock, stock.spaces[space_id].building_id, HouseRules().answer_within,
        asked_at=r.created_at, starts_at=r.starts_at,
    )  # fmt: skip


def _ask(session: Session, today: date, ask: _Ask) -> Reservation | None:
    act = Act(person_named(session, ask.who, today), _at(_open_day(today, -ask.days_back),
                                                    ask.asked_minute))  # fmt: skip
    room = space_by_number(current_stock(session), ask.room, today)
    for day in days_from(today + timedelta(days=ask.days_ahead)):
        wish = Wish((room.id,), _period(day, ask.span), ask.size, ask.layout, ask.title)
        if is_granted(session, wish, by=act.by, at=act.at, holder_id=act.by.id):
            return reserve(session, act, wish)
    return None


def _approve(session: Session, today: date, asked: Reservation | None) -> None:
    if asked is not None:
        act = Act(person_named(session, ELS, today), _at(_open_day(today, -5), 10 * 60 + 40))
        approve(session, act, asked.uid, rev=asked.rev)


def _decline(session: Session, today: date, asked: Reservation | None) -> None:
    if asked is None:
        return
    act = Act(person_named(session, ELS, today), _at(_open_day(today, -1), 15 * 60 + 30))
    offered = _offer(session, person_named(session, RAVI, today), asked, act.at)
    decline(session, act, asked.uid, rev=asked.rev, reason=WHY_NOT, alternative=offered)


def _offer(
    session: Session, asker: Principal, asked: Reservation, now: datetime
) -> Alternative | None:
    """The smallest room that is free on the day itself, or else on one of the next."""
    for day in days_from(asked.starts_at.date()):
        period = _period(day, MORNING)
        needs = Needs(period, asked.attendee_count, layout=asked.layout)
        for room in free_spaces(session, needs, kind=SpaceKind.ROOM, person=asker, now=now):
            if not room.needs_approval:
                return Alternative(room.id, period)
    return None


def _contact(cast: Cast, partner: str) -> str:
    return next(each for each in cast.partners if each.key == partner).contacts[0].email


def person_named(session: Session, email: str, today: date) -> Principal:
    person = person_by_email(session, email)
    assert person is not None, f"{email} is in the cast"
    found = principal_of(session, person.id or 0, today=today)
    assert found is not None, f"{email} may come in"
    return found


def _open_day(today: date, steps: int) -> date:
    """The open day ``steps`` open days from ``today``; today itself for 0."""
    day, step = today, timedelta(days=1 if steps > 0 else -1)
    for _ in range(abs(steps)):
        day += step
        while house_hours(day) is None:
            day += step
    return day


def days_from(first: date) -> Iterator[date]:
    days = (first + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS))
    return (day for day in days if house_hours(day) is not None)


def _period(day: date, span: tuple[int, int]) -> Period:
    return Period(_at(day, span[0]), _at(day, span[1]))


def _at(day: date, minute: int) -> datetime:
    return instant(moment(day, minute))
