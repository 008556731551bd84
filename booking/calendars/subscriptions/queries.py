"""Questions about the calendars from outside."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.calendars.subscriptions.models import ExternalCalendar, ExternalCopy
from booking.people.permissions import NotThere
from booking.spaces.models import ExternalTime


def calendars_of(session: Session, space_id: int) -> Sequence[ExternalCalendar]:
    """Those that are followed or used, by name."""
    return session.exec(
        _in_use()
        .where(ExternalCalendar.space_id == space_id)
        .order_by(col(ExternalCalendar.name), col(ExternalCalendar.id))
    ).all()


def calendar_numbered(session: Session, space_id: int, number: int) -> ExternalCalendar:
    """One of this space, proposed or in use. Raises NotThere."""
    row = session.get(ExternalCalendar, number)
    if row is None or row.space_id != space_id or row.removed_at is not None:
        raise NotThere(f"space {space_id} has no calendar {number}")
    return row


def due_calendars(session: Session, now: datetime) -> Sequence[int]:
    """The numbers of those that are to be looked at, the longest waiting first."""
    return session.exec(
        select(ExternalCalendar.id)
        .where(col(ExternalCalendar.due_at) <= now, col(ExternalCalendar.confirmed_at).is_not(None))
        .order_by(col(ExternalCalendar.due_at), col(ExternalCalendar.id))
    ).all()  # type: ignore[return-value]  # what is stored has a number


def calendars_in_trouble(session: Session) -> Sequence[ExternalCalendar]:
    """Whose last answer was wrong, or waits for leave; those that fail longest first."""
    return session.exec(
        _in_use()
        .where(col(ExternalCalendar.failing_since).is_not(None))
        .order_by(col(ExternalCalendar.failing_since), col(ExternalCalendar.id))
    ).all()


def copy_of(session: Session, calendar: ExternalCalendar) -> ExternalCopy:
    return session.get_one(ExternalCopy, calendar.id)


def times_of(session: Session, calendar: ExternalCalendar, now: datetime) -> Sequence[ExternalTime]:
    """What is known of it that ends after ``now``, in order."""
    return session.exec(
        select(ExternalTime)
        .where(ExternalTime.calendar_id == calendar.id, col(ExternalTime.ends_at) > now)
        .order_by(col(ExternalTime.starts_at), col(ExternalTime.id))
    ).all()


def _in_use() -> SelectOfScalar[ExternalCalendar]:
    return select(ExternalCalendar).where(
        col(ExternalCalendar.confirmed_at).is_not(None), col(ExternalCalendar.removed_at).is_(None)
    )
