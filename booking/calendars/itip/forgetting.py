"""What organizers wrote is kept as long as it is of use: there are names in it."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from booking.calendars.itip.models import Invitation, InvitedDate

KEPT_FOR = timedelta(days=30)
"""After the last date; what was cancelled, after the mail: an older one may still come."""


def forget_old_invitations(session: Session, *, now: datetime) -> None:
    before = now - KEPT_FOR
    session.execute(delete(InvitedDate).where(col(InvitedDate.ends_at) <= before))
    has_dates = col(Invitation.event).in_(select(InvitedDate.event))
    session.execute(delete(Invitation).where(col(Invitation.received_at) <= before, ~has_dates))
