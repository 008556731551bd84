"""Ordering services with a reservation."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from booking.foundation.errors import Refused
from booking.foundation.formats import show_day, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import Action, may, require_may
from booking.people.values import Act
from booking.reservations.changes import held_spaces, number_of
from booking.reservations.held import require_held
from booking.reservations.models import Reservation
from booking.reservations.queries import reservation_of
from booking.reservations.services.models import Service, ServiceOrder
from booking.reservations.services.queries import fixed_from, name_of, services_for
from booking.reservations.services.values import Wanted
from booking.spaces.queries import current_stock

NOTHING = Wanted(0)
SUBJECT = "service-order"
"""What the journal calls it, with the uid of the reservation and the number of the service."""


class TooLateToOrder(Refused):
    code = "too-late-to-order"
    sentence = N_(
        "%(service)s could be ordered or changed until %(day)s, %(time)s. Please call the "
        "facility team: perhaps they can still arrange it."
    )


class CostCentreMissing(Refused):
    code = "cost-centre-missing"
    sentence = N_("%(service)s needs a cost centre. Please fill it in.")


class ServiceNotHere(Refused):
    code = "service-not-here"
    sentence = N_("This service cannot be ordered with this reservation (any more).")


def order_services(session: Session, act: Act, uid: str, wanted: Mapping[int, Wanted]) -> None:
    """Let what is ordered with a reservation be ``wanted``, by service; others stay as they are.

    The facility team may do so until it is over, others until each service's cut-off time.
    Asking for what is ordered already changes nothing.
    """
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, reservation)
    # one at a time: two who order the same with the same reservation
    own = select(Reservation.id).where(Reservation.id == reservation.id)
    session.exec(own.with_for_update(key_share=True)).one()
    require_held(reservation, act.at)
    known = _ordered(session, reservation)
    for service_id, amount in wanted.items():
        before = known.get(service_id)
        if (_wanted(before) if before else NOTHING) != amount:
            _require_possible(session, act, reservation, service_id, amount, before)
            _store(session, act, reservation, service_id, amount, before)


def _ordered(session: Session, reservation: Reservation) -> dict[int, ServiceOrder]:
    rows = session.exec(
        select(ServiceOrder)
        .where(ServiceOrder.reservation_id == reservation.id)
        .execution_options(populate_existing=True)
    )
    return {row.service_id: row for row in rows}


def _require_possible(
    session: Session,
    act: Act,
    reservation: Reservation,
    service_id: int,
    wanted: Wanted,
    before: ServiceOrder | None,
) -> None:
    stock = current_stock(session)
    building_id = held_spaces(session, stock, reservation)[0].building_id
    offered = {each.id: each for each in services_for(session, building_id, act.by)}
    service = offered.get(service_id)
    if service is None and before is not None and before.amount:
        service = session.get(Service, service_id)  # taken off the catalogue since
    if service is None:
        raise ServiceNotHere(f"service {service_id}")
    if wanted.amount and service.needs_cost_centre and not wanted.cost_centre:
        raise CostCentreMissing(service=name_of(service))
    until = fixed_from(service, reservation.starts_at, stock=stock, building_id=building_id)
    if act.at >= until and not may(act.by, Action.SEE_DAY_LIST):
        raise TooLateToOrder(
            service=name_of(service), day=show_day(day_of(until)), time=show_time(until)
        )


def _store(
    session: Session,
    act: Act,
    reservation: Reservation,
    service_id: int,
    wanted: Wanted,
    before: ServiceOrder | None,
) -> None:
    told = _told(reservation, before) if before and before.amount else None
    row = before or ServiceOrder(
        reservation_id=number_of(reservation), service_id=service_id, amount=0,
        ordered_by_id=act.by.id, ordered_at=act.at, changed_at=act.at,
    )  # fmt: skip
    row.amount, row.note = wanted.amount, wanted.note
    row.cost_centre, row.changed_at = wanted.cost_centre, act.at
    if told is None:
        row.ordered_by_id, row.ordered_at = act.by.id, act.at
    session.add(row)
    session.flush()
    verb = "service-changed" if told else "service-ordered"
    verb = verb if wanted.amount else "service-cancelled"
    write_down(session, act, verb, (SUBJECT, f"{reservation.uid}/{service_id}"),
               on_behalf_of=reservation.holder_id if reservation.holder_id != act.by.id else None,
               before=told, after=_told(reservation, row))  # fmt: skip


def _wanted(order: ServiceOrder) -> Wanted:
    return Wanted(order.amount, order.note, order.cost_centre) if order.amount else NOTHING


def _told(reservation: Reservation, order: ServiceOrder) -> dict[str, Any]:
    return {"reservation": reservation.uid, "service": order.service_id, "amount": order.amount,
            "cost_centre": order.cost_centre}  # fmt: skip
