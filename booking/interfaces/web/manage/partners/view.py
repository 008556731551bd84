"""Partners, how long they are welcome and who comes for them, as the pages show them."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_date
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.tickets import tickets_of
from booking.interfaces.web.words import PARTNER_KINDS
from booking.people.directory import contacts_of, count_by_partner, partners_by_name
from booking.people.models import Partner, Person
from booking.people.permissions import Action, may
from booking.people.queries import names_of, stored
from booking.people.values import Principal
from booking.reservations.coming import coming_count_by_partner, coming_of_partner
from booking.reservations.queries import space_ids_of
from booking.spaces.queries import current_stock

HERE = "/beheer/partners"
COMING_SHOWN_MAX = 20


def overview(session: Session, *, now: datetime) -> dict[str, Any]:
    contacts, coming = count_by_partner(session), coming_count_by_partner(session, now=now)
    today = day_of(now)
    return {
        "columns": [
            {"label": text("Partner")}, {"label": text("Kind")}, {"label": text("Cooperation")},
            {"label": text("Contacts"), "numeric": True},
            {"label": text("Coming reservations"), "numeric": True},
        ],
        "rows": [
            {
                "href": f"{HERE}/{partner.id}",
                "cells": [
                    partner.name, _kind(partner), _term(partner, today),
                    contacts.get(partner.id or 0, 0), coming.get(partner.id or 0, 0),
                ],
            }
            for partner in partners_by_name(session)
        ],
    }  # fmt: skip


def _kind(partner: Partner) -> str:
    kind = text(PARTNER_KINDS[partner.kind])
    return text("%(kind)s, requests are judged", kind=kind) if partner.needs_approval else kind


def _term(partner: Partner, today: date) -> str:
    if partner.term_until is not None and partner.term_until <= today:
        return text("Ended on %(day)s", day=show_date(partner.term_until))
    if partner.term_from > today:
        return text("Begins on %(day)s", day=show_date(partner.term_from))
    if partner.term_until is not None:
        return text("Until %(day)s", day=show_date(partner.term_until))
    return text("Since %(day)s", day=show_date(partner.term_from))


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, text(words)) for kind, words in PARTNER_KINDS.items()]


def partner_page(
    session: Session, number: int, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    """Raises :class:`NotThere`."""
    partner, today = stored(session, Partner, number), day_of(now)
    until = partner.term_until
    return {
        "partner": partner,
        "address": f"{HERE}/{number}",
        "term": _term(partner, today),
        "is_over": until is not None and until <= today,
        "kinds": kind_choices(),
        "values": {
            "naam": partner.name,
            "soort": partner.kind.value,
            "vanaf": partner.term_from.isoformat(),
            "tot": until.isoformat() if until else "",
            "beoordeeld": "ja" if partner.needs_approval else "",
            "einde": max(today, partner.term_from).isoformat(),
        },
        "contacts": [_contact(person) for person in contacts_of(session, number)],
        **_coming(session, number, viewer=viewer, now=now),
    }


def _contact(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "email": person.email,
            "is_disabled": person.disabled_at is not None}  # fmt: skip


def _coming(session: Session, number: int, *, viewer: Principal, now: datetime) -> dict[str, Any]:
    """How much is still to come; which, only for who may see reservations of others."""
    coming = coming_of_partner(session, number, now=now)
    shown = [each for each in coming if may(viewer, Action.SEE_RESERVATION, each)]
    shown = shown[:COMING_SHOWN_MAX]
    ids = space_ids_of(session, [each.id or 0 for each in shown])
    names = names_of(session, [each.holder_id for each in shown])
    return {
        "coming_count": len(coming),
        "coming": tickets_of(shown, ids, stock=current_stock(session), viewer=viewer, now=now,
                             names=names),
    }  # fmt: skip
