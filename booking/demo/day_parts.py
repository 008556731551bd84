"""From the new year on the demo town hall has other parts of the day: a shorter afternoon."""

from datetime import date, datetime, time

from sqlmodel import Session

from booking.demo.cast import ELS
from booking.demo.requests import person_named
from booking.people.values import Act
from booking.spaces.day_part_changes import set_day_parts
from booking.spaces.day_parts import DayPart

PARTS = (
    DayPart("Ochtend", "Morning", time(8), time(12, 30)),
    DayPart("Middag", "Afternoon", time(13), time(17)),
    DayPart("Avond", "Evening", time(18), time(21, 30)),
)


def plan_day_parts(session: Session, today: date, at: datetime) -> None:
    act = Act(person_named(session, ELS, today), at)
    set_day_parts(session, act, PARTS, begins=date(today.year + 1, 1, 1))
