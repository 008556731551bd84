"""Subjects of letters, for who looks after the mail but was not written to."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from booking.messages.models import Letter
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series

WITHOUT_TITLE = frozenset({
    "house_changed", "mail_not_understood", "mail_of_stranger", "monthly_report", "offer_lapsed",
    "offer_made",
    "request_late", "request_waits", "service_changed", "service_list", "sign_in_link",
})  # fmt: skip
"""The letters whose subject holds no words that somebody gave to a reservation."""


def readable_subjects(session: Session, letters: Iterable[Letter], by: Principal) -> dict[int, str]:
    """By the number of the letter; without those that hold a title ``by`` may not read."""
    known = list(letters)
    uids = {one.about for one in known}
    alone = session.exec(select(Reservation).where(col(Reservation.uid).in_(uids)))
    readable = {row.uid for row in alone if may(by, Action.SEE_TITLE, row)}
    readable |= _readable_series(session, uids, by)
    return {
        one.id or 0: one.subject
        for one in known
        if one.name in WITHOUT_TITLE or one.about in readable
    }


def _readable_series(session: Session, uids: Collection[str], by: Principal) -> set[str]:
    """A letter about a series may speak of one date, which has a title of its own."""
    whole = session.exec(select(Series).where(col(Series.uid).in_(uids)))
    readable = {row.uid for row in whole if may(by, Action.SEE_TITLE, row)}
    dates = (
        select(Series.uid, Reservation)
        .join(Series, col(Series.id) == Reservation.series_id)
        .where(col(Series.uid).in_(readable))
    )
    return readable - {uid for uid, date in session.exec(dates)
                       if not may(by, Action.SEE_TITLE, date)}  # fmt: skip
