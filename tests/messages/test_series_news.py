"""A series that was invited by mail and has a host, set on a screen: what is in their calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking.calendars.itip.operations import receive
from booking.calendars.itip.values import Message
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import change, wish_of
from booking.reservations.series.models import Series
from booking.reservations.series.operations import Choice, change_series
from booking.reservations.series.queries import occurrences_of, state_of, wish_of_series
from booking.reservations.values import HOLDING
from tests.calendars.itip.organizer import NOW, mail
from tests.calendars.itip.organizer import date as one_date
from tests.calendars.itip.test_operations import WEEKLY, Room, room
from tests.messages.test_invitations import heard, replied
from tests.messages.test_outbox import settings
from tests.messages.test_series_letters import RULE
from tests.standards.agenda import Agenda
from tests.standards.ical_js import Read, reading_along

__all__ = ["room", "settings"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BRAM = "bram@voorbeeldstad.example"


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    with reading_along() as reader:
        yield reader


class Meeting:
    """Fatima's weekly meeting in De Beuk, on four Tuesdays from 24 March 2026 on."""

    def __init__(self, room: Room, read: Read) -> None:
        self.room, self.settings, self.minute = room, replied(room.settings), 0
        self.bram, self.agenda = room.hall.cast["bram"].id, Agenda(read)
        room.gets(WEEKLY)
        self.told()

    def later(self) -> Act:
        self.minute += 1
        return self.room.hall.act("fatima", NOW + timedelta(minutes=self.minute))

    def mailed(self, message: Message) -> None:
        receive(self.room.session, self.settings, message, now=self.later().at)

    def told(self) -> list[str]:
        """The letters since the last time, to the calendar of Bram too."""
        letters = heard(self.room.session, self.settings, self.later().at)
        self.agenda.take(letters, BRAM)
        return [letter.subject for letter in letters if letter.recipient == BRAM]

    def series(self) -> Series:
        found = select(Series).order_by(col(Series.id).desc())
        return self.room.session.exec(found).all()[0]

    def on_a_screen(self, since: date | None = None, **changes: Any) -> None:
        session, series = self.room.session, self.series()
        wish = replace(wish_of_series(series), **changes)
        change_series(session, self.later(), series.uid, wish, Choice(), since=since,
                      state=state_of(session, series))  # fmt: skip

    def hosted(self) -> list[datetime]:
        rows = select(Reservation.starts_at).where(
            Reservation.host_id == self.bram, col(Reservation.state).in_(HOLDING)
        )
        return sorted(self.room.session.exec(rows))


@pytest.fixture
def meeting(room: Room, read: Read) -> Meeting:
    return Meeting(room, read)


def test_a_series_cut_on_a_screen_and_mailed_again_is_one_with_its_host(meeting: Meeting) -> None:
    half = date(2026, 4, 7)
    meeting.on_a_screen(half, first_on=half, begins=time(13), ends=time(14), host_id=meeting.bram,
                        recurrence=replace(RULE, count=2), note="koffie")  # fmt: skip
    meeting.told()
    assert meeting.agenda.shown() == meeting.hosted()

    meeting.room.gets(WEEKLY, "LOCATION:x", sequence=1, minute=30)

    meeting.told()
    assert len(meeting.hosted()) == 2
    assert meeting.agenda.shown() == meeting.hosted()
    assert (meeting.series().host_id, meeting.series().note) == (meeting.bram, "koffie")


@pytest.mark.parametrize(
    ("lines", "left"),
    [((), 1), ((WEEKLY, "RDATE;TZID=Europe/Amsterdam:20260326T100000"), 4)],
)
def test_dates_that_stand_by_themselves_from_now_on_come_back_one_by_one(
    meeting: Meeting, lines: tuple[str, ...], left: int
) -> None:
    meeting.on_a_screen(host_id=meeting.bram)
    meeting.told()

    meeting.room.gets(*lines, sequence=3, minute=40)
    subjects = meeting.told()
    assert "Anders in uw agenda: Overleg" in subjects or left == 1
    assert len(meeting.hosted()) == left
    assert meeting.agenda.shown() == meeting.hosted()

    meeting.room.gets(method="CANCEL", sequence=4, minute=50)
    meeting.told()
    assert meeting.agenda.shown() == meeting.hosted() == []


def test_what_is_mailed_leaves_what_was_arranged_on_a_screen(meeting: Meeting) -> None:
    meeting.on_a_screen(host_id=meeting.bram, note="koffie")
    meeting.room.takes(one_date(31, hour=14, sequence=1, minute=30, mailbox=meeting.room.mailbox))
    series = meeting.series()
    assert (series.host_id, series.note) == (meeting.bram, "koffie")
    meeting.told()
    assert meeting.agenda.shown() == meeting.hosted()


def test_whatever_is_done_in_one_turn_the_calendar_shows_what_is_held(meeting: Meeting) -> None:
    meeting.on_a_screen(host_id=meeting.bram)
    meeting.told()
    room = meeting.room
    meeting.mailed(one_date(24, method="CANCEL", sequence=1, minute=10, mailbox=room.mailbox))
    five = "RRULE:FREQ=WEEKLY;COUNT=5"
    meeting.mailed(mail(five, sequence=2, minute=11, mailbox=room.mailbox))  # it is reserved anew
    meeting.told()
    assert meeting.agenda.shown() == meeting.hosted()

    *_, last = occurrences_of(room.session, meeting.series())  # is in no rule that Bram was sent
    wish = replace(wish_of(room.session, last), host_id=meeting.bram)
    change(room.session, meeting.later(), last.uid, wish, rev=last.rev)
    meeting.told()
    assert last.starts_at in meeting.hosted()
    assert meeting.agenda.shown() == meeting.hosted()


def test_a_day_stands_in_a_series_once_though_its_hour_changed(meeting: Meeting) -> None:
    room = meeting.room
    meeting.mailed(one_date(31, method="CANCEL", sequence=1, minute=10, mailbox=room.mailbox))
    meeting.mailed(mail(WEEKLY, start="20260324T110000", sequence=2, minute=11,
                        mailbox=room.mailbox))  # fmt: skip
    rows = occurrences_of(room.session, meeting.series())
    assert [row.recurrence_at.day for row in rows if row.recurrence_at] == [24, 31, 7, 14]

    meeting.on_a_screen(begins=time(14), ends=time(15), host_id=meeting.bram)
    meeting.told()
    assert meeting.agenda.shown() == meeting.hosted()
