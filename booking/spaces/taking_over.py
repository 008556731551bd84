"""Taking spaces over from a file."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from booking.foundation.local_time import day_of
from booking.foundation.rows import Fate, Taken, changes_between
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces.file_words import in_words
from booking.spaces.import_rows import SpaceRow
from booking.spaces.inventory import (
    added,
    described,
    know_equipment,
    new_building,
    number_of,
    store_facts,
    store_new,
    store_terms,
    terms_of,
)
from booking.spaces.models import Building, Floor, Space, Zone
from booking.spaces.operations import begin_change
from booking.spaces.terms import Terms, overlaid
from booking.spaces.values import Term


def take_over_spaces(session: Session, act: Act, rows: Sequence[SpaceRow]) -> list[Taken]:
    """Add what is new and change what differs, known by number; nothing is removed.

    Zone and capacity change from the day the row says, or from today where they were other
    before, so that the figures of the past stay as they were.
    What became of each row comes back.
    """
    begin_change(session, act)
    know_equipment(session, {code for row in rows for code in row.facts.equipment})
    return [_take_over(session, act, row) for row in rows]


def _take_over(session: Session, act: Act, row: SpaceRow) -> Taken:
    space = session.exec(select(Space).where(Space.number == row.facts.number)).one_or_none()
    building_id = _building_id(session, row)
    zone_id = _zone_id(session, row, building_id)
    before = described(session, space) if space else None
    if space is None:
        term = Term(row.valid_from, None, zone_id, row.capacity)
        space = store_new(session, row.facts, term, building_id)
    else:
        terms = _renewed(terms_of(session, number_of(space)), row, zone_id, day_of(act.at))
        store_facts(session, space, row.facts, building_id)
        store_terms(session, number_of(space), terms)
    after = described(session, space)
    if after == before:
        return Taken(row.line, space.number, space.name, Fate.SAME)
    fate = Fate.CHANGED if before else Fate.ADDED
    write_down(session, act, f"space-{fate}", ("space", number_of(space)), before=before,
               after=after)  # fmt: skip
    changes = changes_between(in_words(session, before or {}), in_words(session, after))
    return Taken(row.line, space.number, space.name, fate, changes)


def _renewed(terms: Terms, row: SpaceRow, zone_id: int, today: date) -> Terms:
    """From the row's day on it is as the row says; a file does not rewrite the past."""
    begins = max(row.valid_from, today, terms[0].valid_from)
    return overlaid(terms, Term(begins, None, zone_id, row.capacity))


def _building_id(session: Session, row: SpaceRow) -> int:
    known = session.exec(select(Building).where(Building.name == row.building)).one_or_none()
    if known is not None:
        return number_of(known)
    return number_of(new_building(session, name=row.building, begins=row.valid_from))


def _zone_id(session: Session, row: SpaceRow, building_id: int) -> int:
    """The zone of that name on that floor; floor and zone are made when they are new."""
    floor = session.exec(
        select(Floor).where(Floor.building_id == building_id, Floor.level == row.level)
    ).one_or_none()
    floor = floor or added(
        session, Floor(building_id=building_id, level=row.level, name=str(row.level))
    )
    zone = session.exec(
        select(Zone).where(Zone.floor_id == number_of(floor), Zone.name == row.zone)
    ).one_or_none()
    return number_of(
        zone or added(session, Zone(floor_id=number_of(floor), name=row.zone, kind=row.zone_kind))
    )
