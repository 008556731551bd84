"""What a display at a door shows and does: its room, what runs there and what comes next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.periods import Period
from booking.people.displays import make_display
from booking.people.models import Display
from booking.people.permissions import NotThere
from booking.people.values import Act
from booking.reservations.at_the_door import (
    RoomNow,
    RoomState,
    act_at_the_door,
    possible_now,
    room_now,
    room_of,
    take_room,
)
from booking.reservations.check_in import check_in
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import (
    ReservationRefused,
    cancel,
    change,
    reserve,
    wish_of,
)
from booking.reservations.staying import end_now, extend
from booking.reservations.values import Wish
from tests.town_hall import TownHall, at


@pytest.fixture
def hang(hall: TownHall, now: datetime) -> Callable[[Session, str], Display]:
    def hang(session: Session, space: str) -> Display:
        number = make_display(session, hall.act("els", now), name=f"Deurscherm {space}",
                              language="nl", space_id=hall.spaces[space])  # fmt: skip
        return session.get_one(Display, number)

    return hang


Hang = Callable[[Session, str], Display]


def held(session: Session, hall: TownHall, space: str, period: Period, **how: object) -> str:
    asked = Wish((hall.spaces[space],), period, **how)  # type: ignore[arg-type]
    act = hall.act("fatima", period.starts_at - timedelta(days=1))
    return reserve(session, act, asked).uid


def seen(session: Session, display: Display, now: datetime) -> RoomNow:
    return room_now(session, room_of(session, display), now=now)


@pytest.mark.parametrize(
    ("clock", "state", "until"),
    [
        ("07:30", RoomState.SHUT, "08:00"),
        ("09:00", RoomState.FREE, "10:00"),
        ("10:00", RoomState.TAKEN, "11:00"),
        ("10:59", RoomState.TAKEN, "11:00"),
        ("11:00", RoomState.FREE, "18:00"),
        ("18:00", RoomState.SHUT, None),
    ],
)
def test_a_room_is_free_taken_or_shut_until_something_changes(
    database: Database, hall: TownHall, hang: Hang, monday: date,
    clock: str, state: RoomState, until: str | None,
) -> None:  # fmt: skip
    with database.writing() as session:
        display = hang(session, "beuk")
        held(session, hall, "beuk", at(monday, "10:00", "11:00"))
        picture = seen(session, display, at(monday, clock, "23:00").starts_at)

    known = at(monday, until, "23:00").starts_at if until else None
    assert (picture.state, picture.until) == (state, known)


def test_of_a_divided_room_the_whole_counts_too(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        display = hang(session, "linde_a")
        uid = held(session, hall, "linde", at(monday, "09:00", "10:00"))
        picture = seen(session, display, now)
        act = act_at_the_door(session, display, now)
        assert picture.state is RoomState.TAKEN
        assert check_in(session, act, uid).checked_in_at == now
        possible = possible_now(session, display, picture, now=now)
    assert possible.later_ends == (), "the other half is not this display's to hold"


def test_a_day_at_the_door(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date
) -> None:
    """Check in before the start, stay longer, leave early, take the room again."""
    early, running = now + timedelta(minutes=50), now + timedelta(minutes=75)
    with database.writing() as session:
        display = hang(session, "beuk")
        uid = held(session, hall, "beuk", at(monday, "10:00", "11:00"))
        assert possible_now(session, display, seen(session, display, now), now=now).check_in is None
        awaited = possible_now(session, display, seen(session, display, early), now=early).check_in
        assert awaited is not None
        check_in(session, act_at_the_door(session, display, early), uid)
    with database.writing() as session:
        display = session.exec(select(Display)).one()
        possible = possible_now(session, display, seen(session, display, running), now=running)
        assert possible.check_in is None
        assert possible.end is not None
        extend(session, act_at_the_door(session, display, running), uid, possible.later_ends[0])
    with database.writing() as session:
        display = session.exec(select(Display)).one()
        end_now(session, act_at_the_door(session, display, running), uid)
        after = at(monday, "10:30", "11:00").starts_at
        taken = take_room(session, display, 30, after)

    with database.reading() as session:
        display = session.exec(select(Display)).one()
        told = session.exec(select(JournalEntry).order_by(col(JournalEntry.number)))
        acts = [(e.action, e.actor_id) for e in told if e.subject_kind == "reservation"]
        claims = {claim.reservation_id: claim.e for claim in session.exec(select(Claim))}
    number, fatima = display.person_id, hall.cast["fatima"].id
    assert acts == [
        ("reserve", fatima), ("check-in", number), ("change", number), ("end", number),
        ("reserve", number),
    ]  # fmt: skip
    assert (taken.holder_id, taken.creator_id, taken.checked_in_at) == (number, number, after)
    assert len(claims) == 2


def test_what_is_not_of_its_room_does_not_exist(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        display = hang(session, "beuk")
        elsewhere = held(session, hall, "linde_a", at(monday, "09:00", "10:00"))
        held(session, hall, "beuk", at(monday, "09:00", "10:00"))
        held(session, hall, "beuk", at(monday, "10:00", "11:00"))
        later = held(session, hall, "beuk", at(monday, "11:00", "12:00"))
        act = act_at_the_door(session, display, now)
        for uid in (elsewhere, later, "made-up"):
            with pytest.raises(NotThere):
                check_in(session, act, uid)
            with pytest.raises(NotThere):
                end_now(session, act, uid)
            with pytest.raises(NotThere):
                extend(session, act, uid, now + timedelta(hours=9))
        untouched = session.exec(
            select(Reservation).where(col(Reservation.checked_in_at).is_not(None))
        )
        assert untouched.all() == []


def test_what_runs_there_is_not_moved_or_cancelled_at_the_door(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        display = hang(session, "beuk")
        uid = held(session, hall, "beuk", at(monday, "09:00", "10:00"))
        act = act_at_the_door(session, display, now)
        reservation = session.exec(select(Reservation)).one()
        wish = replace(wish_of(session, reservation), title="Nep")
        with pytest.raises(NotThere):
            cancel(session, act, uid)
        with pytest.raises(NotThere):
            change(session, act, uid, wish, rev=1)


@pytest.mark.parametrize("space", ["linde_a", "D1", "raadzaal"])
def test_a_display_reserves_no_other_place_and_none_that_is_asked_for(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date, space: str
) -> None:
    with database.writing() as session:
        display = hang(session, "raadzaal" if space == "raadzaal" else "beuk")
        act: Act = act_at_the_door(session, display, now)
        with pytest.raises(ReservationRefused):
            reserve(session, act, Wish((hall.spaces[space],), at(monday, "09:00", "10:00")))
        possible = possible_now(session, display, seen(session, display, now), now=now)
    assert (possible.ways == ()) is (space == "raadzaal")


def test_only_as_long_as_it_is_free_and_not_when_somebody_was_first(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        display = hang(session, "beuk")
        held(session, hall, "beuk", at(monday, "09:45", "10:45"))
        possible = possible_now(session, display, seen(session, display, now), now=now)
        assert possible.ways == ((30, at(monday, "09:00", "09:30").ends_at),)
        with pytest.raises(ReservationRefused):
            take_room(session, display, 60, now)


def test_what_was_asked_for_and_not_answered_is_not_acted_upon(
    database: Database, hall: TownHall, hang: Hang, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        display = hang(session, "raadzaal")
        uid = held(session, hall, "raadzaal", at(monday, "09:00", "10:00"))
        assert seen(session, display, now).state is RoomState.TAKEN
        with pytest.raises(NotThere):
            check_in(session, act_at_the_door(session, display, now), uid)
