"""The catalogue of services as its pages show it."""

from typing import Any

from sqlmodel import Session

from booking.foundation.local_time import minutes_as_clock
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.words import SERVICE_KINDS, provider_of
from booking.people.queries import stored
from booking.reservations.services.catalogue import facts_of
from booking.reservations.services.models import Service
from booking.reservations.services.queries import name_of, services_by_name
from booking.reservations.services.values import CutOffUnit, ServiceKind
from booking.spaces.queries import building_names

HERE = "/beheer/diensten"
YES = "ja"


def catalogue(session: Session) -> dict[str, Any]:
    return {
        "columns": [{"label": text("Service")}, {"label": text("Kind")}, {"label": text("Order")},
                    {"label": text("Done by")}, {"label": text("Special")}],
        "rows": [_row(service) for service in services_by_name(session)],
    }  # fmt: skip


def _row(service: Service) -> dict[str, Any]:
    return {
        "href": f"{HERE}/{service.id}",
        "name": name_of(service),
        "price": service.price,
        "kind": text(SERVICE_KINDS[service.kind]),
        "cut_off": cut_off_in_words(service),
        "provider": provider_of(service),
        "badges": _badges(service),
    }


def _badges(service: Service) -> list[tuple[str, str, str]]:
    found = []
    if not service.is_offered:
        found.append((text("Not offered"), "neutral", "calendar-off"))
    if service.is_for_partners:
        found.append((text("Also partners"), "own", "building-community"))
    return found


def cut_off_in_words(service: Service) -> str:
    count = service.cut_off_count
    if service.cut_off_unit is CutOffUnit.HOURS:
        if not count:
            return text("Until it starts")
        return plural_text("Until %(count)s hour before", "Until %(count)s hours before", count)
    if not count:
        return text("Until the day before")
    return plural_text(
        "Until %(count)s working day before", "Until %(count)s working days before", count
    )


def new_page(session: Session) -> dict[str, Any]:
    values = {"soort": ServiceKind.CATERING.value, "termijn": 1, "aanbod": YES, "lijst_om": "15:00",
              "termijn_in": CutOffUnit.WORKING_DAYS.value}  # fmt: skip
    return {
        "called": "",
        "action": f"{HERE}/nieuw/toevoeging",
        "values": values,
        **_choices(session),
    }


def service_page(session: Session, number: int) -> dict[str, Any]:
    """Raises :class:`NotThere`."""
    service = stored(session, Service, number)
    facts = facts_of(session, service)
    return {
        "called": name_of(service),
        "action": f"{HERE}/{number}/wijziging",
        "values": {
            "naam": facts.name_nl,
            "naam_en": facts.name_en,
            "soort": facts.kind.value,
            "per_persoon": YES if facts.is_per_person else "",
            "termijn": facts.cut_off_count,
            "termijn_in": facts.cut_off_unit.value,
            "kostenplaats": YES if facts.needs_cost_centre else "",
            "uitvoerder": facts.provider,
            "mail_aan": facts.told_to,
            "lijst_om": f"{minutes_as_clock(facts.told_at_minute):%H:%M}",
            "prijs": facts.price,
            "partners": YES if facts.is_for_partners else "",
            "aanbod": YES if facts.is_offered else "",
            "gebouwen": sorted(facts.building_ids),
        },
        **_choices(session),
    }


def _choices(session: Session) -> dict[str, Any]:
    buildings = building_names(session)
    return {
        "kinds": [(kind.value, text(words)) for kind, words in SERVICE_KINDS.items()],
        "times": [f"{minutes_as_clock(half * 30):%H:%M}" for half in range(12, 41)],
        "units": [
            (CutOffUnit.HOURS.value, text("hours before the start")),
            (CutOffUnit.WORKING_DAYS.value, text("working days before the day")),
        ],
        "buildings": list(buildings.items()) if len(buildings) > 1 else [],
    }
