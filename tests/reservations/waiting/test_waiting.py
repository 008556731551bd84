"""The waiting list: who is offered what, until when, and who is not."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from booking.foundation.database import Database
from booking.reservations.operations import ReservationRefused, cancel, reserve
from booking.reservations.options import OptionLapsed
from booking.reservations.settling import settle_one
from booking.reservations.values import Needs, Reason, ReservationState, Wish
from booking.reservations.waiting.operations import (
    join,
    take,
)
from booking.reservations.waiting.queries import (
    Entry,
    list_of,
    waiting_of,
)
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall, at

TUESDAY = date(2026, 3, 24)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HALF_AN_HOUR = 30 * MINUTE


def hold(
    session: Session, hall: TownHall, who: str, place: str, now: datetime,
    begin: str = "10:00", until: str = "12:00",
) -> str:  # fmt: skip
    wish = Wish((hall.spaces[place],), at(TUESDAY, begin, until))
    return reserve(session, hall.act(who, now), wish).uid


def wait(
    session: Session, hall: TownHall, who: str, now: datetime, place: str | None = "beuk",
    *, begin: str = "10:00", until: str = "12:00", kind: SpaceKind = SpaceKind.ROOM,
) -> str:  # fmt: skip
    """The uid of what ``who`` waits for from now on."""
    wanted = Wanted(kind, Needs(at(TUESDAY, begin, until)), hall.spaces[place] if place else None)
    return join(session, hall.act(who, now), wanted).uid


def entry_of(database: Database, hall: TownHall, who: str, uid: str) -> Entry:
    with database.reading() as session:
        return waiting_of(session, uid, hall.cast[who])


def test_who_came_first_gets_a_timed_hold_and_others_see_it_taken_then_the_next(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        first = wait(session, hall, "fatima", now)
        second = wait(session, hall, "joost", now)
    with database.writing() as session:
        cancel(session, hall.act("noor", now + HOUR), held)

    offer = entry_of(database, hall, "fatima", first).offer
    assert offer is not None
    assert offer.state is ReservationState.OPTION
    assert offer.expires_at == now + HOUR + HALF_AN_HOUR
    assert entry_of(database, hall, "joost", second).offer is None
    with pytest.raises(ReservationRefused) as refused, database.writing() as session:
        hold(session, hall, "bram", "beuk", now + HOUR)
    assert [objection.reason for objection in refused.value.objections] == [Reason.TAKEN]

    late = now + HOUR + HALF_AN_HOUR
    with database.writing() as session:
        settle_one(session, offer.uid, at=late)
    passed_on = entry_of(database, hall, "joost", second).offer
    assert passed_on is not None
    assert passed_on.expires_at == late + HALF_AN_HOUR
    with pytest.raises(OptionLapsed), database.writing() as session:
        take(session, hall.act("fatima", late), first)
    with database.writing() as session:
        taken = take(session, hall.act("joost", late), second)
    assert (taken.state, taken.expires_at) == (ReservationState.CONFIRMED, None)
    with database.reading() as session:
        assert list_of(session, hall.cast["fatima"], now=late) == []
        assert list_of(session, hall.cast["joost"], now=late) == []
