"""Giving back all of a holiday: in one act, each for itself, and only one's own."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.people.permissions import NotThere
from booking.reservations.giving_back import cancel_several, to_give_back
from booking.reservations.held import NotHeldAnymore
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import cancel, reserve
from booking.reservations.staying import end_now
from booking.reservations.values import ReservationState, Wish
from tests.town_hall import TownHall, at

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, 23) + timedelta(days=n) for n in range(3))
AWAY = Period(local_day(MONDAY).starts_at, local_day(TUESDAY).ends_at)


def hold(
    session: Session, hall: TownHall, name: str, space: str, day: date, now: datetime,
    begin: str = "10:00", until: str = "11:00",
) -> str:  # fmt: skip
    wish = Wish((hall.spaces[space],), at(day, begin, until))
    return reserve(session, hall.act(name, now - timedelta(days=1)), wish).uid


def states(session: Session) -> dict[str, ReservationState]:
    return {row.uid: row.state for row in session.exec(select(Reservation))}


def test_a_holiday_is_given_back_in_one_act_with_an_entry_for_each(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        uids = [hold(session, hall, "fatima", "D1", day, now) for day in (MONDAY, TUESDAY)]
        kept = hold(session, hall, "fatima", "D1", WEDNESDAY, now)
    with database.writing() as session:
        found = to_give_back(session, hall.cast["fatima"], AWAY, now=now)
        done = cancel_several(session, hall.act("fatima", now), [r.uid for r in found])

    with database.reading() as session:
        assert [each.refusal for each in done] == [None, None]
        assert states(session) == dict.fromkeys(uids, "cancelled") | {kept: "confirmed"}
        assert [claim.day for claim in session.exec(select(Claim))] == [WEDNESDAY.toordinal()]
        told = session.exec(select(JournalEntry).where(JournalEntry.action == "cancel")).all()
    assert sorted(entry.subject_id for entry in told) == sorted(uids)


def test_what_is_over_is_not_offered(database: Database, hall: TownHall, now: datetime) -> None:
    later = now + timedelta(hours=3)
    with database.writing() as session:
        hold(session, hall, "fatima", "D1", MONDAY, now, "09:00", "10:00")
        left = hold(session, hall, "fatima", "beuk", MONDAY, now, "11:00", "14:00")
        end_now(session, hall.act("fatima", later), left)
        cancel(session, hall.act("fatima", now), hold(session, hall, "fatima", "D2", TUESDAY, now))
        coming = hold(session, hall, "fatima", "linde", TUESDAY, now)
        hold(session, hall, "bram", "D3", TUESDAY, now)
        found = to_give_back(session, hall.cast["fatima"], AWAY, now=later)
    assert [reservation.uid for reservation in found] == [coming]


def test_one_that_is_refused_leaves_the_others_be(
    database: Database, hall: TownHall, now: datetime
) -> None:
    later = now + timedelta(hours=3)
    with database.writing() as session:
        over = hold(session, hall, "fatima", "D1", MONDAY, now, "09:00", "10:00")
        coming = hold(session, hall, "fatima", "D1", TUESDAY, now)
    with database.writing() as session:
        done = cancel_several(session, hall.act("fatima", later), [over, coming])

    assert [type(each.refusal) for each in done] == [NotHeldAnymore, type(None)]
    with database.reading() as session:
        assert states(session) == {over: "confirmed", coming: "cancelled"}


@pytest.mark.parametrize(
    ("owner", "other"), [("fatima", "bram"), ("fatima", "noor"), ("ravi", "pia")]
)
def test_with_something_of_another_among_it_nothing_is_cancelled(
    database: Database, hall: TownHall, now: datetime, owner: str, other: str
) -> None:
    with database.writing() as session:
        foreign = hold(session, hall, owner, "beuk", MONDAY, now)
        own = hold(session, hall, other, "beuk", TUESDAY, now)
    with pytest.raises(NotThere), database.writing() as session:
        cancel_several(session, hall.act(other, now), [own, foreign])

    with database.reading() as session:
        assert states(session) == {foreign: "confirmed", own: "confirmed"}
