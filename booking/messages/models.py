"""Tables of what we write to people."""

from datetime import datetime

from sqlalchemy import JSON, Index, and_, column
from sqlmodel import Field, SQLModel

from booking.calendars.invitations import PartStat
from booking.foundation.columns import OneLine, word

IS_WAITING = and_(column("sent_at").is_(None), column("set_aside_at").is_(None))


class Letter(SQLModel, table=True):
    """A written letter. It waits here until it is sent: whatever must be mailed will be mailed."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_by_creation", "created_at", "id"),
        Index("outbox_by_about", "about", "recipient", "id"),
        Index(
            "outbox_by_due", "due_at", "id", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    name: str = ""
    """Which letter: of the templates ``mail/<name>.txt`` and ``.html``."""
    about: str = ""
    """The uid of what it is about. Letters to one reader about one thing leave in order."""
    recipient: str = Field(sa_type=OneLine)
    sender: str = Field(default="", sa_type=OneLine)
    """The address it comes from, with ``sender_name``; empty for the town hall's own."""
    sender_name: str = Field(default="", sa_type=OneLine)
    subject: str = Field(sa_type=OneLine)
    text: str
    html: str
    calendar: str = ""
    """The calendar file it carries, with its ``calendar_method``; empty for none."""
    calendar_method: str = ""
    is_answer: bool = False
    """Whether it answers a mail by itself: that of ``in_reply_to``, after ``earlier_ids``."""
    in_reply_to: str = Field(default="", sa_type=OneLine)
    earlier_ids: str = Field(default="", sa_type=OneLine)
    language: str = "nl"
    created_at: datetime
    stale_at: datetime | None = None
    """After this moment it is no use any more and is not sent: a sign-in link, a reminder."""
    due_at: datetime
    attempt_count: int = 0
    trouble: str = Field(default="", sa_type=OneLine)
    """Why it did not leave the last time, in the words of the mail server."""
    set_aside_at: datetime | None = None
    """Since when it is not tried any more: refused for good, or two days old."""
    sent_at: datetime | None = None
    bounced_at: datetime | None = None
    """When it came back although it had left."""
    bounce: str = Field(default="", sa_type=OneLine)
    """Why, in the words of who could not deliver it."""


class SentEvent(SQLModel, table=True):
    """An event of ours in somebody's own calendar, and what they said to it.

    ``sequence`` is the SEQUENCE that was sent last; replies to an older one no longer count.
    """

    __tablename__ = "sent_event"
    __table_args__ = (Index("sent_event_by_token", "token"),)

    uid: str = Field(primary_key=True)
    """Of the reservation or the series, and so of the event."""
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    token: str
    """In the address to which replies go; the same for everybody who has the event."""
    address: str = Field(sa_type=OneLine)
    """As whom they were invited: who replies writes from there."""
    sequence: int
    sent_at: datetime
    is_withdrawn: bool = False
    said: PartStat = Field(default=PartStat.NEEDS_ACTION, sa_type=word(PartStat))
    said_at: datetime | None = None
    """DTSTAMP of their reply: of two the later counts (RFC 5546 §2.1.5)."""
    dates_said: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON)
    """Of single dates of a series, by the start in its rule in UTC: the answer and its DTSTAMP."""


class NewsRead(SQLModel, table=True):
    """Until which seal of the journal the letters about it are written: one row."""

    __tablename__ = "news_read"

    id: int = Field(default=1, primary_key=True)
    seal_number: int = 0
