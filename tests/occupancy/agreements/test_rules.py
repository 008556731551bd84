"""Whether a promise is kept: what counts, when it was in time, and which colour that is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foundation.periods import Period
from booking.occupancy.agreements.rules import (
    answers_of,
    light_of_answers,
    light_of_hours,
    minutes_agreed,
    open_between,
    was_in_time,
    whole_months,
)
from booking.occupancy.agreements.values import Light, RequestCourse

ASKED = datetime(2026, 3, 23, 9, tzinfo=UTC)
DUE, NOW = ASKED + timedelta(hours=8), ASKED + timedelta(days=5)
HOUR = timedelta(hours=1)


def course(answered: timedelta | None = None, withdrawn: timedelta | None = None) -> RequestCourse:
    return RequestCourse(1, ASKED, ASKED + timedelta(days=30),
                         None if answered is None else ASKED + answered,
                         None if withdrawn is None else ASKED + withdrawn)  # fmt: skip


@pytest.mark.parametrize(
    ("went", "now", "verdict"),
    [
        (course(answered=8 * HOUR), NOW, True),
        (course(answered=8 * HOUR + timedelta(minutes=1)), NOW, False),
        (course(answered=9 * HOUR, withdrawn=20 * HOUR), NOW, False),
        (course(withdrawn=2 * HOUR), NOW, None),
        (course(withdrawn=9 * HOUR), NOW, False),  # it had waited too long by then
        (course(), DUE - HOUR, None),
        (course(), DUE, False),
    ],
)
def test_what_is_in_time(went: RequestCourse, now: datetime, verdict: bool | None) -> None:
    assert was_in_time(went, DUE, now) is verdict


def test_only_what_can_be_judged_counts() -> None:
    courses = [course(answered=2 * HOUR), course(answered=9 * HOUR), course(answered=4 * HOUR),
               course(withdrawn=HOUR)]  # fmt: skip
    found = answers_of(courses, deadline=lambda _: DUE, now=NOW,
                       open_time=lambda it: (it.answered_at or ASKED) - ASKED)  # fmt: skip
    assert (found.count, found.in_time_count, found.median_minutes) == (3, 2, 240)
    nothing = answers_of([], deadline=lambda _: DUE, open_time=lambda _: HOUR, now=NOW)
    assert (nothing.share, nothing.median_minutes) == (None, None)


@pytest.mark.parametrize(
    ("share", "light"),
    [(None, None), (1, Light.GREEN), (0.9, Light.GREEN), (0.89, Light.ORANGE),
     (0.8, Light.ORANGE), (0.79, Light.RED), (0, Light.RED)],
)  # fmt: skip
def test_colours_of_answers(share: float | None, light: Light | None) -> None:
    assert light_of_answers(share, 90) is light


def test_colours_of_hours() -> None:
    lights = [light_of_hours(used, 600) for used in (0, 600, 601, 660, 661)]
    assert lights == [Light.GREEN, Light.GREEN, Light.ORANGE, Light.ORANGE, Light.RED]


def test_a_quarter_has_its_part_of_the_year() -> None:
    assert minutes_agreed(365, date(2026, 1, 1), date(2026, 12, 31)) == 365 * 60
    assert minutes_agreed(365, date(2026, 1, 1), date(2026, 1, 1)) == 60


@settings(max_examples=60)
@given(parts=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), max_size=6),
       cut=st.integers(0, 60))  # fmt: skip
def test_open_time_before_and_after_a_moment_is_all_of_it(
    parts: list[tuple[int, int]], cut: int
) -> None:
    opened, at = [], ASKED
    for pause, length in parts:
        opened.append(Period(at + pause * HOUR, at + (pause + length) * HOUR))
        at = opened[-1].ends_at
    moment, end = ASKED + cut * HOUR, ASKED + 100 * HOUR
    before, after = open_between(opened, ASKED, moment), open_between(opened, moment, end)
    assert before + after == sum((it.ends_at - it.starts_at for it in opened), timedelta())


def test_days_are_told_by_the_months_they_fall_in() -> None:
    assert whole_months(date(2026, 1, 31), date(2026, 1, 31)) == (
        date(2026, 1, 1), date(2026, 1, 31)
    )  # fmt: skip
    assert whole_months(date(2026, 12, 5), date(2028, 2, 1)) == (
        date(2026, 12, 1), date(2028, 2, 29)
    )  # fmt: skip
