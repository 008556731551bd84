"""A place for each who lost one: no two the same, all of them equal, as many as there can be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import span_of
from booking.foundation.periods import Period
from booking.people.values import Principal, Role
from booking.reservations.rehousing.board import Board, Ground, lacking
from booking.reservations.rehousing.rules import is_possible, plan, unseen
from booking.reservations.rehousing.values import Bulk, Choice, Displaced, Place, Row, Seen, Worth
from booking.reservations.rules import is_free
from booking.reservations.series.values import HeldSpan
from booking.reservations.values import HouseRules, ReservationState, Wish
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
from booking.spaces.zone_grants import ZoneGrant, ZoneParty
from tests.town_hall import at

DAY = date(2026, 3, 24)
NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)
WORKDAY = at(DAY, "09:00", "17:00")
SHIFTS = [WORKDAY, at(DAY, "09:00", "13:00"), at(DAY, "13:00", "17:00"), at(DAY, "11:00", "15:00")]
STAFF = Principal(7, "Fatima", frozenset({Role.EMPLOYEE}))
CLOSED = 1
"""The zone that closes."""


def space(
    number: int, zone: int, equipment: frozenset[str] = frozenset(), *, seats: int = 1,
    kind: SpaceKind = SpaceKind.DESK, units: tuple[int, ...] = (), for_all: bool = True,
) -> BookableSpace:  # fmt: skip
    return BookableSpace(
        id=number, number=f"{number:02}", name=f"Plek {number}", kind=kind, building_id=1,
        unit_ids=units or (number,), terms=(Term(date(2020, 1, 1), None, zone, seats),),
        grain_minutes=15, buffer_before_minutes=0, buffer_after_minutes=0, needs_approval=False,
        audience=Audience.PARTNERS if for_all else Audience.STAFF, is_accessible=False,
        equipment=equipment, layouts={}, box=None,
    )  # fmt: skip


def house(spaces: Sequence[BookableSpace], closed: Period = WORKDAY) -> Stock:
    """Two floors with two zones each, open from 08:00 till 18:00; the first zone closes."""
    return Stock(
        version=1,
        spaces={each.id: each for each in spaces},
        zones={n: Zone(n, f"Zone {n}", ZoneKind.TEAM, (n + 1) // 2, None, (0, 0, 1, 1))
               for n in range(1, 5)},
        floors={n: Floor(n, n, f"Verdieping {n}", 1, 0, 0) for n in (1, 2)},
        hours=tuple(OpeningHours(1, None, day, time(8), time(18), date(2020, 1, 1), None)
                    for day in range(7)),
        exceptions={},
        closures=(Closure(ClosureKind.CLOSURE, closed, "vloer", None, None, CLOSED, None),),
        equipment={},
    )  # fmt: skip


def displaced(number: int, space_ids: Sequence[int], period: Period = WORKDAY, people: int = 1,
              lost: Sequence[int] = ()) -> Displaced:  # fmt: skip
    wish = Wish(tuple(space_ids), period, people)
    return Displaced(number, f"uid-{number}", 1, ReservationState.CONFIRMED, STAFF.id, STAFF, wish,
                     tuple(lost or space_ids), ())  # fmt: skip


def ground_of(
    stock: Stock, guests: Sequence[Displaced], others: Sequence[tuple[int, Period]] = ()
) -> Ground:
    claims: dict[int, list[HeldSpan]] = {}
    held = [(n, each.wish.period, each.number) for each in guests for n in each.wish.space_ids]
    for number, period, reservation in [*held, *((n, period, 900) for n, period in others)]:
        for unit in stock.spaces[number].unit_ids:
            claims.setdefault(unit, []).append(HeldSpan(*span_of(period), reservation))
    return Ground(stock, {DAY: claims}, lambda _day, _kind: HouseRules(), NOW)


EQUIPMENT = st.frozensets(st.sampled_from(["screen", "adjustable"]))


@st.composite
def grounds(draw: st.DrawFn) -> tuple[Ground, list[Displaced]]:
    """Desks in the zone that closes, each held; and desks elsewhere, some of them taken."""
    count, elsewhere = draw(st.integers(1, 5)), draw(st.integers(0, 5))
    old = [space(n, CLOSED, draw(EQUIPMENT)) for n in range(1, count + 1)]
    new = [space(n, draw(st.integers(2, 4)), draw(EQUIPMENT)) for n in range(11, 11 + elsewhere)]
    shifts = st.sampled_from(SHIFTS if draw(st.booleans()) else SHIFTS[:1])
    guests = [displaced(each.id, [each.id], draw(shifts)) for each in old]
    taken = [(each.id, draw(shifts)) for each in new if draw(st.integers(0, 3)) == 0]
    return ground_of(house([*old, *new]), guests, taken), guests


def moved(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.place is not None]


def most_placed(choices: Sequence[set[int]], used: frozenset[int] = frozenset()) -> int:
    """By trying everything."""
    if not choices:
        return 0
    first, *rest = choices
    without = most_placed(rest, used)
    return max([without, *(1 + most_placed(rest, used | {n}) for n in first - used)])


@given(grounds())
def test_every_place_can_be_had_by_all_of_them_at_once(
    found: tuple[Ground, list[Displaced]],
) -> None:
    ground, guests = found
    rows = plan(guests, ground, {})
    assert [row.number for row in rows] == [each.number for each in guests]
    board = Board(ground, guests)
    for row in moved(rows):
        assert row.place
        assert is_possible(row.displaced, row.place, board)
        board.put(row.number, row.place)


@given(grounds())
def test_who_is_left_could_not_be_placed_any_more(found: tuple[Ground, list[Displaced]]) -> None:
    ground, guests = found
    rows = plan(guests, ground, {})
    board = Board(ground, guests)
    for row in moved(rows):
        assert row.place
        board.put(row.number, row.place)
    for row in rows:
        if row.place is None:
            period = row.displaced.wish.period
            assert not [n for n in ground.stock.spaces
                        if is_possible(row.displaced, Place((n,), period), board)]  # fmt: skip


@given(grounds())
def test_as_many_as_possible_get_an_equal_place(found: tuple[Ground, list[Displaced]]) -> None:
    ground, guests = found
    if any(each.wish.period != WORKDAY for each in guests):
        return
    stock = ground.stock
    taken = {unit: [(s, e) for s, e, _ in spans] for unit, spans in ground.claims[DAY].items()}
    free = [each for each in stock.spaces.values()
            if each.id > 10 and is_free(each, WORKDAY, stock=stock, taken=taken)]  # fmt: skip
    choices = [{new.id for new in free if not lacking(stock.spaces[each.number], new)}
               for each in guests]  # fmt: skip
    equal = [row for row in plan(guests, ground, {}) if row.worth is Worth.EQUAL]
    assert len(equal) == most_placed(choices)


@given(grounds())
def test_the_same_plan_is_the_same_answer(found: tuple[Ground, list[Displaced]]) -> None:
    ground, guests = found
    rows = plan(guests, ground, {})
    seen = {row.number: Seen(1, row.place) for row in rows}
    choice = Choice(Bulk.MOVE_OR_KEEP, seen=seen)
    again = plan(guests, ground, choice.wanted, choice.seen)
    assert again == rows
    assert not unseen(again, choice)


def test_who_has_a_choice_makes_way_for_who_has_not() -> None:
    screen = frozenset({"screen"})
    spaces = [space(1, CLOSED), space(2, CLOSED, screen), space(11, 2, screen), space(12, 4)]
    guests = [displaced(1, [1]), displaced(2, [2])]
    rows = plan(guests, ground_of(house(spaces), guests), {})
    assert [row.place and row.place.space_ids for row in rows] == [(12,), (11,)]


def test_the_nearest_comes_first() -> None:
    spaces = [space(1, CLOSED), space(11, 4), space(12, 3), space(13, 2)]
    guests = [displaced(1, [1])]
    [row] = plan(guests, ground_of(house(spaces), guests), {})
    assert row.place == Place((13,), WORKDAY)
    assert row.worth is Worth.EQUAL


def test_what_lacks_something_is_said_and_is_not_equal() -> None:
    spaces = [space(1, CLOSED, frozenset({"screen"})), space(11, 2)]
    guests = [displaced(1, [1])]
    [row] = plan(guests, ground_of(house(spaces), guests), {})
    assert (row.worth, row.lacks) == (Worth.LESSER, frozenset({"screen"}))


def test_a_room_can_be_had_at_another_time_when_no_other_is_free() -> None:
    rooms = [space(1, CLOSED, seats=8, kind=SpaceKind.ROOM),
             space(11, 2, seats=4, kind=SpaceKind.ROOM)]  # fmt: skip
    guests = [displaced(1, [1], at(DAY, "10:00", "11:00"), people=6)]
    stock = house(rooms, closed=at(DAY, "08:00", "12:00"))
    [row] = plan(guests, ground_of(stock, guests), {})
    assert row.place == Place((1,), at(DAY, "12:00", "13:00"))
    assert row.worth is Worth.OTHER_TIME


def test_a_group_stays_together_and_what_still_fits_stays() -> None:
    spaces = [space(1, CLOSED), space(2, 2), space(11, 2), space(12, 4), space(13, 4)]
    guests = [displaced(1, [1, 2], lost=[1], people=2)]
    [row] = plan(guests, ground_of(house(spaces), guests), {})
    assert row.place == Place((2, 11), WORKDAY)

    taken = [(11, WORKDAY)]
    [row] = plan(guests, ground_of(house(spaces), guests, taken), {})
    assert row.place == Place((12, 13), WORKDAY)


def test_two_parts_of_one_room_are_not_given_twice() -> None:
    kind, seats = SpaceKind.ROOM, 6
    rooms = [space(1, CLOSED, kind=kind, seats=seats), space(2, CLOSED, kind=kind, seats=seats),
             space(11, 2, kind=kind, seats=seats, units=(11,)),
             space(12, 2, kind=kind, seats=14, units=(11, 12))]  # fmt: skip
    guests = [displaced(1, [1]), displaced(2, [2])]
    rows = plan(guests, ground_of(house(rooms), guests), {})
    assert [row.place is None for row in rows].count(True) == 1


def test_a_partner_gets_nothing_that_is_not_for_partners() -> None:
    rooms = [space(n, zone, seats=8, kind=SpaceKind.ROOM, for_all=n != 11)
             for n, zone in ((1, CLOSED), (11, 2))]  # fmt: skip
    ravi = Principal(9, "Ravi", frozenset({Role.PARTNER_CONTACT}), partner_id=1)
    guest = replace(displaced(1, [1]), holder=ravi)
    [row] = plan([guest], ground_of(house(rooms), [guest]), {})
    assert row.place is None


def test_nobody_is_moved_to_a_zone_that_is_for_others() -> None:
    spaces = [space(1, CLOSED), space(11, 2), space(12, 4)]
    guests = [displaced(1, [1])]
    grants = {2: (ZoneGrant(ZoneParty.TEAM, 99, None),)}
    ground = ground_of(replace(house(spaces), zone_grants=grants), guests)
    [row] = plan(guests, ground, {})
    assert row.place == Place((12,), WORKDAY)
