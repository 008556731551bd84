"""What must be looked up before anything is taken over, and what is in the way of a row."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from booking.foundation.local_time import days_of, span_of
from booking.foundation.periods import Period, Span
from booking.people.models import Display, Partner, Person
from booking.people.queries import is_in_term
from booking.reservations.claims import taken_spans
from booking.reservations.holdings import reservations_holding
from booking.reservations.imports.models import Imported
from booking.reservations.imports.values import Foreign, Holder, System
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.spaces.values import BookableSpace, Stock

IN_A_STATEMENT_MAX = 500


class InTheWay(NamedTuple):
    """What holds a place already: a reservation of ours, or a row of the same file."""

    span: Span
    uid: str = ""
    place: str = ""


Held = dict[tuple[int, date], list[InTheWay]]
"""By unit and day: what rows of this run hold. On trial nothing else remembers them."""


def holders(session: Session, *, today: date) -> dict[str, Holder]:
    """Everybody by e-mail address; no displays."""
    partners = {row.id: row for row in session.exec(select(Partner))}
    displays = set(session.exec(select(Display.person_id)))
    found = {}
    for row in session.exec(select(Person)):
        if row.id is None or row.id in displays:
            continue
        partner = partners.get(row.partner_id)
        is_in = partner is None or is_in_term(partner, today)
        found[row.email] = Holder(row.id, row.partner_id, is_in and row.disabled_at is None)
    return found


def partner_numbers(session: Session) -> dict[str, int]:
    """By name, in small letters."""
    rows = session.exec(select(func.lower(Partner.name), Partner.id))
    return {name: number for name, number in rows if number is not None}


class Before(NamedTuple):
    """What came an earlier time, and what it became."""

    imported: Imported
    reservation: Reservation


def taken_before(
    session: Session, system: System, rows: Sequence[Foreign], rooms: Mapping[str, int | None]
) -> dict[str, Before]:
    """By the key that each of ``rows`` has now: what it became, in the same room if there is."""
    known = _known(session, system, {key for row in rows for key in (row.key, row.other_key)})
    numbers = [before.reservation.id or 0 for before in known.values()]
    spaces = space_ids_of(session, numbers) if numbers else {}
    found: dict[str, Before] = {}
    for row in rows:
        either = [known[key] for key in (row.key, row.other_key) if key in known]
        there = (one for one in either if rooms.get(row.room) in spaces[one.reservation.id or 0])
        before = next(there, known.get(row.key))
        if before is not None:
            found[row.key] = before
    return found


def _known(session: Session, system: System, keys: Collection[str]) -> dict[str, Before]:
    """By its key over there."""
    listed = sorted(keys)
    found: dict[str, Before] = {}
    for first in range(0, len(listed), IN_A_STATEMENT_MAX):
        statement = (
            select(Imported, Reservation)
            .join(Reservation, col(Reservation.id) == Imported.reservation_id)
            .where(
                Imported.system == system,
                col(Imported.key).in_(listed[first : first + IN_A_STATEMENT_MAX]),
            )
        )
        found |= {row.key: Before(row, became) for row, became in session.exec(statement)}
    return found


def guessed_rooms(stock: Stock, names: Mapping[str, str]) -> dict[str, str]:
    """The number of the space that has the same number or name, by the name over there."""
    by_word: dict[str, str] = {}
    for space in stock.spaces.values():
        for word in (space.name, space.number):
            by_word[word.strip().lower()] = space.number
    return {
        room: by_word.get(name.strip().lower(), by_word.get(name.split(" ")[0].lower(), ""))
        for room, name in names.items()
    }


def units_by_day(space: BookableSpace, period: Period) -> list[tuple[int, date]]:
    return [(unit, day) for unit in space.unit_ids for day in days_of(period)]


def in_the_way(
    session: Session, row: Foreign, space: BookableSpace, held: Held, *, but_id: int | None
) -> InTheWay | None:
    """The first that holds a unit of ``space`` then, by what ``row`` would hold with its buffers.

    Not the row itself, which a lost race for a lock may have left behind in ``held``.
    """
    period = space.held_period(row.period, None)
    begin, end = span_of(period)
    for key in units_by_day(space, period):
        for other in held.get(key, ()):
            if other.place != row.place and other.span[0] < end and begin < other.span[1]:
                return other
    taken = taken_spans(session, period, unit_ids=space.unit_ids, but_reservation_id=but_id)
    if not any(taken.values()):
        return None
    others = [found for found in reservations_holding(session, space.unit_ids, period)
              if found.id != but_id]  # fmt: skip
    return InTheWay(min(span for spans in taken.values() for span in spans), others[0].uid)
