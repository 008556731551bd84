"""An invitation with a rule is one series, whatever becomes of its dates; else single dates."""

from datetime import UTC, datetime, time, timedelta
from datetime import date as day

import pytest
from sqlmodel import col, select

from booking.calendars.itip.operations import receive
from booking.calendars.itip.series_rules import recurrence_in, series_wish
from booking.foundation.recurrence import dates_of, write_rule
from booking.foundation.settings import RoomInvitations
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.values import HOLDING
from tests.calendars.itip.organizer import date, mail
from tests.calendars.itip.test_operations import (
    TUESDAY,
    WEEKLY,
    Room,
    answer,
    on_sqlite,
    room,
    stats,
)
from tests.messages.test_outbox import settings

__all__ = ["room", "settings"]


def the_series(room: Room) -> Series:
    return room.session.exec(select(Series)).one()


def places(room: Room) -> list[tuple[str, str]]:
    """Of what is held: its place in the rule, and when it takes place."""
    rows = room.session.exec(
        select(Reservation)
        .where(Reservation.series_id == the_series(room).id, col(Reservation.state).in_(HOLDING))
        .order_by(col(Reservation.recurrence_at))
    )
    return [(f"{row.recurrence_at:%m-%d %H}", f"{row.starts_at:%m-%d %H}") for row in rows]


def test_an_invitation_with_a_rule_is_one_series_with_its_gap(room: Room) -> None:
    limits = RoomInvitations(clash_count_max=1, clash_percentage_max=25)
    room.settings = room.settings.model_copy(update={"room_invitations": limits})
    room.taken_by("joost", TUESDAY + timedelta(days=7))

    room.gets(WEEKLY)

    series = the_series(room)
    assert (series.first_on, series.begins, series.ends) == (TUESDAY.date(), time(10), time(11))
    assert series.rule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20260414T215959Z"
    assert (series.title, series.holder_id) == ("Overleg", room.hall.cast["fatima"].id)
    assert places(room) == [(when, when) for when in ("03-24 09", "04-07 08", "04-14 08")]
    gap = room.session.exec(select(SeriesGap)).one()
    assert (gap.day, gap.reasons) == (day(2026, 3, 31), "taken")


def test_its_dates_move_and_go_and_come_back_in_their_place(room: Room) -> None:
    room.gets(WEEKLY)
    room.takes(date(31, hour=14, sequence=1, mailbox=room.mailbox))
    assert places(room)[1] == ("03-31 08", "03-31 12")

    room.takes(date(24, method="CANCEL", sequence=2, minute=2, mailbox=room.mailbox))
    assert [where for where, _ in places(room)] == ["03-31 08", "04-07 08", "04-14 08"]
    room.takes(date(24, sequence=3, minute=3, mailbox=room.mailbox))
    assert next(where for where, _ in places(room)) == "03-24 09"
    assert len(places(room)) == 4
    assert the_series(room).sequence == 0, "its rule is what it was"


def test_another_rule_changes_the_series_and_a_cancel_ends_it(room: Room) -> None:
    room.gets(WEEKLY)
    uid = the_series(room).uid

    room.gets("RRULE:FREQ=WEEKLY;COUNT=3", start="20260325T140000", sequence=1)
    series = the_series(room)
    assert (series.uid, series.begins, series.first_on) == (uid, time(14), day(2026, 3, 25))
    assert places(room) == [(when, when) for when in ("03-25 13", "04-01 12", "04-08 12")]

    room.gets(method="CANCEL", sequence=2, start="20260325T140000")
    assert places(room) == []
    assert series.sequence == 2


@on_sqlite
@pytest.mark.parametrize(
    ("start", "first_on"),
    [("20260324T100000", day(2026, 3, 24)), ("20260325T100000", day(2026, 4, 8))],
)
def test_a_mail_halfway_leaves_the_past_in_the_series(
    room: Room, start: str, first_on: day
) -> None:
    room.gets(WEEKLY)
    later = datetime(2026, 4, 1, 12, tzinfo=UTC)
    again = mail(WEEKLY, sequence=1, start=start, mailbox=room.mailbox, at=later)

    receive(room.session, room.settings, again, now=later)

    assert the_series(room).first_on == first_on
    assert places(room)[:2] == [("03-24 09", "03-24 09"), ("03-31 08", "03-31 08")]


@on_sqlite
def test_a_meeting_that_no_longer_comes_back_stands_by_itself(room: Room) -> None:
    room.gets(WEEKLY)
    assert stats(answer(room.gets(sequence=1))) == ["ACCEPTED"]
    assert room.held() == ["03-24 09"]
    assert places(room) == []


@on_sqlite
@pytest.mark.parametrize(
    "lines",
    [
        (WEEKLY, "RDATE;TZID=Europe/Amsterdam:20260326T100000"),
        ("RRULE:FREQ=YEARLY;COUNT=2",),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=24,25;COUNT=3",),
    ],
)
def test_what_our_rules_cannot_say_is_held_as_single_dates(
    room: Room, lines: tuple[str, ...]
) -> None:
    room.gets(*lines)
    assert room.held()
    assert room.session.exec(select(Series)).all() == []


@on_sqlite
@pytest.mark.parametrize(
    ("start", "is_ours"), [("20260324T233000", False), ("20260324T230000", True)]
)
def test_what_lasts_over_midnight_is_answered_and_no_series_of_ours(
    room: Room, start: str, is_ours: bool
) -> None:
    message = mail(WEEKLY, start=start, mailbox=room.mailbox)
    assert stats(answer(room.takes(message)))
    assert (series_wish(message.said[0], room.mailbox.space_id or 0) is not None) is is_ours


@pytest.mark.parametrize(
    ("rule", "ours"),
    [
        ("FREQ=WEEKLY;WKST=SU;COUNT=9", "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=4", "FREQ=MONTHLY;INTERVAL=1;BYDAY=4TU"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=24"),
        ("FREQ=WEEKLY;BYMONTH=3", None),
        ("FREQ=YEARLY", None),
        ("", None),
    ],
)
def test_rules_as_programs_write_them(rule: str, ours: str | None) -> None:
    first, last = day(2026, 3, 24), day(2026, 6, 23)
    found = recurrence_in(rule, first=first, last=last)
    written = write_rule(found).partition(";UNTIL")[0] if found else None
    assert written == ours
    assert found is None or first in dates_of(found, first)
