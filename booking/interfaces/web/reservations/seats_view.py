"""The desks of a group as their pages show them: plain data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day, show_span, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.forms import as_list
from booking.interfaces.web.persons import Find, candidates
from booking.interfaces.web.reservations.view import Seen, is_check_in_open, is_check_in_time, look
from booking.interfaces.web.tickets import is_running, seat_address, state_badge
from booking.people.models import Person
from booking.people.queries import names_of, names_readable_by
from booking.people.seating import seatable_among, seatable_named
from booking.people.values import Principal
from booking.reservations.changes import number_of
from booking.reservations.models import Reservation
from booking.reservations.seats.queries import own_seat, seats_in
from booking.reservations.seats.rules import is_group
from booking.reservations.seats.values import Seat
from booking.spaces.naming import place_of
from booking.spaces.queries import current_stock


def seats_card(seen: Seen) -> list[dict[str, Any]]:
    """Who sits at which desk, for who reserved the group; nothing where it is no group."""
    seats = seats_in(seen.session, number_of(seen.reservation))
    if not is_group(seats) or not all(space.is_desk for space in seen.spaces):
        return []
    people = [seat.person_id for seat in seats if seat.person_id is not None]
    names = names_of(seen.session, people)
    shared = seatable_among(seen.session, seen.viewer, people)
    return [_row(seen, seat, names, shared) for seat in seats]


def _row(seen: Seen, seat: Seat, names: Mapping[int, str], shared: set[int]) -> dict[str, Any]:
    """That somebody came is told as far as they let one know where they sit."""
    is_told = seat.person_id is None or seat.person_id in shared
    return {
        "id": seat.space_id,
        "person_id": seat.person_id,
        "number": seen.stock.spaces[seat.space_id].number,
        "name": names.get(seat.person_id or 0, ""),
        "is_mine": seat.person_id == seen.viewer.id,
        "came": show_time(seat.checked_in_at) if seat.checked_in_at and is_told else "",
    }


def naming_data(seen: Seen, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What ``seats/index.html`` shows besides the reservation.

    Who does not let one know where they sit stays to be ticked: a row that goes tells they came.
    """
    rows = seats_card(seen)
    values = {field_of(row["id"]): row["name"] for row in rows}
    for row in rows:
        words = sent.get(field_of(row["id"]), row["name"])
        row["field"] = field_of(row["id"])
        row["choices"] = [] if words == row["name"] else candidates(
            seen.session, words, finder(seen.viewer)
        )  # fmt: skip
    return {
        "seats": rows,
        "values": values,
        "may_act": seen.may_act,
        "to_check_in": [_choice(row) for row in rows if not row["came"]]
        if seen.may_act and is_check_in_open(seen) else [],
        "to_give_back": [_choice(row) for row in rows],
    }  # fmt: skip


def finder(viewer: Principal) -> Find:
    """How one looks for whom one may give a desk."""

    def find(session: Session, words: str) -> list[Person]:
        return seatable_named(session, viewer, words)

    return find


def field_of(space_id: int) -> str:
    return f"plek_{space_id}"


def _choice(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row["id"]), row["number"], row["name"] or text("Still free to give")


def seat_data(session: Session, uid: str, *, viewer: Principal, now: datetime) -> dict[str, Any]:
    """The desk that ``viewer`` was given. Raises NotThere for everybody else."""
    reservation, seat = own_seat(session, uid, viewer)
    return own_seat_of(session, reservation, seat, viewer=viewer, now=now)


def own_seat_of(
    session: Session, reservation: Reservation, seat: Seat, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    """As ``reservations.view.now_of``, for one desk: nothing of who sits at the others."""
    stock, day = current_stock(session), day_of(reservation.starts_at)
    desk = stock.spaces[seat.space_id]
    seen = look(session, reservation, viewer=viewer, now=now)
    names = names_readable_by(session, viewer, [reservation.holder_id])
    return {
        "uid": reservation.uid,
        "here": seat_address(reservation),
        "title": desk.name,
        "number": desk.number,
        "date": day,
        "place": place_of([desk], stock=stock, day=day, title=desk.name),
        "when": f"{show_day(day)}, {show_span(reservation.period)}",
        "badge": state_badge(reservation, now) if not seat.checked_in_at else _came(seat),
        "holder": names.get(reservation.holder_id, "")
        if reservation.holder_id != viewer.id else "",
        "may_act": not seen.is_over,
        "is_over": seen.is_over,
        "is_running": is_running(reservation, now),
        "is_seat": True,
        "may_check_in": seat.checked_in_at is None and is_check_in_time(seen),
        "extensions": [],
    }  # fmt: skip


def _came(seat: Seat) -> dict[str, str]:
    assert seat.checked_in_at is not None
    return {"text": text("Checked in"), "tone": "own", "sign": "user-check"}


def running_seats(
    session: Session, reservations: Sequence[Reservation], *, viewer: Principal, now: datetime
) -> list[dict[str, Any]]:
    return [seat_data(session, r.uid, viewer=viewer, now=now) for r in reservations]


def seats_ticked(data: Mapping[str, Any]) -> list[int] | None:
    """Of a form in which one may say at which desks somebody is; None where it asks nothing."""
    ticked = as_list(data.get("plek"))
    if not isinstance(ticked, list):
        return None
    return [int(number) for number in ticked if str(number).isdecimal()]
