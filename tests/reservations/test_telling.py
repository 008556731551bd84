"""Told of deadlines: once each, in the daytime, and no storm after a standstill."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.database import Database
from booking.foundation.local_time import to_local
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
from tests.town_hall import TownHall, at

FRIDAY = date(2026, 3, 27)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed
)


def is_daytime(instant: datetime) -> bool:
    local = to_local(instant)
    clock = (local.hour, local.minute, local.second, local.microsecond)
    return local.weekday() < 5 and (7, 0, 0, 0) <= clock <= (19, 0, 0, 0)


@given(MOMENTS)
def test_letters_are_written_by_day(instant: datetime) -> None:
    later, sooner = next_letter_time(instant), last_letter_time(instant)
    assert sooner <= instant <= later
    assert is_daytime(later)
    assert is_daytime(sooner)
    assert later - sooner <= timedelta(hours=62), "from Friday evening to Monday morning"


@given(MOMENTS, st.timedeltas(MINUTE, timedelta(days=30)))
def test_a_reminder_comes_by_day_between_the_taking_and_the_end(
    held_at: datetime, length: timedelta
) -> None:
    moment = remind_at(held_at, held_at + length)
    if moment is None:
        is_short = length < 4 * HOUR
        assert is_short or next_letter_time(held_at) >= held_at + length, "no daytime in between"
    else:
        assert held_at <= moment < held_at + length
        assert is_daytime(moment)


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
    assert tell(database, night) == 0
    assert tell(database, next_letter_time(night)) == 1
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
    moment = last_letter_time(option.expires_at - left)
    assert tell(database, moment - MINUTE) == 0
    assert tell(database, moment) == 1
    assert tell(database, moment + MINUTE) == 0
    assert actions(database, option) == ["reserve", "remind"]


def test_who_confirmed_is_not_reminded(database: Database, hall: TownHall, now: datetime) -> None:
    option = take(database, hall, now, now + 4 * DAY)
    with database.writing() as session:
        confirm_option(session, hall.act("joost", now), option.uid)
    assert tell(database, now + 4 * DAY - HOUR) == 0
