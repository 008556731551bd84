"""One person as those see them who look after people."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.manage.people.forms import (
    LANGUAGES,
    role_choices,
    roles_in_words,
    values_of,
)
from booking.interfaces.web.tickets import tickets_of
from booking.messages.bounces import last_bounce_to
from booking.people.codes import has_codes
from booking.people.directory import roles_by_person, teams_by_name
from booking.people.models import Partner, Person
from booking.people.permissions import Action, may, may_change_access
from booking.people.queries import person_stored
from booking.people.values import Principal
from booking.reservations.coming import coming_of_person
from booking.reservations.queries import space_ids_of
from booking.spaces.queries import current_stock


def form_choices(session: Session, viewer: Principal) -> dict[str, Any]:
    """What the form about a person offers to ``viewer``."""
    return {
        "teams": [("", text("No team")), *((row.id, row.name) for row in teams_by_name(session))],
        "languages": LANGUAGES,
        "roles": role_choices() if may(viewer, Action.GIVE_ROLES) else [],
    }


def new_page(session: Session, viewer: Principal) -> dict[str, Any]:
    return {"may_change_access": True, "partner": None, **form_choices(session, viewer)}


def person_page(
    session: Session, person_id: int, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    """Raises :class:`NotThere` when there is nobody of this number."""
    person = person_stored(session, person_id)
    roles = roles_by_person(session, [person_id])[person_id]
    partner = session.get(Partner, person.partner_id) if person.partner_id else None
    choices = form_choices(session, viewer)
    if partner is not None:
        choices["roles"] = []
    return {
        **choices,
        "person": person,
        "address": f"/beheer/mensen/{person_id}",
        "partner": partner,
        "values": values_of(person, roles),
        "role_names": roles_in_words(roles),
        "may_change_access": may_change_access(viewer, roles),
        "is_viewer": person_id == viewer.id,
        "may_reset_codes": has_codes(person) and may(viewer, Action.GIVE_ROLES),
        "disabled_on": day_of(person.disabled_at) if person.disabled_at else None,
        "bounce": _bounce(session, person, viewer),
        **_coming(session, person, viewer=viewer, now=now),
    }


def _bounce(session: Session, person: Person, viewer: Principal) -> dict[str, Any] | None:
    """That mail to their address came back lately, for who looks after the mail."""
    letter = last_bounce_to(session, person.email) if may(viewer, Action.TEND_JOBS) else None
    if letter is None or letter.bounced_at is None:
        return None
    return {"day": day_of(letter.bounced_at), "words": letter.bounce}


def _coming(
    session: Session, person: Person, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    """How much is still to come; which, only for who may see reservations of others."""
    coming = coming_of_person(session, person.id or 0, now=now)
    shown = [each for each in coming if may(viewer, Action.SEE_RESERVATION, each)]
    ids = space_ids_of(session, [each.id or 0 for each in shown])
    return {
        "coming_count": len(coming),
        "coming": tickets_of(shown, ids, stock=current_stock(session), viewer=viewer, now=now,
                             names={}),
    }  # fmt: skip
