"""The promise: an answer within so much opening time, never at night, never after the start."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import local_instant
from booking.foundation.periods import Period
from booking.reservations.deadlines import answer_deadline, deadline_in
from booking.spaces.values import Closure, ClosureKind, OpeningException, OpeningHours, Stock

HOUSE = 1
MONDAY = date(2026, 3, 23)
HOURS = timedelta(hours=1)
START = datetime(2026, 3, 1, tzinfo=UTC)


def week(opens: int = 8, closes: int = 18) -> tuple[OpeningHours, ...]:
    return tuple(
        OpeningHours(HOUSE, None, day, time(opens), time(closes), date(2020, 1, 1), None)
        for day in range(5)
    )


STOCK = Stock(version=1, spaces={}, zones={}, floors={}, hours=week(), exceptions={}, closures=(),
              equipment={})  # fmt: skip


def closed(period: Period, *, building_id: int | None = HOUSE, zone_id: int | None = None) -> Stock:
    closure = Closure(ClosureKind.CLOSURE, period, "werk", building_id, None, zone_id, None)
    return replace(STOCK, closures=(closure,))


def clock(day: int, hour: int, minute: int = 0) -> datetime:
    """``clock(24, 15)``: the 24th of March 2026 at three in the afternoon."""
    return local_instant(date(2026, 3, day), time(hour, minute))


def deadline(asked: datetime, starts: datetime, stock: Stock = STOCK, hours: int = 16) -> datetime:
    return deadline_in(stock, HOUSE, hours * HOURS, asked_at=asked, starts_at=starts)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        (clock(23, 9), clock(24, 15)),
        (clock(23, 22), clock(25, 14)),  # at night nobody is there: counted from eight
        (clock(20, 17), clock(24, 13)),  # the weekend does not count
        (clock(21, 12), clock(24, 14)),
        (clock(27, 10), clock(30, 16)),  # over the night in which summer time begins
    ],
)
def test_sixteen_hours_of_opening_time(asked: datetime, promised: datetime) -> None:
    assert deadline(asked, clock(31, 17)) == promised


def test_a_holiday_and_a_closure_do_not_count() -> None:
    holiday = OpeningException(HOUSE, date(2026, 3, 24), "Vrije dag", None, None)
    short = OpeningException(HOUSE, date(2026, 3, 24), "Korte dag", time(8), time(12))
    works = Period(clock(24, 0), clock(24, 12))

    def on(day: OpeningException) -> Stock:
        return replace(STOCK, exceptions={(HOUSE, day.day): day})

    assert deadline(clock(23, 9), clock(31, 9), on(holiday)) == clock(25, 15)
    assert deadline(clock(23, 9), clock(31, 9), on(short)) == clock(25, 11)
    assert deadline(clock(23, 9), clock(31, 9), closed(works)) == clock(25, 9)
    only_a_zone = closed(works, building_id=None, zone_id=7)
    assert deadline(clock(23, 9), clock(31, 9), only_a_zone) == clock(24, 15)


@pytest.mark.parametrize(
    ("asked", "starts", "promised"),
    [
        (clock(23, 9), clock(23, 14), clock(23, 14)),
        (clock(23, 9), clock(23, 20), clock(23, 18)),  # before the evening: while we are there
        (clock(20, 17), clock(23, 8), clock(20, 18)),
        (clock(21, 9), clock(21, 14), clock(21, 14)),  # nothing opens in between
        (clock(23, 9), clock(23, 9), clock(23, 9)),
        (clock(23, 9), clock(23, 8, 45), clock(23, 8, 45)),  # the running quarter
    ],
)
def test_never_after_the_start(asked: datetime, starts: datetime, promised: datetime) -> None:
    assert deadline(asked, starts) == promised


minutes = st.integers(min_value=0, max_value=30 * 24 * 60).map(
    lambda count: START + timedelta(minutes=count)
)
lengths = st.integers(min_value=1, max_value=100 * 60).map(lambda count: timedelta(minutes=count))


@st.composite
def openings(draw: st.DrawFn) -> list[Period]:
    """Some opening periods in order, apart from each other."""
    borders = sorted(draw(st.sets(minutes, min_size=2, max_size=24)))
    return [Period(a, b) for a, b in zip(borders[::2], borders[1::2], strict=False)]


@given(openings(), lengths, minutes, minutes)
def test_it_lies_in_open_time_and_not_after_the_start(
    opened: list[Period], within: timedelta, asked: datetime, starts: datetime
) -> None:
    asked, starts = sorted((asked, starts))
    promised = answer_deadline(opened, within, asked_at=asked, starts_at=starts)

    assert asked <= promised <= starts
    is_open = any(p.starts_at < promised <= p.ends_at for p in opened)
    nothing_opens = not any(p.starts_at < starts and p.ends_at > asked for p in opened)
    assert is_open or (nothing_opens and promised == starts) or asked == starts
    counted = sum(
        (part.duration for p in opened if asked < promised
         and (part := p.meet(Period(asked, promised))) is not None), timedelta()
    )  # fmt: skip
    assert counted <= within
    whole = sum(
        (part.duration for p in opened if asked < starts
         and (part := p.meet(Period(asked, starts))) is not None), timedelta()
    )  # fmt: skip
    assert counted == min(within, whole)


@given(openings(), lengths, lengths, minutes, minutes, minutes)
def test_who_asks_later_or_is_given_more_time_waits_no_shorter(
    opened: list[Period],
    within: timedelta,
    more: timedelta,
    first: datetime,
    second: datetime,
    starts: datetime,
) -> None:
    first, second, starts = sorted((first, second, starts))

    def promised(asked: datetime, length: timedelta, begin: datetime) -> datetime:
        return answer_deadline(opened, length, asked_at=asked, starts_at=begin)

    assert promised(first, within, starts) <= promised(second, within, starts)
    assert promised(first, within, starts) <= promised(first, within + more, starts)
    assert promised(first, within, second) <= promised(first, within, starts)


@given(minutes, minutes)
def test_the_deadline_of_the_house_is_never_at_night_or_in_a_weekend(
    asked: datetime, starts: datetime
) -> None:
    asked, starts = sorted((asked, starts))
    promised = deadline(asked, starts)

    local = promised.astimezone(local_instant(MONDAY, time(8)).tzinfo)
    assert local <= starts
    if promised != starts:
        day = promised.astimezone(clock(23, 9).tzinfo).date()
        opened = Period(local_instant(day, time(8)), local_instant(day, time(18)))
        assert day.weekday() < 5
        assert opened.starts_at < promised <= opened.ends_at
