"""The rules of reservations, against plain counting of minutes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foundation.local_time import epoch_minutes, local_day, span_of
from booking.foundation.periods import Period
from booking.people.values import Principal, Role
from booking.reservations.fitting import suiting
from booking.reservations.free_times import earliest_start, free_periods, nearest_times, shorter
from booking.reservations.rules import free_ones, is_free, objections_to, objections_to_time
from booking.reservations.values import HouseRules, Needs, Reason, Wish
from booking.spaces.rules import usable_periods
from booking.spaces.values import (
    Audience,
    BookableSpace,
    Closure,
    ClosureKind,
    Layout,
    LayoutKind,
    OpeningHours,
    SpaceKind,
    Stock,
    Term,
    Zone,
    ZoneKind,
)

# the day that summer time starts: 23 hours, so that counting clock times would go wrong
DAY = date(2026, 3, 29)
MIDNIGHT = local_day(DAY).starts_at
LONG_BEFORE = datetime(2026, 3, 1, tzinfo=UTC)
SOMEBODY = Principal(1, "Fatima", frozenset({Role.EMPLOYEE}))
RULES = HouseRules()


LAYOUT = LayoutKind.THEATRE


def room(
    grain: int = 15, before: int = 0, after: int = 0, theatre: Layout | None = None,
    *, needs_approval: bool = False,
) -> BookableSpace:  # fmt: skip
    return BookableSpace(
        id=1, number="1.14", name="De Beuk", kind=SpaceKind.ROOM, building_id=1, unit_ids=(1,),
        terms=(Term(date(2020, 1, 1), None, 1, 8),), grain_minutes=grain,
        buffer_before_minutes=before, buffer_after_minutes=after, needs_approval=needs_approval,
        audience=Audience.STAFF, is_accessible=True, equipment=frozenset(), box=None,
        layouts={LAYOUT: theatre} if theatre else {},
    )  # fmt: skip


def stock_of(space: BookableSpace, closed: Iterable[Period] = ()) -> Stock:
    """A house that is open from 01:00 till 22:00 each day, closures aside."""
    return Stock(
        version=1,
        spaces={space.id: space},
        zones={1: Zone(1, "Overleg", ZoneKind.MEETING, 1, None, (0, 0, 1, 1))},
        floors={},
        hours=tuple(
            OpeningHours(1, None, weekday, time(1), time(22), date(2020, 1, 1), None)
            for weekday in range(7)
        ),
        exceptions={},
        closures=tuple(
            Closure(ClosureKind.CLOSURE, period, "Works", None, None, None, 1) for period in closed
        ),
        equipment={},
    )


def minutes_of(periods: Iterable[Period]) -> set[int]:
    return {
        minute
        for period in periods
        for minute in range(epoch_minutes(period.starts_at), epoch_minutes(period.ends_at))
    }


@st.composite
def periods(draw: st.DrawFn, step: int = 5) -> Period:
    """Any stretch of the day, at most five hours long."""
    begin = draw(st.integers(0, 23 * 60 // step - 2)) * step
    length = draw(st.integers(1, 300 // step)) * step
    start = MIDNIGHT + timedelta(minutes=begin)
    return Period(start, start + timedelta(minutes=length))


buffers = st.sampled_from([0, 5, 10, 15, 30, 45])
grains = st.sampled_from([5, 10, 15, 30, 60])
set_up_times = st.builds(Layout, st.just(8), buffers, buffers)
rooms = st.builds(
    room, grain=grains, before=buffers, after=buffers, theatre=set_up_times,
    needs_approval=st.booleans(),
)  # fmt: skip
layouts = st.sampled_from([None, LAYOUT])


def buffers_by_hand(space: BookableSpace, layout: LayoutKind | None) -> tuple[timedelta, timedelta]:
    """What the room always needs, and on top of it what the layout does."""
    extra = space.layouts[layout] if layout else Layout(8)
    return (
        timedelta(minutes=space.buffer_before_minutes + extra.before_minutes),
        timedelta(minutes=space.buffer_after_minutes + extra.after_minutes),
    )


taken_lists = st.lists(periods(), max_size=6)


@given(rooms, periods(), taken_lists, layouts)
def test_taken_is_said_exactly_when_a_minute_is_held_twice(
    space: BookableSpace, wish: Period, taken: list[Period], layout: LayoutKind | None
) -> None:
    found = objections_to(
        Wish((1,), wish, layout=layout), space, stock=stock_of(space), taken=taken, rules=RULES,
        person=SOMEBODY, now=LONG_BEFORE,
    )  # fmt: skip

    before, after = buffers_by_hand(space, layout)
    held = Period(wish.starts_at - before, wish.ends_at + after)
    is_twice = bool(minutes_of([held]) & minutes_of(taken))
    assert space.held_period(wish, layout) == held
    assert (Reason.TAKEN in {objection.reason for objection in found}) is is_twice


@given(rooms, taken_lists, st.lists(periods(), max_size=2), layouts)
def test_every_usable_minute_is_free_or_near_what_is_taken(
    space: BookableSpace, taken: list[Period], closed: list[Period], layout: LayoutKind | None
) -> None:
    stock = stock_of(space, closed)
    free = free_periods(space, local_day(DAY), stock=stock, taken=taken, layout=layout)

    # a reservation that ends when another begins needs its clearing time before that, and
    # one that follows another needs its setting up after it
    before, after = buffers_by_hand(space, layout)
    kept_away = minutes_of(Period(t.starts_at - after, t.ends_at + before) for t in taken)
    usable = minutes_of(usable_periods(stock, space, DAY))
    assert minutes_of(free) == usable - kept_away
    assert not minutes_of(closed) & minutes_of(free)


@given(rooms, periods(), taken_lists, layouts)
def test_being_free_agrees_with_the_free_periods(
    space: BookableSpace, wish: Period, taken: list[Period], layout: LayoutKind | None
) -> None:
    stock = stock_of(space)
    free = free_periods(space, local_day(DAY), stock=stock, taken=taken, layout=layout)

    held = {1: [span_of(period) for period in taken]}
    found = free_ones([space], wish, stock=stock, taken=held, layout=layout)
    assert (found == [space]) is any(gap.holds(wish) for gap in free)
    if layout is None:
        assert is_free(space, wish, stock=stock, taken=held) is bool(found)


equipment_sets = st.frozensets(st.sampled_from(["screen", "board"]))
layouts_asked = st.none() | st.sampled_from([LayoutKind.TABLE, LayoutKind.THEATRE])
TERMS = (Term(date(2020, 1, 1), DAY, 1, 4), Term(DAY, None, 1, 8), Term(DAY, None, 1, 6))
different_rooms = st.builds(
    replace,
    st.just(room()),
    terms=st.sampled_from(TERMS).map(lambda term: (term,)),
    equipment=equipment_sets,
    layouts=st.dictionaries(
        layouts_asked.filter(bool), st.sampled_from([Layout(6), Layout(20, 15, 15)]), max_size=2
    ),
    is_accessible=st.booleans(),
)
needs_of_people = st.builds(
    Needs,
    st.just(Period(MIDNIGHT + timedelta(hours=9), MIDNIGHT + timedelta(hours=10))),
    st.sampled_from([1, 6, 8]),
    equipment_sets,
    layouts_asked,
    st.booleans(),
)


@given(st.lists(different_rooms, max_size=6), needs_of_people)
def test_all_that_suits_is_found_and_no_smaller_one_is_passed_over(
    some: list[BookableSpace], needs: Needs
) -> None:
    spaces = [replace(space, id=n, number=f"1.{n}") for n, space in enumerate(some)]
    stock = replace(stock_of(room()), spaces={space.id: space for space in spaces})

    def seats(space: BookableSpace) -> int:
        if needs.layout:
            return space.layouts.get(needs.layout, Layout(0)).capacity
        return space.terms[0].capacity

    fits = [
        space
        for space in spaces
        if (space.terms[0].valid_until is None and seats(space) >= needs.attendee_count)
        and not needs.equipment - space.equipment
        and (space.is_accessible or not needs.is_accessible)
    ]
    extras = {space.id: len(space.equipment - needs.equipment) for space in fits}
    by_fit = sorted(fits, key=lambda it: (seats(it), extras[it.id], it.number))
    for _ in range(2):  # the second time from what the stock remembers
        assert suiting(stock, needs, SpaceKind.ROOM) == by_fit
    assert suiting(stock, needs, SpaceKind.DESK) == []


@settings(max_examples=300)
@given(
    space=rooms,
    wish=periods(),
    taken=taken_lists,
    closed=st.lists(periods(), max_size=1),
    now=st.integers(-600, 1200),
    notice=st.sampled_from([0, 30, 100]),
)
def test_whatever_is_offered_instead_would_be_granted(
    space: BookableSpace,
    wish: Period,
    taken: list[Period],
    closed: list[Period],
    now: int,
    notice: int,
) -> None:
    stock, at = stock_of(space, closed), MIDNIGHT + timedelta(minutes=now, seconds=37)
    rules = replace(RULES, notice_min=timedelta(minutes=notice))
    grain = timedelta(minutes=space.grain_minutes)
    free = free_periods(space, local_day(DAY), stock=stock, taken=taken)
    earliest = earliest_start(space, rules, now=at)

    offered = nearest_times(wish, free, grain=grain, not_before=earliest)

    for period in offered:
        assert period.duration >= wish.duration
        assert period.duration - wish.duration < grain
        assert not objections_to(
            Wish((1,), period), space, stock=stock, taken=taken, rules=rules,
            person=SOMEBODY, now=at,
        )  # fmt: skip
    distances = [abs(period.starts_at - wish.starts_at) for period in offered]
    assert distances == sorted(distances)


@given(periods(), grains, st.integers(-600, 1200), st.sampled_from([0, 10]))
def test_what_has_to_be_approved_is_asked_for_while_somebody_can_answer(
    wish: Period, grain: int, now: int, notice: int
) -> None:
    at = MIDNIGHT + timedelta(minutes=now, seconds=37)
    rules = replace(RULES, notice_min=timedelta(minutes=notice), answer_within=timedelta(hours=4))
    asked, at_once = room(grain, needs_approval=True), room(grain)

    def against(period: Period, space: BookableSpace) -> dict[Reason, object]:
        found = objections_to_time(period, space, rules=rules, now=at)
        return {o.reason: o.facts.get("earliest") for o in found}

    assert Reason.NO_TIME_TO_ANSWER not in against(wish, at_once)
    refused = against(wish, asked)
    too_soon = {Reason.PAST, Reason.TOO_LATE, Reason.NO_TIME_TO_ANSWER}
    assert bool(too_soon & set(refused)) == (wish.starts_at < at + timedelta(minutes=15))
    earliest = refused.get(Reason.NO_TIME_TO_ANSWER)
    if isinstance(earliest, datetime):
        later = Period(earliest, earliest + wish.duration)
        assert not too_soon & set(against(later, asked))
        assert earliest - (at + timedelta(minutes=15)) < timedelta(minutes=grain)


@given(rooms, periods(), taken_lists)
def test_what_is_offered_shorter_is_a_free_part_of_the_wish(
    space: BookableSpace, wish: Period, taken: list[Period]
) -> None:
    stock, grain = stock_of(space), timedelta(minutes=space.grain_minutes)
    free = free_periods(space, local_day(DAY), stock=stock, taken=taken)

    part = shorter(wish, free, shortest=grain, grain=grain)

    if part is not None:
        assert wish.holds(part)
        assert not objections_to(
            Wish((1,), part), space, stock=stock, taken=taken, rules=RULES,
            person=SOMEBODY, now=LONG_BEFORE,
        )  # fmt: skip
