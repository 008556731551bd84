"""Of small groups nothing is shown, nor anything from which it could be reckoned."""

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from booking.foundation.database import Database
from booking.occupancy.group_floor import (
    Group,
    Hidden,
    groups_of,
    hidden_groups,
    may_show_space,
)
from booking.occupancy.queries import people_by_zone
from booking.people.models import Person
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.occupancy.days import MONDAY
from tests.town_hall import TownHall

DESK, ROOM = frozenset({SpaceKind.DESK}), frozenset({SpaceKind.ROOM})
FLOOR = 10

groups = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([DESK, ROOM, DESK | ROOM]),
              st.none() | st.integers(0, 40)),
    min_size=1, max_size=9,
).map(lambda drawn: [Group(n, *it) for n, it in enumerate(drawn, 1)])  # fmt: skip


def group(zone_id: int, people: int | None, floor_id: int = 1) -> Group:
    return Group(zone_id, floor_id, DESK, people)


def test_large_groups_and_open_zones_are_shown() -> None:
    assert hidden_groups([group(1, 10), group(2, None)], FLOOR) == Hidden()


def test_a_small_group_takes_the_next_smallest_of_its_floor_with_it() -> None:
    """Else the floor less the others would be its figures."""
    found = hidden_groups([group(1, 9), group(2, 30), group(3, 12), group(4, 11, 2)], FLOOR)
    assert (found.small, found.zones, found.floors) == ({1}, {1, 3}, set())


def test_several_small_groups_hide_each_other() -> None:
    found = hidden_groups([group(1, 6), group(2, 5), group(3, 30)], FLOOR)
    assert found.zones == {1, 2}


def test_a_small_group_that_is_a_whole_floor_hides_that_floor_and_another() -> None:
    found = hidden_groups([group(1, 4), group(2, 30, 2), group(3, 25, 2), group(4, 40, 3)], FLOOR)
    assert found.zones == {1, 3}
    assert found.floors == {1, 2}


def test_the_other_one_has_the_same_kind_of_spaces() -> None:
    """A zone without desks would cover no figure about desks."""
    rooms = Group(2, 1, ROOM, 11)
    assert hidden_groups([group(1, 4), rooms, group(3, 30)], FLOOR).zones == {1, 3}


@given(groups, st.integers(10, 30))
def test_nobody_can_be_reckoned_out(some: list[Group], size_min: int) -> None:
    """What a visible total has more than its visible parts is never a small group alone."""
    found = hidden_groups(some, size_min)
    assert found.small <= found.zones
    for kind in SpaceKind:
        alike = [it for it in some if kind in it.kinds]
        for floor_id in {it.floor_id for it in alike} - found.floors:
            rest = [it for it in alike if it.floor_id == floor_id and it.zone_id in found.zones]
            assert not rest or _is_enough(rest, size_min)
        rest = [it for it in alike if it.floor_id in found.floors and it.zone_id in found.zones]
        everything = all(it.floor_id in found.floors for it in alike)
        assert not rest or _is_enough(rest, size_min) or everything


@given(groups, st.integers(10, 30))
def test_a_higher_floor_never_shows_more_small_groups(some: list[Group], size_min: int) -> None:
    assert hidden_groups(some, size_min).small <= hidden_groups(some, size_min + 1).small


def _is_enough(rest: list[Group], size_min: int) -> bool:
    sizes = [it.person_count for it in rest]
    return None in sizes or sum(size or 0 for size in sizes) >= size_min


def test_the_people_of_a_zone_are_those_of_its_teams(database: Database, hall: TownHall) -> None:
    with database.reading() as session:
        stock = current_stock(session)
        assert people_by_zone(session, stock) == {hall.zones["team"]: 3}
        found = groups_of(stock, hall.building, {hall.zones["team"]: 3}, MONDAY)
    assert {it.zone_id: it.person_count for it in found}[hall.zones["stil"]] is None


def test_who_was_disabled_is_not_of_the_group(
    database: Database, hall: TownHall, now: object
) -> None:
    with database.writing() as session:
        fatima = session.exec(select(Person).where(Person.id == hall.cast["fatima"].id)).one()
        fatima.disabled_at = now  # type: ignore[assignment]
        session.flush()
        assert people_by_zone(session, current_stock(session)) == {hall.zones["team"]: 2}


def test_single_desks_are_shown_only_where_everyone_may_sit(
    database: Database, hall: TownHall
) -> None:
    with database.reading() as session:
        stock = current_stock(session)
    people = {hall.zones["team"]: 30}

    def shown(hidden: Hidden) -> set[str]:
        return {name for name, space_id in hall.spaces.items()
                if may_show_space(stock.spaces[space_id], hidden, people)}  # fmt: skip

    assert shown(Hidden()) == hall.spaces.keys() - {"D1", "D2", "D3", "D4"}
    silent = Hidden(zones=frozenset({hall.zones["stil"]}))
    assert not shown(silent) & {"D5", "D6"}
