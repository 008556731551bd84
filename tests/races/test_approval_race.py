"""Fifty answers to one request and fifty moves to one slot: one counts, the others hear why not."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError
from booking.people.values import Act
from booking.reservations.models import Answer, Claim, Reservation
from booking.reservations.operations import change, reserve, wish_of
from booking.reservations.queries import history_of
from booking.reservations.requests import approve
from booking.reservations.values import ReservationState, Wish
from tests.races.inspection import doubles
from tests.together import all_at_once
from tests.town_hall import TownHall, at

pytestmark = pytest.mark.slow
TUESDAY, WEDNESDAY = date(2026, 3, 24), date(2026, 3, 25)
COUNT = 50
QUARTER = timedelta(minutes=15)


def verdict(database: Database, work: Callable[[Session], object]) -> str:
    """What one person is told: "done", or the name of the refusal."""

    @retried
    def act() -> None:
        with database.writing() as session:
            work(session)

    try:
        act()
    except DomainError as error:
        return error.code
    return "done"


def test_of_fifty_approvals_one_counts_and_the_others_hear_it_was_answered(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els = hall.act("els", now)
    with database.writing() as session:
        wish = Wish((hall.spaces["raadzaal"],), at(WEDNESDAY, "10:00", "12:00"), attendee_count=20)
        asked = reserve(session, hall.act("ravi", now), wish)

    def say_yes(_number: int) -> str:
        return verdict(database, lambda session: approve(session, els, asked.uid, rev=1))

    told = Counter(all_at_once(range(COUNT), say_yes))

    assert told == {"done": 1, "already-answered": COUNT - 1}
    with database.reading() as session:
        assert session.get_one(Reservation, asked.id).state is ReservationState.CONFIRMED
        assert len(session.exec(select(Answer)).all()) == 1
        assert [e.action for e in history_of(session, asked.uid)] == ["reserve", "approve"]


def test_of_fifty_moves_to_one_slot_one_wins_and_the_others_keep_their_place(
    database: Database, hall: TownHall, now: datetime
) -> None:
    slot, act = at(TUESDAY, "10:00", "11:00"), hall.act("noor", now)
    with database.writing() as session:
        held = [_quarter(session, hall, act, number) for number in range(COUNT)]
        before = {row.id: row.period for row in held}

    def move(uid: str, session: Session) -> None:
        reservation = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        wish = wish_of(session, reservation, period=slot)
        change(session, act, uid, wish, rev=1)

    told = Counter(
        all_at_once([r.uid for r in held], lambda u: verdict(database, partial(move, u)))
    )

    assert told == {"done": 1, "reservation-refused": COUNT - 1}
    with database.reading() as session:
        rows = session.exec(select(Reservation)).all()
        assert [row.period for row in rows if row.period != before[row.id]] == [slot]
        assert len({claim.reservation_id for claim in session.exec(select(Claim))}) == COUNT
    assert doubles(database) == []


def _quarter(session: Session, hall: TownHall, act: Act, number: int) -> Reservation:
    """The n-th quarter of an hour of one room in two days that are not the one all want."""
    day, quarter = divmod(number, COUNT // 2)
    period = at(WEDNESDAY + timedelta(days=day), "08:00", "08:15").shifted(quarter * QUARTER)
    return reserve(session, act, Wish((hall.spaces["beuk"],), period))
