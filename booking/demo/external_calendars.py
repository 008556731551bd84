"""Calendars from outside in the demo: the registrars keep one of the wedding hall in Outlook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlmodel import Session

from booking.calendars.foreign import read_foreign
from booking.calendars.ical_out import ZONE
from booking.calendars.subscriptions.operations import confirm, propose
from booking.calendars.subscriptions.rules import window_at
from booking.calendars.subscriptions.values import Copy, Effect, Proposed
from booking.demo.cast import ELS
from booking.demo.requests import person_named
from booking.foundation.local_time import local_period, to_local
from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.claims import taken_of, taken_periods
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import BookableSpace

DAYS_AHEAD: Final = 42
MONDAY, TUESDAY, THURSDAY, FRIDAY = 0, 1, 3, 4
HOUR: Final = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class DemoCalendar:
    space_number: str
    name: str
    effect: Effect
    title: str
    weekdays: tuple[int, ...]
    begins: time
    ends: time


CALENDARS: Final = (
    DemoCalendar("0.20", "Trouwagenda (Outlook)", Effect.HOLD, "Huwelijk", (MONDAY, FRIDAY),
                 time(13), time(14, 30)),
    DemoCalendar("1.30", "Raadsinformatie", Effect.SHOW, "Vooroverleg fracties",
                 (TUESDAY, THURSDAY), time(15), time(16, 30)),
)  # fmt: skip


def follow_calendars(session: Session, today: date, at: datetime) -> None:
    """Els sent both as a file; what was reserved before does not clash with them."""
    els = person_named(session, ELS, today)
    for each in CALENDARS:
        space = space_by_number(current_stock(session), each.space_number, today)
        content = _file(each, _free_periods(session, each, space, today))
        copy = Copy(content, read_foreign(content, window_at(at)))
        wanted = Proposed(space.id, each.name, each.effect, 60, file_name="agenda.ics")
        row = propose(session, Act(els, at), wanted, copy)
        confirm(session, Act(els, at), row, copy.calendar)


def _free_periods(
    session: Session, each: DemoCalendar, space: BookableSpace, today: date
) -> Iterator[Period]:
    for day in (today + timedelta(days=n) for n in range(1, DAYS_AHEAD)):
        period = local_period(day, each.begins, each.ends)
        around = space.held_period(period, None)
        held = taken_of(space, taken_periods(session, around, unit_ids=space.unit_ids))
        if day.weekday() in each.weekdays and not any(around.overlaps(one) for one in held):
            yield period


def _file(each: DemoCalendar, periods: Iterator[Period]) -> bytes:
    events = [
        "\r\n".join([
            "BEGIN:VEVENT", f"UID:{each.space_number}-{number}@voorbeeldstad.example",
            f"DTSTAMP:{period.starts_at:{HOUR}}Z",
            f"DTSTART;TZID=Europe/Amsterdam:{to_local(period.starts_at):{HOUR}}",
            f"DTEND;TZID=Europe/Amsterdam:{to_local(period.ends_at):{HOUR}}",
            f"SUMMARY:{each.title}", "END:VEVENT", "",
        ])
        for number, period in enumerate(periods)
    ]  # fmt: skip
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Voorbeeldstad//Agenda//NL\r\n"
    return head + ZONE + "".join(events).encode() + b"END:VCALENDAR\r\n"
