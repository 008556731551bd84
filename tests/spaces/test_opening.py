"""Hours that change from a day on, against the question asked of every single day."""

from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from booking.spaces.opening import (
    HoursOwner,
    Span,
    Week,
    WeekChange,
    fault_of,
    in_effect,
    length_of,
    seasons_from,
    week_length,
    week_on,
    with_week,
)
from booking.spaces.values import OpeningHours

FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
OFFICE = ((time(8), time(18)),)
HOUSE, ROOM, OTHER = HoursOwner(1), HoursOwner(1, 7), HoursOwner(2)

days = st.sampled_from(DAYS)
spans = st.sampled_from([(time(8), time(18)), (time(9), time(12)), (time(13), time.min)])
weeks = st.lists(st.lists(spans, max_size=2, unique=True).map(tuple), min_size=7, max_size=7).map(
    lambda found: tuple(tuple(sorted(day)) for day in found)
)


@st.composite
def changes(draw: st.DrawFn) -> WeekChange:
    begin = draw(days)
    end = draw(st.none() | days.filter(lambda day: day > begin) if begin < DAYS[-1] else st.none())
    owner = draw(st.sampled_from([HOUSE, ROOM, OTHER]))
    return WeekChange(owner, draw(weeks), begin, end)


@given(st.lists(changes(), min_size=1, max_size=5))
def test_each_day_keeps_the_hours_that_were_decided_last_for_it(plans: list[WeekChange]) -> None:
    hours: tuple[OpeningHours, ...] = ()
    for plan in plans:
        hours = with_week(hours, plan)

    for owner in (HOUSE, ROOM, OTHER):
        for day in DAYS:
            decided: Week = ((),) * 7
            for plan in plans:
                is_in = plan.valid_from <= day and (not plan.valid_until or day < plan.valid_until)
                if plan.owner == owner and is_in:
                    decided = plan.week
            assert week_on(hours, owner, day) == decided


@given(st.lists(changes(), max_size=4), days)
def test_the_seasons_say_what_each_coming_day_says(plans: list[WeekChange], today: date) -> None:
    hours: tuple[OpeningHours, ...] = ()
    for plan in plans:
        hours = with_week(hours, plan)
    seasons = seasons_from(hours, HOUSE, today)

    assert seasons[0].valid_from == today
    for day in DAYS:
        if day >= today:
            [season] = [s for s in seasons if s.valid_from <= day
                        and (s.valid_until is None or day < s.valid_until)]  # fmt: skip
            assert season.week == week_on(hours, HOUSE, day)
    assert all(one.week != next_.week for one, next_ in pairwise(seasons))


def test_a_week_is_as_long_as_its_days() -> None:
    assert week_length((OFFICE,) * 5 + ((), ())) == timedelta(hours=50)
    assert length_of([(time(8), time(12)), (time(13), time.min)]) == timedelta(hours=15)
    assert length_of([(time.min, time.min)]) == timedelta(hours=24)


def test_a_space_without_hours_of_its_own_keeps_those_of_its_building() -> None:
    evening: tuple[Span, ...] = ((time(8), time(22)),)
    own: Week = ((), evening, (), (), (), (), ())

    assert in_effect(own, (OFFICE,) * 7) == (OFFICE, evening, *(OFFICE,) * 5)


def test_hours_that_no_day_can_keep_are_named() -> None:
    assert fault_of((time(8), time(18))) is None
    assert fault_of((time(8), time.min)) is None
    assert "later" in (fault_of((time(18), time(8))) or "")
    assert "later" in (fault_of((time(8), time(8))) or "")
    # in March the clock goes from 02:00 to 03:00: a house that opens at 02:30 would never open
    assert "02:00" in (fault_of((time(2, 30), time(8))) or "")
    assert "02:00" in (fault_of((time(1), time(2))) or "")
