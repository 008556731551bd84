"""Changing the house, and giving every reservation in the way of it what was chosen for it.

One transaction: the house is changed, the days are locked, the plan is made again as things
stand. Stands it as the person saw it, then it is carried out; else nothing is stored at all.
Statements are for all rows at once: a floor that closes for a month hits a thousand.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict
from booking.foundation.journal import APPEND
from booking.foundation.local_time import day_of, days_of
from booking.foundation.texts import N_
from booking.people.values import Act
from booking.reservations.changes import (
    NAME_NONE,
    NAME_SPACES,
    facts_in,
    number_of,
    people_at,
    reckon_due,
)
from booking.reservations.changes import SUBJECT as RESERVATION
from booking.reservations.claims import (
    HOLD,
    LET_GO,
    JustTaken,
    claim_rows,
    raise_day_versions,
)
from booking.reservations.clashes import Clash, clashes, clashes_caused, reservations_numbered
from booking.reservations.deadlines import ask_anew
from booking.reservations.guard import is_overlap
from booking.reservations.models import Reservation
from booking.reservations.queries import held_as
from booking.reservations.rehousing.queries import plan_for
from booking.reservations.rehousing.rules import days_touched, unseen
from booking.reservations.rehousing.values import Choice, Displaced, Place, Row, Way
from booking.reservations.rules import first_state
from booking.reservations.seats.queries import seats_of
from booking.reservations.seats.rules import seated_again
from booking.reservations.seats.values import Seat
from booking.reservations.values import ReservationState
from booking.spaces.operations import begin_change
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

SUBJECT = "rehousing"
"""What the journal calls what was decided on all that one person holds: one letter each."""
AHEAD = timedelta(days=400)
"""So far the days are locked: nobody reserves later than that."""
T = TypeVar("T")


class HousePlanChanged(Conflict):
    code = "house-plan-changed"
    sentence = N_(
        "Nothing was stored: meanwhile something was reserved, changed or taken. Look at the "
        "reservations again. What you chose is still there."
    )


def change_house(session: Session, act: Act, change: Callable[[], T], choice: Choice) -> T:
    """Do ``change``, and to each reservation that no longer fits what ``choice`` says.

    Raises :class:`HousePlanChanged` when ``choice`` was made on another plan.
    """
    begin_change(session, act)
    before = current_stock(session)
    done = change()
    session.flush()
    after = current_stock(session)
    first = day_of(act.at)
    days = days_touched(before, after, first=first, last=day_of(act.at + AHEAD))
    raise_day_versions(session, {(day.toordinal(), zone) for day in days for zone in after.zones})
    caused, _mended = clashes_caused(session, before, after, now=act.at)
    rehouse(session, act, caused, after, choice)
    return done


def rehouse_clashes(session: Session, act: Act, choice: Choice) -> None:
    """Do to each reservation that no longer fits the house, as it stands, what was chosen for it.

    Raises :class:`HousePlanChanged`, also for what came on another day meanwhile.
    """
    begin_change(session, act)
    stock = current_stock(session)
    known = reservations_numbered(session, [c.reservation_id for c in _clashes(session, act)])
    days = {day for reservation in known for day in days_of(reservation.period)}
    raise_day_versions(session, {(day.toordinal(), zone) for day in days for zone in stock.zones})
    rehouse(session, act, _clashes(session, act), stock, choice)


def _clashes(session: Session, act: Act) -> list[Clash]:
    return clashes(session, current_stock(session), now=act.at)


def rehouse(
    session: Session, act: Act, caused: Sequence[Clash], stock: Stock, choice: Choice
) -> None:
    """Do to each of these clashes what was chosen; their days are locked already.

    What becomes free by it is mostly closed; the rest the waiting list finds by itself.
    """
    plan = plan_for(session, caused, stock, now=act.at, wanted=choice.wanted, settled=choice.seen)
    if unseen(plan, choice):
        raise HousePlanChanged(f"{len(plan)} rows")
    found: dict[Way, list[Row]] = defaultdict(list)
    for row in plan:
        found[choice.way_of(row)].append(row)
    moved, cancelled = found[Way.MOVE], found[Way.CANCEL]
    rows = _reservations(session, [*moved, *cancelled])
    seats = seats_of(session, rows)
    _let_go(session, [*moved, *cancelled])
    for row in moved:
        _move(session, act, rows[row.number], row, stock)
    for row in cancelled:
        rows[row.number].state = ReservationState.CANCELLED
        rows[row.number].cancelled_at = act.at
        rows[row.number].due_at = None
    for reservation in rows.values():
        reservation.sequence += 1
        reservation.rev += 1
        reservation.changed_at = act.at
    session.flush()
    seated = _seated(moved, rows, seats)
    _hold(session, moved, seated, stock)
    for row in moved:
        reckon_due(session, rows[row.number])
    session.flush()
    _write_down(session, act, [*moved, *cancelled], rows, was=seats, now=seats | seated)


def _reservations(session: Session, plan: Iterable[Row]) -> dict[int, Reservation]:
    numbers = [row.number for row in plan]
    found = session.exec(
        select(Reservation)
        .where(col(Reservation.id).in_(numbers))
        .execution_options(populate_existing=True)
    )
    return {number_of(reservation): reservation for reservation in found}


def _move(session: Session, act: Act, reservation: Reservation, row: Row, stock: Stock) -> None:
    """Another place, and a state that goes with it: what needs no yes any more is confirmed."""
    place = _place(row)
    spaces = held_as(session, reservation, [stock.spaces[number] for number in place.space_ids])
    reservation.starts_at, reservation.ends_at = place.period.starts_at, place.period.ends_at
    if reservation.state is ReservationState.REQUESTED:
        reservation.state = first_state(spaces)
        ask_anew(session, reservation, spaces, asked_at=act.at, starts_at=place.period.starts_at)


def _let_go(session: Session, plan: Sequence[Row]) -> None:
    if plan:
        session.execute(LET_GO, [{"id": row.number} for row in plan])


def _seated(
    moved: Sequence[Row], rows: dict[int, Reservation], seats: Mapping[int, Sequence[Seat]]
) -> dict[int, Sequence[Seat]]:
    """Who sits where after the move: the people of a group go along."""
    return {
        row.number: seated_again(
            seats[row.number], _place(row).space_ids, rows[row.number].checked_in_at
        )
        for row in moved
    }


def _hold(
    session: Session, moved: Sequence[Row], seated: Mapping[int, Sequence[Seat]], stock: Stock
) -> None:
    if not moved:
        return
    session.execute(NAME_NONE, [{"id": row.number} for row in moved])
    session.execute(NAME_SPACES, [
        {"reservation_id": row.number, **seat._asdict()}
        for row in moved for seat in seated[row.number]
    ])  # fmt: skip
    claims = [claim for row in moved for claim in _claims(row, stock)]
    try:
        session.execute(HOLD, claims)
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        raise JustTaken(str(error.orig)) from error


def _claims(row: Row, stock: Stock) -> list[dict[str, int]]:
    place = _place(row)
    spaces = [stock.spaces[number] for number in place.space_ids]
    return claim_rows(row.number, spaces, place.period, row.displaced.wish.layout)


def _write_down(
    session: Session,
    act: Act,
    plan: Sequence[Row],
    rows: dict[int, Reservation],
    *,
    was: Mapping[int, Sequence[Seat]],
    now: Mapping[int, Sequence[Seat]],
) -> None:
    """Each reservation, and for each person one entry about all of theirs.

    ``was`` and ``now``: the seats of each reservation before and after.
    """
    if not plan:
        return
    people: dict[int, list[dict[str, Any]]] = defaultdict(list)
    entries = []
    for row in plan:
        reservation, each = rows[row.number], row.displaced
        way = Way.CANCEL if reservation.state is ReservationState.CANCELLED else Way.MOVE
        before = _facts(each, each.place, each.state) | people_at(was[row.number])
        place = _place(row) if way is Way.MOVE else each.place
        after = _facts(each, place, reservation.state) | people_at(now[row.number])
        entries.append(_entry(act, f"house-{way}", RESERVATION, each.uid, each.holder_id)
                       | {"before": before, "after": after})  # fmt: skip
        people[each.holder_id].append({"uid": each.uid, "before": before, "after": after})
    entries += [
        _entry(act, SUBJECT, SUBJECT, str(holder_id), holder_id)
        | {"before": None, "after": {"rows": found}}
        for holder_id, found in sorted(people.items())
    ]
    session.execute(APPEND, entries)


def _entry(act: Act, action: str, kind: str, key: str, holder_id: int) -> dict[str, Any]:
    return {
        "at": act.at, "door": act.door, "action": action, "subject_kind": kind,
        "subject_id": key, "actor_id": act.by.id,
        "on_behalf_of_id": holder_id if holder_id != act.by.id else None,
    }  # fmt: skip


def _facts(each: Displaced, place: Place, state: ReservationState) -> dict[str, Any]:
    return facts_in(place.space_ids, place.period, state=state,
                    attendee_count=each.wish.attendee_count)  # fmt: skip


def _place(row: Row) -> Place:
    assert row.place is not None, "what moves has somewhere to go"
    return row.place
