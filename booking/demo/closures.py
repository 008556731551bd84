"""What cannot be used in the demo house around today: a broken screen, a new floor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from booking.demo.records import DemoReservation
from booking.foundation.local_time import local_instant, local_period
from booking.foundation.periods import Period
from booking.foundation.recurrence import Pace, Recurrence, dates_of

FRIDAY = 4
CHECK_BEGINS, CHECK_ENDS = time(7, 30), time(8, 30)
CHECKED_AHEAD = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class DemoClosure:
    kind: Literal["closure", "out_of_service"]
    space_number: str
    period: Period
    reason: str
    comes_back: bool = False
    """By :func:`check_rule`."""


def closures(today: date) -> tuple[DemoClosure, ...]:
    return tuple(_closures(today))


def _closures(today: date) -> Iterator[DemoClosure]:
    yield DemoClosure("out_of_service", "2.D031", _days(today, -1, 3), "beeldscherm is defect")
    yield DemoClosure("out_of_service", "3.D012", _days(today, 0, 2), "stoel is in reparatie")
    yield DemoClosure("closure", "3.04", _days(today, 2, 4), "nieuwe vloerbedekking")
    for day in dates_of(check_rule(today), today):
        period = local_period(day, CHECK_BEGINS, CHECK_ENDS)
        yield DemoClosure("closure", "1.30", period, "controle van beeld en geluid",
                          comes_back=True)  # fmt: skip


def check_rule(today: date) -> Recurrence:
    """The council chamber is checked on the first Friday of each month."""
    return Recurrence(
        Pace.MONTH_WEEKDAY, weekdays=frozenset({FRIDAY}), place=1, until=today + CHECKED_AHEAD
    )


def _days(today: date, first: int, until: int) -> Period:
    return Period(
        local_instant(today + timedelta(days=first), time.min),
        local_instant(today + timedelta(days=until), time.min),
    )


def is_hindered(reservation: DemoReservation, closed: tuple[DemoClosure, ...]) -> bool:
    """Whether the reservation lies in a closed time: such a one was never made."""
    held = Period(reservation.starts_at, reservation.ends_at)
    return any(
        closure.space_number in reservation.space_numbers and closure.period.overlaps(held)
        for closure in closed
    )
