"""A series in people's own calendars: one event with its rule, and letters about single dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import event as engine_event
from sqlmodel import Session, col, select

from booking.calendars.ical_in import read_calendar
from booking.calendars.invitations import PartStat
from booking.foundation.database import Database
from booking.foundation.local_time import local_period
from booking.foundation.recurrence import Pace, Recurrence
from booking.foundation.settings import Settings
from booking.messages.invitations import answers_to
from booking.messages.models import Letter, SentEvent
from booking.messages.replies import take_reply
from booking.messages.subjects import readable_subjects
from booking.messages.values import ReplyFate
from booking.people.models import Person
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, reserve, wish_of
from booking.reservations.series.models import Series
from booking.reservations.series.operations import (
    Choice,
    cancel_series,
    change_series,
    start_series,
)
from booking.reservations.series.queries import occurrences_of, state_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import HOLDING, Visibility, Wish
from tests.messages.test_invitations import heard, replied
from tests.messages.test_outbox import settings
from tests.standards.agenda import Agenda
from tests.standards.ical_checker import complaints
from tests.standards.ical_js import Read, reading_along
from tests.town_hall import TownHall

__all__ = ["settings"]

FATIMA = "fatima@voorbeeldstad.example"
RULE = Recurrence(Pace.WEEKLY, weekdays=frozenset({1}), count=4)
"""Tuesdays: 24 and 31 March, 7 and 14 April 2026."""
ON_ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    with reading_along() as reader:
        yield reader


class Diary:
    """What Fatima does to a series, a minute apart, and what comes in her calendar."""

    def __init__(
        self, session: Session, hall: TownHall, settings: Settings, now: datetime, **wish: Any
    ) -> None:
        self.session, self.settings, self.act = session, replied(settings), hall.act("fatima", now)
        self.wish = replace(SeriesWish(RULE, date(2026, 3, 24), time(10), time(11),
                                       hall.spaces["beuk"], title="Overleg"), **wish)  # fmt: skip
        self.series = start_series(session, self.act, self.wish, Choice())

    def later(self) -> Act:
        self.act = replace(self.act, at=self.act.at + timedelta(minutes=1))
        return self.act

    def dates(self) -> list[Reservation]:
        return [row for row in occurrences_of(self.session, self.series) if row.state in HOLDING]

    def heard(self) -> list[Letter]:
        letters = heard(self.session, self.settings, self.act.at)
        assert [complaints(x.calendar.encode()) for x in letters if x.calendar] == [
            [] for x in letters if x.calendar
        ]  # fmt: skip
        return letters

    def change_all(self, wish: SeriesWish, since: date | None = None) -> Series:
        state = state_of(self.session, self.series)
        return change_series(self.session, self.later(), self.series.uid, wish, Choice(),
                             since=since, state=state)  # fmt: skip


@pytest.fixture
def diary(database: Database, hall: TownHall, settings: Settings, now: datetime) -> Iterator[Diary]:
    with database.writing() as session:
        yield Diary(session, hall, settings, now)


def events_in(letter: Letter) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(letter.calendar)
    assert calendar["METHOD"] == letter.calendar_method
    return list(calendar.events)


@ON_ONE_ENGINE
def test_a_series_is_one_mail_with_one_event(
    diary: Diary, read: Read, hall: TownHall, now: datetime
) -> None:
    [letter] = diary.heard()
    fatima = hall.act("fatima", now).by
    assert readable_subjects(diary.session, [letter], fatima) == {letter.id: letter.subject}

    [event] = events_in(letter)
    assert letter.calendar_method == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == (diary.series.uid, 0)
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    starts = [seen.period.starts_at for seen in read(letter.calendar.encode())]
    assert starts == [row.starts_at for row in diary.dates()]
    assert len(starts) == 4


@ON_ONE_ENGINE
def test_one_date_that_changes_or_goes_is_told_by_its_place_in_the_rule(diary: Diary) -> None:
    diary.heard()
    _, second, third, last = diary.dates()
    moved = wish_of(
        diary.session, second, period=local_period(date(2026, 4, 1), time(14), time(15))
    )

    change(diary.session, diary.later(), second.uid, moved, rev=second.rev)
    [letter] = diary.heard()
    [event] = events_in(letter)
    assert (letter.subject, letter.calendar_method) == (
        "Gewijzigd: Overleg, wo 1 apr", "REQUEST",
    )  # fmt: skip
    assert event["RECURRENCE-ID"].to_ical() == b"20260331T100000"
    assert event["UID"] == diary.series.uid
    assert event.start.isoformat() == "2026-04-01T14:00:00+02:00"
    assert event["SEQUENCE"] == 1
    assert "RRULE" not in event

    for gone in (third, last):  # two acts in one turn: a mail about each
        cancel(diary.session, diary.later(), gone.uid)
    letters = diary.heard()
    assert [x.calendar_method for x in letters] == ["CANCEL", "CANCEL"]
    assert [events_in(x)[0]["RECURRENCE-ID"].to_ical() for x in letters] == [
        b"20260407T100000", b"20260414T100000",
    ]  # fmt: skip
    assert all(events_in(x)[0]["SEQUENCE"] > event["SEQUENCE"] for x in letters)


@ON_ONE_ENGINE
def test_a_change_of_all_dates_is_sent_as_the_whole_with_what_differs(
    diary: Diary, read: Read
) -> None:
    diary.heard()
    _, second, _, _ = diary.dates()
    cancel(diary.session, diary.later(), second.uid)
    [gone] = diary.heard()

    diary.change_all(replace(diary.wish, begins=time(13), ends=time(14)))
    [letter] = [x for x in diary.heard() if x.calendar]
    event, *apart = events_in(letter)
    assert (letter.calendar_method, apart) == ("REQUEST", [])
    assert event["SEQUENCE"] > events_in(gone)[0]["SEQUENCE"]
    starts = [seen.period.starts_at for seen in read(letter.calendar.encode())]
    assert starts == [row.starts_at for row in diary.dates()]


@ON_ONE_ENGINE
def test_from_some_date_on_is_the_old_event_cut_and_a_new_one(diary: Diary, read: Read) -> None:
    diary.heard()
    old = diary.series

    diary.series = diary.change_all(
        replace(diary.wish, recurrence=replace(RULE, count=2), first_on=date(2026, 4, 7),
                begins=time(13), ends=time(14)), since=date(2026, 4, 7),
    )  # fmt: skip
    new, cut = [x for x in diary.heard() if x.calendar]
    assert cut.subject == "Eindigt eerder: Overleg, tot di 7 apr"
    assert [x.calendar_method for x in (new, cut)] == ["REQUEST", "REQUEST"]
    assert [events_in(x)[0]["UID"] for x in (new, cut)] == [diary.series.uid, old.uid]
    [event] = events_in(cut)
    assert event["SEQUENCE"] > 0
    assert b"UNTIL=20260331T215959Z" in event["RRULE"].to_ical()
    assert [seen.period.starts_at for seen in read(new.calendar.encode())] == [
        row.starts_at for row in diary.dates()
    ]  # fmt: skip


@ON_ONE_ENGINE
def test_where_only_words_change_from_some_date_on_the_calendar_follows_too(diary: Diary) -> None:
    diary.heard()
    old = diary.series

    diary.series = diary.change_all(replace(
        diary.wish, title="Weekstart", recurrence=replace(RULE, count=2),
        first_on=date(2026, 4, 7)), since=date(2026, 4, 7))  # fmt: skip

    letters = [x for x in diary.heard() if x.calendar]
    assert {events_in(x)[0]["UID"] for x in letters} == {old.uid, diary.series.uid}
    assert len(letters) == 2


@ON_ONE_ENGINE
def test_an_ended_series_is_shortened_and_a_cancelled_one_goes(diary: Diary) -> None:
    diary.heard()
    cancel_series(diary.session, diary.later(), diary.series.uid, since=date(2026, 4, 7))
    [letter] = diary.heard()
    [event] = events_in(letter)
    assert letter.calendar_method == "REQUEST"
    assert b"UNTIL=20260331T215959Z" in event["RRULE"].to_ical()

    cancel_series(diary.session, diary.later(), diary.series.uid, since=None)
    [gone] = diary.heard()
    [last] = events_in(gone)
    assert (gone.calendar_method, last["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "RECURRENCE-ID" not in last
    assert last["SEQUENCE"] > event["SEQUENCE"]


@ON_ONE_ENGINE
def test_the_last_date_that_is_left_keeps_the_name_of_its_series(diary: Diary) -> None:
    diary.heard()
    cancel_series(diary.session, diary.later(), diary.series.uid, since=date(2026, 3, 31))
    [letter] = diary.heard()
    [event] = events_in(letter)
    assert event["UID"] == diary.series.uid
    assert b"UNTIL=20260324T225959Z" in event["RRULE"].to_ical()


def said(diary: Diary, method: str, stat: str, *extra: str) -> ReplyFate:
    """By Fatima, to what she was sent."""
    sent = diary.session.exec(select(SentEvent)).one()
    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{diary.series.uid}", "DTSTAMP:20260323T081000Z", "SEQUENCE:0", *extra,
        "DTSTART:20260331T080000Z", "DTEND:20260331T090000Z",
        f"ATTENDEE;PARTSTAT={stat}:mailto:{FATIMA}", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    return take_reply(diary.session, diary.settings, token=sent.token, sender=FATIMA,
                      now=diary.act.at, calendar=read_calendar(text.encode()))  # fmt: skip


def test_what_is_said_to_one_date_is_kept_of_that_date(diary: Diary) -> None:
    diary.heard()
    first, second, *_ = diary.dates()

    assert said(diary, "REPLY", "ACCEPTED") is ReplyFate.NOTED
    assert said(diary, "REPLY", "DECLINED", "RECURRENCE-ID:20260331T080000Z") is ReplyFate.NOTED
    assert said(diary, "REPLY", "DECLINED", "RECURRENCE-ID:20260401T080000Z") is (
        ReplyFate.NOTHING_NEW
    )  # fmt: skip
    assert list(answers_to(diary.session, first).values()) == [PartStat.ACCEPTED]
    assert list(answers_to(diary.session, second).values()) == [PartStat.DECLINED]


@ON_ONE_ENGINE
def test_what_was_said_of_the_whole_is_not_said_of_a_date_that_is_another_since(
    diary: Diary, hall: TownHall
) -> None:
    diary.heard()
    said(diary, "REPLY", "ACCEPTED")
    first, second, *_ = diary.dates()
    moved = wish_of(diary.session, second,
                    period=local_period(date(2026, 4, 1), time(14), time(15)))  # fmt: skip
    change(diary.session, replace(hall.act("els", diary.later().at)), second.uid, moved,
           rev=second.rev)  # fmt: skip
    diary.heard()
    assert list(answers_to(diary.session, first).values()) == [PartStat.ACCEPTED]
    assert answers_to(diary.session, second) == {}

    diary.change_all(replace(diary.wish, begins=time(13), ends=time(14)))
    diary.heard()
    assert list(diary.session.exec(select(SentEvent.dates_said))) == [{}]


@ON_ONE_ENGINE
@pytest.mark.parametrize("method", ["REFRESH", "COUNTER"])
def test_what_is_asked_of_a_whole_series_is_told_of_the_next_date(
    diary: Diary, method: str
) -> None:
    diary.heard()
    cancel(diary.session, diary.later(), diary.dates()[0].uid)
    diary.heard()

    assert said(diary, method, "ACCEPTED") is ReplyFate.ANSWERED
    letter = diary.session.exec(select(Letter).order_by(col(Letter.id).desc())).first()
    assert letter is not None
    assert "31 maart" in letter.text
    assert letter.calendar_method == {"REFRESH": "REQUEST", "COUNTER": "DECLINECOUNTER"}[method]
    assert "RRULE" in events_in(letter)[0]


@ON_ONE_ENGINE
@pytest.mark.parametrize("method", ["REFRESH", "COUNTER", "REPLY"])
def test_who_left_is_told_nothing(diary: Diary, now: datetime, method: str) -> None:
    diary.heard()
    fatima = diary.session.get_one(Person, diary.act.by.id)
    fatima.disabled_at = now
    diary.session.flush()
    assert said(diary, method, "ACCEPTED") is ReplyFate.NOTHING_NEW
    assert len(diary.session.exec(select(Letter)).all()) == 1


@ON_ONE_ENGINE
def test_a_letter_about_a_long_series_asks_as_little_as_about_a_short_one(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    def statements_for(session: Session, count: int) -> int:
        asked: list[str] = []

        def note(*facts: Any) -> None:
            asked.append(facts[2])

        diary = Diary(session, hall, settings, now, recurrence=replace(RULE, count=count))
        engine_event.listen(session.get_bind(), "before_cursor_execute", note)
        diary.heard()
        engine_event.remove(session.get_bind(), "before_cursor_execute", note)
        cancel_series(session, diary.later(), diary.series.uid, since=None)
        diary.heard()
        return len(asked)

    with database.writing() as session:
        assert statements_for(session, 4) == statements_for(session, 8)


@ON_ONE_ENGINE
def test_who_has_a_series_hears_that_it_goes_on_without_a_date_that_is_free(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    with database.writing() as session:
        for day in (date(2026, 4, 8), date(2026, 4, 9)):
            taken = local_period(day, time(10), time(11))
            reserve(session, hall.act("joost", now), Wish((hall.spaces["beuk"],), taken))
        diary = Diary(session, hall, settings, now)
        diary.heard()
        wish = replace(diary.wish, first_on=date(2026, 4, 8),
                       recurrence=Recurrence(Pace.DAILY, count=2))  # fmt: skip
        seen = Choice(seen=[date(2026, 4, 8), date(2026, 4, 9)])
        change_series(session, diary.later(), diary.series.uid, wish, seen,
                      since=date(2026, 4, 7), state=state_of(session, diary.series))  # fmt: skip
        assert "series_cut" in {letter.name for letter in diary.heard()}


@ON_ONE_ENGINE
def test_the_host_of_some_dates_hears_of_those_and_of_no_others(
    diary: Diary, read: Read, hall: TownHall
) -> None:
    bram, agenda = diary.session.get_one(Person, hall.cast["bram"].id), Agenda(read)
    agenda.take(diary.heard(), bram.email)
    for row in diary.dates()[1:3]:
        wish = replace(wish_of(diary.session, row), host_id=bram.id)
        change(diary.session, diary.later(), row.uid, wish, rev=row.rev)
        agenda.take(diary.heard(), bram.email)
    hosted = diary.dates()[1:3]
    assert agenda.shown() == [row.starts_at for row in hosted]

    diary.change_all(replace(diary.wish, begins=time(13), ends=time(14)))
    letters = [letter for letter in diary.heard() if letter.recipient == bram.email]
    agenda.take(letters, bram.email)
    assert agenda.shown() == [row.starts_at for row in hosted]
    assert not any("24 maart" in letter.text for letter in letters)

    cancel_series(diary.session, diary.later(), diary.series.uid, since=None)
    agenda.take(diary.heard(), bram.email)
    assert agenda.shown() == []


@ON_ONE_ENGINE
def test_a_date_in_another_room_is_named_with_that_room(diary: Diary, hall: TownHall) -> None:
    diary.heard()
    third = diary.dates()[2]
    wish = replace(wish_of(diary.session, third), space_ids=(hall.spaces["linde"],))
    change(diary.session, diary.later(), third.uid, wish, rev=third.rev)
    diary.heard()
    diary.change_all(replace(diary.wish, begins=time(13), ends=time(14)))
    [letter] = diary.heard()
    assert "\nDe Beuk" in letter.text
    assert "\nOp di 7 apr: De Linde" in letter.text
    assert "Op di 7 apr" in letter.html
    assert letter.text.count("De Linde") == 1


@ON_ONE_ENGINE
def test_a_date_that_stood_alone_before_stands_in_the_series_once(
    diary: Diary, read: Read, hall: TownHall
) -> None:
    bram, agenda = diary.session.get_one(Person, hall.cast["bram"].id), Agenda(read)
    third = diary.dates()[2]
    for host in (bram.id, None):
        wish = replace(wish_of(diary.session, third), host_id=host)
        change(diary.session, diary.later(), third.uid, wish, rev=third.rev)
        agenda.take(diary.heard(), bram.email)
    diary.change_all(replace(diary.wish, host_id=bram.id))
    agenda.take(diary.heard(), bram.email)
    assert agenda.shown() == [row.starts_at for row in diary.dates()]

    third = diary.dates()[2]
    moved = local_period(date(2026, 4, 7), time(15), time(16))
    change(diary.session, diary.later(), third.uid, wish_of(diary.session, third, period=moved),
           rev=third.rev)  # fmt: skip
    agenda.take(diary.heard(), bram.email)
    assert agenda.shown() == [row.starts_at for row in diary.dates()]

    third = diary.dates()[2]
    change(diary.session, diary.later(), third.uid,
           replace(wish_of(diary.session, third), host_id=None), rev=third.rev)  # fmt: skip
    agenda.take(diary.heard(), bram.email)
    assert agenda.shown() == [row.starts_at for row in diary.dates() if row.uid != third.uid]


@ON_ONE_ENGINE
def test_the_title_of_one_private_date_is_not_read_by_others(
    diary: Diary, hall: TownHall, now: datetime
) -> None:
    diary.heard()
    third = diary.dates()[2]
    private = replace(wish_of(diary.session, third), title="Ontslag",
                      visibility=Visibility.PRIVATE,
                      period=local_period(date(2026, 4, 7), time(15), time(16)))  # fmt: skip
    change(diary.session, diary.later(), third.uid, private, rev=third.rev)
    [letter] = diary.heard()
    assert "Ontslag" in letter.subject
    for name, is_read in (("fatima", True), ("samir", False)):
        found = readable_subjects(diary.session, [letter], hall.act(name, now).by)
        assert (letter.id in found) is is_read
