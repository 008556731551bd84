"""The list of requests: what waits, the late ones first, and what was answered lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_span, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.tickets import Badge, state_badge, title_of
from booking.people.models import Partner
from booking.people.permissions import Action, may
from booking.people.queries import names_of
from booking.people.values import Principal
from booking.reservations.changes import held_spaces
from booking.reservations.models import Answer, Reservation
from booking.reservations.requests import (
    answered_since,
    is_overdue,
    lapsed_since,
    may_decide,
    waiting_for,
)
from booking.spaces.approvers import away_until, has_deputy
from booking.spaces.naming import place_of
from booking.spaces.queries import current_stock

ANSWERED_FOR = timedelta(days=14)
ANSWERED_MAX = 20
SOON = timedelta(hours=4)


def requests_shown(session: Session, *, viewer: Principal, now: datetime) -> dict[str, Any]:
    """For manage/requests/index.html."""
    waiting = waiting_for(session, viewer, now=now)
    return {
        "names_approvers": may(viewer, Action.MANAGE_HOUSE),
        "absence": absence_shown(session, viewer),
        "waiting": [request_row(session, r, viewer=viewer, now=now) for r in waiting],
        "answered": _lately(session, viewer, now),
        "overdue_count": sum(is_overdue(r, now=now) for r in waiting),
    }


def absence_shown(session: Session, viewer: Principal) -> dict[str, Any] | None:
    """For manage/requests/_absence.html; None for who has nobody that stands in for them."""
    if not has_deputy(session, viewer.id):
        return None
    until = away_until(session, viewer.id)
    return {"tot": until.isoformat() if until else ""}


def request_row(
    session: Session, reservation: Reservation, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    """A request in a few lines, and what approving it from a list needs."""
    stock = current_stock(session)
    spaces = held_spaces(session, stock, reservation)
    day = day_of(reservation.starts_at)
    people = plural_text("%(count)s person", "%(count)s people", reservation.attendee_count)
    return {
        "uid": reservation.uid,
        "href": f"/beheer/aanvragen/{reservation.uid}",
        "rev": reservation.rev,
        "title": title_of(reservation, spaces, viewer),
        "day": show_day_short(day),
        "when": show_span(reservation.period),
        "place": place_of(spaces, stock=stock, day=day),
        "who": ", ".join((asker_named(session, reservation), people)),
        "badge": deadline_badge(reservation, now),
    }


def deadline_badge(reservation: Reservation, now: datetime) -> Badge:
    """How long there is still; or that the word given was not kept."""
    if reservation.answer_by is None:
        return state_badge(reservation, now)
    when = {
        "day": show_day_short(day_of(reservation.answer_by)),
        "time": show_time(reservation.answer_by),
    }
    if is_overdue(reservation, now=now):
        said = text("Overdue since %(day)s %(time)s", **when)
        return {"text": said, "tone": "error", "sign": "alert-triangle"}
    tone = "warning" if reservation.answer_by - now <= SOON else "neutral"
    return {"text": text("Answer before %(day)s %(time)s", **when), "tone": tone, "sign": "clock"}


def asker_named(session: Session, reservation: Reservation) -> str:
    """Ravi Sharma (Stichting Wijkzorg Voorbeeldstad)."""
    name = names_of(session, [reservation.holder_id])[reservation.holder_id]
    partner = session.get(Partner, reservation.partner_id) if reservation.partner_id else None
    return f"{name} ({partner.name})" if partner else name


def _lately(session: Session, viewer: Principal, now: datetime) -> list[dict[str, Any]]:
    """What was answered, and what lapsed because nobody did, the latest first."""
    since = now - ANSWERED_FOR
    found = [(answer.decided_at, r, answer) for r, answer in answered_since(session, since)]
    lapsed = [(r.changed_at, r, None) for r in lapsed_since(session, since)]
    theirs = [one for one in (*found, *lapsed) if may_decide(session, viewer, one[1])]
    latest = sorted(theirs, key=lambda one: (one[0], one[1].id), reverse=True)
    return [
        _answered_row(session, r, answer, viewer, now) for _, r, answer in latest[:ANSWERED_MAX]
    ]


def _answered_row(
    session: Session,
    reservation: Reservation,
    answer: Answer | None,
    viewer: Principal,
    now: datetime,
) -> dict[str, Any]:
    """As an item of shared/cards.html: the answer, and what became of it since."""
    row = request_row(session, reservation, viewer=viewer, now=now)
    return {
        **row,
        "note": f"{row['who']} · {_said(session, answer)}",
        "badge": state_badge(reservation, now),
        "actions": [],
        "kind": "room",
    }


def _said(session: Session, answer: Answer | None) -> str:
    if answer is None:
        return text("Not answered before it began")
    decider = names_of(session, [answer.decider_id])[answer.decider_id]
    when = f"{show_day_short(day_of(answer.decided_at))} {show_time(answer.decided_at)}"
    if answer.is_approved:
        return text("Approved by %(name)s, %(when)s", name=decider, when=when)
    return text("Declined by %(name)s, %(when)s", name=decider, when=when)


def same_time(
    session: Session, reservation: Reservation, *, viewer: Principal, now: datetime
) -> Sequence[dict[str, Any]]:
    """The other requests for some part of the same time."""
    return [
        request_row(session, other, viewer=viewer, now=now)
        for other in waiting_for(session, viewer, now=now)
        if other.uid != reservation.uid and other.period.overlaps(reservation.period)
    ]
