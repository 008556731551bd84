"""Tables of invitations to rooms: what their organizers say, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary
from sqlmodel import Field, SQLModel

from booking.calendars.itip.values import PartStat
from booking.foundation.columns import OneLine, word


class Invitation(SQLModel, table=True):
    """The newest that was said of an event, or of one date of its series.

    Stays when the event is cancelled, so that an older mail does not bring it back.
    """

    event: str = Field(primary_key=True)
    """Names the mailbox and the UID: see ``queries.event_of``."""
    recurrence: str = Field(default="", primary_key=True)
    """Which date of the series, as its start in UTC; empty for the whole event."""
    place: str
    uid: str = Field(sa_type=OneLine)
    organizer: str = Field(sa_type=OneLine)
    sender: str = Field(sa_type=OneLine)
    sequence: int
    stamped_at: datetime
    is_cancelled: bool
    said: dict[str, Any] = Field(sa_type=JSON)
    """What we understood; the form is that of ``storing``."""
    address: dict[str, Any] = Field(sa_type=JSON)
    """How the organizer is answered."""
    raw: bytes = Field(sa_type=LargeBinary)
    """What the organizer's program wrote, to the byte; of a mail with several in the first."""
    received_at: datetime


class InvitedDate(SQLModel, table=True):
    """One date of an invited event: the reservation it became, or why it could not be had."""

    __tablename__ = "invited_date"
    __table_args__ = (
        Index("invited_date_by_start", "starts_at", "event"),
        Index("invited_date_by_reservation", "reservation_id"),
    )

    event: str = Field(primary_key=True)
    recurrence: str = Field(default="", primary_key=True)
    written: str
    """How the organizer writes that date, and (``begins``) when it starts."""
    begins: str
    starts_at: datetime
    ends_at: datetime
    reservation_id: int | None = Field(default=None, foreign_key="reservation.id")
    reasons: str = ""
    """Codes of the objections, separated by spaces."""
    told: PartStat = Field(sa_type=word(PartStat))
    """What the organizer heard last."""
