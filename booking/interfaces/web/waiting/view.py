"""What somebody waits for, and what they are offered, as plain data for the templates."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from sqlmodel import Session

from booking.foundation.formats import show_day, show_duration, show_number, show_span, show_time
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.asking import request_note
from booking.interfaces.web.moments import times_of
from booking.interfaces.web.rooms.nothing_free import Suggestion
from booking.interfaces.web.rooms.search_page import room_path
from booking.interfaces.web.waiting_address import wait_address
from booking.interfaces.web.words import LAYOUTS
from booking.people.values import Principal
from booking.reservations.changes import held_spaces
from booking.reservations.models import Reservation
from booking.reservations.queries import house_rules_on
from booking.reservations.values import Needs, ReservationState
from booking.reservations.waiting.given_away import given_away_by, instead_of
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.queries import Entry, list_of, place_in_line
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock

HERE = "/wachtlijst"


def offers_to(session: Session, viewer: Principal, *, now: datetime) -> list[dict[str, Any]]:
    """For today/_offers.html: what is held for ``viewer`` now."""
    open_ones = (e for e in list_of(session, viewer, now=now) if e.has_open_offer(now))
    return [entry_data(session, entry, viewer=viewer, now=now) for entry in open_ones]


def entry_data(
    session: Session, entry: Entry, *, viewer: Principal, now: datetime
) -> dict[str, Any]:
    waiting, stock = entry.waiting, current_stock(session)
    offer = entry.offer if entry.has_open_offer(now) else None
    is_waiting = waiting.offer_id is None and waiting.ends_at > now
    return {
        "here": f"{HERE}/{waiting.uid}",
        "title": _title(waiting, stock),
        "when": f"{show_day(day_of(waiting.starts_at))}, {_span(waiting)}",
        "needs": needs_in_words(waiting.wanted.needs, stock),
        "sign": "armchair" if waiting.kind is SpaceKind.DESK else "door",
        "is_for_one": waiting.space_id is not None,
        "is_waiting": is_waiting,
        "number": place_in_line(session, waiting) if is_waiting else 0,
        "is_given_away": is_waiting and given_away_by(session, waiting, now=now) is not None,
        "offer": _offer(session, offer, stock, viewer, now) if offer else None,
        "ended": "" if is_waiting or offer else _ended(entry, now),
        "taken_at": _taken_at(entry),
        "again": "" if waiting.ends_at <= now else _again(waiting, stock),
    }


def instead_data(session: Session, waiting: Waiting, *, now: datetime) -> list[Suggestion]:
    """The nearest that can be had now, where what is waited for was given to somebody else."""
    stock = current_stock(session)
    return [
        Suggestion(
            f"{stock.spaces[one.space_id].name}, {show_span(one.period)}",
            text("The same time") if one.period == waiting.period else text("Another time"),
            _where(stock.spaces[one.space_id], one.period, waiting),
        )
        for one in instead_of(session, waiting, now=now)
    ]


def _where(space: BookableSpace, period: Period, waiting: Waiting) -> str:
    asked = times_of(period) | {"personen": str(waiting.attendee_count)}
    path = f"/werkplek/{quote(space.number, safe='')}" if space.is_desk else room_path(space)
    return f"{path}?{urlencode(asked)}"


def held_for(session: Session, kind: SpaceKind, *, now: datetime) -> str:
    """How long an offer is held: "30 minuten"."""
    return show_duration(house_rules_on(session, day_of(now), kind).offer_within)


def needs_in_words(needs: Needs, stock: Stock) -> str:
    """What else the place must have; empty when nothing was asked."""
    names = [text(stock.equipment[code].name) for code in sorted(needs.equipment)
             if code in stock.equipment]  # fmt: skip
    if needs.layout is not None:
        names.insert(0, text(LAYOUTS[needs.layout]))
    if needs.is_accessible:
        names.append(text("Accessible by wheelchair"))
    return ", ".join(names)


def _span(waiting: Waiting) -> str:
    span, length = show_span(waiting.period), waiting.wanted.length
    if length is None:
        return span
    return text("%(length)s somewhere in %(span)s", length=show_duration(length), span=span)


def _title(waiting: Waiting, stock: Stock) -> str:
    count = waiting.attendee_count
    if waiting.space_id is not None:
        return stock.spaces[waiting.space_id].name
    if waiting.kind is SpaceKind.DESK:
        many = plural_text("%(count)s desk together", "%(count)s desks together", count)
        return many if count > 1 else text("Any desk that fits")
    return plural_text("Any room for %(people)s person", "Any room for %(people)s people", count,
                       people=show_number(count))  # fmt: skip


def _offer(
    session: Session, offer: Reservation, stock: Stock, viewer: Principal, now: datetime
) -> dict[str, Any]:
    spaces, day = held_spaces(session, stock, offer), day_of(offer.starts_at)
    assert offer.expires_at is not None, "an offer is held until some time"
    until, is_today = show_time(offer.expires_at), day_of(offer.expires_at) == day_of(now)
    if not is_today:
        until = f"{show_day(day_of(offer.expires_at))} {until}"
    return {
        "title": spaces_named(spaces),
        "place": place_of(spaces, stock=stock, day=day, title=spaces_named(spaces)),
        "when": f"{show_day(day)}, {show_span(offer.period)}",
        "until": until,
        "request_note": request_note(session, spaces[0], viewer, now=now),
    }


def _ended(entry: Entry, now: datetime) -> str:
    """Why they wait no longer."""
    state = entry.offer.state if entry.offer else None
    if state in {ReservationState.CONFIRMED, ReservationState.REQUESTED}:
        return text("You took what was offered to you.")
    if state in {ReservationState.EXPIRED, ReservationState.OPTION}:
        return text("A place was held for you, but you did not answer in time.")
    if entry.waiting.ends_at <= now:
        return text("The time that you waited for is over.")
    return text("You gave back what was offered to you.")


def _taken_at(entry: Entry) -> str:
    firm = {ReservationState.CONFIRMED, ReservationState.REQUESTED}
    offer = entry.offer
    return f"/reserveringen/{offer.uid}" if offer is not None and offer.state in firm else ""


def _again(waiting: Waiting, stock: Stock) -> str:
    needs = waiting.wanted.needs
    number = stock.spaces[waiting.space_id].number if waiting.space_id is not None else ""
    return wait_address(
        waiting.kind, waiting.period, people=waiting.attendee_count, minutes=waiting.minutes,
        equipment=needs.equipment,
        layout=needs.layout, is_accessible=needs.is_accessible, number=number,
    )  # fmt: skip
