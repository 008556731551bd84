"""What becomes of a reservation, on both engines."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed, NotThere
from booking.reservations.models import Claim, DayVersion
from booking.reservations.operations import (
    ChangedMeanwhile,
    ReservationRefused,
    cancel,
    change,
    reserve,
    wish_of,
)
from booking.reservations.staying import end_now, extend
from booking.reservations.values import Reason, ReservationState, Wish
from tests.town_hall import TownHall, at


def wish(hall: TownHall, space: str, day: date, begin: str, until: str, people: int = 1) -> Wish:
    return Wish((hall.spaces[space],), at(day, begin, until), attendee_count=people)


def reasons(refusal: pytest.ExceptionInfo[ReservationRefused]) -> list[Reason]:
    return [objection.reason for objection in refusal.value.objections]


def test_a_free_room_is_held_and_the_journal_knows(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        reserve(session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00", 6))

    with database.reading() as session:
        [claim] = session.exec(select(Claim)).all()
        [entry] = session.exec(select(JournalEntry)).all()
    assert claim.e - claim.s == 60
    assert claim.day == monday.toordinal()
    assert (entry.action, entry.actor_id) == ("reserve", hall.cast["fatima"].id)


def test_the_same_time_is_refused_and_touching_is_not(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        reserve(session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00"))
        reserve(session, hall.act("bram", now), wish(hall, "beuk", monday, "11:00", "12:00"))

    with pytest.raises(ReservationRefused) as refusal, database.writing() as session:
        reserve(session, hall.act("joost", now), wish(hall, "beuk", monday, "10:30", "11:15", 9))

    assert reasons(refusal) == [Reason.TOO_MANY_PEOPLE, Reason.TAKEN, Reason.TAKEN]


def test_a_combined_room_is_taken_when_one_half_is(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        reserve(session, hall.act("fatima", now), wish(hall, "linde_a", monday, "10:00", "11:00"))

    with pytest.raises(ReservationRefused) as refusal, database.writing() as session:
        reserve(session, hall.act("bram", now), wish(hall, "linde", monday, "10:00", "11:00"))
    assert reasons(refusal) == [Reason.TAKEN]

    with database.writing() as session:
        reserve(session, hall.act("bram", now), wish(hall, "linde_b", monday, "10:00", "11:00"))


def test_a_group_of_desks_is_one_reservation(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    desks = tuple(hall.spaces[name] for name in ("D1", "D2", "D3"))
    with database.writing() as session:
        reserve(
            session,
            hall.act("joost", now),
            Wish(desks, at(monday, "10:00", "12:00"), attendee_count=3),
        )

    with database.reading() as session:
        assert len(session.exec(select(Claim)).all()) == 3


def test_the_council_room_is_held_as_a_request_with_time_to_set_up(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        asked = reserve(
            session, hall.act("ravi", now), wish(hall, "raadzaal", monday, "14:00", "16:00", 40)
        )

    assert asked.state is ReservationState.REQUESTED
    assert asked.partner_id == hall.cast["ravi"].partner_id
    with pytest.raises(ReservationRefused), database.writing() as session:
        reserve(session, hall.act("fatima", now), wish(hall, "raadzaal", monday, "16:00", "17:00"))


def test_all_objections_are_named_at_once(
    database: Database, hall: TownHall, now: datetime
) -> None:
    sunday = date(2026, 3, 22)
    with pytest.raises(ReservationRefused) as refusal, database.writing() as session:
        reserve(session, hall.act("ravi", now), wish(hall, "linde_a", sunday, "10:07", "11:00", 7))

    assert reasons(refusal) == [
        Reason.NOT_FOR_YOU,
        Reason.PAST,
        Reason.OFF_GRAIN,
        Reason.SHUT,
        Reason.TOO_MANY_PEOPLE,
    ]


def test_one_person_has_one_desk_at_a_time(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        reserve(session, hall.act("fatima", now), wish(hall, "D1", monday, "10:00", "12:00"))

    with pytest.raises(ReservationRefused) as refusal, database.writing() as session:
        reserve(session, hall.act("fatima", now), wish(hall, "D5", monday, "11:00", "13:00"))
    assert reasons(refusal) == [Reason.HAS_DESK_ALREADY]


def test_moving_to_another_day_frees_the_old_one(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    tuesday = date(2026, 3, 24)
    with database.writing() as session:
        held = reserve(
            session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00")
        )

    with database.writing() as session:
        moved = change(
            session,
            hall.act("fatima", now),
            held.uid,
            wish(hall, "linde", tuesday, "10:00", "11:00"),
            rev=held.rev,
        )
    assert (moved.sequence, moved.rev) == (1, 2)
    with database.reading() as session:
        assert {claim.day for claim in session.exec(select(Claim))} == {tuesday.toordinal()}
        versions = {version.day for version in session.exec(select(DayVersion))}
    assert versions == {monday.toordinal(), tuesday.toordinal()}


def test_a_refused_move_leaves_everything_as_it_was(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        reserve(session, hall.act("bram", now), wish(hall, "beuk", monday, "12:00", "13:00"))
        held = reserve(
            session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00")
        )

    with pytest.raises(ReservationRefused), database.writing() as session:
        extend(session, hall.act("fatima", now), held.uid, at(monday, "10:00", "12:30").ends_at)

    with database.reading() as session:
        mine = session.exec(select(Claim).where(Claim.reservation_id == held.id)).one()
    assert mine.e - mine.s == 60


def test_an_old_screen_cannot_overwrite_a_newer_change(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        held = reserve(
            session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00")
        )
        extend(session, hall.act("fatima", now), held.uid, at(monday, "10:00", "12:00").ends_at)

    with pytest.raises(ChangedMeanwhile), database.writing() as session:
        change(session, hall.act("fatima", now), held.uid, wish_of(session, held), rev=1)


def test_ending_now_gives_the_rest_back(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        held = reserve(
            session, hall.act("fatima", now), wish(hall, "beuk", monday, "09:00", "12:00")
        )
    later = at(monday, "09:50", "10:00").starts_at
    with database.writing() as session:
        end_now(session, hall.act("fatima", later), held.uid)

    with database.writing() as session:
        reserve(session, hall.act("bram", later), wish(hall, "beuk", monday, "10:00", "12:00"))


def test_cancelling_twice_is_cancelling_once(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        held = reserve(
            session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00")
        )
        cancel(session, hall.act("fatima", now), held.uid)
        again = cancel(session, hall.act("fatima", now), held.uid)

    assert again.state is ReservationState.CANCELLED
    with database.reading() as session:
        assert session.exec(select(Claim)).all() == []


def test_bram_cannot_touch_what_is_fatimas(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        held = reserve(
            session, hall.act("fatima", now), wish(hall, "beuk", monday, "10:00", "11:00")
        )

    with pytest.raises(NotThere), database.writing() as session:
        cancel(session, hall.act("bram", now), held.uid)
    with pytest.raises(NotAllowed), database.writing() as session:
        reserve(
            session,
            hall.act("bram", now),
            wish(hall, "beuk", monday, "13:00", "14:00"),
            holder=hall.cast["fatima"],
        )
