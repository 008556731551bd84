"""Which desk is proposed: always a free one, my own first, near my team else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.database import Database
from booking.foundation.local_time import local_period, span_of
from booking.foundation.periods import Period, Span
from booking.people.favourites import mark_favourite
from booking.reservations.desks import (
    DeskHabits,
    DeskProposal,
    DeskWants,
    Fit,
    desk_habits_of,
    desks_held,
    propose_desks,
)
from booking.reservations.operations import cancel, reserve
from booking.reservations.rules import is_free
from booking.reservations.values import Wish
from booking.spaces.values import (
    Audience,
    BookableSpace,
    Closure,
    ClosureKind,
    Floor,
    OpeningHours,
    SpaceKind,
    Stock,
    Term,
    Zone,
    ZoneKind,
)
from tests.town_hall import TownHall, at

LONG_AGO = date(2020, 1, 1)
A_MONDAY = date(2026, 3, 23)
THE_DAY = at(A_MONDAY, "08:00", "18:00")
NO_HABITS, NO_WANTS = DeskHabits(), DeskWants()


def desk(number: int, zone: int, x: int, equipment: frozenset[str] = frozenset()) -> BookableSpace:
    return BookableSpace(
        id=number, number=f"D{number:02}", name=f"Werkplek D{number:02}", kind=SpaceKind.DESK,
        building_id=1, unit_ids=(number,), terms=(Term(LONG_AGO, None, zone, 1),),
        grain_minutes=30, buffer_before_minutes=0, buffer_after_minutes=0, needs_approval=False,
        audience=Audience.STAFF, is_accessible=number % 2 == 0, equipment=equipment, layouts={},
        box=(x, 10, 16, 8),
    )  # fmt: skip


def house(closed: Sequence[Closure] = ()) -> Stock:
    """Two floors; zone 1 (team), 2 (silence) and 3 (team) on the first, 4 on the second."""
    boxes = {1: (0, 0, 100, 100), 2: (100, 0, 100, 100), 3: (200, 0, 100, 100), 4: (0, 0, 99, 99)}
    zones = {
        n: Zone(n, f"Zone {n}", ZoneKind.SILENCE if n == 2 else ZoneKind.TEAM,
                2 if n == 4 else 1, None, box)
        for n, box in boxes.items()
    }  # fmt: skip
    desks = [
        desk(n, zone, boxes[zone][0] + 20 * (n % 4), frozenset({"screen"} if n % 3 else ()))
        for n, zone in enumerate([4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1], start=1)
    ]
    return Stock(
        version=1, spaces={d.id: d for d in desks}, zones=zones,
        floors={n: Floor(n, n, f"Verdieping {n}", 1, 300, 100) for n in (1, 2)},
        hours=tuple(OpeningHours(1, None, weekday, time(8), time(18), LONG_AGO, None)
                    for weekday in range(5)),
        exceptions={}, closures=tuple(closed), equipment={},
    )  # fmt: skip


def propose(
    stock: Stock,
    habits: DeskHabits = NO_HABITS,
    *,
    taken: Mapping[int, Sequence[Period]] | None = None,
    wants: DeskWants = NO_WANTS,
    period: Period = THE_DAY,
) -> list[DeskProposal]:
    return propose_desks(
        period, stock=stock, taken=spans_of(taken or {}), habits=habits, wants=wants
    )


def spans_of(taken: Mapping[int, Sequence[Period]]) -> dict[int, list[Span]]:
    return {unit: [span_of(period) for period in periods] for unit, periods in taken.items()}


def numbers(proposals: Sequence[DeskProposal]) -> list[int]:
    return [proposal.desk.id for proposal in proposals]


def test_my_favourite_comes_first_then_last_time_then_my_team_then_near_it_then_the_rest() -> None:
    habits = DeskHabits(favourite_ids=frozenset({1}), last_ids=(6, 3), home_zone_id=1)

    found = propose(house(), habits)

    assert numbers(found)[:3] == [1, 6, 3]
    assert [p.fit for p in found] == [
        Fit.FAVOURITE, *[Fit.LAST_TIME] * 2, *[Fit.TEAM] * 4, *[Fit.NEAR_TEAM] * 3, Fit.FREE,
    ]  # fmt: skip
    assert numbers(found)[-1] == 2, "the other floor comes last"


def test_near_my_team_means_the_shortest_walk() -> None:
    near = [p for p in propose(house(), DeskHabits(home_zone_id=1)) if p.fit is Fit.NEAR_TEAM]

    assert numbers(near) == [5, 6, 7, 4, 3], "zone 2 lies beside zone 1, zone 3 behind it"


def test_beside_my_favourite_is_better_than_elsewhere_in_my_zone() -> None:
    taken = {9: [THE_DAY]}  # x = 20; its neighbours stand at 0 and 40

    found = propose(house(), DeskHabits(favourite_ids=frozenset({9}), home_zone_id=1), taken=taken)

    assert numbers(found)[:2] == [8, 10]


def test_without_a_team_or_a_past_the_lowest_number_comes_first() -> None:
    assert numbers(propose(house())) == list(range(1, 12))


def test_wants_are_kept() -> None:
    stock = house()
    assert numbers(propose(stock, wants=DeskWants(is_silent=True))) == [5, 6, 7]
    assert numbers(propose(stock, wants=DeskWants(zone_id=4))) == [1, 2]
    assert set(numbers(propose(stock, wants=DeskWants(equipment=frozenset({"screen"}))))) == {
        1, 2, 4, 5, 7, 8, 10, 11,
    }  # fmt: skip
    assert numbers(propose(stock, wants=DeskWants(is_accessible=True))) == [2, 4, 6, 8, 10]
    with_team = propose(stock, DeskHabits(home_zone_id=1), wants=DeskWants(is_with_team=True))
    assert not {1, 2} & set(numbers(with_team))
    assert propose(stock, wants=DeskWants(is_with_team=True)) == [], "who has no team"


def test_nothing_is_proposed_when_the_house_is_shut() -> None:
    assert propose(house(), period=at(date(2026, 3, 22), "10:00", "12:00")) == []
    assert propose(house(), period=at(A_MONDAY, "17:00", "19:00")) == []


minutes = st.integers(0, 19).map(lambda half: timedelta(minutes=30 * half))
spells = st.builds(
    lambda begin, length: Period(
        min(THE_DAY.starts_at + begin, THE_DAY.ends_at - timedelta(minutes=30)),
        min(THE_DAY.starts_at + begin + timedelta(minutes=30) + length, THE_DAY.ends_at),
    ),
    minutes,
    minutes,
)
takings = st.dictionaries(st.integers(1, 11), st.lists(spells, max_size=3), max_size=11)
habits_of_people = st.builds(
    DeskHabits,
    favourite_ids=st.frozensets(st.integers(1, 11), max_size=3),
    last_ids=st.lists(st.integers(1, 11), unique=True, max_size=4).map(tuple),
    home_zone_id=st.none() | st.integers(1, 4),
)
wants_of_people = st.builds(
    DeskWants,
    zone_id=st.none() | st.integers(1, 4),
    equipment=st.sampled_from([frozenset[str](), frozenset({"screen"})]),
    is_silent=st.booleans(),
    is_accessible=st.booleans(),
    is_with_team=st.booleans(),
)
closures = st.lists(
    st.builds(
        lambda period, zone: Closure(ClosureKind.CLOSURE, period, "werk", None, None, zone, None),
        spells,
        st.integers(1, 4),
    ),
    max_size=2,
)


@given(period=spells, taken=takings, habits=habits_of_people, wants=wants_of_people, shut=closures)
def test_whatever_happens_a_proposal_is_free_and_open_and_the_order_is_total(
    period: Period,
    taken: dict[int, list[Period]],
    habits: DeskHabits,
    wants: DeskWants,
    shut: list[Closure],
) -> None:
    stock = house(shut)

    found = propose(stock, habits, taken=taken, wants=wants, period=period)

    for proposal in found:
        assert is_free(proposal.desk, period, stock=stock, taken=spans_of(taken))
        assert not any(held.overlaps(period) for held in taken.get(proposal.desk.id, ()))
        assert not any(
            closure.period.overlaps(period) and closure.zone_id == proposal.desk.terms[0].zone_id
            for closure in shut
        )
    assert len(set(numbers(found))) == len(found)
    liked = habits.favourite_ids & set(numbers(found))
    assert set(numbers(found)[: len(liked)]) == liked
    assert [list(Fit).index(p.fit) for p in found] == sorted(list(Fit).index(p.fit) for p in found)
    shuffled = Stock(
        version=1, spaces=dict(reversed(stock.spaces.items())), zones=stock.zones,
        floors=stock.floors, hours=stock.hours, exceptions={}, closures=stock.closures,
        equipment={},
    )  # fmt: skip
    again = propose(shuffled, habits, taken=taken, wants=wants, period=period)
    assert again == found, "the order of the stock decides nothing"


@given(taken=takings, habits=habits_of_people)
def test_filters_only_ever_leave_desks_out(
    taken: dict[int, list[Period]], habits: DeskHabits
) -> None:
    every = numbers(propose(house(), habits, taken=taken))
    silent = numbers(propose(house(), habits, taken=taken, wants=DeskWants(is_silent=True)))
    assert silent == [number for number in every if number in silent]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_days_on_which_the_clock_changes_have_their_own_length(day: date) -> None:
    open_all_sunday = OpeningHours(1, None, 6, time(0), time(0), LONG_AGO, None)
    sunday = Stock(
        version=1, spaces=house().spaces, zones=house().zones, floors=house().floors,
        hours=(open_all_sunday,), exceptions={}, closures=(), equipment={},
    )  # fmt: skip
    whole_day = local_period(day, time(0), time(0))

    assert len(propose(sunday, period=whole_day)) == 11
    assert whole_day.duration == timedelta(hours=23 if day.month == 3 else 25)


def test_habits_come_from_what_i_chose_and_held_and_not_from_what_i_cancelled(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    tuesday = monday + timedelta(days=1)
    early = now - timedelta(days=10)
    with database.writing() as session:
        held = [
            reserve(session, hall.act("fatima", early),
                    Wish((hall.spaces[name],), at(day, "08:00", "18:00")))
            for name, day in (("D3", tuesday - timedelta(days=7)), ("D2", monday),
                              ("D1", tuesday - timedelta(days=8)))
        ]  # fmt: skip
        cancel(session, hall.act("fatima", early), held[-1].uid)
        act = hall.act("fatima", early)
        mark_favourite(session, act, hall.spaces["D6"], is_favourite=True)

    with database.reading() as session:
        habits = desk_habits_of(session, hall.cast["fatima"], tuesday, now=early)
        nobody = desk_habits_of(session, hall.cast["ravi"], tuesday, now=early)

    assert habits == DeskHabits(
        favourite_ids=frozenset({hall.spaces["D6"]}),
        last_ids=(hall.spaces["D3"], hall.spaces["D2"]),  # last Tuesday before yesterday
        home_zone_id=hall.zones["team"],
    )
    assert nobody == DeskHabits()


def test_who_holds_which_desk_names_no_rooms_and_no_other_people(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    day = at(monday, "08:00", "18:00")
    with database.writing() as session:
        for name, space in (("fatima", "D1"), ("joost", "D2"), ("fatima", "beuk")):
            reserve(session, hall.act(name, now), Wish((hall.spaces[space],),
                                                       at(monday, "10:00", "12:00")))  # fmt: skip

    with database.reading() as session:
        found = desks_held(session, [hall.cast["fatima"].id], day)

    assert [held.space_id for held in found] == [hall.spaces["D1"]]
