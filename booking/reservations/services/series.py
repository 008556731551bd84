"""Ordering the same with each date of a series that is still to come."""

from collections.abc import Mapping

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.people.values import Act
from booking.reservations.queries import reservation_of
from booking.reservations.series.models import Series
from booking.reservations.series.queries import coming_of
from booking.reservations.services.operations import TooLateToOrder, order_services
from booking.reservations.services.values import Wanted


def order_for_series(session: Session, act: Act, uid: str, wanted: Mapping[int, Wanted]) -> None:
    """As ``order_services`` for this date and those after it; one that is too late stays as it is.

    This date itself must be in time.
    """
    order_services(session, act, uid, wanted)
    reservation = reservation_of(session, uid, act.by)
    if reservation.series_id is None or reservation.recurrence_at is None:
        return
    series = session.get_one(Series, reservation.series_id)
    since = day_of(reservation.recurrence_at)
    for other in coming_of(session, series, since=since, now=act.at):
        try:
            order_services(session, act, other.uid, wanted)
        except TooLateToOrder:
            continue
