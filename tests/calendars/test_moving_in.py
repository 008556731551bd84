"""The calendar of a room, as reservations to take over."""

from datetime import UTC, datetime

import pytest

from booking.calendars.ical_lines import NotRead
from booking.calendars.moving_in import read_room_calendar
from booking.foundation.texts import speaking
from booking.reservations.imports.values import Foreign, Reading, Unread

NOW = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
SINCE = datetime(2024, 3, 23, tzinfo=UTC)
FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
{}
END:VCALENDAR
"""
ONCE = """BEGIN:VEVENT
UID:once@x
DTSTART;TZID=W. Europe Standard Time:20260324T100000
DTEND;TZID=W. Europe Standard Time:20260324T113000
SUMMARY:Overleg
LOCATION:De Beuk
CLASS:PRIVATE
ORGANIZER;CN=Joost:mailto:Joost@voorbeeldstad.example
ATTENDEE;CUTYPE=ROOM:mailto:beuk@voorbeeldstad.example
ATTENDEE;ROLE=REQ-PARTICIPANT:mailto:a@x.example
ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:b@x.example
END:VEVENT"""
WEEKLY = """BEGIN:VEVENT
UID:weekly@x
DTSTART;TZID=Europe/Amsterdam:20230103T090000
DTEND;TZID=Europe/Amsterdam:20230103T100000
RRULE:FREQ=WEEKLY;BYDAY=TU
EXDATE;TZID=Europe/Amsterdam:20260407T090000
LOCATION:De Beuk
END:VEVENT
BEGIN:VEVENT
UID:weekly@x
RECURRENCE-ID;TZID=Europe/Amsterdam:20260331T090000
DTSTART;TZID=Europe/Amsterdam:20260331T140000
DTEND;TZID=Europe/Amsterdam:20260331T150000
LOCATION:De Linde
END:VEVENT"""
FREE = """BEGIN:VEVENT
UID:free@x
DTSTART:20260324T120000Z
DTEND:20260324T130000Z
TRANSP:TRANSPARENT
END:VEVENT"""
HOURLY = """BEGIN:VEVENT
UID:hourly@x
DTSTART:20260324T120000Z
DTEND:20260324T123000Z
RRULE:FREQ=HOURLY
END:VEVENT
BEGIN:VEVENT
DTSTART:20260325T120000Z
END:VEVENT"""


def read(*events: str) -> Reading:
    raw = FILE.format("\n".join(events)).replace("\n", "\r\n").encode()
    return read_room_calendar(raw, since=SINCE, now=NOW)


def test_a_meeting() -> None:
    [row] = read(ONCE).rows
    assert isinstance(row, Foreign)
    assert (row.period.starts_at, row.period.ends_at) == (
        datetime(2026, 3, 24, 9, tzinfo=UTC), datetime(2026, 3, 24, 10, 30, tzinfo=UTC),
    )  # fmt: skip
    assert (row.key, row.room, row.title) == ("once@x", "De Beuk", "Overleg")
    assert (row.email, row.person) == ("joost@voorbeeldstad.example", "Joost")
    assert (row.attendee_count, row.is_private, row.series) == (2, True, "")


def test_a_series_of_years_without_an_end() -> None:
    rows = [row for row in read(WEEKLY).rows if isinstance(row, Foreign)]
    assert {row.series for row in rows} == {"weekly@x"}
    assert len({row.key for row in rows}) == len(rows), "each date once"
    days = [row.period.starts_at.date().isoformat() for row in rows]
    assert min(days) == "2024-03-26", "from when it was asked for"
    assert max(days) == "2027-03-23", "a year ahead"
    assert "2026-04-07" not in days
    [moved] = [row for row in rows if row.room == "De Linde"]
    assert moved.key == "weekly@x/20260331T070000Z", "known by the date that it was"


def test_what_is_free_or_not_understood_is_told_of() -> None:
    reading = read(FREE, HOURLY)
    with speaking("en"):
        assert [str(each.why) for each in reading.remarks] == [
            "1 meetings were cancelled or are shown as free: they are left out."
        ]
        said = {row.place: str(row.why) for row in reading.rows if isinstance(row, Unread)}
    assert said["20260324T120000Z"].startswith("This series comes back more often than once a day")
    assert "has no identification" in said["20260325T120000Z"]


@pytest.mark.parametrize("raw", [b"", b"-- MySQL dump", FILE.format(ONCE).encode()[:300]])
def test_what_is_no_calendar(raw: bytes) -> None:
    with pytest.raises(NotRead):
        read_room_calendar(raw, since=SINCE, now=NOW)
