"""Tables of what we write to people."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine


class Letter(SQLModel, table=True):
    """A written letter. It waits here until it is sent: whatever must be mailed will be mailed."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_by_creation", "created_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    recipient: str = Field(sa_type=OneLine)
    subject: str = Field(sa_type=OneLine)
    text: str
    html: str
    language: str = "nl"
    created_at: datetime
    stale_at: datetime | None = None
    """After this moment it is no use any more and is not sent: a sign-in link, a reminder."""
    sent_at: datetime | None = None


class NewsRead(SQLModel, table=True):
    """Until which seal of the journal the letters about it are written: one row."""

    __tablename__ = "news_read"

    id: int = Field(default=1, primary_key=True)
    seal_number: int = 0
