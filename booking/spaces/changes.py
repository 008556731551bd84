"""What the facility manager does with one space: add it, change it, take it out of use."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Refused
from booking.foundation.formats import show_date
from booking.foundation.ids import fingerprint
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces.combined import units_of_parts
from booking.spaces.inventory import (
    described,
    number_of,
    store_facts,
    store_new,
    store_terms,
    terms_of,
)
from booking.spaces.models import Equipment, Floor, Space, Zone
from booking.spaces.operations import begin_change, require_to_come
from booking.spaces.queries import SpaceNotFound
from booking.spaces.terms import Terms, ended, holds_until, overlaid
from booking.spaces.values import SpaceFacts, Term


class NumberTaken(Conflict):
    code = "number-taken"
    sentence = N_("There is a space with number %(number)s already. Please choose another number.")


class SpaceChangedMeanwhile(Conflict):
    code = "space-changed-meanwhile"
    sentence = N_(
        "Somebody else changed this space while you were at it. Nothing of yours is stored yet."
    )


class NotInUse(Refused):
    code = "space-not-in-use"
    sentence = N_("This space is not in use on that day, so zone and seats cannot change then.")


class NotBegunYet(Refused):
    code = "space-not-begun-yet"
    sentence = N_("This space only comes into use on %(day)s. Please choose a later day.")


class ZoneGone(Refused):
    code = "zone-gone"
    sentence = N_("This zone is not there (any more), or stands in another building.")


class EquipmentGone(Refused):
    code = "equipment-gone"
    sentence = N_("One of these kinds of equipment is not there any more.")


def add_space(
    session: Session,
    act: Act,
    facts: SpaceFacts,
    *,
    zone_id: int,
    capacity: int,
    begins: date,
    part_ids: Collection[int] = (),
) -> int:
    """Its number in the database. ``part_ids``: the rooms that a combined room consists of."""
    begin_change(session, act, from_day=begins)
    _require_free(session, facts.number)
    _require_equipment(session, facts)
    building_id = _building_of(session, zone_id)
    units = units_of_parts(session, facts.kind, part_ids) if part_ids else ()
    term = Term(begins, None, zone_id, capacity)
    space = store_new(session, facts, term, building_id, units)
    write_down(session, act, "space-added", ("space", number_of(space)),
               after=described(session, space))  # fmt: skip
    return number_of(space)


def change_space(
    session: Session,
    act: Act,
    space_id: int,
    facts: SpaceFacts,
    *,
    zone_id: int,
    capacity: int,
    begins: date,
    seen: str,
) -> None:
    """Zone and capacity hold from ``begins`` until the next change that is known.

    ``seen`` is the fingerprint of what the form showed. A space keeps its kind: what is held
    of a desk means something else than what is held of a room.
    """
    begin_change(session, act)
    space, before = _unchanged(session, space_id, seen)
    if space.number != facts.number:
        _require_free(session, facts.number)
    _require_equipment(session, facts)
    terms = terms_of(session, space_id)
    if _says_other(terms, begins, zone_id, capacity):
        require_to_come(act, begins)
        if _building_of(session, zone_id) != space.building_id:
            raise ZoneGone
        store_terms(session, space_id, _renewed(terms, begins, zone_id, capacity))
    store_facts(session, space, replace(facts, kind=space.kind), space.building_id)
    _finish(session, act, "space-changed", space, before)


def retire_space(session: Session, act: Act, space_id: int, day: date, *, seen: str) -> None:
    """The space is not in use from ``day`` on; who reserved it then keeps the reservation."""
    begin_change(session, act, from_day=day)
    space, before = _unchanged(session, space_id, seen)
    terms = terms_of(session, space_id)
    store_terms(session, space_id, retired(terms, day))
    _finish(session, act, "space-retired", space, before)


def retired(terms: Terms, day: date) -> Terms:
    """What becomes of ``terms``; pure. Raises :class:`NotBegunYet`."""
    remaining = ended(terms, day)
    if not remaining:
        raise NotBegunYet(day=show_date(terms[0].valid_from))
    return remaining


def resume_space(session: Session, act: Act, space_id: int, *, seen: str) -> None:
    """Take it into use again as it was: from today, or as if it had never been retired."""
    begin_change(session, act)
    space, before = _unchanged(session, space_id, seen)
    terms = terms_of(session, space_id)
    last = terms[-1]
    if last.valid_until is not None:
        begins = max(last.valid_until, day_of(act.at))
        again = Term(begins, None, last.zone_id, last.capacity)
        store_terms(session, space_id, overlaid(terms, again))
    _finish(session, act, "space-resumed", space, before)


def fingerprint_of(session: Session, space_id: int) -> str:
    """Of the space as it stands, for who sees it and changes it later. Raises SpaceNotFound."""
    return fingerprint(described(session, space_numbered(session, space_id)))


def space_numbered(session: Session, space_id: int) -> Space:
    """Raises SpaceNotFound."""
    space = session.get(Space, space_id)
    if space is None:
        raise SpaceNotFound(f"no space {space_id}")
    return space


def _unchanged(session: Session, space_id: int, seen: str) -> tuple[Space, dict[str, object]]:
    """The space as it is, if that is how it was ``seen``."""
    space = space_numbered(session, space_id)
    now = described(session, space)
    if fingerprint(now) != seen:
        raise SpaceChangedMeanwhile(f"space {space_id}")
    return space, now


def _says_other(terms: Terms, day: date, zone_id: int, capacity: int) -> bool:
    """Whether it is news that zone and capacity are these on ``day``."""
    known = next((term for term in terms if term.holds_on(day)), terms[-1])
    is_begun = any(term.valid_from <= day for term in terms)
    return not is_begun or (known.zone_id, known.capacity) != (zone_id, capacity)


def _renewed(terms: Terms, begins: date, zone_id: int, capacity: int) -> Terms:
    is_before_all = begins < terms[0].valid_from
    if not is_before_all and not any(term.holds_on(begins) for term in terms):
        raise NotInUse
    return overlaid(terms, Term(begins, holds_until(terms, begins), zone_id, capacity))


def _require_free(session: Session, number: str) -> None:
    if session.exec(select(Space.id).where(Space.number == number)).first() is not None:
        raise NumberTaken(number=number)


def _require_equipment(session: Session, facts: SpaceFacts) -> None:
    if not facts.equipment <= set(session.exec(select(Equipment.code))):
        raise EquipmentGone


def _building_of(session: Session, zone_id: int) -> int:
    statement = select(Floor.building_id).join(Zone, col(Zone.floor_id) == Floor.id)
    building_id = session.exec(statement.where(Zone.id == zone_id)).first()
    if building_id is None:
        raise ZoneGone
    return building_id


def _finish(session: Session, act: Act, verb: str, space: Space, before: dict[str, object]) -> None:
    session.flush()
    after = described(session, space)
    if after != before:
        write_down(session, act, verb, ("space", number_of(space)), before=before, after=after)
