"""How sure a need for rooms is: against drawing by hand, and never without its seed."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.occupancy.sizing.draws import area_between, curve_of
from booking.occupancy.sizing.search import cheapest_mix, cheapest_mixes_of_draws
from booking.occupancy.sizing.values import Asked, Meeting, RoomClass
from booking.occupancy.sizing.wants import Demand, Terms

CLASSES = (RoomClass(4, 8), RoomClass(8, 16))
TERMS = Terms(CLASSES)
MONDAY = date(2026, 3, 2)
EPOCH = date(1970, 1, 1)


def demand(counts: list[int]) -> Demand:
    """So many meetings of four at noon on each day, five days a week."""
    dates = [MONDAY + timedelta(days=7 * (n // 5) + n % 5) for n in range(len(counts))]
    days = [[Meeting(noon, noon + 60, 0) for _ in range(count)]
            for count, noon in zip(counts, (1440 * (it - EPOCH).days + 720 for it in dates),
                                   strict=True)]  # fmt: skip
    asked = [Asked(it, it.begin + turn) for day in days for turn, it in enumerate(day)]
    return Demand(dates, days, asked, 0, 0)


def test_weeks_that_are_all_alike_leave_nothing_unsure() -> None:
    alike = demand([1, 3, 2, 3, 1] * 8)
    assert area_between(alike, TERMS, service_percent=95) == (24, 24)
    (point,) = curve_of(alike, [cheapest_mix(alike.days, CLASSES, service_percent=60)], TERMS)
    assert (point.area, point.refused, point.low, point.high) == (16, 16, 16, 16)


def test_one_busy_week_in_eight_is_in_some_draws_and_not_in_others() -> None:
    odd = demand([1] * 35 + [4] * 5)
    told: list[int] = []
    low, high = area_between(odd, TERMS, service_percent=100, tell=told.append) or (0, 0)
    assert (low, high) == (8, 32)
    assert told == sorted(told)
    assert told[-1] == 100
    (point,) = curve_of(odd, [cheapest_mix(odd.days, CLASSES, service_percent=80)], TERMS)
    assert (point.refused, point.low) == (15, 0)
    assert point.high in {45, 60}, "three or four times that week, in three of a hundred draws"
    assert area_between(odd, TERMS, service_percent=100, seed=7) == area_between(
        odd, TERMS, service_percent=100, seed=7
    )


days = st.lists(
    st.lists(st.builds(lambda begin, size: Meeting(begin, begin + 3, size),
                       st.integers(0, 6), st.integers(0, 1)), max_size=4),
    min_size=1, max_size=4,
)  # fmt: skip


@given(days, st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=6), max_size=3),
       st.sampled_from([80, 100]))  # fmt: skip
@settings(max_examples=50)
def test_what_is_learned_of_one_draw_misleads_no_other(
    every: list[list[Meeting]], wanted: list[list[int]], percent: int
) -> None:
    draws = [[it % len(every) for it in draw] for draw in wanted]
    found = cheapest_mixes_of_draws(every, CLASSES, draws, service_percent=percent)
    assert [it.area for it in found] == [
        cheapest_mix([every[at] for at in draw], CLASSES, service_percent=percent).area
        for draw in draws
    ]


def test_no_day_and_no_meeting_give_no_refusal() -> None:
    nothing = demand([0] * 20)
    found = cheapest_mix(nothing.days, CLASSES, service_percent=95)
    (point,) = curve_of(nothing, [found], TERMS)
    assert (point.refused, point.low, point.high) == (0, 0, 0)
