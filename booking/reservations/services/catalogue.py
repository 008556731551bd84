"""What the facility manager does with the catalogue of services."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.queries import stored
from booking.people.values import Act
from booking.reservations.services.models import Service, ServiceBuilding
from booking.reservations.services.queries import buildings_of
from booking.reservations.services.values import ServiceFacts


class ServiceNameTaken(Conflict):
    code = "service-name-taken"
    sentence = N_("There is a service called %(name)s already. Please choose another name.")


def add_service(session: Session, act: Act, facts: ServiceFacts) -> int:
    """Its number."""
    require_may(act.by, Action.MANAGE_HOUSE)
    _require_free(session, facts.name_nl, but=None)
    service = Service(name_nl=facts.name_nl, name_en=facts.name_en, kind=facts.kind)
    number = _store(session, service, facts)
    write_down(session, act, "service-added", ("service", number), after=_told(facts))
    return number


def change_service(session: Session, act: Act, number: int, facts: ServiceFacts) -> None:
    """What was ordered stays ordered, also when it is not offered any more."""
    require_may(act.by, Action.MANAGE_HOUSE)
    service = stored(session, Service, number)
    _require_free(session, facts.name_nl, but=number)
    before = facts_of(session, service)
    _store(session, service, facts)
    if facts != before:
        write_down(session, act, "service-changed", ("service", number), before=_told(before),
                   after=_told(facts))  # fmt: skip


def facts_of(session: Session, service: Service) -> ServiceFacts:
    told = {name: getattr(service, name) for name in ServiceFacts.__slots__[:-1]}
    return ServiceFacts(**told, building_ids=frozenset(buildings_of(session, service.id or 0)))


def _store(session: Session, service: Service, facts: ServiceFacts) -> int:
    for name in ServiceFacts.__slots__[:-1]:
        setattr(service, name, getattr(facts, name))
    session.add(service)
    session.flush()
    assert service.id is not None, "a stored service has a number"
    session.execute(delete(ServiceBuilding).where(col(ServiceBuilding.service_id) == service.id))
    session.add_all(
        ServiceBuilding(service_id=service.id, building_id=number)
        for number in sorted(facts.building_ids)
    )
    session.flush()
    return service.id


def _require_free(session: Session, name: str, *, but: int | None) -> None:
    statement = select(Service.id).where(Service.name_nl == name, Service.id != (but or 0))
    if session.exec(statement).first() is not None:
        raise ServiceNameTaken(name=name)


def _told(facts: ServiceFacts) -> dict[str, Any]:
    return {**asdict(facts), "building_ids": sorted(facts.building_ids)}
