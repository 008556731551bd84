"""The calendar files we write: right by the RFC, and read alike by a program that is not ours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from booking.calendars.ical_out import CalendarEvent, Organizer, Status, calendar_file
from booking.foundation.lines import one_line
from booking.foundation.local_time import local_period
from booking.foundation.periods import Period
from tests.standards.ical_checker import complaints

HALL = Organizer("Gemeente Voorbeeldstad", "woonkamer@voorbeeldstad.example")
MADE = datetime(2026, 3, 20, 9, 30, 15, 123456, tzinfo=UTC)
MEETING = CalendarEvent(
    uid="3f1c2a5e-0000-4000-8000-000000000001",
    sequence=2,
    period=local_period(date(2026, 3, 23), time(10), time(11, 30)),
    created_at=MADE,
    changed_at=MADE + timedelta(hours=1),
    status=Status.CONFIRMED,
    summary="Teamoverleg",
    location="De Beuk, Overleg, Eerste verdieping, Stadhuis, Stadsplein 1",
    description="Graag koffie",
    url="https://woonkamer.voorbeeldstad.example/reserveringen/3f1c2a5e",
    category="Ruimte",
    is_private=False,
    is_blocking=True,
)

NAUGHTY = [
    "a\rBEGIN:VALARM\rb",
    "a\nATTENDEE:mailto:x@y.example\nb",
    "regel één\u2028regel twee\u2029drie\x85vier",
    'komma, punt;komma \\ en \\n en "aanhaling"',
    "🎉" * 200,
    "é" * 74 + "ü",
    "\x00\x07\x1b[31mrood",
    "<b>&amp;</b> {{7*7}} =1+1",
    ":;,=\"'^^n",
    "x" * 5000,
    "",
]


def lines_of(content: bytes) -> list[str]:
    """The content lines, unfolded as §3.1 says."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_meeting_says_everything_a_calendar_needs() -> None:
    content = calendar_file([MEETING], organizer=HALL)

    assert complaints(content) == []
    lines = lines_of(content)
    for line in (
        "METHOD:PUBLISH",
        "UID:3f1c2a5e-0000-4000-8000-000000000001",
        "SEQUENCE:2",
        "DTSTAMP:20260320T103015Z",
        "CREATED:20260320T093015Z",
        "LAST-MODIFIED:20260320T103015Z",
        "DTSTART;TZID=Europe/Amsterdam:20260323T100000",
        "DTEND;TZID=Europe/Amsterdam:20260323T113000",
        "SUMMARY:Teamoverleg",
        "LOCATION:De Beuk\\, Overleg\\, Eerste verdieping\\, Stadhuis\\, Stadsplein 1",
        "DESCRIPTION:Graag koffie",
        "URL:https://woonkamer.voorbeeldstad.example/reserveringen/3f1c2a5e",
        "STATUS:CONFIRMED",
        "CLASS:PUBLIC",
        "TRANSP:OPAQUE",
        "CATEGORIES:Ruimte",
        'ORGANIZER;CN="Gemeente Voorbeeldstad":mailto:woonkamer@voorbeeldstad.example',
    ):
        assert line in lines, "\n".join(lines)
    assert "ATTENDEE" not in content.decode()


def test_a_desk_never_blocks_a_meeting_and_a_private_one_says_so() -> None:
    desk = replace(MEETING, is_blocking=False, is_private=True, status=Status.TENTATIVE)

    lines = lines_of(calendar_file([desk], organizer=HALL))

    assert {"TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "CLASS:PRIVATE",
            "STATUS:TENTATIVE"} <= set(lines)  # fmt: skip


def test_a_feed_says_its_name_and_how_often_to_look_again() -> None:
    content = calendar_file([MEETING], organizer=HALL, name="Gemeente X; mijn, reserveringen\r\n")

    assert complaints(content) == []
    lines = lines_of(content)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in lines
    assert "X-PUBLISHED-TTL:PT15M" in lines
    assert "NAME:Gemeente X\\; mijn\\, reserveringen" in lines
    assert "X-WR-CALNAME:Gemeente X\\; mijn\\, reserveringen" in lines


def test_an_empty_feed_is_a_right_file_too() -> None:
    assert complaints(calendar_file([], organizer=HALL, name="Leeg")) == []


@pytest.mark.parametrize("said", NAUGHTY)
def test_whatever_people_type_stays_one_property(said: str) -> None:
    event = replace(MEETING, summary=said, location=said, category=said)

    content = calendar_file([event], organizer=replace(HALL, name=said or "x"), name=said)

    assert complaints(content) == []
    assert lines_of(content).count("BEGIN:VEVENT") == 1
    [read] = Calendar.from_ical(content).events
    assert str(read["summary"]) == one_line(said)
    assert vobject.readOne(content.decode()).vevent.summary.value == one_line(said)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_gives_a_right_file(said: str) -> None:
    event = replace(MEETING, summary=said, location=said, description=said)

    assert complaints(calendar_file([event], organizer=replace(HALL, name=said))) == []


def test_a_note_of_several_lines_keeps_them() -> None:
    event = replace(MEETING, description="Koffie\r\nThee\u2028Water\n\nEn taart")

    content = calendar_file([event], organizer=HALL)

    assert "DESCRIPTION:Koffie\\nThee\\nWater\\n\\nEn taart" in lines_of(content)


def test_a_quote_in_the_name_of_the_town_hall_is_a_single_one() -> None:
    content = calendar_file([MEETING], organizer=replace(HALL, name='Gemeente "Het Dorp"'))

    assert "ORGANIZER;CN=\"Gemeente 'Het Dorp'\":mailto:" in content.decode().replace("\r\n ", "")


def read_by_another(content: bytes) -> Period:
    """The time as vobject reads it, by the VTIMEZONE in the file itself."""
    event = vobject.readOne(content.decode()).vevent
    return Period(event.dtstart.value, event.dtend.value)


@pytest.mark.parametrize("day", [date(2026, 3, 28) + timedelta(days=n) for n in range(3)]
                         + [date(2026, 10, 24) + timedelta(days=n) for n in range(3)]
                         + [date(2026, 1, 5), date(2026, 7, 6)])  # fmt: skip
@pytest.mark.parametrize("hour", [0, 3, 4, 9, 22])
def test_another_program_reads_the_same_time_around_both_clock_changes(
    day: date, hour: int
) -> None:
    period = local_period(day, time(hour), time(hour + 1))

    content = calendar_file([replace(MEETING, period=period)], organizer=HALL)

    assert complaints(content) == []
    assert read_by_another(content) == period
    [read] = Calendar.from_ical(content).events
    assert Period(read.start, read.end) == period


@pytest.mark.parametrize("minutes", range(0, 240, 15))
@pytest.mark.parametrize("midnight", [datetime(2026, 3, 28, 23, tzinfo=UTC),
                                      datetime(2026, 10, 24, 22, tzinfo=UTC)])  # fmt: skip
def test_every_quarter_of_both_nights_is_itself(midnight: datetime, minutes: int) -> None:
    start = midnight + timedelta(minutes=minutes)
    period = Period(start, start + timedelta(minutes=15))

    content = calendar_file([replace(MEETING, period=period)], organizer=HALL)

    assert complaints(content) == []
    assert read_by_another(content) == period
