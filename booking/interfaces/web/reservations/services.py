"""Diensten: what comes with a reservation, and the form to order it."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import Field, create_model
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.reservations.view import Seen, look_at, summary_of
from booking.interfaces.web.words import SERVICE_KINDS, TICK_STATES, provider_of
from booking.people.permissions import Action, may, require_may
from booking.reservations.changes import number_of
from booking.reservations.services.day_tasks import brought_with
from booking.reservations.services.models import Service
from booking.reservations.services.operations import order_services
from booking.reservations.services.queries import fixed_from, name_of, orders_of, services_for
from booking.reservations.services.series import order_for_series
from booking.reservations.services.values import Wanted

AMOUNT_MAX = 2_000
Amount = Annotated[int, Field(ge=0, le=AMOUNT_MAX)] | None
Note = Annotated[str, Field(max_length=500)]
CostCentre = Annotated[str, Field(max_length=40)]


class ServicesController(Controller):
    path = "/reserveringen/{uid:str}/diensten"

    @get(sync_to_thread=True)
    def show(self, uid: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _screen(errand, uid)()

    @post(sync_to_thread=True)
    def order(self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        with errand.database.reading() as session:
            numbers = [each["id"] for each in _choices(_seen(errand, session, uid))]

        def work(session: Session, form: Form) -> None:
            wanted = _wanted(form, numbers)
            if getattr(form, "reeks", None):
                order_for_series(session, errand.act, uid, wanted)
            else:
                order_services(session, errand.act, uid, wanted)

        return errand.take_in(data, _form(numbers), work, _screen(errand, uid),
                              at=f"/reserveringen/{uid}", flash="services-ordered")  # fmt: skip


def services_card(seen: Seen) -> dict[str, Any]:
    """What comes with a reservation, for its page; nothing with a desk."""
    if seen.spaces[0].is_desk:
        return {"orders": [], "may_order": False}
    number = number_of(seen.reservation)
    orders = orders_of(seen.session, [number]).get(number, [])
    tasks = brought_with(seen.session, seen.stock, seen.reservation) if orders else []
    states = {task.service.id: task.tick for task in tasks if task.service}
    return {
        "orders": [
            {
                "name": name_of(service),
                "amount": order.amount,
                "note": order.note,
                "provider": provider_of(service),
                "badge": TICK_STATES[tick.state if (tick := states.get(service.id)) else None],
            }
            for order, service in orders
        ],
        "may_order": seen.may_act and bool(orders or _offered(seen)),
    }


def _form(numbers: list[int]) -> type[Form]:
    fields: dict[str, Any] = {"kostenplaats": (CostCentre, ""), "reeks": (str | None, None)}
    for number in numbers:
        fields |= {f"aantal_{number}": (Amount, None), f"toelichting_{number}": (Note, "")}
    return create_model("OrderForm", __base__=Form, **fields)


def _wanted(form: Form, numbers: list[int]) -> dict[int, Wanted]:
    """The cost centre is of what is ordered; nothing is 0."""
    found = {}
    for number in numbers:
        amount = getattr(form, f"aantal_{number}") or 0
        note, centre = getattr(form, f"toelichting_{number}"), form.kostenplaats  # type: ignore[attr-defined]
        found[number] = Wanted(amount, note, centre) if amount else Wanted(0)
    return found


def _screen(errand: Errand, uid: str) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        seen = _seen(errand, session, uid)
        return {
            "reservation": summary_of(seen),
            "choices": _choices(seen),
            "has_series": seen.reservation.series_id is not None,
            "values": _values(seen),
        }

    return errand.screen("reservations/services.html", look)


def _seen(errand: Errand, session: Session, uid: str) -> Seen:
    """Raises NotThere for whoever may not change it."""
    seen = look_at(session, uid, viewer=errand.act.by, now=errand.act.at)
    require_may(errand.act.by, Action.CHANGE_RESERVATION, seen.reservation)
    return seen


def _offered(seen: Seen) -> list[Service]:
    return services_for(seen.session, seen.spaces[0].building_id, seen.viewer)


def _choices(seen: Seen) -> list[dict[str, Any]]:
    """What is offered, and what is ordered though it is not offered any more."""
    number = number_of(seen.reservation)
    ordered = [service for _, service in orders_of(seen.session, [number]).get(number, [])]
    offered = _offered(seen)
    known = {service.id for service in offered}
    return [_choice(seen, each) for each in (*offered, *(s for s in ordered if s.id not in known))]


def _choice(seen: Seen, service: Service) -> dict[str, Any]:
    until = fixed_from(service, seen.reservation.starts_at, stock=seen.stock,
                       building_id=seen.spaces[0].building_id)  # fmt: skip
    is_late = seen.now >= until
    return {
        "id": service.id,
        "kind": text(SERVICE_KINDS[service.kind]),
        "name": name_of(service),
        "price": service.price,
        "until": _until(until),
        "is_late": is_late,
        "is_fixed": is_late and not may(seen.viewer, Action.SEE_DAY_LIST),
        "needs_cost_centre": service.needs_cost_centre,
        "per_person": seen.reservation.attendee_count if service.is_per_person else None,
    }


def _until(until: datetime) -> str:
    """The last minute in which it can be ordered: not midnight, which looks a day later."""
    last = until - timedelta(minutes=1)
    return text("%(day)s, %(time)s", day=show_day_short(day_of(last)), time=show_time(last))


def _values(seen: Seen) -> dict[str, Any]:
    number = number_of(seen.reservation)
    values: dict[str, Any] = {"kostenplaats": ""}
    for order, service in orders_of(seen.session, [number]).get(number, []):
        values |= {f"aantal_{service.id}": order.amount, f"toelichting_{service.id}": order.note}
        values["kostenplaats"] = values["kostenplaats"] or order.cost_centre
    return values
