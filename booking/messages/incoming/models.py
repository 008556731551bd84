"""The table of mail that came in."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine, word
from booking.messages.incoming.values import MailDoor, MailState


class IncomingMail(SQLModel, table=True):
    """A mail to one recipient. Whether it was understood or not, it is kept for some days."""

    __tablename__ = "mail_in"
    __table_args__ = (
        Index("mail_in_by_state", "state", "id"),
        Index("mail_in_by_sender", "sender", "handled_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    door: MailDoor = Field(sa_type=word(MailDoor))
    origin: str | None = Field(default=None, unique=True)
    """Which mail of which mailbox it is: what is fetched twice is stored once."""
    received_at: datetime
    recipient: str = Field(sa_type=OneLine)
    envelope_sender: str = Field(default="", sa_type=OneLine)
    raw: bytes = Field(sa_type=LargeBinary)
    """As it came; empty once its days are over."""
    state: MailState = Field(default=MailState.WAITING, sa_type=word(MailState))
    why: str = ""
    """A code of ``values.Why``, or of ``calendars.itip``."""
    detail: str = Field(default="", sa_type=OneLine)
    sender: str = Field(default="", sa_type=OneLine)
    """The address in From, once it was read."""
    subject: str = Field(default="", sa_type=OneLine)
    attempt_count: int = 0
    handled_at: datetime | None = None
