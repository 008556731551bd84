"""Tables of the calendars from outside that a space follows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from booking.calendars.subscriptions.values import Effect, Marks
from booking.foundation.columns import OneLine, word


class ExternalCalendar(SQLModel, table=True):
    """Its dates stand in ``spaces.models.ExternalTime`` once somebody has agreed to them."""

    __tablename__ = "external_calendar"
    __table_args__ = (
        CheckConstraint("every_minutes >= 1", name="external_calendar_has_a_pace"),
        Index("external_calendar_by_space", "space_id"),
        Index("external_calendar_by_due", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    space_id: int = Field(foreign_key="space.id")
    name: str = Field(sa_type=OneLine)
    effect: Effect = Field(sa_type=word(Effect))
    address: str = ""
    """Empty for a file. It may be a secret by itself: it goes into no log and no journal."""
    file_name: str = Field(default="", sa_type=OneLine)
    every_minutes: int
    creator_id: int = Field(foreign_key="person.id")
    created_at: datetime
    confirmed_at: datetime | None = None
    """None while it is only proposed; such a one is thrown away after a day."""
    removed_at: datetime | None = None
    copied_at: datetime
    """When the copy that is used came in."""
    read_on: date | None = None
    """Until how far series reach moves with the day: so each day it is read again."""
    etag: str = ""
    last_modified: str = ""
    looked_at: datetime | None = None
    due_at: datetime | None = None
    """When it is looked at again."""
    failing_since: datetime | None = None
    failure_count: int = 0
    trouble: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """What is wrong with the last answer: a ``sentence`` of ours, and the ``facts`` in it."""
    asks_leave: bool = False
    """Whether the last answer waits for somebody to agree, as so much of it is gone."""

    @property
    def is_followed(self) -> bool:
        return bool(self.address)

    @property
    def marks(self) -> Marks:
        return Marks(self.etag, self.last_modified)


class ExternalCopy(SQLModel, table=True):
    """The last copy that was right, byte for byte; and one that waits for leave."""

    __tablename__ = "external_copy"

    calendar_id: int = Field(foreign_key="external_calendar.id", primary_key=True)
    content: bytes
    doubtful: bytes | None = None
