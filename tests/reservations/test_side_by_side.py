"""Desks for a team stand together where they can."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import combinations
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from booking.reservations.side_by_side import GAP_MAX, DeskGroup, desks_together
from booking.spaces.values import BookableSpace, Stock

DAY = date(2026, 3, 23)
SIZE = 16
places = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 8), st.integers(0, 3)), unique=True, max_size=9
)


def desk(number: int, floor: int, x: int, y: int) -> BookableSpace:
    """A desk in a grid whose columns are 20 units apart, so two next to each other are close."""
    return cast("BookableSpace", SimpleNamespace(
        id=number, number=f"{number:02}", floor=floor, box=(36 * x, 60 * y, SIZE, SIZE),
    ))  # fmt: skip


HOUSE = cast("Stock", SimpleNamespace(zone_of=lambda desk, _: SimpleNamespace(floor_id=desk.floor)))


def together(desks: Iterable[BookableSpace], count: int) -> DeskGroup | None:
    return desks_together(list(desks), count, stock=HOUSE, day=DAY)


def is_joined(desks: Collection[Any]) -> bool:
    """Whether one can go from the first to each other in steps between neighbours."""
    reached, waiting = set[int](), [next(iter(desks))]
    while waiting:
        here = waiting.pop()
        reached.add(here.id)
        waiting += [each for each in desks if each.id not in reached and _are_near(here, each)]
    return len(reached) == len(desks)


def _are_near(one: Any, another: Any) -> bool:
    wide = max(0, abs(one.box[0] - another.box[0]) - SIZE)
    deep = max(0, abs(one.box[1] - another.box[1]) - SIZE)
    return one.floor == another.floor and bool((wide**2 + deep**2) ** 0.5 <= GAP_MAX)


@given(places=places, count=st.integers(2, 5))
def test_they_stand_side_by_side_whenever_some_do(
    places: list[tuple[int, int, int]], count: int
) -> None:
    desks = [desk(n, *place) for n, place in enumerate(places)]
    found = together(desks, count)
    most_on_a_floor = max((sum(d.floor == floor for d in desks) for floor in (1, 2)), default=0)  # type: ignore[attr-defined]
    assert (found is not None) == (most_on_a_floor >= count)
    if found is not None:
        assert len({each.id for each in found.desks}) == count
        assert len({cast("Any", each).floor for each in found.desks}) == 1
        assert found.is_side_by_side == is_joined(found.desks)
        assert found.is_side_by_side == any(map(is_joined, combinations(desks, count)))


def test_of_two_rows_as_close_the_one_that_fits_better_is_taken() -> None:
    far, near = [desk(n, 1, n, 0) for n in (0, 1)], [desk(n, 1, n, 3) for n in (4, 5)]
    found = together([*near, *far], 2)
    assert found is not None
    assert [each.id for each in found.desks] == [4, 5]
    found = together([*far, *near], 2)
    assert found is not None
    assert [each.id for each in found.desks] == [0, 1]


def test_a_desk_that_is_not_drawn_stands_beside_nothing() -> None:
    drawn, lost = desk(0, 1, 0, 0), desk(1, 1, 1, 0)
    cast("Any", lost).box = None
    found = together([drawn, lost], 2)
    assert found is not None
    assert not found.is_side_by_side
