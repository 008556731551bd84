"""Counted rounds and service agreements of the demo: last week was counted, today is planned.

What is seen follows from who really came, so that the rounds find what reservations and
check-in miss: walk-ups, people who forgot to check in, and desks with only a coat on them.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, or_, select

from booking.demo.cast import ELS, NOOR, RAVI
from booking.demo.chance import dice
from booking.demo.moments import instant, moment
from booking.demo.opening import house_hours
from booking.demo.records import Year
from booking.demo.requests import person_named
from booking.occupancy.agreements.operations import set_agreement
from booking.occupancy.agreements.values import AgreementTerms
from booking.occupancy.rounds.models import CountedRound
from booking.occupancy.rounds.operations import plan_round, store_sights
from booking.occupancy.rounds.rules import sight_of, spaces_to_count
from booking.occupancy.rounds.values import Seen, Sight
from booking.people.values import Act
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.quota.values import Subject
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

ROUNDS: Final = ((1, 10 * 60, True), (1, 14 * 60, True), (3, 10 * 60, True), (4, 11 * 60, False))
"""Day of last week (0 is Monday), minute of that day, and whether it was planned."""
COAT_ONLY, UNSEEN_DESK = 0.10, 0.06
"""Of the desks in use those that were left for a while; of the others those in use after all."""
PLANNED_MINUTE: Final = 14 * 60
ANSWER_HOURS, ANSWER_PERCENT, PARTNER_HOURS, DEPARTMENT_HOURS = 16, 90, 400, 3_400
DEPARTMENT: Final = 1

People = Mapping[int, int]
"""How many there really were, by space."""


def count_rounds(session: Session, today: date, year: Year) -> None:
    """Four rounds of last week, as far as the house was open, and one that is to come."""
    monday = today - timedelta(days=today.weekday() + 7)
    spaces = spaces_to_count(current_stock(session), 1, today)
    for weekday, minute, is_planned in ROUNDS:
        day = monday + timedelta(days=weekday)
        if house_hours(day) is not None:
            at = instant(moment(day, minute))
            one = CountedRound(building_id=1, at=at, is_planned=is_planned,
                               finished_at=at + timedelta(hours=1))  # fmt: skip
            session.add(one)
            session.flush()
            there = _there(session, year, at)
            store_sights(session, one, list(_sights(year.seed, spaces, there, at)))
    noor = Act(person_named(session, NOOR, today), instant(moment(today, 8 * 60)))
    ahead = (today + timedelta(days=number) for number in range(1, 15))
    day = next(day for day in ahead if house_hours(day) is not None)
    plan_round(session, noor, 1, instant(moment(day, PLANNED_MINUTE)))


def agree(session: Session, today: date) -> None:
    """With Ravi's organisation about answers and hours, and with a department about hours."""
    els = Act(person_named(session, ELS, today), instant(moment(today, 8 * 60)))
    partner_id = person_named(session, RAVI, today).partner_id
    assert partner_id is not None, "Ravi comes for a partner"
    begins = today.replace(month=1, day=1)
    for terms in (
        AgreementTerms(Subject.PARTNER, partner_id, ANSWER_HOURS, ANSWER_PERCENT, PARTNER_HOURS),
        AgreementTerms(Subject.DEPARTMENT, DEPARTMENT, None, ANSWER_PERCENT, DEPARTMENT_HOURS),
    ):
        set_agreement(session, els, terms, begins=begins, until=None)


def _there(session: Session, year: Year, at: datetime) -> People:
    statement = (
        select(ReservationSpace.space_id, Reservation.attendee_count)
        .join(Reservation, col(Reservation.id) == ReservationSpace.reservation_id)
        .where(
            col(Reservation.checked_in_at) <= at,
            col(Reservation.ends_at) > at,
            or_(col(Reservation.ended_at).is_(None), col(Reservation.ended_at) > at),
        )
    )
    found = dict(session.exec(statement).all())
    numbers = {it.number: it.id for it in current_stock(session).spaces.values()}
    for visit in year.walk_ups:
        if visit.starts_at <= at and visit.ended_at is not None and at < visit.ended_at:
            found.setdefault(numbers[visit.space_number], visit.attendee_count)
    return found


def _sights(seed: int, spaces: list[BookableSpace], there: People, at: datetime) -> Iterator[Sight]:
    for space in spaces:
        chance = dice(seed, "round", at, space.number).random()
        people = there.get(space.id, int(space.is_desk and chance < UNSEEN_DESK))
        is_left = people > 0 and space.is_desk and chance > 1 - COAT_ONLY
        seen = Seen.VACANT if is_left else None
        sight = sight_of(space, at, seen=seen, person_count=0 if is_left else people)
        if sight is not None:
            yield sight
