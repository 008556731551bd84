"""Read-only questions about services and orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking.foundation.texts import language
from booking.people.values import Principal
from booking.reservations.services.models import Service, ServiceBuilding, ServiceOrder, TaskTick
from booking.reservations.services.rules import cut_off_at
from booking.spaces.rules import building_periods
from booking.spaces.values import Stock

Order = tuple[ServiceOrder, Service]


def name_of(service: Service) -> str:
    """In the reader's language."""
    return service.name_en if language() == "en" and service.name_en else service.name_nl


def brought_in_words(order: ServiceOrder, service: Service | None) -> str:
    return f"{order.amount} × {name_of(service)}" if service else ""


def services_by_name(session: Session) -> Sequence[Service]:
    return session.exec(select(Service).order_by(col(Service.name_nl), col(Service.id))).all()


def buildings_of(session: Session, service_id: int) -> set[int]:
    """Empty when it can be had everywhere."""
    statement = select(ServiceBuilding.building_id)
    return set(session.exec(statement.where(ServiceBuilding.service_id == service_id)))


def services_for(session: Session, building_id: int, person: Principal) -> list[Service]:
    """What ``person`` can order in a building, by kind and name."""
    bound: dict[int, set[int]] = defaultdict(set)
    for pair in session.exec(select(ServiceBuilding)):
        bound[pair.service_id].add(pair.building_id)
    return [
        service
        for service in session.exec(
            select(Service)
            .where(col(Service.is_offered).is_(True))
            .order_by(col(Service.kind), col(Service.name_nl), col(Service.id))
        )
        if (person.is_staff or service.is_for_partners)
        and building_id in bound.get(service.id or 0, {building_id})
    ]


def orders_of(session: Session, reservation_ids: Collection[int]) -> dict[int, list[Order]]:
    """What is ordered with each reservation, by kind and name."""
    statement = (
        select(ServiceOrder, Service)
        .join(Service, col(Service.id) == ServiceOrder.service_id)
        .where(col(ServiceOrder.reservation_id).in_(reservation_ids), ServiceOrder.amount > 0)
        .order_by(col(Service.kind), col(Service.name_nl), col(Service.id))
    )
    found: dict[int, list[Order]] = defaultdict(list)
    for order, service in session.exec(statement):
        found[order.reservation_id].append((order, service))
    return found


def ticks_of(session: Session, reservation_ids: Collection[int]) -> dict[tuple[int, str], TaskTick]:
    statement = select(TaskTick).where(col(TaskTick.reservation_id).in_(reservation_ids))
    return {(tick.reservation_id, tick.task): tick for tick in session.exec(statement)}


def fixed_from(
    service: Service, starts_at: datetime, *, stock: Stock, building_id: int
) -> datetime:
    """From when on an order for ``starts_at`` cannot be changed any more but by the house."""
    return cut_off_at(
        starts_at,
        service.cut_off_count,
        service.cut_off_unit,
        is_working_day=lambda day: bool(building_periods(stock, building_id, day)),
    )
