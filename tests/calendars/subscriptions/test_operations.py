"""Calendars from outside hold a room, through every answer that their address may give."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.calendars.foreign import read_foreign
from booking.calendars.ical_lines import Garbled
from booking.calendars.subscriptions.models import ExternalCalendar, ExternalCopy
from booking.calendars.subscriptions.operations import (
    CALENDARS_MAX,
    TooManyCalendars,
    agree,
    confirm,
    forget_proposals,
    look_now,
    note_trouble,
    note_unchanged,
    propose,
    read_again,
    remove,
    take_in,
)
from booking.calendars.subscriptions.queries import calendar_numbered, copy_of, due_calendars
from booking.calendars.subscriptions.rules import window_at
from booking.calendars.subscriptions.values import Copy, Effect, Proposed
from booking.foundation.database import Database
from booking.foundation.local_time import local_day, to_local
from booking.people.permissions import NotAllowed, NotThere
from booking.reservations.clashes import clashes
from booking.reservations.models import DayVersion, Reservation
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.values import Reason, Wish
from booking.spaces.models import ExternalTime
from booking.spaces.queries import current_stock, stock_version
from booking.spaces.rules import usable_periods
from tests.calendars.test_foreign import event, file_of
from tests.town_hall import TownHall, at

TEN = ["DTSTART;TZID=Europe/Amsterdam:20260324T100000",
       "DTEND;TZID=Europe/Amsterdam:20260324T113000", "SUMMARY:Geheim overleg"]  # fmt: skip
SEVERAL = [event(*TEN, f"RDATE:2026032{n}T170000Z", uid=f"{n}") for n in range(5, 9)]


def copy_at(now: datetime, *events: list[str]) -> Copy:
    raw = file_of(*events)
    return Copy(raw, read_foreign(raw, window_at(now)))


class Follower:
    """A calendar of De Beuk, added by Els, and what its address says later."""

    def __init__(self, database: Database, hall: TownHall, now: datetime) -> None:
        self.database, self.hall, self.now = database, hall, now
        self.number = 0

    def add(self, *events: list[str], effect: Effect = Effect.HOLD, space: str = "beuk") -> None:
        act, copy = self.hall.act("els", self.now), copy_at(self.now, *events)
        wanted = Proposed(self.hall.spaces[space], "Outlook", effect, 60, address="https://a.nl/x")
        with self.database.writing() as session:
            row = propose(session, act, wanted, copy)
            assert not session.exec(select(ExternalTime)).all()
            confirm(session, act, row, copy.calendar)
            assert row.id is not None
            self.number = row.id

    def row(self, session: Session) -> ExternalCalendar:
        return session.get_one(ExternalCalendar, self.number)

    def says(self, *events: list[str], after: timedelta = timedelta(hours=1)) -> None:
        self.now += after
        with self.database.writing() as session:
            take_in(session, self.row(session), copy_at(self.now, *events), self.now)

    def seen(self) -> ExternalCalendar:
        with self.database.reading() as session:
            return self.row(session)

    def times(self) -> list[str]:
        with self.database.reading() as session:
            rows = session.exec(select(ExternalTime).order_by(ExternalTime.starts_at))
            found = [(to_local(row.starts_at), to_local(row.ends_at), row.title) for row in rows]
        return [f"{begin:%d %H:%M}-{end:%H:%M} {title}".strip() for begin, end, title in found]

    def reserve(self, day: date, begin: str, until: str, space: str = "beuk") -> Reservation:
        wish = Wish((self.hall.spaces[space],), at(day, begin, until))
        with self.database.writing() as session:
            return reserve(session, self.hall.act("joost", self.now), wish)


@pytest.fixture
def follower(database: Database, hall: TownHall, now: datetime) -> Follower:
    return Follower(database, hall, now)


@pytest.fixture
def tuesday(monday: date) -> date:
    return monday + timedelta(days=1)


def test_nobody_can_reserve_what_an_external_calendar_holds(
    follower: Follower, tuesday: date
) -> None:
    follower.add(event(*TEN))
    for begin, until in (("09:00", "10:15"), ("10:30", "11:00"), ("11:15", "12:00")):
        with pytest.raises(ReservationRefused) as refused:
            follower.reserve(tuesday, begin, until)
        assert [o.reason for o in refused.value.objections] == [Reason.ELSEWHERE]
        assert refused.value.objections[0].facts["span"] == at(tuesday, "10:00", "11:30")
        assert "nearest" in refused.value.objections[0].facts
    assert follower.reserve(tuesday, "09:00", "10:00").id
    assert follower.reserve(tuesday, "11:30", "12:00").id


def test_what_holds_one_half_of_a_room_holds_the_whole(follower: Follower, tuesday: date) -> None:
    follower.add(event(*TEN), space="linde_a")
    with pytest.raises(ReservationRefused) as refused:
        follower.reserve(tuesday, "10:00", "11:00", "linde")
    assert [o.reason for o in refused.value.objections] == [Reason.ELSEWHERE]
    assert follower.reserve(tuesday, "10:00", "11:00", "linde_b").id


def test_what_is_only_shown_can_be_reserved(follower: Follower, tuesday: date) -> None:
    follower.add(event(*TEN), effect=Effect.SHOW)
    assert follower.reserve(tuesday, "10:00", "11:00").id
    with follower.database.reading() as session:
        stock = current_stock(session)
        assert list(stock.external[follower.hall.spaces["beuk"]].shown) == [
            at(tuesday, "10:00", "11:30")
        ]


def test_it_takes_minutes_from_the_time_that_a_room_is_open(
    follower: Follower, tuesday: date
) -> None:
    def open_minutes() -> int:
        with follower.database.reading() as session:
            stock = current_stock(session)
            periods = usable_periods(stock, stock.spaces[follower.hall.spaces["beuk"]], tuesday)
            return sum(int(p.duration.total_seconds()) // 60 for p in periods)

    before = open_minutes()
    follower.add(event(*TEN))
    assert open_minutes() == before - 90


def test_a_reservation_in_its_way_stays_and_is_listed(follower: Follower, tuesday: date) -> None:
    follower.add(event(*TEN))
    follower.reserve(tuesday, "13:00", "14:00")
    follower.says(event(*TEN), event("DTSTART:20260324T123000Z", "DURATION:PT1H", uid="2"))
    with follower.database.reading() as session:
        [clash] = clashes(session, current_stock(session), now=follower.now)
        assert [o.reason for o in clash.objections] == [Reason.ELSEWHERE]
        assert session.get_one(Reservation, clash.reservation_id).cancelled_at is None


def test_only_a_calendar_without_the_event_lets_go_of_it(follower: Follower) -> None:
    follower.add(event(*TEN), event("DTSTART:20260324T140000Z", "DURATION:PT1H", uid="2"))
    follower.says(event(*TEN, "SEQUENCE:2"))
    assert follower.times() == ["24 10:00-11:30 Geheim overleg"]
    follower.says()
    assert follower.times() == []


def test_the_past_stays_and_forgets_its_title(follower: Follower, tuesday: date) -> None:
    follower.add(event(*TEN), event("DTSTART:20260323T070000Z", "DTEND:20260323T120000Z", uid="2"))
    follower.says(after=timedelta(days=1))  # on Tuesday at nine
    assert follower.times() == ["23 09:00-13:00"]
    follower.says(event(*TEN), after=timedelta(0))
    follower.says(after=timedelta(hours=1, minutes=32))  # a quarter of the meeting is over
    with follower.database.writing() as session:
        forget_proposals(session, follower.now)
    assert follower.times() == ["23 09:00-13:00", "24 10:00-10:30"]


def test_when_most_is_gone_at_once_somebody_is_asked(follower: Follower) -> None:
    follower.add(*SEVERAL)
    known = follower.times()
    follower.says(SEVERAL[0])
    row = follower.seen()
    assert follower.times() == known
    assert row.asks_leave
    assert row.trouble is not None
    assert row.trouble["facts"] == {"known": 4, "gone": 3}
    with follower.database.writing() as session:
        copy = copy_of(session, follower.row(session))
        assert copy.doubtful == file_of(SEVERAL[0])
        read = read_foreign(copy.doubtful, window_at(follower.now))
        agree(session, follower.hall.act("els", follower.now), follower.row(session), read)
    assert len(follower.times()) == 2
    assert follower.seen().trouble is None


UNREADABLE = [
    [TEN[0].replace("Europe/Amsterdam", "Kamer zone"), TEN[1], "RRULE:FREQ=WEEKLY"],
    [*TEN, "RRULE:FREQ=WEEKLY;BYHOUR=10,14"],
]


@pytest.mark.parametrize("lines", UNREADABLE)
def test_an_event_that_cannot_be_read_any_more_keeps_its_room(
    follower: Follower, tuesday: date, lines: list[str]
) -> None:
    follower.add(event(*TEN, "RRULE:FREQ=WEEKLY", uid="series"), *SEVERAL)
    known = follower.times()
    follower.says(event(*lines, uid="series"), *SEVERAL)
    assert follower.times() == known
    with pytest.raises(ReservationRefused):
        follower.reserve(tuesday, "10:00", "11:00")
    row = follower.seen()
    assert row.trouble is not None
    assert row.trouble["facts"] == {"count": 1}
    assert (row.asks_leave, row.failing_since) == (False, None)
    follower.says(event(*TEN, "RRULE:FREQ=WEEKLY", uid="series"), *SEVERAL)
    assert follower.times()[: len(known)] == known
    assert follower.seen().trouble is None


def test_when_most_dates_of_a_series_are_gone_somebody_is_asked(follower: Follower) -> None:
    follower.add(event(*TEN, "RRULE:FREQ=WEEKLY", uid="series"), *SEVERAL)
    known = follower.times()
    follower.says(event(*TEN, uid="series"), *SEVERAL)
    assert follower.seen().asks_leave
    assert follower.times() == known
    later = [line.replace("T10", "T09") for line in TEN]
    follower.says(event(*later, "RRULE:FREQ=WEEKLY", uid="series"), *SEVERAL)
    assert not follower.seen().asks_leave
    assert follower.times() != known


def test_what_is_not_understood_is_still_told_of_once_it_is_used(follower: Follower) -> None:
    follower.add(event(*TEN), event(*UNREADABLE[0], uid="2"))
    row = follower.seen()
    assert row.trouble is not None
    assert row.trouble["facts"] == {"count": 1}
    with follower.database.writing() as session:
        note_unchanged(follower.row(session), follower.now)
    assert follower.seen().trouble == row.trouble


def test_it_is_told_once_it_is_whole_again(follower: Follower) -> None:
    follower.add(*SEVERAL)
    follower.says(SEVERAL[0])
    follower.says(*SEVERAL)
    row = follower.seen()
    assert (row.asks_leave, row.trouble, row.failure_count) == (False, None, 0)
    with follower.database.reading() as session:
        assert copy_of(session, row).doubtful is None


def test_a_wrong_answer_keeps_the_copy_and_is_asked_again_later_and_later(
    follower: Follower,
) -> None:
    follower.add(event(*TEN))
    begun, waits = follower.now, []
    for _ in range(7):
        with follower.database.writing() as session:
            note_trouble(session, follower.row(session), Garbled(), follower.now)
            due_at = follower.row(session).due_at
        assert due_at is not None
        waits.append((due_at - follower.now) // timedelta(hours=1))
        follower.now = due_at
    row = follower.seen()
    assert waits == [2, 4, 8, 16, 24, 24, 24]
    assert (row.failing_since, row.copied_at) == (begun, begun)
    assert len(follower.times()) == 1
    with follower.database.reading() as session:
        assert due_calendars(session, follower.now) == [follower.number]


def test_what_stays_the_same_leaves_the_house_alone(follower: Follower) -> None:
    follower.add(event(*TEN), event("DTSTART:20260323T070000Z", "DTEND:20260323T170000Z", uid="2"))
    with follower.database.reading() as session:
        version = stock_version(session)
    follower.says(event(*TEN), event("DTSTART:20260323T070000Z", "DTEND:20260323T170000Z", uid="2"))
    with follower.database.reading() as session:
        assert stock_version(session) == version


def test_what_lasts_for_ages_locks_the_days_that_can_be_reserved_and_changes_once_a_year(
    follower: Follower, tuesday: date
) -> None:
    follower.add(event(*TEN))
    ages = event("DTSTART:20260325T000000Z", "DTEND:20990101T000000Z", uid="ages")
    follower.says(event(*TEN), ages)
    with pytest.raises(ReservationRefused):
        follower.reserve(tuesday + timedelta(days=300), "10:00", "11:00")
    with follower.database.reading() as session:
        days = {row.day for row in session.exec(select(DayVersion))}
        version = stock_version(session)
    assert len(days) <= 402
    follower.says(event(*TEN), ages)
    with follower.database.reading() as session:
        assert stock_version(session) == version


def test_a_series_comes_in_sight_as_the_days_go_by(follower: Follower) -> None:
    follower.add(event(*TEN, "RRULE:FREQ=WEEKLY"))
    count = len(follower.times())
    follower.now += timedelta(days=7)
    with follower.database.writing() as session:
        row = follower.row(session)
        read_again(session, row, copy_at(follower.now, event(*TEN, "RRULE:FREQ=WEEKLY")).calendar,
                   follower.now)  # fmt: skip
    assert len(follower.times()) == count + 1


def test_a_removed_calendar_lets_go_and_forgets_its_address(
    follower: Follower, tuesday: date
) -> None:
    follower.add(event(*TEN))
    with follower.database.writing() as session:
        remove(session, follower.hall.act("els", follower.now), follower.row(session))
    assert follower.reserve(tuesday, "10:00", "11:00").id
    row = follower.seen()
    assert (row.address, row.due_at) == ("", None)
    with follower.database.reading() as session:
        assert session.exec(select(ExternalCopy)).all() == []
        with pytest.raises(NotThere):
            calendar_numbered(session, follower.hall.spaces["beuk"], follower.number)


def test_only_who_runs_the_house_adds_one_and_a_proposal_ends_by_itself(
    database: Database, hall: TownHall, now: datetime
) -> None:
    wanted = Proposed(hall.spaces["beuk"], "Outlook", Effect.HOLD, 60, file_name="a.ics")
    copy = copy_at(now, event(*TEN))
    with database.writing() as session, pytest.raises(NotAllowed):
        propose(session, hall.act("joost", now), wanted, copy)
    with database.writing() as session:
        propose(session, hall.act("els", now), wanted, copy)
        propose(session, hall.act("els", now), wanted, copy)
        assert len(session.exec(select(ExternalCalendar)).all()) == 1
        forget_proposals(session, now + timedelta(days=1))
        assert session.exec(select(ExternalCalendar)).all() == []
        for _ in range(CALENDARS_MAX):
            row = propose(session, hall.act("els", now), wanted, copy)
            confirm(session, hall.act("els", now), row, copy.calendar)
        with pytest.raises(TooManyCalendars):
            propose(session, hall.act("els", now), wanted, copy)


def test_a_proposal_is_not_looked_at_again_and_leaves_nothing_behind(
    database: Database, hall: TownHall, now: datetime
) -> None:
    wanted = Proposed(hall.spaces["beuk"], "Outlook", Effect.HOLD, 60, address="https://a.nl/x")
    copy = copy_at(now, event(*TEN))
    with database.writing() as session:
        row = propose(session, hall.act("els", now), wanted, copy)
        with pytest.raises(NotThere):
            look_now(session, hall.act("els", now), row)
        row.due_at = now
        take_in(session, row, copy, now)  # as it went once
        assert due_calendars(session, now) == []
        forget_proposals(session, now + timedelta(days=1))
        assert session.exec(select(ExternalTime)).all() == []
        assert not current_stock(session).external


def test_a_day_long_event_holds_the_local_day(follower: Follower, tuesday: date) -> None:
    follower.add(event("DTSTART;VALUE=DATE:20260324", "SUMMARY:Dicht"))
    with follower.database.reading() as session:
        held = current_stock(session).external[follower.hall.spaces["beuk"]].holding
    assert list(held) == [local_day(tuesday)]
    with pytest.raises(ReservationRefused):
        follower.reserve(tuesday, "08:00", "09:00")
