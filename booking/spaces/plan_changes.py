"""The plan of a floor as facility managers draw it: its size, its zones, its spaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, NotFound, Refused
from booking.foundation.formats import show_number
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces.models import Floor, Space, Zone
from booking.spaces.operations import begin_change
from booking.spaces.plans import METRE, SIDE_MAX, Box, clashes, is_inside, outside, spaces_of
from booking.spaces.queries import current_stock
from booking.spaces.values import Floor as DrawnFloor
from booking.spaces.values import Stock

SUBJECT = "floor"
PLACED, ZONE_DRAWN, UNDONE = "spaces-placed", "zone-drawn", "plan-undone"


class FloorNotFound(NotFound):
    code = "floor-not-found"
    sentence = N_("This floor does not exist (any more).")


class NotOnThisFloor(Refused):
    code = "not-on-this-floor"
    sentence = N_("This desk, room or zone is not on this floor (any more). Choose another.")


class OutsideFloor(Refused):
    code = "outside-floor"
    sentence = N_(
        "%(names)s would stand outside the floor, which is %(width)s by %(height)s metres. "
        "Nothing was changed. Choose a place further from the edge."
    )


class TooSmall(Refused):
    code = "too-small"
    sentence = N_("Width and depth are at least 0.1 metres. Nothing was changed.")


class StandsOnAnother(Refused):
    code = "stands-on-another"
    sentence = N_(
        "%(names)s would stand on %(others)s. Nothing was changed. Choose another place, or "
        "move %(others)s first."
    )


class FloorTooSmall(Refused):
    code = "floor-too-small"
    sentence = N_(
        "On a floor of %(width)s by %(height)s metres there is no room for %(names)s. Nothing "
        "was changed. Move that first, or choose a larger size."
    )


class SizeOutOfReach(Refused):
    code = "size-out-of-reach"
    sentence = N_("A floor is between 1 and %(metres)s metres wide and deep. Nothing was changed.")


class NothingToUndo(Conflict):
    code = "nothing-to-undo"
    sentence = N_("There is nothing to undo: the plan was changed meanwhile.")


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a plan that can still be undone: boxes by number, None for not placed."""

    action: str
    before: Mapping[int, Box | None]
    after: Mapping[int, Box | None]


def floor_in(stock: Stock, number: str) -> DrawnFloor:
    """Raises :class:`FloorNotFound`."""
    floor = stock.floors.get(int(number)) if number.isascii() and number.isdigit() else None
    if floor is None:
        raise FloorNotFound(f"no floor {number!r}")
    return floor


def place_spaces(
    session: Session, act: Act, floor_id: int, boxes: Mapping[int, Box | None]
) -> None:
    """Give the spaces with these numbers their boxes; with None they leave the plan.

    Raises a refusal when one would stand outside the floor or on another.
    """
    floor, stock = _begin(session, act, floor_id)
    here = {space.id: space for space in spaces_of(stock, floor, day_of(act.at))}
    if not boxes or not boxes.keys() <= here.keys():
        raise NotOnThisFloor(f"{sorted(boxes)} on floor {floor_id}")
    staying = [space for number, space in here.items() if boxes.get(number, True) is not None]
    placed = {number: box for number, box in boxes.items() if box is not None}
    _require_area(placed.values())
    if far := outside(floor, placed, staying):
        raise OutsideFloor(names=_names(here[number].number for number in far), **sides_of(floor))
    if pairs := clashes(placed, staying):
        raise StandsOnAnother(
            names=_names(here[number].number for number, _ in pairs),
            others=_names(here[other].number for _, other in pairs),
        )
    before = {number: here[number].box for number in boxes}
    _store(session, Space, boxes)
    _note(session, act, floor_id, PLACED, before=before, after=boxes)


def draw_zone(session: Session, act: Act, floor_id: int, zone_id: int, box: Box | None) -> None:
    """Zones may lie over each other: a silence corner in a team's field."""
    floor, stock = _begin(session, act, floor_id)
    zone = stock.zones.get(zone_id)
    if zone is None or zone.floor_id != floor_id:
        raise NotOnThisFloor(f"zone {zone_id} on floor {floor_id}")
    if box is not None:
        _require_area([box])
        if not is_inside(box, floor.plan_width, floor.plan_height):
            raise OutsideFloor(names=zone.name, **sides_of(floor))
    _store(session, Zone, {zone_id: box})
    before = zone.box if zone.is_drawn else None
    _note(session, act, floor_id, ZONE_DRAWN, before={zone_id: before}, after={zone_id: box})


def set_floor_size(session: Session, act: Act, floor_id: int, width: int, height: int) -> None:
    """What is drawn on the floor must fit on it."""
    floor, stock = _begin(session, act, floor_id)
    resize(session, act, stock, floor, (width, height))


def resize(
    session: Session, act: Act, stock: Stock, floor: DrawnFloor, size: tuple[int, int]
) -> None:
    """As :func:`set_floor_size`, inside an act that has begun."""
    width, height = size
    if not (METRE <= width <= SIDE_MAX and METRE <= height <= SIDE_MAX):
        raise SizeOutOfReach(metres=SIDE_MAX // METRE)
    if size == (floor.plan_width, floor.plan_height):
        return
    zones = [zone for zone in stock.zones.values() if zone.floor_id == floor.id and zone.is_drawn]
    boxes = [(zone.name, zone.box) for zone in zones]
    spaces = spaces_of(stock, floor, day_of(act.at))
    boxes += [(space.number, space.box) for space in spaces if space.box is not None]
    if far := [name for name, box in boxes if not is_inside(box, width, height)]:
        raise FloorTooSmall(names=_names(far), width=_metres(width), height=_metres(height))
    row = session.get_one(Floor, floor.id)
    row.plan_width, row.plan_height = size
    session.add(row)
    write_down(session, act, "floor-sized", (SUBJECT, floor.id),
               before={"width": floor.plan_width, "height": floor.plan_height},
               after={"width": width, "height": height})  # fmt: skip


def last_step(session: Session, floor_id: int) -> Step | None:
    """The last thing done to the plan of this floor, if that can be undone."""
    statement = select(JournalEntry).where(
        JournalEntry.subject_kind == SUBJECT, JournalEntry.subject_id == str(floor_id)
    )
    entry = session.exec(statement.order_by(col(JournalEntry.number).desc()).limit(1)).first()
    if entry is None or entry.action not in {PLACED, ZONE_DRAWN}:
        return None
    return Step(entry.action, _boxes(entry.before), _boxes(entry.after))


def undo_last_step(session: Session, act: Act, floor_id: int) -> None:
    """Put back what the last step changed. Raises :class:`NothingToUndo`."""
    _, stock = _begin(session, act, floor_id)
    step = last_step(session, floor_id)
    if step is None or not _stands_as(stock, step):
        raise NothingToUndo(f"floor {floor_id}")
    _store(session, Space if step.action == PLACED else Zone, step.before)
    _note(session, act, floor_id, UNDONE, before=step.after, after=step.before)


def _begin(session: Session, act: Act, floor_id: int) -> tuple[DrawnFloor, Stock]:
    begin_change(session, act)
    stock = current_stock(session)
    return floor_in(stock, str(floor_id)), stock


def _require_area(boxes: Any) -> None:
    if any(width < 1 or height < 1 for _, _, width, height in boxes):
        raise TooSmall


def _store(session: Session, table: type[Space | Zone], boxes: Mapping[int, Box | None]) -> None:
    nowhere = (None,) * 4 if table is Space else (0,) * 4
    for number, box in boxes.items():
        row = session.get_one(table, number)
        row.plan_x, row.plan_y, row.plan_width, row.plan_height = box or nowhere
        session.add(row)
    session.flush()


def _note(
    session: Session,
    act: Act,
    floor_id: int,
    verb: str,
    *,
    before: Mapping[int, Box | None],
    after: Mapping[int, Box | None],
) -> None:
    write_down(session, act, verb, (SUBJECT, floor_id), before=_written(before),
               after=_written(after))  # fmt: skip


def _written(boxes: Mapping[int, Box | None]) -> dict[str, Any]:
    return {str(number): list(box) if box else None for number, box in boxes.items()}


def _boxes(written: dict[str, Any] | None) -> dict[int, Box | None]:
    return {int(number): tuple(box) if box else None for number, box in (written or {}).items()}


def _stands_as(stock: Stock, step: Step) -> bool:
    """Whether everything is still where ``step`` put it."""
    if step.action == PLACED:
        return all(
            number in stock.spaces and stock.spaces[number].box == box
            for number, box in step.after.items()
        )
    return all(
        number in stock.zones and stock.zones[number].box == (box or (0, 0, 0, 0))
        for number, box in step.after.items()
    )


def _names(names: Any) -> str:
    return ", ".join(dict.fromkeys(names))


def sides_of(floor: DrawnFloor) -> dict[str, str]:
    """Width and height in metres, as refusals say them."""
    return {"width": _metres(floor.plan_width), "height": _metres(floor.plan_height)}


def _metres(units: int) -> str:
    return show_number(units / METRE)
