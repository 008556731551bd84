"""Time to set up and to clear, of the room and of its layout: kept by old and by new."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.people.values import Act
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import ReservationRefused, change, reserve, wish_of
from booking.reservations.search import alternatives_to, free_spaces
from booking.reservations.values import Needs, Reason, Wish
from booking.spaces.models import Space, SpaceLayout
from booking.spaces.operations import raise_stock_version
from booking.spaces.values import LayoutKind, SpaceKind
from tests.town_hall import TownHall, at

THEATRE, TABLE = LayoutKind.THEATRE, LayoutKind.TABLE


class Beech:
    """De Beuk with the times that a test needs, and who reserves it."""

    def __init__(self, database: Database, hall: TownHall, now: datetime, monday: date) -> None:
        self.database, self.hall, self.now, self.monday = database, hall, now, monday
        self.id = hall.spaces["beuk"]

    def needs(self, *, before: int, after: int) -> None:
        with self.database.writing() as session:
            raise_stock_version(session)
            room = session.get_one(Space, self.id)
            room.buffer_before_minutes, room.buffer_after_minutes = before, after

    def has(self, layout: LayoutKind, *, before: int, after: int) -> None:
        with self.database.writing() as session:
            raise_stock_version(session)
            session.add(SpaceLayout(space_id=self.id, kind=layout, capacity=8,
                                    before_minutes=before, after_minutes=after))  # fmt: skip

    def wish(self, begin: str, until: str, layout: LayoutKind | None = None) -> Wish:
        return Wish((self.id,), at(self.monday, begin, until), layout=layout)

    def reserve(self, begin: str, until: str, layout: LayoutKind | None = None) -> str:
        with self.database.writing() as session:
            return reserve(session, self.act, self.wish(begin, until, layout)).uid

    def reasons(self, begin: str, until: str, layout: LayoutKind | None = None) -> list[Reason]:
        """Why it is refused; it must be."""
        with pytest.raises(ReservationRefused) as refused:
            self.reserve(begin, until, layout)
        return [objection.reason for objection in refused.value.objections]

    @property
    def act(self) -> Act:
        return self.hall.act("fatima", self.now)


@pytest.fixture
def beech(database: Database, hall: TownHall, now: datetime, monday: date) -> Beech:
    return Beech(database, hall, now, monday + timedelta(days=1))


def test_half_an_hour_after_nine_to_ten_begins_at_half_past_ten(beech: Beech) -> None:
    beech.needs(before=0, after=30)
    beech.reserve("09:00", "10:00")
    assert beech.reasons("10:15", "11:00") == [Reason.TAKEN]
    beech.reserve("10:30", "11:00")


def test_the_time_of_a_new_one_is_kept_from_those_there_are(beech: Beech) -> None:
    beech.reserve("10:30", "11:00")
    beech.needs(before=0, after=30)
    assert beech.reasons("09:00", "10:15") == [Reason.TAKEN]
    beech.needs(before=15, after=0)
    assert beech.reasons("11:00", "12:00") == [Reason.TAKEN]
    beech.reserve("11:15", "12:00")


def test_a_layout_takes_its_time_on_top_of_that_of_the_room(beech: Beech) -> None:
    beech.needs(before=15, after=0)
    beech.has(THEATRE, before=30, after=15)
    beech.has(TABLE, before=0, after=0)
    beech.reserve("11:00", "12:00", THEATRE)
    assert beech.reasons("09:00", "10:30", TABLE) == [Reason.TAKEN]
    assert beech.reasons("12:15", "13:00") == [Reason.TAKEN]
    beech.reserve("09:00", "10:15", TABLE)
    beech.reserve("12:30", "13:00")


def test_setting_up_may_be_done_before_the_house_opens_and_after_it_shuts(beech: Beech) -> None:
    beech.has(THEATRE, before=60, after=120)
    beech.reserve("08:00", "18:00", THEATRE)
    with beech.database.reading() as session:
        claim = session.exec(select(Claim)).one()
    assert claim.e - claim.s == (60 + 10 * 60 + 120)


def test_another_layout_is_claimed_anew_and_may_be_refused(beech: Beech) -> None:
    beech.has(THEATRE, before=30, after=30)
    beech.reserve("09:00", "10:00")
    uid = beech.reserve("10:00", "11:00")
    with beech.database.writing() as session, pytest.raises(ReservationRefused):
        _in_layout(beech, session, uid, THEATRE)
    later = beech.reserve("14:00", "15:00")
    with beech.database.writing() as session:
        held = _in_layout(beech, session, later, THEATRE)
        claim = session.exec(select(Claim).where(Claim.reservation_id == held.id)).one()
        assert claim.e - claim.s == 120
        assert held.sequence == 0, "for calendars nothing changed"
    assert beech.reasons("15:00", "16:00") == [Reason.TAKEN]
    with beech.database.writing() as session:
        _in_layout(beech, session, later, None)
    beech.reserve("15:00", "16:00")


def test_what_is_found_free_has_time_to_be_set_up(beech: Beech) -> None:
    beech.has(THEATRE, before=30, after=0)
    beech.reserve("09:00", "10:00")
    period = at(beech.monday, "10:15", "11:00")
    fatima = beech.hall.cast["fatima"]

    def found(layout: LayoutKind | None) -> set[int]:
        with beech.database.reading() as session:
            needs = Needs(period, layout=layout)
            kind = SpaceKind.ROOM
            rooms = free_spaces(session, needs, kind=kind, person=fatima, now=beech.now)
        return {room.id for room in rooms}

    assert beech.id in found(None)
    assert beech.id not in found(THEATRE)
    with beech.database.reading() as session:
        wish = beech.wish("10:15", "11:00", THEATRE)
        instead = alternatives_to(session, wish, person=fatima, now=beech.now)
    assert [each.starts_at for each in instead.other_times][:1] == [
        at(beech.monday, "10:30", "11:00").starts_at
    ]


def _in_layout(beech: Beech, session: Session, uid: str, layout: LayoutKind | None) -> Reservation:
    held = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
    wish = replace(wish_of(session, held), layout=layout)
    return change(session, beech.act, uid, wish, rev=held.rev)
