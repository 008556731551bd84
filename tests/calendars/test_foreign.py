"""A calendar of somebody else as plain times: what holds, what does not, and what is left out."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.calendars import foreign
from booking.calendars.expansion import TooOften
from booking.calendars.foreign import (
    ForeignCalendar,
    TooHeavy,
    TooManyTimes,
    WithFollowing,
    read_foreign,
    read_foreign_apart,
)
from booking.calendars.ical_in import NoTime, NoUid
from booking.calendars.ical_lines import Garbled, TooLarge
from booking.calendars.zones_in import UnknownZone
from booking.foundation.periods import Period
from booking.foundation.recurrence import TooManyDates

WINDOW = Period(datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 23, tzinfo=UTC))
TEN = [
    "DTSTART;TZID=Europe/Amsterdam:20260324T100000",
    "DTEND;TZID=Europe/Amsterdam:20260324T113000",
]


def event(*lines: str, uid: str = "1") -> list[str]:
    named = [f"UID:{uid}"] if uid else []
    return ["BEGIN:VEVENT", *named, "DTSTAMP:20260301T090000Z", *lines, "END:VEVENT"]


def file_of(*events: list[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *(line for one in events for line in one)]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*events: list[str]) -> ForeignCalendar:
    return read_foreign(file_of(*events), WINDOW)


def starts(calendar: ForeignCalendar) -> list[str]:
    return [f"{time.period.starts_at:%m-%d %H:%M}" for time in calendar.times]


def test_a_series_stands_date_by_date_with_what_was_changed_of_it() -> None:
    calendar = read(
        event(*TEN, "SUMMARY:Overleg", "RRULE:FREQ=WEEKLY"),
        event("RECURRENCE-ID;TZID=Europe/Amsterdam:20260331T100000", "DTSTART:20260401T120000Z",
              "DTEND:20260401T130000Z", "SUMMARY:Verzet"),
        event("RECURRENCE-ID;TZID=Europe/Amsterdam:20260407T100000", *TEN, "STATUS:CANCELLED"),
    )  # fmt: skip
    assert starts(calendar) == ["03-24 09:00", "04-01 12:00", "04-14 08:00", "04-21 08:00"]
    assert [time.title for time in calendar.times][:2] == ["Overleg", "Verzet"]
    assert calendar.times[0].period.duration == timedelta(minutes=90)
    assert calendar.times[1].recurs_at == datetime(2026, 3, 31, 8, tzinfo=UTC)


def test_what_is_free_or_off_or_takes_no_time_holds_nothing() -> None:
    calendar = read(
        event(*TEN, "TRANSP:TRANSPARENT", uid="a"),
        event(*TEN, "STATUS:CANCELLED", uid="b"),
        event(TEN[0], uid="c"),
        event(*TEN, uid="d"),
    )
    assert [time.uid for time in calendar.times] == ["d"]
    assert calendar.free_count == 3


def test_a_day_is_local_and_what_runs_into_the_window_counts() -> None:
    calendar = read(event("DTSTART;VALUE=DATE:20260329"),  # the clocks change on it
                    event("DTSTART:20260322T220000Z", "DTEND:20260323T010000Z", uid="2"),
                    event("DTSTART:20260322T220000Z", "DTEND:20260323T000000Z",
                          uid="3"))  # fmt: skip
    assert starts(calendar) == ["03-22 22:00", "03-28 23:00"]
    assert calendar.times[1].period.duration == timedelta(hours=23)


def test_what_cannot_be_read_is_told_of_and_the_rest_holds() -> None:
    calendar = read(
        event(*TEN, uid="goed"),
        event(*TEN, "SUMMARY:Zonder\\nkenmerk\r\n", uid=""),
        event("SUMMARY:Wanneer?"),
        event("DTSTART;TZID=Nergens/Heen:20260324T100000", uid="zone"),
        event("DTSTART;TZID=:20260324T100000", uid="leeg"),
        event(*TEN, "RRULE:FREQ=SECONDLY", uid="bom"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260324T090000Z", *TEN, uid="goed"),
    )
    assert [time.uid for time in calendar.times] == ["goed"]
    assert [type(each.why) for each in calendar.not_used] == [
        NoUid, NoTime, UnknownZone, UnknownZone, WithFollowing, TooOften,
    ]  # fmt: skip
    assert calendar.not_used[0].title == "Zonder kenmerk"
    assert calendar.not_used[2].begins == "20260324T100000"
    assert all(each.why.sentence % each.why.facts for each in calendar.not_used)


@pytest.mark.parametrize("until", ["99991231T235959Z", "20260229T100000Z", "20261399"])
def test_an_end_that_is_no_moment_costs_that_series_only(until: str) -> None:
    calendar = read(event(*TEN, uid="goed"), event(*TEN, f"RRULE:FREQ=WEEKLY;UNTIL={until}"))
    assert [time.uid for time in calendar.times] == ["goed"]
    assert [type(each.why) for each in calendar.not_used] == [TooOften]


def test_a_calendar_without_events_is_one() -> None:
    assert read() == ForeignCalendar("", (), (), 0)
    for raw in (b"", b"<html>Sign in</html>", file_of(event(*TEN))[:-10]):
        with pytest.raises(Garbled):
            read_foreign(raw, WINDOW)


def test_too_much_is_refused_in_words() -> None:
    with pytest.raises(TooLarge) as caught:
        read(*(event(*TEN) for _ in range(10_001)))
    assert "10000 meetings" in caught.value.sentence % caught.value.facts
    many = Period(WINDOW.starts_at, WINDOW.starts_at + timedelta(days=350))
    with pytest.raises(TooManyTimes):
        read_foreign(
            file_of(*(event(*TEN, "RRULE:FREQ=DAILY", uid=f"{n}") for n in range(31))), many
        )
    [left_out] = read_foreign(
        file_of(event(*TEN, "RRULE:FREQ=DAILY")),
        Period(WINDOW.starts_at, WINDOW.starts_at.replace(year=2028)),
    ).not_used
    assert isinstance(left_out.why, TooManyDates)


def test_it_is_read_apart_as_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = file_of(event(*TEN, "RRULE:FREQ=WEEKLY"), event(*TEN, uid=""))
    apart, here = read_foreign_apart(raw, WINDOW), read_foreign(raw, WINDOW)
    assert apart.times == here.times
    assert [each.why.sentence for each in apart.not_used] == [NoUid.sentence]
    with pytest.raises(Garbled):
        read_foreign_apart(b"<html>", WINDOW)
    monkeypatch.setattr(foreign, "CPU_SECONDS_MAX", 1)
    old = event("DTSTART:19710101T000000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY;COUNT=1")
    bomb = [line for n in range(300) for line in [*old[:1], f"UID:{n}", *old[2:]]]
    with pytest.raises(TooHeavy):
        read_foreign_apart(file_of([line.replace(";COUNT=1", ";COUNT=999999") for line in bomb]),
                           WINDOW)  # fmt: skip
