"""What was asked for and not had is counted once, whatever the door, and never with the person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.people.displays import make_display
from booking.people.models import Display
from booking.reservations.at_the_door import take_room
from booking.reservations.models import Reservation, WishRecord
from booking.reservations.operations import (
    ReservationRefused,
    cancel,
    change,
    reserve,
    wish_of,
)
from booking.reservations.requests import decline
from booking.reservations.settling import settle_one
from booking.reservations.values import Needs, Outcome, PartyKind, Wish
from booking.reservations.waiting.operations import NothingFits, join, take
from booking.reservations.waiting.values import Wanted
from booking.reservations.wishes import forget_old_salts, looked_for, record_unmet_wish
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall, at

TUESDAY = date(2026, 3, 24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEN = at(TUESDAY, "10:00", "12:00")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def hold(database: Database, hall: TownHall, now: datetime) -> Callable[..., Reservation]:
    def hold(who: str, place: str, begin: str = "10:00", until: str = "12:00") -> Reservation:
        wish = Wish((hall.spaces[place],), at(TUESDAY, begin, until), 2)
        with database.writing() as session:
            return reserve(session, hall.act(who, now), wish)

    return hold


Hold = Callable[..., Reservation]


def wishes(database: Database) -> list[tuple[Outcome, str]]:
    with database.reading() as session:
        rows = session.exec(select(WishRecord).order_by(WishRecord.id)).all()  # type: ignore[arg-type]
    return [(row.outcome, row.reasons) for row in rows]


def test_a_refusal_is_remembered_though_it_is_undone_and_counts_once(
    database: Database, hall: TownHall, hold: Hold
) -> None:
    hold("noor", "beuk")
    for place in ("beuk", "beuk"):
        with pytest.raises(ReservationRefused):
            hold("ravi", place)
    assert wishes(database) == [(Outcome.REFUSED, "taken")]
    with database.reading() as session:
        [wish] = session.exec(select(WishRecord)).all()
    assert (wish.party, wish.attendee_count, wish.building_id, wish.space_kind) == (
        PartyKind.PARTNER, 2, hall.building, SpaceKind.ROOM,
    )  # fmt: skip
    assert (wish.starts_at, wish.ends_at) == (TEN.starts_at, TEN.ends_at)

    hold("ravi", "beuk", "13:00", "15:00")
    assert wishes(database) == [(Outcome.DIVERTED, "taken")]


@on_sqlite
def test_what_was_tried_until_one_was_had_is_no_wish_that_failed(
    database: Database, hall: TownHall, now: datetime, hold: Hold
) -> None:
    hold("noor", "beuk")
    act = hall.act("fatima", now)
    with database.writing() as session:
        with pytest.raises(ReservationRefused):
            reserve(session, act, Wish((hall.spaces["beuk"],), TEN))
        reserve(session, act, Wish((hall.spaces["linde"],), TEN))
    assert wishes(database) == []


@on_sqlite
def test_nothing_is_counted_of_a_trial_nor_of_a_slip_of_the_form(
    database: Database, hall: TownHall, now: datetime, hold: Hold
) -> None:
    hold("noor", "beuk")
    act = hall.act("fatima", now)
    with database.trying() as session, pytest.raises(ReservationRefused):
        reserve(session, act, Wish((hall.spaces["beuk"],), TEN))
    gone = at(now.date() - DAY, "10:00", "12:00")
    with pytest.raises(ReservationRefused), database.writing() as session:
        reserve(session, act, Wish((hall.spaces["beuk"],), gone))
    assert wishes(database) == []


@on_sqlite
def test_who_keeps_what_they_had_was_diverted(
    database: Database, hall: TownHall, now: datetime, hold: Hold
) -> None:
    hold("noor", "beuk", "14:00", "15:00")
    mine = hold("fatima", "beuk")
    with database.writing() as session:
        wish = wish_of(session, mine, period=at(TUESDAY, "13:00", "15:00"))
    with pytest.raises(ReservationRefused), database.writing() as session:
        change(session, hall.act("fatima", now), mine.uid, wish, rev=mine.rev)
    assert wishes(database) == [(Outcome.DIVERTED, "taken")]


@on_sqlite
def test_at_the_door_each_refusal_is_one_of_somebody_else(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        number = make_display(session, hall.act("els", now), name="Deurscherm", language="nl",
                              space_id=hall.spaces["beuk"])  # fmt: skip
        wish = Wish((hall.spaces["beuk"],), at(now.date(), "09:00", "17:00"))
        reserve(session, hall.act("noor", now), wish)
    for minutes in (0, 0, 60):
        moment = at(now.date(), "10:00", "11:00").starts_at + timedelta(minutes=minutes)
        with pytest.raises(ReservationRefused), database.writing() as session:
            take_room(session, session.get_one(Display, number), 30, moment)
    assert wishes(database) == [(Outcome.REFUSED, "taken")] * 2


def asked(session: Session, hall: TownHall, now: datetime) -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), TEN, attendee_count=20)
    return reserve(session, hall.act("ravi", now), wish)


@on_sqlite
def test_a_request_that_is_declined_or_never_answered_was_refused(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        request = asked(session, hall, now)
    with database.writing() as session:
        decline(session, hall.act("els", now + HOUR), request.uid, rev=1, reason="Bezet.")
    with database.writing() as session:
        again = asked(session, hall, now + DAY / 4)
    assert wishes(database) == [(Outcome.DIVERTED, "declined")], "they asked on"
    with database.writing() as session:
        settle_one(session, again.uid, at=TEN.starts_at)
    assert wishes(database)[1:] == [(Outcome.REFUSED, "unanswered")]
    with database.writing() as session:
        cancelled = reserve(
            session,
            hall.act("ravi", now),
            Wish((hall.spaces["raadzaal"],), at(TUESDAY, "14:00", "15:00"), 20),
        )
        cancel(session, hall.act("ravi", now), cancelled.uid)
    assert len(wishes(database)) == 2, "who withdraws a request wishes it no more"


def test_who_waits_is_refused_until_it_is_granted_also_on_another_day(
    database: Database, hall: TownHall, now: datetime, hold: Hold
) -> None:
    early = now - 3 * DAY
    taken = hold("noor", "beuk")
    needs = Needs(TEN)
    with database.writing() as session:
        searched = looked_for(needs, kind=SpaceKind.ROOM, person=hall.cast["fatima"], at=early)
        record_unmet_wish(session, searched, ["taken"], outcome=Outcome.GAVE_UP)
    assert wishes(database) == [(Outcome.GAVE_UP, "taken")]
    wanted = Wanted(SpaceKind.ROOM, needs, hall.spaces["beuk"])
    with database.writing() as session:
        uids = [join(session, hall.act(who, early), wanted).uid for who in ("fatima", "joost")]
    assert wishes(database) == [(Outcome.REFUSED, "waiting")] * 2, "looking and waiting is one"
    with database.writing() as session:
        forget_old_salts(session, today=now.date())
        cancel(session, hall.act("noor", now), taken.uid)
    with database.writing() as session:
        take(session, hall.act("fatima", now), uids[0])
    assert sorted(wishes(database)) == [(Outcome.GRANTED, "waiting"), (Outcome.REFUSED, "waiting")]


@on_sqlite
def test_what_no_place_has_is_a_wish_too(database: Database, hall: TownHall, now: datetime) -> None:
    wanted = Wanted(SpaceKind.ROOM, Needs(TEN, 500), None)
    with pytest.raises(NothingFits), database.writing() as session:
        join(session, hall.act("fatima", now), wanted)
    assert wishes(database) == [(Outcome.REFUSED, "nothing-fits")]


@on_sqlite
def test_who_found_the_very_time_after_all_was_granted_it(
    database: Database, hall: TownHall, now: datetime, hold: Hold
) -> None:
    for begin, outcome in (("10:00", Outcome.GRANTED), ("13:00", Outcome.DIVERTED)):
        people = 2 if begin == "10:00" else 3
        needs = Needs(TEN, people)
        with database.writing() as session:
            searched = looked_for(needs, kind=SpaceKind.ROOM, person=hall.cast["fatima"], at=now)
            record_unmet_wish(session, searched, ["taken"], outcome=Outcome.GAVE_UP)
            period = at(TUESDAY, begin, "15:00" if begin == "13:00" else "12:00")
            reserve(session, hall.act("fatima", now),
                    Wish((hall.spaces["beuk"],), period, people))  # fmt: skip
        assert wishes(database)[-1] == (outcome, "taken")
