"""Letters about a desk that somebody was given in the group of another: got, moved, lost."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import speaking
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.values import HOLDING
from booking.spaces.naming import place_of
from booking.spaces.queries import current_stock

GIVEN, CHANGED, GONE = "seat_given", "seat_changed", "seat_gone"
EMPTY_RELEASED = "seats_released"
SEAT_LETTERS = {GIVEN, CHANGED, GONE}


class _Held(NamedTuple):
    space_id: int
    period: Period


def seat_letters(
    session: Session, entry: JournalEntry, reservation: Reservation
) -> Iterator[tuple[str, Person]]:
    """To everybody but the holder and who did it, to whose desk something happened."""
    before, after = _held_in(entry.before), _held_in(entry.after)
    for number in sorted(before.keys() | after.keys()):
        is_known = number in {entry.actor_id, reservation.holder_id}
        if before.get(number) != after.get(number) and not is_known:
            name = GIVEN if number not in before else CHANGED if number in after else GONE
            yield name, session.get_one(Person, number)


def seat_facts(
    session: Session, entry: JournalEntry, reservation: Reservation, reader: Person
) -> dict[str, Any]:
    """What such a letter says instead of what is said of the group: nothing of its other desks."""
    number, after = reader.id or 0, _held_in(entry.after)
    held = after.get(number) or _held_in(entry.before)[number]
    stock, day = current_stock(session), day_of(held.period.starts_at)
    desk = stock.spaces[held.space_id]
    page = f"/mijn-plek/{reservation.uid}" if number in after else f"/werkplek?datum={day}"
    with speaking(reader.language):
        return {
            "title": desk.name, "place": place_of([desk], stock=stock, day=day, title=desk.name),
            "day": day, "period": held.period, "people": 1, "page": page,
        }  # fmt: skip


def released_facts(session: Session, entry: JournalEntry) -> dict[str, Any]:
    """Which desks went to others."""
    stock = current_stock(session)
    before, after = ((facts or {}).get("spaces", []) for facts in (entry.before, entry.after))
    return {"released": [stock.spaces[n].number for n in before if n not in after]}


def _held_in(facts: Mapping[str, Any] | None) -> dict[int, _Held]:
    """Who sat where, as the journal keeps it."""
    if facts is None or facts["state"] not in HOLDING:
        return {}
    period = Period(*(datetime.fromisoformat(facts[name]) for name in ("from", "until")))
    seats = facts.get("seats", {}).items()
    return {person_id: _Held(int(space_id), period) for space_id, person_id in seats}
