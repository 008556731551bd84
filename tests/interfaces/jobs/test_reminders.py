"""Reminders of what begins soon: by choice, once, and never of what is no longer so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.interfaces.jobs.letters import send_letters
from booking.interfaces.jobs.reminders import remind_of_starts
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.models import Letter
from booking.people.models import Person
from booking.people.values import Reminder
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, reserve, wish_of
from booking.reservations.values import Wish
from tests.interfaces.jobs.conftest import Clock, Mailbox
from tests.together import all_at_once
from tests.town_hall import TownHall, at

WEDNESDAY, THURSDAY = date(2026, 3, 25), date(2026, 3, 26)
RAVI, FATIMA = "ravi@voorbeeldstad.example", "fatima@voorbeeldstad.example"


def hold(workplace: Workplace, hall: TownHall, name: str, begins: str, until: str) -> Reservation:
    wish = Wish((hall.spaces["beuk"],), at(WEDNESDAY, begins, until), 4, title="Overleg")
    with workplace.database.writing() as session:
        return reserve(session, hall.act(name, workplace.clock()), wish)


def choose(database: Database, hall: TownHall, name: str, choice: Reminder) -> None:
    with database.writing() as session:
        session.get_one(Person, hall.cast[name].id).reminder = choice


def remind(workplace: Workplace) -> None:
    remind_of_starts(workplace, {}, workplace.clock())


def letters(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.exec(select(Letter).order_by("id"))
        return [(row.recipient.partition("@")[0], row.subject) for row in rows]


def test_partners_hear_of_it_the_day_before_and_others_as_they_chose(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    hold(workplace, hall, "ravi", "09:00", "10:00")
    hold(workplace, hall, "fatima", "10:00", "11:00")
    hold(workplace, hall, "bram", "11:00", "12:00")
    choose(workplace.database, hall, "fatima", Reminder.HOUR_BEFORE)

    clock.now = at(WEDNESDAY.replace(day=24), "15:59", "16:00").starts_at
    remind(workplace)
    assert letters(workplace.database) == []
    clock.move(minutes=1)
    all_at_once([workplace] * 2, remind)
    remind(workplace)
    to_ravi = ("ravi", "Herinnering: Overleg, wo 25 mrt om 09:00")
    assert letters(workplace.database) == [to_ravi], "once, by however many processes"
    clock.now = at(WEDNESDAY, "09:00", "10:00").starts_at
    remind(workplace)
    assert letters(workplace.database) == [
        to_ravi, ("fatima", "Herinnering: Overleg, wo 25 mrt om 10:00")
    ]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_moves_is_told_of_anew_and_what_was_done_since_is_not(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    held = hold(workplace, hall, "ravi", "09:00", "10:00")
    clock.now = at(WEDNESDAY.replace(day=24), "16:00", "17:00").starts_at
    remind(workplace)
    with workplace.database.writing() as session:
        wish = replace(wish_of(session, held), period=at(THURSDAY, "09:00", "10:00"))
        change(session, hall.act("ravi", clock.now), held.uid, wish, rev=held.rev)
    hold(workplace, hall, "ravi", "13:00", "14:00")
    clock.move(hours=1)
    remind(workplace)
    assert len(letters(workplace.database)) == 1, "who reserved after four o'clock knows"
    clock.move(days=1)
    remind(workplace)
    assert [subject for _, subject in letters(workplace.database)] == [
        "Herinnering: Overleg, wo 25 mrt om 09:00", "Herinnering: Overleg, do 26 mrt om 09:00"
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["cancel", "overtaken", "moved", "start"])
def test_a_reminder_that_waited_for_the_mail_server_is_dropped_once_it_is_untrue(
    workplace: Workplace, hall: TownHall, clock: Clock, mailbox: Mailbox, how: str
) -> None:
    held = hold(workplace, hall, "ravi", "09:00", "10:00")
    clock.now = at(WEDNESDAY, "08:00", "09:00").starts_at
    remind(workplace)
    assert len(letters(workplace.database)) == 1, "late, as after a night without power"
    just_before = hall.act("ravi", clock.now - timedelta(seconds=1))  # and waited for its turn
    clock.move(minutes=60 if how == "start" else 30)
    with workplace.database.writing() as session:
        if how == "cancel":
            cancel(session, hall.act("ravi", clock.now), held.uid)
        elif how == "overtaken":
            cancel(session, just_before, held.uid)
        elif how == "moved":
            wish = replace(wish_of(session, held), period=at(THURSDAY, "09:00", "10:00"))
            change(session, just_before, held.uid, wish, rev=held.rev)
    mailbox.open()

    all_at_once([workplace], lambda place: send_letters(place, {}, clock.now))

    assert mailbox.subjects == []
    assert letters(workplace.database) == []
