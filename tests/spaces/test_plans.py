"""Plans of floors: where boxes may stand, and the operations that put them there."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed
from booking.spaces.drawings import Drawing
from booking.spaces.models import Floor, FloorDrawing, Space, SpaceTerm
from booking.spaces.plan_changes import (
    FloorNotFound,
    FloorTooSmall,
    NothingToUndo,
    NotOnThisFloor,
    OutsideFloor,
    SizeOutOfReach,
    StandsOnAnother,
    TooSmall,
    draw_zone,
    floor_in,
    last_step,
    place_spaces,
    set_floor_size,
    undo_last_step,
)
from booking.spaces.plan_drawings import NoDrawing, drawing_of, remove_drawing, store_drawing
from booking.spaces.plans import (
    GRID,
    Box,
    Direction,
    box_between,
    is_inside,
    overlaps,
    placed_around,
    row_of,
    seat_at,
)
from booking.spaces.queries import current_stock
from tests.town_hall import TownHall

FIRST = 2  # the number of the first floor; D1–D4 stand on it in Team Burgerzaken
SIDES = st.integers(1, 60)
BOXES = st.tuples(st.integers(-100, 100), st.integers(-100, 100), SIDES, SIDES)
PLAN = Drawing('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 32"/>', 60, 32, 0)


def cells(box: Box) -> set[tuple[int, int]]:
    x, y, width, height = box
    return {(column, row) for column in range(x, x + width) for row in range(y, y + height)}


@given(BOXES, BOXES)
def test_boxes_overlap_when_they_share_ground(one: Box, other: Box) -> None:
    assert overlaps(one, other) == bool(cells(one) & cells(other))


@given(BOXES)
def test_a_box_is_inside_when_all_of_it_is(box: Box) -> None:
    floor = cells((0, 0, 80, 60))

    assert is_inside(box, 80, 60) == (cells(box) <= floor)


@given(BOXES, st.integers(1, 20), st.integers(1, 100), st.sampled_from(Direction))
def test_a_row_goes_on_from_its_first_at_the_same_distance(
    first: Box, count: int, pitch: int, direction: Direction
) -> None:
    row = row_of(first, count, pitch=pitch, direction=direction)

    assert row[0] == first
    assert len(row) == count
    assert {box[2:] for box in row} == {first[2:]}
    steps = {(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(row)}
    assert len(steps) <= 1
    assert all(abs(across) + abs(down) == pitch for across, down in steps)


@given(BOXES, st.integers(1, 20), st.sampled_from(Direction))
def test_a_row_as_far_apart_as_its_desks_are_large_never_overlaps(
    first: Box, count: int, direction: Direction
) -> None:
    row = row_of(first, count, pitch=max(first[2:]), direction=direction)

    assert not [1 for n, box in enumerate(row) for other in row[:n] if overlaps(box, other)]


@given(st.floats(0, 500), st.floats(0, 500), SIDES, SIDES)
def test_a_click_is_the_middle_of_what_is_placed(
    x: float, y: float, width: int, height: int
) -> None:
    left, top, *size = placed_around((x, y), (width, height))

    assert size == [width, height]
    assert left % GRID == top % GRID == 0
    assert abs(left + width / 2 - x) <= GRID / 2
    assert abs(top + height / 2 - y) <= GRID / 2


@given(*[st.floats(0, 500)] * 4)
def test_two_corners_make_the_same_box_in_any_order(a: float, b: float, c: float, d: float) -> None:
    box = box_between((a, b), (c, d))

    assert box == box_between((c, d), (a, b)) == box_between((a, d), (c, b))
    assert box[2] >= 0
    assert box[3] >= 0


@given(BOXES)
def test_who_sits_back_to_back_sits_on_the_north_side(table: Box) -> None:
    x, y, _, depth = table
    alone, back_to_back = seat_at(table, set()), seat_at(table, {(x, y + depth)})

    assert not alone.is_chair_north
    assert back_to_back.is_chair_north
    assert alone.box[1] == y
    assert back_to_back.box[1] < y


def box_of(database: Database, space_id: int) -> Box | None:
    with database.reading() as session:
        return current_stock(session).spaces[space_id].box


def place(
    database: Database, hall: TownHall, now: datetime, name: str = "els",
    **boxes: Box | None,
) -> None:  # fmt: skip
    numbered = {hall.spaces[space]: box for space, box in boxes.items()}
    with database.writing() as session:
        place_spaces(session, hall.act(name, now), FIRST, numbered)


def test_els_moves_a_desk_and_everybody_sees_it(
    database: Database, hall: TownHall, now: datetime
) -> None:
    before = box_of(database, hall.spaces["D1"])
    with database.reading() as session:
        version = current_stock(session).version

    place(database, hall, now, D1=(100, 100, 16, 8))

    assert before != (100, 100, 16, 8)
    assert box_of(database, hall.spaces["D1"]) == (100, 100, 16, 8)
    with database.reading() as session:
        assert current_stock(session).version > version
        entry = session.exec(select(JournalEntry)).all()[-1]
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("spaces-placed", "floor", "2")
    assert entry.actor_id == hall.cast["els"].id
    assert entry.after == {str(hall.spaces["D1"]): [100, 100, 16, 8]}


@pytest.mark.parametrize("name", ["bram", "noor", "samir", "ravi", "pia"])
def test_who_does_not_run_the_house_changes_no_plan(
    database: Database, hall: TownHall, now: datetime, name: str
) -> None:
    act = hall.act(name, now)
    for work in (
        lambda session: place_spaces(session, act, FIRST, {hall.spaces["D1"]: None}),
        lambda session: draw_zone(session, act, FIRST, hall.zones["team"], None),
        lambda session: set_floor_size(session, act, FIRST, 700, 400),
        lambda session: undo_last_step(session, act, FIRST),
        lambda session: store_drawing(session, act, FIRST, PLAN, width=600),
        lambda session: remove_drawing(session, act, FIRST),
    ):
        with pytest.raises(NotAllowed), database.writing() as session:
            work(session)

    assert box_of(database, hall.spaces["D1"]) is not None


@pytest.mark.parametrize(
    ("boxes", "refusal"),
    [
        ({"D1": (590, 100, 16, 8)}, OutsideFloor),
        ({"D1": (-5, 100, 16, 8)}, OutsideFloor),
        ({"D1": (100, 312, 16, 8)}, OutsideFloor),  # its chair would stand outside
        ({"D1": (105, 44, 16, 8)}, StandsOnAnother),  # D2 stands at 100, 40
        ({"D1": (200, 200, 16, 8), "D2": (210, 200, 16, 8)}, StandsOnAnother),
        ({"D1": (100, 100, 0, 8)}, TooSmall),
        ({"raadzaal": (100, 100, 60, 40)}, NotOnThisFloor),
    ],
)
def test_what_cannot_stand_there_is_refused_and_nothing_is_stored(
    database: Database, hall: TownHall, now: datetime, boxes: dict[str, Box],
    refusal: type[Exception],
) -> None:  # fmt: skip
    before = {name: box_of(database, hall.spaces[name]) for name in boxes}

    with pytest.raises(refusal):
        place(database, hall, now, **boxes)

    assert {name: box_of(database, hall.spaces[name]) for name in boxes} == before


def test_a_refusal_names_who_stands_there(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with pytest.raises(StandsOnAnother) as refusal:
        place(database, hall, now, D1=(105, 44, 16, 8))

    assert refusal.value.facts == {"names": "1.D01", "others": "1.D02"}


def test_halves_of_one_room_may_lie_on_it(
    database: Database, hall: TownHall, now: datetime
) -> None:
    place(database, hall, now, linde=(420, 200, 60, 40), linde_a=(420, 200, 30, 40))

    assert box_of(database, hall.spaces["linde_a"]) == (420, 200, 30, 40)


def test_two_desks_change_places(database: Database, hall: TownHall, now: datetime) -> None:
    one, two = (box_of(database, hall.spaces[name]) for name in ("D1", "D2"))

    place(database, hall, now, D1=two, D2=one)

    assert box_of(database, hall.spaces["D1"]) == two
    assert box_of(database, hall.spaces["D2"]) == one


def test_a_space_that_is_gone_leaves_its_place_free(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        number = hall.spaces["D2"]
        term = session.exec(select(SpaceTerm).where(SpaceTerm.space_id == number)).one()
        term.valid_until = monday - timedelta(days=30)
        session.add(term)
        place_spaces(session, hall.act("els", now), FIRST, {hall.spaces["D1"]: (100, 40, 16, 8)})

    assert box_of(database, hall.spaces["D1"]) == (100, 40, 16, 8)


def test_the_last_step_is_undone_once(database: Database, hall: TownHall, now: datetime) -> None:
    els = hall.act("els", now)
    before = box_of(database, hall.spaces["D1"])
    place(database, hall, now, D1=(100, 100, 16, 8), D2=None)

    with database.writing() as session:
        undo_last_step(session, els, FIRST)

    assert box_of(database, hall.spaces["D1"]) == before
    assert box_of(database, hall.spaces["D2"]) == (100, 40, 16, 8)
    with pytest.raises(NothingToUndo), database.writing() as session:
        undo_last_step(session, els, FIRST)


def test_what_was_changed_meanwhile_is_not_undone(
    database: Database, hall: TownHall, now: datetime
) -> None:
    place(database, hall, now, D1=(100, 100, 16, 8))
    with database.writing() as session:
        session.get_one(Space, hall.spaces["D1"]).plan_x = 150  # by a file that was taken over

    with pytest.raises(NothingToUndo), database.writing() as session:
        undo_last_step(session, hall.act("els", now), FIRST)

    assert box_of(database, hall.spaces["D1"]) == (150, 100, 16, 8)


def test_a_zone_is_drawn_taken_off_and_put_back(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els, zone = hall.act("els", now), hall.zones["stil"]
    with database.writing() as session:
        draw_zone(session, els, FIRST, zone, (300, 50, 100, 120))
    with database.writing() as session:
        draw_zone(session, els, FIRST, zone, None)
        assert last_step(session, FIRST) is not None
    with database.reading() as session:
        assert not current_stock(session).zones[zone].is_drawn

    with database.writing() as session:
        undo_last_step(session, els, FIRST)

    with database.reading() as session:
        assert current_stock(session).zones[zone].box == (300, 50, 100, 120)


@pytest.mark.parametrize(
    ("box", "refusal"),
    [((500, 0, 101, 10), OutsideFloor), ((0, 0, 10, 0), TooSmall)],
)
def test_a_zone_lies_on_the_floor(
    database: Database, hall: TownHall, now: datetime, box: Box, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), database.writing() as session:
        draw_zone(session, hall.act("els", now), FIRST, hall.zones["stil"], box)


def test_a_zone_of_another_floor_is_not_drawn_here(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with pytest.raises(NotOnThisFloor), database.writing() as session:
        draw_zone(session, hall.act("els", now), FIRST, hall.zones["plein"], (0, 0, 10, 10))


@pytest.mark.parametrize(
    ("width", "height", "refusal"),
    [(400, 320, FloorTooSmall), (5, 320, SizeOutOfReach), (600, 5001, SizeOutOfReach)],
)
def test_a_floor_keeps_room_for_what_stands_on_it(
    database: Database, hall: TownHall, now: datetime, width: int, height: int,
    refusal: type[Exception],
) -> None:  # fmt: skip
    with pytest.raises(refusal), database.writing() as session:
        set_floor_size(session, hall.act("els", now), FIRST, width, height)

    with database.reading() as session:
        assert session.get_one(Floor, FIRST).plan_width == 600


def test_a_drawing_gives_the_floor_its_depth_and_is_replaced_and_removed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els = hall.act("els", now)
    with database.writing() as session:
        store_drawing(session, els, FIRST, PLAN, width=750)
    with database.reading() as session:
        floor = floor_in(current_stock(session), str(FIRST))
        assert (floor.plan_width, floor.plan_height) == (750, 400)
        assert floor.drawing
        assert drawing_of(session, FIRST).svg == PLAN.svg

    later = hall.act("els", now + timedelta(minutes=1))
    other = Drawing(PLAN.svg.replace("60 32", "30 16"), 30, 16, 0)
    with database.writing() as session:
        store_drawing(session, later, FIRST, other, width=750)
    with database.reading() as session:
        assert floor_in(current_stock(session), str(FIRST)).drawing != floor.drawing
        assert len(session.exec(select(FloorDrawing)).all()) == 1

    with database.writing() as session:
        remove_drawing(session, later, FIRST)
    with database.reading() as session:
        left = floor_in(current_stock(session), str(FIRST))
    assert (left.plan_width, left.drawing) == (750, "")
    with pytest.raises(NoDrawing), database.writing() as session:
        remove_drawing(session, later, FIRST)


def test_a_drawing_that_is_too_small_for_what_stands_there_is_refused_whole(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with pytest.raises(FloorTooSmall), database.writing() as session:
        store_drawing(session, hall.act("els", now), FIRST, PLAN, width=300)

    with database.reading() as session:
        assert session.get(FloorDrawing, FIRST) is None


@given(st.text(max_size=5))
def test_a_floor_is_found_by_its_number_only(number: str) -> None:
    assume(number != "1")
    stock = type("Stock", (), {"floors": {1: "the floor"}})()

    with pytest.raises(FloorNotFound):
        floor_in(stock, number)
