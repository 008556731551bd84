"""When people are reminded of what begins, also around the nights in which the clocks change."""

from datetime import date

import pytest

from booking.foundation.local_time import to_local
from booking.people.values import Reminder
from booking.reservations.reminders import AHEAD, remind_of_start_at
from tests.town_hall import at


@pytest.mark.parametrize(
    ("choice", "day", "begins", "moment"),
    [
        (Reminder.DAY_BEFORE, date(2026, 3, 25), "09:00", "24 16:00"),
        (Reminder.DAY_BEFORE, date(2026, 3, 29), "23:00", "28 16:00"),
        (Reminder.DAY_BEFORE, date(2026, 3, 30), "00:00", "29 16:00"),
        (Reminder.DAY_BEFORE, date(2026, 10, 25), "23:00", "24 16:00"),
        (Reminder.HOUR_BEFORE, date(2026, 3, 25), "09:00", "25 08:00"),
        (Reminder.HOUR_BEFORE, date(2026, 3, 29), "03:30", "29 01:30"),
        (Reminder.HOUR_BEFORE, date(2026, 3, 25), "00:30", "24 23:30"),
    ],
)
def test_the_moment_of_a_reminder(choice: Reminder, day: date, begins: str, moment: str) -> None:
    starts_at = at(day, begins, "23:59").starts_at
    found = remind_of_start_at(choice, starts_at)
    assert found is not None
    assert f"{to_local(found):%d %H:%M}" == moment
    assert starts_at - AHEAD <= found < starts_at


def test_who_wants_none_gets_none() -> None:
    starts_at = at(date(2026, 3, 25), "09:00", "10:00").starts_at
    assert remind_of_start_at(Reminder.NONE, starts_at) is None
