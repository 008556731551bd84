"""What is allowed instead, of what the house rules or the opening hours do not allow."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.reservations.nearest import Known, RulesOn, nearest_allowed
from booking.reservations.rules import asked_at, objections_to
from booking.reservations.values import HouseRules, Wish
from tests.reservations.test_rules import DAY, SOMEBODY, grains, periods, room, stock_of
from tests.town_hall import at

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
ALLOWED = at(DAY, "10:00", "12:00")
BEFORE = local_day(DAY).starts_at - 12 * HOUR  # noon the day before
lengths = st.integers(0, 8).map(lambda quarters: quarters * QUARTER)
house_rules = st.builds(
    HouseRules,
    notice_min=st.integers(0, 40).map(lambda hours: hours * HOUR),
    ahead_max=st.integers(1, 3).map(lambda days: timedelta(days=days)),
    duration_min=lengths,
    duration_max=lengths.map(lambda length: length + 2 * HOUR),
)


def nearest(
    wish: Period,
    rules: HouseRules,
    *,
    now: datetime = BEFORE,
    kept: Period | None = None,
    later: HouseRules | None = None,
) -> Period | None:
    """In a house that is open from 01:00 till 22:00, where ``later`` holds after ``DAY``."""
    space = room()
    rules_on = changing(rules, later or rules)
    return nearest_allowed(
        wish, [space], stock=stock_of(space), rules_on=rules_on, now=now, kept=kept
    )


def changing(rules: HouseRules, later: HouseRules) -> RulesOn:
    def on(day: date) -> HouseRules:
        return rules if day <= DAY else later

    return on


@pytest.mark.parametrize(
    ("rules", "wish", "expected"),
    [
        (HouseRules(), ALLOWED, ALLOWED),
        (HouseRules(duration_max=HOUR), ALLOWED, at(DAY, "10:00", "11:00")),
        (HouseRules(duration_min=3 * HOUR), ALLOWED, at(DAY, "10:00", "13:00")),
        (HouseRules(notice_min=24 * HOUR), ALLOWED, at(DAY, "13:00", "15:00")),  # an hour was lost
        (HouseRules(ahead_max=21 * HOUR), ALLOWED, at(DAY, "10:00", "12:00")),
        (HouseRules(ahead_max=20 * HOUR), ALLOWED, at(DAY, "09:00", "11:00")),
        (HouseRules(), at(DAY, "21:00", "22:30"), at(DAY, "21:00", "22:00")),
        (HouseRules(duration_min=2 * HOUR), at(DAY, "21:00", "22:30"), at(DAY, "20:00", "22:00")),
        (HouseRules(), at(DAY, "22:15", "23:15"), at(DAY, "21:00", "22:00")),
        (HouseRules(notice_min=9 * 24 * HOUR, ahead_max=8 * 24 * HOUR), ALLOWED, None),
    ],
)
def test_the_nearest(rules: HouseRules, wish: Period, expected: Period | None) -> None:
    assert nearest(wish, rules) == expected


def test_who_keeps_the_start_need_not_ask_for_it_again() -> None:
    rules = HouseRules(notice_min=24 * HOUR, duration_max=HOUR)
    found = nearest(ALLOWED, rules, kept=at(DAY, "10:00", "11:00"))
    assert found == at(DAY, "10:00", "11:00")


NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("rules", "later", "wish", "expected"),
    [
        # the next day is as near as can be, and has rules of its own
        (HouseRules(notice_min=33 * HOUR), HouseRules(duration_max=HOUR), ALLOWED,
         at(NEXT, "10:00", "11:00")),
        (HouseRules(notice_min=33 * HOUR), HouseRules(notice_min=60 * HOUR), ALLOWED,
         at(NEXT + timedelta(days=1), "10:00", "12:00")),
        (HouseRules(ahead_max=HOUR), HouseRules(), at(DAY, "21:00", "22:00"),
         at(NEXT, "21:00", "22:00")),
        (HouseRules(), HouseRules(ahead_max=HOUR), at(NEXT, "10:00", "12:00"),
         at(DAY, "10:00", "12:00")),
    ],
)  # fmt: skip
def test_another_day_keeps_its_own_rules(
    rules: HouseRules, later: HouseRules, wish: Period, expected: Period
) -> None:
    assert nearest(wish, rules, later=later) == expected


@given(grains, periods(), house_rules, house_rules)
def test_it_is_allowed_and_what_is_allowed_is_its_own_nearest(
    grain: int, wish: Period, first: HouseRules, later: HouseRules
) -> None:
    space = room(grain=grain)
    stock, rules_on = stock_of(space), changing(first, later)

    def is_allowed(period: Period) -> bool:
        rules = rules_on(day_of(period.starts_at))
        now = asked_at(period, kept=None, rules=rules, now=BEFORE)
        return not objections_to(Wish((1,), period), space, stock=stock, taken=[], rules=rules,
                                 person=SOMEBODY, now=now)  # fmt: skip

    found = nearest_allowed(wish, [space], stock=stock, rules_on=rules_on, now=BEFORE)
    if is_allowed(wish):
        assert found == wish
    if found is not None:
        assert is_allowed(found)
        assert abs(day_of(found.starts_at) - DAY) <= timedelta(days=8)


def test_what_is_looked_for_in_vain_for_one_date_is_not_looked_for_again_for_the_next() -> None:
    space, asked, known = room(), list[Period](), Known()
    stock, rules = stock_of(space), HouseRules(ahead_max=timedelta(days=30))

    def refuse(period: Period) -> bool:
        asked.append(period)
        return False

    for wish in (
        ALLOWED,
        at(NEXT, "10:00", "12:00"),
        at(NEXT + timedelta(days=7), "10:00", "12:00"),
    ):
        found = nearest_allowed(wish, [space], stock=stock, rules_on=lambda _day: rules, now=BEFORE,
                                allows=refuse, known=known)  # fmt: skip
        assert found is None
    assert len(asked) == len(set(asked)) > 0
