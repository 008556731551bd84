"""Mijn reserveringen: what I hold, what waits, and what was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain, groupby
from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.formats import show_day
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.settling import settled
from booking.interfaces.web.answers import recent_answers
from booking.interfaces.web.live import Live, no_news, on_days, own
from booking.interfaces.web.pages import page
from booking.interfaces.web.reservations.seats_view import seat_data
from booking.interfaces.web.reservations.series_lines import (
    one_of_each_later,
    series_among,
    with_series,
)
from booking.interfaces.web.reservations.view import look_at, now_of
from booking.interfaces.web.tickets import is_running, tickets_of
from booking.interfaces.web.waiting.view import entry_data
from booking.people.queries import names_readable_by
from booking.people.values import Principal
from booking.reservations.models import Reservation
from booking.reservations.queries import reservations_of
from booking.reservations.quota.words import quota_left
from booking.reservations.seats.queries import seated_reservations, space_ids_seen
from booking.reservations.values import ReservationState
from booking.reservations.waiting.queries import Entry, list_of
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind, Stock

PAST = timedelta(days=30)
AHEAD = timedelta(days=366)
WAITING = (ReservationState.REQUESTED, ReservationState.OPTION)
KINDS = {"werkplekken": SpaceKind.DESK, "ruimtes": SpaceKind.ROOM}
VIEWS = (("", N_("Everything"), "calendar"), ("werkplekken", N_("Desks"), "armchair"),
         ("ruimtes", N_("Rooms"), "door"))  # fmt: skip


class MyReservationsController(Controller):
    @get("/mijn-reserveringen", sync_to_thread=True)
    def index(
        self,
        request: Request[Any, Any, Any],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
        soort: FromQuery[str] = "",
    ) -> Template | Response[None]:
        today = day_of(now)
        live = Live.at(request, now, on_days(today, today), own(viewer, now))
        if live.has_no_news:
            return no_news()
        with settled(database, now) as session:
            shown = _overview(session, viewer=viewer, now=now, kind=KINDS.get(soort))
        views = _views(soort if soort in KINDS else "")
        name = live.template("my_reservations/index.html", "my_reservations/_list.html")
        return page(request, name, **shown, views=views, poll=live.poll)


@dataclass(slots=True)
class _Sorted:
    """The same reservations by what they mean to the reader now."""

    running: list[Reservation] = field(default_factory=list)
    waiting: list[Reservation] = field(default_factory=list)
    coming: list[Reservation] = field(default_factory=list)
    past: list[Reservation] = field(default_factory=list)


def _overview(
    session: Session, *, viewer: Principal, now: datetime, kind: SpaceKind | None
) -> dict[str, Any]:
    stock = current_stock(session)
    found, seated = _found(session, viewer, now)
    space_ids = space_ids_seen(session, found, viewer)
    entries = list_of(session, viewer, now=now)
    offered = {entry.waiting.offer_id for entry in entries}  # they stand on the waiting list
    chosen = [r for r in found
              if _is_of(kind, space_ids[r.id or 0], stock) and r.id not in offered]  # fmt: skip
    names = names_readable_by(session, viewer, list({r.holder_id for r in chosen}))
    series = series_among(session, chosen, viewer)

    def tickets(those: Iterable[Reservation], *, with_day: bool) -> list[dict[str, Any]]:
        rows = list(those)
        items = tickets_of(rows, space_ids, stock=stock, viewer=viewer, now=now,
                           names=names, with_day=with_day)  # fmt: skip
        return with_series(items, rows, series)

    those = _sorted(chosen, now)
    return {
        "running": [_now(session, r, viewer, now, is_seat=r in seated) for r in those.running],
        "answers": recent_answers(
            session, [r for r in chosen if r not in seated], viewer=viewer, now=now
        ),
        "on_the_list": _on_the_list(session, entries, kind, viewer, now),
        "waiting": tickets(one_of_each_later(those.waiting, now), with_day=True),
        "days": [
            {"label": _day_label(day, today=day_of(now)), "items": tickets(group, with_day=False)}
            for day, group in groupby(
                one_of_each_later(those.coming, now), key=lambda r: day_of(r.starts_at)
            )
        ],
        "past": tickets(reversed(those.past), with_day=True),
        "quota_left": _quota_left(session, viewer, kind, now),
        "is_organisation": viewer.partner_id is not None,
    }  # fmt: skip


def _now(
    session: Session, reservation: Reservation, viewer: Principal, now: datetime, *, is_seat: bool
) -> dict[str, Any]:
    if is_seat:
        return seat_data(session, reservation.uid, viewer=viewer, now=now)
    return now_of(look_at(session, reservation.uid, viewer=viewer, now=now))


def _found(
    session: Session, viewer: Principal, now: datetime
) -> tuple[list[Reservation], Sequence[Reservation]]:
    """All of it by start, and which of it is somebody else's in which ``viewer`` has a desk."""
    within = Period(now - PAST, now + AHEAD)
    seated = seated_reservations(session, viewer, within)
    found = [*reservations_of(session, viewer, within), *seated]
    return sorted(found, key=lambda r: (r.starts_at, r.id or 0)), seated


def _on_the_list(
    session: Session,
    entries: Iterable[Entry],
    kind: SpaceKind | None,
    viewer: Principal,
    now: datetime,
) -> list[dict[str, Any]]:
    shown = (entry for entry in entries if kind in {None, entry.waiting.kind})
    return [entry_data(session, entry, viewer=viewer, now=now) for entry in shown]


def _quota_left(
    session: Session, viewer: Principal, kind: SpaceKind | None, now: datetime
) -> list[str]:
    kinds = [kind] if kind else list(SpaceKind)
    found = (quota_left(session, viewer, day_of(now), kind=one, now=now) for one in kinds)
    return list(chain.from_iterable(found))


def _sorted(found: Sequence[Reservation], now: datetime) -> _Sorted:
    those = _Sorted()
    for reservation in found:
        if is_running(reservation, now):
            those.running.append(reservation)
        elif reservation.ends_at <= now or reservation.ended_at is not None:
            those.past.append(reservation)
        elif reservation.state in WAITING:
            those.waiting.append(reservation)
        elif reservation.state is ReservationState.CONFIRMED:
            those.coming.append(reservation)
        else:
            those.past.append(reservation)
    return those


def _is_of(kind: SpaceKind | None, space_ids: Sequence[int], stock: Stock) -> bool:
    return kind is None or any(stock.spaces[space_id].kind is kind for space_id in space_ids)


def _day_label(day: date, *, today: date) -> str:
    nearby: Mapping[int, str] = {0: N_("Today, %(day)s"), 1: N_("Tomorrow, %(day)s")}
    sentence = nearby.get((day - today).days)
    return text(sentence, day=show_day(day)) if sentence else show_day(day)


def _views(soort: str) -> list[dict[str, Any]]:
    return [
        {
            "url": f"/mijn-reserveringen?soort={name}" if name else "/mijn-reserveringen",
            "label": text(label), "sign": sign, "is_current": name == soort,
        }
        for name, label, sign in VIEWS
    ]  # fmt: skip
