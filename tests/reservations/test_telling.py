"""Told of deadlines: once each, in the daytime, and no storm after a standstill."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.database import Database
from booking.foundation.local_time import to_local
from booking.foundation.periods import Period
from booking.reservations.models import Reservation
from booking.reservations.operations import change, reserve, wish_of
from booking.reservations.options import confirm_option, hold_until
from booking.reservations.queries import history_of
from booking.reservations.requests import approve
from booking.reservations.telling import (
    deadlines_due,
    last_letter_time,
    next_letter_time,
    remind_at,
    tell_of_deadlines,
    told_of,
)
from booking.reservations.values import Wish
from booking.spaces.opening_changes import set_exception
from tests.town_hall import TownHall, at

FRIDAY = date(2026, 3, 27)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed
)


HOLIDAY = date(2026, 4, 6)  # Easter Monday


def hours(day: date) -> list[Period]:
    """Of a house that shuts for lunch, in weekends and at Easter."""
    is_shut = day.weekday() > 4 or day == HOLIDAY
    return [] if is_shut else [at(day, "08:00", "12:00"), at(day, "13:00", "18:00")]


def is_open(instant: datetime) -> bool:
    return any(p.starts_at <= instant <= p.ends_at for p in hours(to_local(instant).date()))


@given(MOMENTS)
def test_letters_are_written_while_somebody_is_there(instant: datetime) -> None:
    later, sooner = next_letter_time(hours, instant), last_letter_time(hours, instant)
    assert sooner <= instant <= later
    assert is_open(later)
    assert is_open(sooner)
    is_served = any(opened.contains(instant) for opened in hours(to_local(instant).date()))
    assert (later == instant) == is_served
    assert later - sooner <= timedelta(days=3, hours=15), "over Easter"


def test_a_house_that_is_shut_for_good_still_writes() -> None:
    moment = at(FRIDAY, "10:00", "12:00").starts_at
    assert next_letter_time(lambda _day: [], moment) == moment
    assert last_letter_time(lambda _day: [], moment) == moment


@given(MOMENTS, st.timedeltas(MINUTE, timedelta(days=30)))
def test_a_reminder_comes_while_open_between_the_taking_and_the_end(
    held_at: datetime, length: timedelta
) -> None:
    moment = remind_at(hours, held_at, held_at + length)
    if moment is None:
        is_short = length < 4 * HOUR
        too_late = next_letter_time(hours, held_at) >= held_at + length
        assert is_short or too_late, "nobody is there in between"
    else:
        assert held_at <= moment < held_at + length
        assert is_open(moment)


def ask(database: Database, hall: TownHall, now: datetime) -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), at(FRIDAY, "10:00", "12:00"))
    with database.writing() as session:
        return reserve(session, hall.act("ravi", now), wish)


def take(database: Database, hall: TownHall, now: datetime, until: datetime) -> Reservation:
    wish = Wish((hall.spaces["beuk"],), at(FRIDAY, "10:00", "12:00"))
    with database.writing() as session:
        return session.get_one(
            Reservation, hold_until(session, hall.act("joost", now), wish, until)
        )


def tell(database: Database, now: datetime) -> int:
    with database.writing() as session:
        count = len(deadlines_due(session, now=now))
        tell_of_deadlines(session, now=now)
        return count


def actions(database: Database, row: Reservation) -> list[str]:
    with database.reading() as session:
        return [entry.action for entry in history_of(session, row.uid)]


def test_a_late_answer_is_told_once_and_leaves_the_request_as_it_was(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    assert asked.answer_by is not None
    assert tell(database, asked.answer_by - MINUTE) == 0
    assert tell(database, asked.answer_by) == 1
    assert tell(database, asked.answer_by + HOUR) == 0

    assert actions(database, asked) == ["reserve", "escalate"]
    with database.writing() as session:
        fresh = session.get_one(Reservation, asked.id)
        assert told_of(session, fresh) == asked.answer_by
        approve(session, hall.act("els", asked.answer_by), asked.uid, rev=asked.rev)


def test_what_is_moved_has_a_new_deadline_and_is_told_of_anew(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    assert asked.answer_by is not None
    assert tell(database, asked.answer_by) == 1
    with database.writing() as session:
        wish = wish_of(session, asked, period=at(FRIDAY, "14:00", "16:00"))
        moved = change(session, hall.act("ravi", asked.answer_by), asked.uid, wish, rev=asked.rev)
        assert told_of(session, moved) is None
    assert moved.answer_by is not None
    assert tell(database, moved.answer_by) == 1


def test_after_a_standstill_nothing_is_told_at_night_nor_of_what_lapsed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    assert asked.answer_by is not None
    night = at(asked.answer_by.date(), "00:00", "23:30").ends_at
    morning = at(asked.answer_by.date() + DAY, "08:00", "18:00").starts_at
    assert tell(database, night) == 0
    assert tell(database, morning - MINUTE) == 0
    assert tell(database, morning) == 1
    other = ask_later(database, hall, now)
    assert tell(database, other.starts_at + MINUTE) == 0


def ask_later(database: Database, hall: TownHall, now: datetime) -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), at(FRIDAY, "14:00", "16:00"))
    with database.writing() as session:
        return reserve(session, hall.act("pia", now), wish)


@pytest.mark.parametrize(("days", "left"), [(4, DAY), (1, 6 * HOUR)])
def test_the_holder_of_an_option_is_reminded_once_in_good_time(
    database: Database, hall: TownHall, now: datetime, days: int, left: timedelta
) -> None:
    option = take(database, hall, now, now + days * DAY)
    assert option.expires_at is not None
    moment = last_letter_time(lambda day: [at(day, "08:00", "18:00")], option.expires_at - left)
    assert tell(database, moment - MINUTE) == 0
    assert tell(database, moment) == 1
    assert tell(database, moment + MINUTE) == 0
    assert actions(database, option) == ["reserve", "remind"]


def test_on_a_holiday_nobody_is_reminded_but_the_working_day_before(
    database: Database, hall: TownHall, now: datetime
) -> None:
    option = take(database, hall, now, now + 4 * DAY)
    assert option.expires_at is not None
    with database.writing() as session:
        set_exception(
            session, hall.act("els", now), hall.building, FRIDAY - DAY, name="Feest", hours=None
        )
    before = at(FRIDAY - 2 * DAY, "08:00", "17:00").ends_at
    assert tell(database, before - MINUTE) == 0
    assert tell(database, before) == 1


def test_who_confirmed_is_not_reminded(database: Database, hall: TownHall, now: datetime) -> None:
    option = take(database, hall, now, now + 4 * DAY)
    with database.writing() as session:
        confirm_option(session, hall.act("joost", now), option.uid)
    assert tell(database, now + 4 * DAY - HOUR) == 0
