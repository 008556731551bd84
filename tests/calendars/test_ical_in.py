"""Calendar files of real programs are read as they are meant; broken and wicked ones in words."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.calendars.expansion import TooOften, occurrences_of
from booking.calendars.ical_in import NoTime, NoUid, read_calendar
from booking.calendars.ical_lines import Garbled, NoEvents, NotRead, TooLarge
from booking.calendars.values import ReadEvent, TimeForm
from booking.calendars.zones_in import UnknownZone
from booking.foundation.errors import DomainError
from booking.foundation.local_time import local_instant
from booking.foundation.periods import Period
from booking.foundation.recurrence import TooManyDates

PROGRAMS = Path(__file__).parent / "programs"
EXPECTED = json.loads((PROGRAMS / "expect.json").read_text())
WITHOUT_EVENTS = {"05-odd/bom.ics", "05-odd/unicode-folding.ics"}
WITHOUT_UID = {
    "01-outlook-exchange/exch-request-gmt0100-quoted-tzid-bad-byday.ics",
    "05-odd/rfc6868-caret.ics",
}
YEAR = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def parts_of(name: str) -> list[bytes]:
    """The calendars in a file, or in a mail."""
    raw = (PROGRAMS / name).read_bytes()
    if not name.endswith(".eml"):
        return [raw]
    kinds = {"text/calendar", "application/ics"}
    walked = [part for part in message_from_bytes(raw).walk() if part.get_content_type() in kinds]
    return [bytes(part.get_payload(decode=True)) for part in walked]  # type: ignore[arg-type]


def calendar(*lines: str, uid: str = "UID:1", more: str = "") -> bytes:
    event = ["BEGIN:VEVENT", uid, "DTSTAMP:20260301T090000Z", *lines, "END:VEVENT"]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", *filter(None, [more]), *event,
         "END:VCALENDAR", ""]
    ).encode()  # fmt: skip


def event_in(*lines: str, more: str = "") -> ReadEvent:
    (event,) = read_calendar(calendar(*lines, more=more)).events
    return event


def readable() -> Iterator[tuple[str, int]]:
    for name, parts in EXPECTED.items():
        if name not in WITHOUT_EVENTS | WITHOUT_UID:
            yield from ((name, number) for number in range(len(parts)))


@pytest.mark.parametrize(("name", "number"), list(readable()))
def test_a_file_of_a_program_is_read_as_another_reader_reads_it(name: str, number: int) -> None:
    expected = EXPECTED[name][number]
    read = read_calendar(parts_of(name)[number])
    assert read.method == expected.get("method", "")
    for event, known in zip(read.events, expected["events"], strict=True):
        assert event.uid == known["uid"]
        assert event.sequence == (known["seq"] or 0)
        assert _same_time(event, known["start"]), (event.begins, known["start"])
        assert len(event.attendees) == known["attendees"]
        assert _parts(event.rule) == _parts(known["rrule"] or "")


def _same_time(event: ReadEvent, known: str) -> bool:
    if "no VTIMEZONE" in known:  # a name of Windows, which that reader does not know
        return event.begins.wall.isoformat() == known[:19]
    if event.begins.form is TimeForm.DAY:
        return f"DATE:{event.begins.wall:%Y-%m-%d}" == known
    return f"{event.begins.instant:%Y-%m-%dT%H:%M:%SZ}" == known


def _parts(rule: str) -> set[str]:
    return set(rule.split(";")) - {"INTERVAL=1", "WKST=MO"}


def test_a_windows_zone_without_definition_is_that_of_berlin() -> None:
    (event,) = read_calendar(
        parts_of("01-outlook-exchange/exch-weurope-no-vtimezone.ics")[0]
    ).events
    assert event.begins.instant == datetime(2024, 4, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(WITHOUT_EVENTS))
def test_a_file_without_appointments_says_so(name: str) -> None:
    with pytest.raises(NoEvents):
        read_calendar(parts_of(name)[0])


@pytest.mark.parametrize("name", sorted(WITHOUT_UID))
def test_an_appointment_without_uid_says_so(name: str) -> None:
    with pytest.raises(NoUid):
        read_calendar(parts_of(name)[0])


def test_blanks_in_a_rule_of_exchange_are_left_out() -> None:
    name = "01-outlook-exchange/exch-request-gmt0100-quoted-tzid-bad-byday.ics"
    raw = parts_of(name)[0].replace(b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nUID:1")
    (event,) = read_calendar(raw).events
    assert _parts(event.rule) == _parts(EXPECTED[name][0]["events"][0]["rrule"])
    assert event.begins.instant == datetime(2015, 7, 3, 8, tzinfo=UTC)


FLYING = """BEGIN:VTIMEZONE\r
TZID:Customized Time Zone\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
TZOFFSETFROM:{0}\r
TZOFFSETTO:{0}\r
END:STANDARD\r
END:VTIMEZONE"""
CUSTOM = "DTSTART;TZID=Customized Time Zone:20260323T100000"


def test_each_file_has_its_own_zones() -> None:
    """The same name means something else in the next file, and nothing in the one after."""
    east = event_in(CUSTOM, more=FLYING.format("+0500"))
    west = event_in(CUSTOM, more=FLYING.format("-0300"))
    assert east.begins.instant == datetime(2026, 3, 23, 5, tzinfo=UTC)
    assert west.begins.instant == datetime(2026, 3, 23, 13, tzinfo=UTC)
    with pytest.raises(UnknownZone) as caught:
        event_in(CUSTOM)
    assert caught.value.facts["zone"] == "Customized Time Zone"


def test_a_definition_goes_before_a_name_of_windows() -> None:
    zone = FLYING.format("+0500").replace("Customized Time Zone", "Pacific Standard Time")
    start = "DTSTART;TZID=Pacific Standard Time:20260323T100000"
    assert event_in(start, more=zone).begins.instant.hour == 5
    assert event_in(start).begins.instant.hour == 17


@pytest.mark.parametrize("zone", ["", "Nergens/Nooit", "(no TZ description)", "../../etc/passwd"])
def test_a_zone_nobody_knows_is_never_taken_for_local_time(zone: str) -> None:
    with pytest.raises((UnknownZone, Garbled)) if zone else pytest.raises(UnknownZone):
        event_in(f"DTSTART;TZID={zone}:20260323T100000")


@pytest.mark.parametrize(
    ("start", "instant", "form"),
    [
        ("DTSTART:20260323T100000", datetime(2026, 3, 23, 9, tzinfo=UTC), TimeForm.FLOATING),
        ("DTSTART:20260323T100000Z", datetime(2026, 3, 23, 10, tzinfo=UTC), TimeForm.UTC),
        ("DTSTART;VALUE=DATE:20260323", datetime(2026, 3, 22, 23, tzinfo=UTC), TimeForm.DAY),
        ('DTSTART;TZID="America/New_York":20260323T100000',
         datetime(2026, 3, 23, 14, tzinfo=UTC), TimeForm.ZONED),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20260323T100000",
         datetime(2026, 3, 23, 9, tzinfo=UTC), TimeForm.ZONED),
        # the clocks skip 02:30 and the old one goes on; of the double hour it is the first
        ("DTSTART;TZID=Europe/Amsterdam:20260329T023000",
         datetime(2026, 3, 29, 1, 30, tzinfo=UTC), TimeForm.ZONED),
        ("DTSTART;TZID=Europe/Amsterdam:20261025T023000",
         datetime(2026, 10, 25, 0, 30, tzinfo=UTC), TimeForm.ZONED),
    ],
)  # fmt: skip
def test_every_form_of_a_time(start: str, instant: datetime, form: TimeForm) -> None:
    event = event_in(start)
    assert (event.begins.instant, event.begins.form) == (instant, form)


def test_ends_and_durations() -> None:
    start = "DTSTART;TZID=Europe/Amsterdam:20260323T100000"
    assert event_in(start, "DURATION:PT90M").period == _period(10, 90)
    assert event_in(start, "DTEND:20260323T100000Z").period == _period(10, 60)
    assert event_in(start).period is None
    assert event_in("DTSTART;VALUE=DATE:20260329").period.duration == timedelta(hours=23)  # type: ignore[union-attr]


def _period(hour: int, minutes: int) -> Period:
    begin = local_instant(date(2026, 3, 23), time(hour))
    return Period(begin, begin + timedelta(minutes=minutes))


def test_people_are_read_and_the_organizer_is_kept_as_written() -> None:
    line = 'ORGANIZER;CN="Visser, Els";SENT-BY="mailto:Balie@x.example":MAILTO:Els@X.example'
    room = "ATTENDEE;CUTYPE=ROOM;ROLE=NON-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:a1@x.example"
    event = event_in("DTSTART:20260323T100000Z", f"{line[:40]}\r\n {line[40:]}", room)
    assert event.organizer is not None
    assert (event.organizer.email, event.organizer.name) == ("els@x.example", "Visser, Els")
    assert event.organizer.sent_by == "balie@x.example"
    assert event.organizer.line == line
    (attendee,) = event.attendees
    assert (attendee.email, attendee.kind, attendee.role) == (
        "a1@x.example", "ROOM", "NON-PARTICIPANT",
    )  # fmt: skip


WEEKLY = ("DTSTART;TZID=Europe/Amsterdam:20260316T090000", "DURATION:PT1H")


def _days(*lines: str) -> list[str]:
    event = event_in(*lines)
    return [f"{each.recurs_at.wall:%m-%d %H}" for each in occurrences_of(event, YEAR)]


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    event = event_in(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3")
    starts = [each.period.starts_at for each in occurrences_of(event, YEAR)]
    assert [start.hour for start in starts] == [8, 8, 7]


def test_exceptions_extra_dates_and_the_forms_of_until() -> None:
    rule = "RRULE:FREQ=WEEKLY;UNTIL={};WKST=SU"
    expected = ["03-16 09", "03-23 09", "03-30 09"]
    for until in ("20260330", "20260330T090000", "20260330T070000Z"):
        assert _days(*WEEKLY, rule.format(until)) == expected
    left_out = "EXDATE;TZID=Europe/Amsterdam:20260323T090000"
    assert _days(*WEEKLY, rule.format("20260330"), left_out) == ["03-16 09", "03-30 09"]
    assert _days(*WEEKLY, rule.format("20260330"), "EXDATE;VALUE=DATE:20260323") == [
        "03-16 09", "03-30 09",
    ]  # fmt: skip
    assert _days(*WEEKLY, "RDATE:20260318T120000Z") == ["03-16 09", "03-18 13"]


def test_an_endless_series_is_followed_to_the_end_of_the_window() -> None:
    assert len(_days(*WEEKLY, "RRULE:FREQ=WEEKLY")) == 42
    with pytest.raises(TooManyDates):
        occurrences_of(
            event_in(*WEEKLY, "RRULE:FREQ=DAILY"),
            Period(YEAR.starts_at, YEAR.starts_at + timedelta(days=800)),
        )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=2", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=8,9", "FREQ=DAILY;BYMINUTE=1,2;BYSECOND=1,2", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYEASTER=0", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
        "WEEKLY", "FREQ=DAILY;BYHOUR=99", "COUNT=3",
    ],
)  # fmt: skip
def test_a_rule_by_the_hour_without_sense_or_without_end_is_refused(rule: str) -> None:
    with pytest.raises(TooOften):
        _days(*WEEKLY, f"RRULE:{rule}")


def test_a_rule_without_a_date_leaves_the_first() -> None:
    assert _days(*WEEKLY, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") == ["03-16 09"]
    assert len(_days(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=999999999")) == 42


ENDLESS_ZONE = FLYING.format("+0100").replace("END:STANDARD", "RRULE:FREQ=SECONDLY\r\nEND:STANDARD")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", Garbled),
        (b"\x00\xff", Garbled),
        (b"<html>no such page</html>", Garbled),
        (calendar("DTSTART:20260323T100000Z")[:-18], Garbled),
        (calendar("DTSTART:20260323T100000Z").replace(b"END:VEVENT", b"END:VTODO"), Garbled),
        (calendar("SUMMARY:wanneer?"), NoTime),
        (calendar("DTSTART:morgen"), NoTime),
        (calendar("DTSTART:00010101T000000Z"), NoTime),
        (calendar("DTSTART:20260323T100000Z", uid="UID:"), NoUid),
        (calendar(CUSTOM, more=ENDLESS_ZONE), UnknownZone),
        (calendar(CUSTOM, more=FLYING.format("+9900")), (UnknownZone, Garbled)),
        (calendar("DTSTART:20260323T100000Z", "X:" + "a" * 1_000_000), TooLarge),
        (calendar("DTSTART:20260323T100000Z", *["EXDATE:" + "20260323T100000Z," * 9] * 300),
         TooLarge),
        (calendar("DTSTART:20260323T100000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\n" * 10_000),
         TooLarge),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 300, TooLarge),
    ],
)  # fmt: skip
def test_what_is_broken_or_a_bomb_ends_in_words(
    raw: bytes, error: type[NotRead] | tuple[type[NotRead], ...]
) -> None:
    with pytest.raises(error) as caught:
        read_calendar(raw)
    assert caught.value.sentence % caught.value.facts


NAMES = [
    b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VTIMEZONE",
    b"END:VTIMEZONE", b"BEGIN:STANDARD", b"END:STANDARD", b"UID:1", b"DTSTART:20260323T100000Z",
    b"DTSTART;TZID=A:20260323T100000", b"DTEND;VALUE=DATE:20260329", b"RRULE:FREQ=WEEKLY",
    b"RDATE;VALUE=PERIOD:20260323T100000Z/PT1H", b"EXDATE:,", b"TZID:A", b"TZOFFSETTO:+0100",
    b"TZOFFSETFROM:+0100", b"DURATION:-P1W", b"ORGANIZER;CN=:x", b"ATTENDEE;CUTYPE:",
    b"SEQUENCE:-1",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20260323", b"DTSTART;TZID=:1", b"METHOD:", b";", b":",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NAMES) | st.binary(max_size=12), max_size=20))
def test_any_bytes_are_a_calendar_or_a_refusal(lines: list[bytes]) -> None:
    _read_or_refuse(b"\r\n".join(lines))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([part for name in EXPECTED for part in parts_of(name)]),
    st.data(),
)
def test_a_damaged_file_is_a_calendar_or_a_refusal(raw: bytes, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(begin, min(begin + 60, len(raw))))
    _read_or_refuse(raw[:begin] + data.draw(st.binary(max_size=8)) + raw[end:])


def _read_or_refuse(raw: bytes) -> None:
    said = "read"
    try:
        for event in read_calendar(raw).events:
            occurrences_of(event, YEAR)
    except DomainError as error:
        said = error.sentence % error.facts
    assert said
