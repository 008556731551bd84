"""What became of a request, as the one who asked sees it: the promise, the answer, the offer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day, show_day_short, show_span, show_time
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.web.moments import times_of
from booking.interfaces.web.rooms.search_page import room_path
from booking.people.finding import is_staff_member
from booking.people.permissions import is_theirs
from booking.people.values import Principal
from booking.reservations.changes import held_spaces, number_of
from booking.reservations.decision import is_granted
from booking.reservations.models import Answer, Reservation
from booking.reservations.queries import reservations_of, space_ids_of
from booking.reservations.requests import (
    Alternative,
    alternative_in,
    answers_of,
    is_overdue,
    wish_for,
)
from booking.reservations.values import HOLDING, ReservationState, Wish
from booking.spaces.approval import offered_to
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.queries import current_stock

NEWS_FOR = timedelta(days=14)
"""How long an answer stands on top of the pages of who asked."""


def promise_in_words(reservation: Reservation, now: datetime) -> str:
    """When the answer comes; plainly, when it should have come already. Empty for no request."""
    if reservation.state is not ReservationState.REQUESTED or reservation.answer_by is None:
        return ""
    if reservation.starts_at <= now:
        return text("Nobody answered before the start, so the request has lapsed.")
    when = {
        "day": show_day_short(day_of(reservation.answer_by)),
        "time": show_time(reservation.answer_by),
    }
    if is_overdue(reservation, now=now):
        return text("The answer should have come before %(day)s %(time)s. It is late.", **when)
    return text("We answer before %(day)s %(time)s.", **when)


def option_in_words(option: Reservation, now: datetime) -> str:
    """What who holds an option must do, and by when."""
    assert option.expires_at is not None, "an option ends at some time"
    if option.is_over(now):
        return text("This option was not confirmed in time, so it has lapsed.")
    return text(
        "We hold this place for you until %(day)s %(time)s. Confirm it before then, or it lapses.",
        day=show_day_short(day_of(option.expires_at)), time=show_time(option.expires_at),
    )  # fmt: skip


def answer_card(
    session: Session, reservation: Reservation, answer: Answer, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    """For requests/_answer.html: yes or no, why, and what is possible instead."""
    stock = current_stock(session)
    spaces = held_spaces(session, stock, reservation)
    day = day_of(reservation.starts_at)
    offered = alternative_in(answer)
    is_for_viewer = is_theirs(viewer, reservation)
    return {
        "is_approved": answer.is_approved,
        "href": f"/reserveringen/{reservation.uid}",
        "title": reservation.title if reservation.title and is_for_viewer else spaces_named(spaces),
        "place": place_of(spaces, stock=stock, day=day),
        "when": f"{show_day(day)}, {show_span(reservation.period)}",
        "reason": answer.reason,
        "offer": _offer(session, reservation, offered, viewer=viewer, now=now) if offered else None,
    }


def recent_answers(
    session: Session, found: Iterable[Reservation], *, viewer: Principal, now: datetime
) -> list[dict[str, Any]]:
    """The cards of what was answered lately about a time that is still to come, latest first."""
    coming = {number_of(r): r for r in found if r.ends_at > now}
    answers = [
        answer
        for answer in answers_of(session, list(coming)).values()
        if answer.decided_at > now - NEWS_FOR and _still_counts(coming[answer.reservation_id])
    ]
    return [
        answer_card(session, coming[answer.reservation_id], answer, viewer=viewer, now=now)
        for answer in sorted(answers, key=lambda a: a.decided_at, reverse=True)
    ]


def _still_counts(reservation: Reservation) -> bool:
    return reservation.state in {ReservationState.CONFIRMED, ReservationState.DECLINED}


def _offer(
    session: Session,
    reservation: Reservation,
    offered: Alternative,
    *,
    viewer: Principal,
    now: datetime,
) -> dict[str, Any]:
    """``taken_at`` is the reservation that took it; ``fields`` are there while it can be had."""
    stock = current_stock(session)
    [space], period = offered_to([stock.spaces[offered.space_id]], viewer), offered.period
    day = day_of(period.starts_at)
    shown: dict[str, Any] = {
        "title": f"{space.name}, {show_span(period)}",
        "place": place_of([space], stock=stock, day=day, title=space.name),
        "day": show_day(day),
        "taken_at": "",
        "fields": None,
        "action": f"{room_path(space)}/reserveringen",
        "search": f"{room_path(space)}?datum={day}",
        "needs_approval": space.needs_approval,
    }
    if not is_theirs(viewer, reservation):
        return shown | {"search": ""}
    own = _own_in(session, space.id, period, viewer)
    if own is not None:
        return shown | {"taken_at": f"/reserveringen/{own.uid}"}
    wish = wish_for(session, reservation, offered)
    if is_granted(session, wish, by=viewer, at=now, holder_id=viewer.id):
        shown["fields"] = _fields(session, wish)
    return shown


def _own_in(
    session: Session, space_id: int, period: Period, viewer: Principal
) -> Reservation | None:
    own = [r for r in reservations_of(session, viewer, period)
           if r.state in HOLDING and r.period == period]  # fmt: skip
    places = space_ids_of(session, [number_of(r) for r in own])
    return next((r for r in own if space_id in places[number_of(r)]), None)


def _fields(session: Session, wish: Wish) -> dict[str, str]:
    """The form of the room, filled in: the offer goes through the same door as any wish."""
    has_host = wish.host_id is not None and is_staff_member(session, wish.host_id)
    return {
        "gastheer_nummer": str(wish.host_id) if has_host else "",
        **times_of(wish.period),
        "personen": str(wish.attendee_count),
        "opstelling": wish.layout.value if wish.layout else "",
        "onderwerp": wish.title,
        "zichtbaarheid": wish.visibility.value,
        "notitie": wish.note,
    }
