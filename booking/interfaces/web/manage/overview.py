"""Beheer: what waits for the one who looks, and only what they may do something about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.calendars.subscriptions.queries import calendars_in_trouble
from booking.foundation.formats import show_day, show_day_short, show_time
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.manage.clashes import HERE as CLASHES
from booking.interfaces.web.manage.closures.routes import building_names, closure_rows
from booking.interfaces.web.manage.effects import clash_tickets
from booking.interfaces.web.manage.external.view import calendar_path, trouble_in_words
from booking.interfaces.web.manage.opening.routes import full_name
from booking.interfaces.web.tickets import tickets_of
from booking.messages.delivery import stuck_letter_count
from booking.people.permissions import Action, may
from booking.people.queries import names_readable_by
from booking.people.values import Principal
from booking.reservations.clashes import clashes
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.requests import is_overdue, waiting_requests
from booking.reservations.waiting.queries import lengths
from booking.spaces.closures import closures_after
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind, Stock

SHOWN_MAX = 5
AHEAD = timedelta(days=7)
WAITED_AHEAD = timedelta(days=400)
STUCK_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at the house, and when."""

    session: Session
    stock: Stock
    viewer: Principal
    now: datetime


class OverviewController(Controller):
    @get("/beheer", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            stock = current_stock(session)
            cards = list(_cards(Look(session, stock, errand.act.by, errand.act.at)))
            return {"cards": cards, "waits": [card for card in cards if card["count"]]}

        return errand.screen("manage/overview.html", look)()


def _cards(look: Look) -> Iterator[dict[str, Any]]:
    if may(look.viewer, Action.DECIDE_REQUEST):
        yield _requests(look)
    if may(look.viewer, Action.SEE_DAY_LIST):
        yield _clashes(look)
        yield _closures(look)
        if may(look.viewer, Action.MANAGE_HOUSE):
            yield _calendars(look)
        yield _waiting_lists(look)
    if may(look.viewer, Action.MANAGE_PEOPLE):
        yield _letters(look)


def _requests(look: Look) -> dict[str, Any]:
    waiting = waiting_requests(look.session, now=look.now)
    late_count = sum(is_overdue(row, now=look.now) for row in waiting)
    note = plural_text("%(count)s is overdue", "%(count)s are overdue", late_count)
    return {
        "id": "aanvragen", "title": text("Requests"), "count": len(waiting), "sign": "hourglass",
        "tone": "error" if late_count else "warning", "note": note if late_count else "",
        "tickets": _request_tickets(look, list(waiting[:SHOWN_MAX])),
        "nothing": text("No request waits for an answer."),
        "all": {"url": "/beheer/aanvragen", "label": text("All requests")},
    }  # fmt: skip


def _request_tickets(look: Look, rows: list[Reservation]) -> list[dict[str, Any]]:
    space_ids = space_ids_of(look.session, [row.id or 0 for row in rows])
    names = names_readable_by(look.session, look.viewer, list({row.holder_id for row in rows}))
    tickets = tickets_of(rows, space_ids, stock=look.stock, viewer=look.viewer, now=look.now,
                         names=names)  # fmt: skip
    for row, ticket in zip(rows, tickets, strict=True):
        whom = text("For %(name)s", name=names[row.holder_id])
        note = " · ".join(part for part in (whom, _deadline(row)) if part)
        ticket |= {"href": f"/beheer/aanvragen/{row.uid}", "actions": [], "note": note,
                   "badge": _urgency(row, look.now)}  # fmt: skip
    return tickets


def _deadline(row: Reservation) -> str:
    """Until when the house promised to answer; empty when it did not."""
    if row.answer_by is None:
        return ""
    moment = f"{show_day_short(day_of(row.answer_by))} {show_time(row.answer_by)}"
    return text("Answer before %(moment)s", moment=moment)


def _urgency(row: Reservation, now: datetime) -> dict[str, str] | None:
    if is_overdue(row, now=now):
        return {"text": text("Overdue"), "tone": "error", "sign": "alert-triangle"}
    if row.answer_by is not None and day_of(row.answer_by) == day_of(now):
        return {"text": text("Today"), "tone": "warning", "sign": "clock"}
    return None


def _clashes(look: Look) -> dict[str, Any]:
    found = clashes(look.session, look.stock, now=look.now)
    return {
        "id": "knelpunten", "title": text("Reservations that no longer fit"), "count": len(found),
        "sign": "alert-triangle", "tone": "warning", "note": "",
        "tickets": clash_tickets(look.session, found[:SHOWN_MAX], look.stock, viewer=look.viewer,
                                 now=look.now),
        "nothing": text("Every reservation fits the opening hours and the spaces."),
        "all": {"url": CLASHES, "label": text("All reservations that no longer fit")},
    }  # fmt: skip


def _closures(look: Look) -> dict[str, Any]:
    rows = closures_after(look.session, look.now, before=look.now + AHEAD)
    shown = closure_rows(rows[:SHOWN_MAX], look.stock, building_names(look.session))
    may_manage = may(look.viewer, Action.MANAGE_HOUSE)
    return {
        "id": "sluitingen", "title": text("Closed or out of service"), "count": len(rows),
        "sign": "calendar-off", "tone": "neutral", "note": text("now and in the coming 7 days"),
        "closures": shown, "nothing": text("Everything is open and works."),
        "all": {"url": "/beheer/sluitingen", "label": text("All closures")} if may_manage else None,
    }  # fmt: skip


def _calendars(look: Look) -> dict[str, Any]:
    """Those of which an old copy is used, or that ask leave to let most of it go."""
    found = calendars_in_trouble(look.session)
    return {
        "id": "agendas", "title": text("External calendars"), "count": len(found),
        "sign": "calendar-event", "tone": "warning", "note": text("use an old copy"),
        "columns": [{"label": text("Calendar")}, {"label": text("Place")},
                    {"label": text("What is the matter?")}],
        "rows": [
            {"cells": [row.name, full_name(look.stock.spaces[row.space_id]), trouble_in_words(row)],
             "href": calendar_path(row.space_id, row.id or 0)}
            for row in found[:SHOWN_MAX]
        ],
        "nothing": text("Every external calendar is up to date."), "all": None,
    }  # fmt: skip


def _waiting_lists(look: Look) -> dict[str, Any]:
    """How many wait for what on which day; never who."""
    by_day = lengths(look.session, Period(look.now, look.now + WAITED_AHEAD))
    return {
        "id": "wachtlijst", "title": text("Waiting list"), "count": sum(by_day.values()),
        "sign": "hourglass", "tone": "neutral", "note": text("who wait for a place"),
        "columns": [{"label": text("Day")}, {"label": text("Desks"), "numeric": True},
                    {"label": text("Rooms"), "numeric": True}],
        "rows": [
            {"cells": [show_day(day), *(by_day.get((day, kind), 0)
                                        for kind in (SpaceKind.DESK, SpaceKind.ROOM))]}
            for day in sorted({day for day, _ in by_day})
        ],
        "nothing": text("Nobody waits for a place."), "all": None,
    }  # fmt: skip


def _letters(look: Look) -> dict[str, Any]:
    count = stuck_letter_count(look.session, now=look.now, waiting=STUCK_AFTER)
    return {
        "id": "berichten", "title": text("Letters that could not be sent"), "count": count,
        "sign": "mail", "tone": "error", "note": "",
        "all": {"url": "/beheer/post-uit", "label": text("Outgoing mail")}
               if may(look.viewer, Action.TEND_JOBS) else None,
        "sentence": text(STUCK), "nothing": text("All letters have left."),
    }  # fmt: skip


STUCK = N_(
    "They were refused, or wait for more than two hours. The administrator sees why, and can send "
    "them again."
)
