"""What a letter about a reservation says: plain facts, as far as its reader may know them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.formats import show_day_short
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, speaking, text
from booking.people.models import Partner, Person
from booking.people.permissions import Action, may
from booking.people.queries import names_of, names_readable_by, principal_of
from booking.people.values import Principal
from booking.reservations.changes import held_spaces
from booking.reservations.models import Answer, Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.requests import alternative_in, answers_of
from booking.reservations.series.going_on import missed_dates
from booking.reservations.series.models import Series
from booking.reservations.values import HOLDING, ReservationState
from booking.reservations.waiting.given_away import instead_of
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.queries import offer_waited_for
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock

ANY = {SpaceKind.DESK: N_("Any desk that fits"), SpaceKind.ROOM: N_("Any room that fits")}


def facts_for(
    session: Session,
    reservation: Reservation,
    entry: JournalEntry | None,
    reader: Person,
    *,
    now: datetime,
    also: Sequence[Reservation] = (),
) -> dict[str, Any]:
    """For the templates ``mail/request_*`` and ``mail/*_for_you``.

    Without an ``entry`` nothing happened, and it is told as it is. ``also`` are the other dates
    of a series to which the same was done.
    """
    stock = current_stock(session)
    spaces = held_spaces(session, stock, reservation)
    answer = answers_of(session, [reservation.id or 0]).get(reservation.id or 0)
    day = day_of(reservation.starts_at)
    principal = principal_of(session, reader.id or 0, today=day_of(now))
    with speaking(reader.language):
        return {
            "title": _title(reservation, spaces, reader, principal),
            "place": place_of(spaces, stock=stock, day=day),
            "day": day,
            "period": reservation.period,
            "people": reservation.attendee_count,
            "page": f"/reserveringen/{reservation.uid}",
            "also": [(day_of(other.starts_at), other.period) for other in also],
            "elsewhere": _elsewhere(session, stock, reservation, also) if also else [],
            "decide_page": "/beheer/aanvragen" + ("" if also else f"/{reservation.uid}"),
            "reason": answer.reason if answer else "",
            "alternative": _alternative(stock, answer) if answer else None,
            "asker": names_of(session, [reservation.holder_id])[reservation.holder_id],
            "organisation": _organisation(session, reservation),
            "actor": _actor(session, entry, principal) if entry else "",
            "is_own": entry is not None and entry.actor_id == reader.id,
            "is_host": reader.id == reservation.host_id != reservation.holder_id,
            **_how_it_stands(reservation),
        }


def _elsewhere(
    session: Session, stock: Stock, reservation: Reservation, also: Sequence[Reservation]
) -> list[tuple[str, str]]:
    """The day and the place of the other dates that are not where ``reservation`` is."""
    ids = space_ids_of(session, [row.id or 0 for row in (reservation, *also)])
    here, found = ids[reservation.id or 0], ((row, ids[row.id or 0]) for row in also)
    days = [(day_of(row.starts_at), there) for row, there in found if there != here]
    return [
        (text("On %(day)s", day=show_day_short(day)),
         place_of([stock.spaces[n] for n in there], stock=stock, day=day))
        for day, there in days
    ]  # fmt: skip


def _how_it_stands(reservation: Reservation) -> dict[str, Any]:
    answer_by, expires_at = reservation.answer_by, reservation.expires_at
    return {
        "answer_by": answer_by,
        "answer_day": day_of(answer_by) if answer_by else None,
        "expires_at": expires_at,
        "expires_day": day_of(expires_at) if expires_at else None,
        "is_held": reservation.state in HOLDING,
        "is_option": reservation.state is ReservationState.OPTION,
    }


def offer_facts(session: Session, reservation: Reservation) -> dict[str, Any]:
    """What letters about an offer of the waiting list say besides: where and until when."""
    waiting = offer_waited_for(session, reservation.id or 0)
    until = reservation.expires_at or reservation.starts_at
    return {
        "page": f"/wachtlijst/{waiting.uid}" if waiting else "/mijn-reserveringen",
        "until": until,
        "until_day": day_of(until),
    }


def facts_of_rehousing(
    session: Session, entry: JournalEntry, reader: Person, *, now: datetime
) -> dict[str, Any]:
    """For ``mail/house_changed``: what became of all that ``reader`` holds, in one act."""
    stock, rows = current_stock(session), (entry.after or {})["rows"]
    uids = [row["uid"] for row in rows]
    found = session.exec(select(Reservation).where(col(Reservation.uid).in_(uids)))
    held = {reservation.uid: reservation for reservation in found}
    with speaking(reader.language):
        told = [_became(row, held[row["uid"]], stock) for row in rows if row["uid"] in held]
    return {
        "moved": [row for row in told if not row["is_cancelled"]],
        "cancelled": [row for row in told if row["is_cancelled"]],
        "actor": _actor(session, entry, principal_of(session, reader.id or 0, today=day_of(now))),
    }


def facts_of_series(session: Session, series: Series, reader: Person) -> dict[str, Any]:
    """For ``mail/series_missed``: to which dates nobody came."""
    stock, missed = current_stock(session), missed_dates(session, series)
    room, day = stock.spaces[series.space_id], day_of(missed[-1].starts_at)
    with speaking(reader.language):
        return {
            "title": series.title or room.name,
            "place": place_of([room], stock=stock, day=day),
            "missed": [(day_of(row.starts_at), row.period) for row in missed],
            "page": f"/reeksen/{series.uid}",
        }


def facts_of_waiting(
    session: Session, waiting: Waiting, reader: Person, *, now: datetime
) -> dict[str, Any]:
    """For ``mail/given_to_another``: what somebody waits for, and what they could have now."""
    stock, day = current_stock(session), day_of(waiting.starts_at)
    spaces = [stock.spaces[waiting.space_id]] if waiting.space_id is not None else []
    with speaking(reader.language):
        return {
            "title": spaces_named(spaces) if spaces else text(ANY[waiting.kind]),
            "place": place_of(spaces, stock=stock, day=day) if spaces else "",
            "day": day,
            "period": waiting.period,
            "people": waiting.attendee_count,
            "also": [],
            "page": f"/wachtlijst/{waiting.uid}",
            "instead": [
                (place_of([stock.spaces[one.space_id]], stock=stock, day=day), one.period)
                for one in instead_of(session, waiting, now=now)
            ],
        }


def _became(row: dict[str, Any], reservation: Reservation, stock: Stock) -> dict[str, Any]:
    before, after = row["before"], row["after"]
    starts_at, ends_at = (datetime.fromisoformat(after[name]) for name in ("from", "until"))
    day = day_of(starts_at)

    def where(facts: dict[str, Any]) -> str:
        return place_of([stock.spaces[n] for n in facts["spaces"]], stock=stock, day=day)

    spaces = [stock.spaces[number] for number in before["spaces"]]
    return {
        "title": reservation.title or spaces_named(spaces),
        "day": day,
        "period": Period(starts_at, ends_at),
        "place": where(after),
        "was": where(before),
        "page": f"/reserveringen/{reservation.uid}",
        "is_cancelled": after["state"] == ReservationState.CANCELLED,
    }


def _title(
    reservation: Reservation,
    spaces: list[BookableSpace],
    reader: Person,
    principal: Principal | None,
) -> str:
    is_readable = reader.id == reservation.holder_id or may(
        principal, Action.SEE_TITLE, reservation
    )
    return reservation.title if reservation.title and is_readable else spaces_named(spaces)


def _alternative(stock: Stock, answer: Answer) -> dict[str, Any] | None:
    offered = alternative_in(answer)
    if offered is None:
        return None
    day = day_of(offered.period.starts_at)
    period: Period = offered.period
    place = place_of([stock.spaces[offered.space_id]], stock=stock, day=day)
    return {"place": place, "day": day, "period": period}


def _organisation(session: Session, reservation: Reservation) -> str:
    partner = session.get(Partner, reservation.partner_id) if reservation.partner_id else None
    return partner.name if partner else ""


def _actor(session: Session, entry: JournalEntry, reader: Principal | None) -> str:
    """Who did it; empty when the reader may not know, as a partner of our staff."""
    if entry.actor_id is None or reader is None:
        return ""
    return names_readable_by(session, reader, [entry.actor_id]).get(entry.actor_id, "")
