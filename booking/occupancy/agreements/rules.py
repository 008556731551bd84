"""Whether a promise is kept; pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from booking.foundation.periods import Period
from booking.occupancy.agreements.values import Answers, Light, RequestCourse

ORANGE_BELOW = 0.10
"""So far below what was promised (a share) it is orange, and under that red."""
ORANGE_ABOVE = 0.10
"""So far above what was agreed (of hours) it is orange, and over that red."""
DAYS_A_YEAR = 365

Deadline = Callable[[RequestCourse], datetime]
OpenTime = Callable[[RequestCourse], timedelta]
MINUTE = timedelta(minutes=1)


def was_in_time(course: RequestCourse, deadline: datetime, now: datetime) -> bool | None:
    """None where nothing can be said: it still waits, or was withdrawn before it was due."""
    if course.answered_at is not None:
        return course.answered_at <= deadline
    if course.withdrawn_at is not None and course.withdrawn_at <= deadline:
        return None
    return False if deadline <= now else None


def answers_of(
    courses: Iterable[RequestCourse], *, deadline: Deadline, open_time: OpenTime, now: datetime
) -> Answers:
    judged = [(course, was_in_time(course, deadline(course), now)) for course in courses]
    known = [(course, verdict) for course, verdict in judged if verdict is not None]
    taken = sorted(open_time(course) // MINUTE for course, _ in known if course.answered_at)
    return Answers(
        count=len(known),
        in_time_count=sum(verdict for _, verdict in known),
        median_minutes=taken[(len(taken) - 1) // 2] if taken else None,
    )


def light_of_answers(share: float | None, percent: int) -> Light | None:
    """None of no requests at all."""
    if share is None:
        return None
    if share * 100 >= percent:
        return Light.GREEN
    return Light.ORANGE if share * 100 >= percent - 100 * ORANGE_BELOW else Light.RED


def light_of_hours(used_minutes: int, agreed_minutes: int) -> Light:
    if used_minutes <= agreed_minutes:
        return Light.GREEN
    is_near = used_minutes <= agreed_minutes * (1 + ORANGE_ABOVE)
    return Light.ORANGE if is_near else Light.RED


def whole_months(first: date, last: date) -> tuple[date, date]:
    """The months that these days fall in: of what differs by a day, one request could be read."""
    next_month = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=1), next_month - timedelta(days=1)


def minutes_agreed(hours_a_year: int, first: date, last: date) -> int:
    """The part of a year's hours that falls to the days from ``first`` to ``last``, included."""
    return round(hours_a_year * 60 * ((last - first).days + 1) / DAYS_A_YEAR)


def open_between(opened: Sequence[Period], begin: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments lies in ``opened``."""
    parts = ((max(it.starts_at, begin), min(it.ends_at, end)) for it in opened)
    return sum((last - first for first, last in parts if first < last), timedelta())
