"""Combined rooms: of which rooms one consists, one within another to any depth.

A room holds units; a combined room those of all its parts. Who holds a unit keeps out everybody
whose room has it too: parent, child, and the child of a child, without being told apart.
"""

from collections.abc import Collection

from sqlalchemy import delete
from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces.models import Space, SpaceUnit
from booking.spaces.values import BookableSpace, SpaceKind, Stock


class PartsDoNotFit(Refused):
    code = "parts-do-not-fit"
    sentence = N_("Choose at least two rooms that are in use and do not share a part.")


class PartOfAnother(Refused):
    code = "part-of-another"
    sentence = N_("%(rooms)s consists of this room too. Change that one first.")


def parts_of(stock: Stock, room: BookableSpace) -> list[BookableSpace]:
    """The rooms that ``room`` consists of, the largest first; none of an ordinary room. Pure."""
    left, found = set(room.unit_ids), []
    for other in sorted(_within(stock, room), key=lambda o: (-len(o.unit_ids), o.number)):
        if left.issuperset(other.unit_ids):
            found.append(other)
            left.difference_update(other.unit_ids)
    return found


def wholes_of(stock: Stock, room: BookableSpace) -> list[BookableSpace]:
    """The combined rooms that ``room`` is a part of. Pure."""
    sharing = stock.sharing_units(frozenset(room.unit_ids))
    return [other for other in sharing if set(room.unit_ids) < set(other.unit_ids)]


def may_get_other_parts(stock: Stock, room: BookableSpace) -> bool:
    """Only a combined room that is no part of another can change. Pure."""
    return bool(parts_of(stock, room)) and not wholes_of(stock, room)


def units_of_parts(session: Session, kind: SpaceKind, part_ids: Collection[int]) -> list[int]:
    """The units of the parts: who holds the whole holds each part, and the other way round.

    Raises :class:`PartsDoNotFit`.
    """
    rooms = set(session.exec(select(Space.id).where(Space.kind == SpaceKind.ROOM)))
    pairs = session.exec(select(SpaceUnit).where(col(SpaceUnit.space_id).in_(part_ids)))
    units = [pair.unit_id for pair in pairs]
    are_rooms = kind is SpaceKind.ROOM and set(part_ids) <= rooms
    if len(set(part_ids)) < 2 or not are_rooms or len(units) != len(set(units)):  # noqa: PLR2004
        raise PartsDoNotFit
    return sorted(units)


def new_units(
    session: Session, stock: Stock, room: BookableSpace, part_ids: Collection[int]
) -> list[int]:
    """What ``room`` would hold when it consists of ``part_ids``.

    Raises :class:`PartOfAnother` and :class:`PartsDoNotFit`.
    """
    wholes = wholes_of(stock, room)
    if wholes:
        raise PartOfAnother(rooms=", ".join(whole.name for whole in wholes))
    if room.id in part_ids or not may_get_other_parts(stock, room):
        raise PartsDoNotFit
    return units_of_parts(session, room.kind, part_ids)


def store_units(session: Session, act: Act, room: BookableSpace, units: Collection[int]) -> None:
    """Decides nothing: see ``reservations.combining``. The stock version was raised before."""
    session.execute(delete(SpaceUnit).where(col(SpaceUnit.space_id) == room.id))
    session.add_all(SpaceUnit(space_id=room.id, unit_id=unit) for unit in units)
    write_down(session, act, "space-parts-changed", ("space", room.id),
               before={"units": sorted(room.unit_ids)}, after={"units": sorted(units)})  # fmt: skip


def _within(stock: Stock, room: BookableSpace) -> list[BookableSpace]:
    sharing = stock.sharing_units(frozenset(room.unit_ids))
    return [other for other in sharing if set(other.unit_ids) < set(room.unit_ids)]
