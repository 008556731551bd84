"""A calendar of 1,000 events in a town hall that is measured, and the addresses it is read at."""

from datetime import timedelta

from sqlalchemy import insert, update
from sqlmodel import Session, col, func, select

from booking.calendars.models import FeedToken
from booking.foundation.columns import table_of
from booking.foundation.doors import Door
from booking.foundation.ids import new_uid, token_hash
from booking.foundation.journal import APPEND
from booking.foundation.local_time import local_day
from booking.interfaces.clock import system_clock
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.values import ReservationState, Visibility
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.benchmarks.load import get_request
from tests.benchmarks.towns import Town

READER = 40
"""Somebody who reserves nothing while other rows are measured."""
EVENTS, ADDRESSES = 1_000, 1_000
"""Of so many addresses none is read so often that it is asked to wait."""
TITLE = "Meting van de agenda"


def feed_requests(town: Town, known: str = "") -> list[bytes]:
    """One for each address of the reader; with ``known``, for what is not that version."""
    with town.database.writing() as session:
        if session.get(FeedToken, token_hash(_token(0))) is None:
            _fill(session, town)
    more = f"If-None-Match: {known}\r\n" if known else ""
    return [get_request(f"/agenda/{_token(n)}.ics", more=more) for n in range(ADDRESSES)]


def all_are_in_use(town: Town) -> None:
    """As if each address had been read just now, as the first was: that stores it, once an hour."""
    with town.database.writing() as session:
        first = session.get_one(FeedToken, token_hash(_token(0)))
        session.execute(
            update(FeedToken)
            .where(col(FeedToken.person_id) == READER)
            .values(version=first.version, version_at=first.version_at, used_at=first.used_at)
        )


def change_an_event(town: Town) -> None:
    """As an operation does: another version, and a line in the journal."""
    with town.database.writing() as session:
        uid = session.exec(select(Reservation.uid).where(Reservation.title == TITLE)).first()
        session.execute(
            update(Reservation)
            .where(col(Reservation.uid) == uid)
            .values(rev=Reservation.rev + 1, note=func.coalesce(Reservation.note, "") + ".")
        )
        session.connection().execute(APPEND, {
            "at": system_clock(), "door": Door.WEB, "action": "change", "actor_id": READER,
            "subject_kind": "reservation", "subject_id": uid, "before": None, "after": None,
        })  # fmt: skip


def _token(number: int) -> str:
    return f"measured-{number}"


def _fill(session: Session, town: Town) -> None:
    """Desks of one person, without claims: nobody else sees or misses them."""
    stock, at = current_stock(session), system_clock()
    [desk, *_] = stock.spaces_on(town.history.today, SpaceKind.DESK) or stock.spaces.values()
    begin = local_day(town.history.today).starts_at + timedelta(days=1, hours=9)
    number = session.exec(select(func.max(Reservation.id))).one() or 0
    particulars = {
        "sequence": 0, "rev": 1, "holder_id": READER, "creator_id": READER, "title": TITLE,
        "note": "", "visibility": Visibility.COLLEAGUES, "attendee_count": 1,
        "state": ReservationState.CONFIRMED, "created_at": at, "changed_at": at,
    }  # fmt: skip
    rows = [
        {**particulars, "id": number + n, "uid": new_uid(),
         "starts_at": begin + timedelta(hours=8 * n), "ends_at": begin + timedelta(hours=8 * n + 1)}
        for n in range(1, EVENTS + 1)
    ]  # fmt: skip
    session.execute(insert(table_of(Reservation)), rows)
    named = [{"reservation_id": row["id"], "space_id": desk.id} for row in rows]
    session.execute(insert(table_of(ReservationSpace)), named)
    session.add_all(
        FeedToken(token_hash=token_hash(_token(n)), person_id=READER, creator_id=READER,
                  created_at=at)
        for n in range(ADDRESSES)
    )  # fmt: skip
