"""What the town hall of the demo still had in its old system: taken over last week, as a series."""

from datetime import date, timedelta
from typing import Final

from sqlmodel import Session

from booking.demo.cast import ELS, FATIMA
from booking.demo.moments import instant, moment
from booking.demo.requests import person_named
from booking.foundation.doors import Door
from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.imports.operations import Run, take_over
from booking.reservations.imports.queries import holders, partner_numbers
from booking.reservations.imports.rules import Ground
from booking.reservations.imports.series import join_series
from booking.reservations.imports.values import Foreign, System
from booking.spaces.queries import current_stock, space_by_number

ROOM: Final = "1.06"
FIRST: Final = timedelta(weeks=7)  # later than anything that the year of the demo made up
DATE_COUNT: Final = 6


def take_along(session: Session, today: date) -> None:
    """Six dates of a weekly meeting, as ``booking import mrbs`` takes them over."""
    act = Act(person_named(session, ELS, today),
              instant(moment(today - timedelta(weeks=1), 15 * 60)), Door.CLI)  # fmt: skip
    room = space_by_number(current_stock(session), ROOM, today)
    ground = Ground({ROOM: room.id}, holders(session, today=today), partner_numbers(session))
    rows = [_date(number, today) for number in range(DATE_COUNT)]
    join_series(session, act, take_over(session, act, Run(System.MRBS, ground), rows))


def _date(number: int, today: date) -> Foreign:
    monday = today - timedelta(days=today.weekday())
    begins = instant(moment(monday + FIRST + timedelta(days=2, weeks=number), 10 * 60))
    key = f"MRBS-overleg@oud.voorbeeldstad.example/{number}"
    period = Period(begins, begins + timedelta(hours=1))
    return Foreign(key, f"entry {number}", ROOM, period, email=FATIMA, title="Overleg Burgerzaken",
                   attendee_count=6, series="overleg")  # fmt: skip
