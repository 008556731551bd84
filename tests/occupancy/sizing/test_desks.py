"""How many desks are enough, by hand and by rules that hold of any year."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.occupancy.sizing.desks import DeskDay, DeskTerms, desk_need, desks_for, short_days

MONDAY = date(2026, 3, 2)


def days_with(peaks: list[int], refused: int = 0) -> list[DeskDay]:
    """Five days a week, from a Monday on."""
    return [
        DeskDay(MONDAY + timedelta(days=7 * (n // 5) + n % 5), peak, refused)
        for n, peak in enumerate(peaks)
    ]


def test_nineteen_days_in_twenty() -> None:
    days = days_with([10] * 18 + [30, 50])
    need = desk_need(days, DeskTerms(service_percent=95))
    assert need.desks == 30
    assert [day.peak for day in need.short] == [50]
    assert need.interval[0] <= 30 <= need.interval[1]
    assert need.weeks_more > 0


def test_room_to_choose_growth_and_what_was_refused_ask_for_more() -> None:
    days = days_with([17] * 20)
    assert desks_for(days, DeskTerms()) == 17
    assert desks_for(days, DeskTerms(fill_percent=85)) == 20
    assert desks_for(days, DeskTerms(growth_percent=10)) == 19  # 18.7
    assert desks_for(days, DeskTerms(growth_percent=-50)) == 9  # 8.5
    assert desks_for(days_with([17] * 20, refused=3), DeskTerms()) == 20


def test_weeks_that_are_all_alike_need_no_more_measuring() -> None:
    need = desk_need(days_with([20, 30, 25, 28, 8] * 10), DeskTerms())
    assert (need.interval, need.weeks_more) == ((30, 30), 0)


def test_a_house_nobody_used_needs_no_desks() -> None:
    need = desk_need(days_with([0] * 5), DeskTerms())
    assert (need.desks, need.short, need.weeks_more) == (0, [], 0)


terms = st.builds(DeskTerms, st.integers(1, 100), st.integers(50, 100), st.integers(-50, 50))


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60), terms)
def test_no_more_days_are_short_than_was_agreed(peaks: list[int], asked: DeskTerms) -> None:
    days = days_with(peaks)
    desks = desks_for(days, asked)
    served = len(days) - len(short_days(days, asked, desks))
    assert served * 100 >= asked.service_percent * len(days)
    if desks and asked.fill_percent == 100:
        fewer = len(days) - len(short_days(days, asked, desks - 1))
        assert fewer * 100 < asked.service_percent * len(days), "one less would do too"
