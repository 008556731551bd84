"""Tables of reservations that come back."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine, word
from booking.foundation.ids import new_uid
from booking.reservations.values import Visibility
from booking.spaces.values import LayoutKind


class Series(SQLModel, table=True):
    """A reservation that comes back: when, and what holds on each date (``permissions.may`` too).

    Hours are those of the wall clock in ``zone``. The reservation of a date may say otherwise;
    a cancelled one with its ``recurrence_at`` is an EXDATE. ``sequence`` rises with the rule.
    """

    __table_args__ = (
        CheckConstraint("attendee_count >= 1", name="series_for_someone"),
        Index("series_by_holder", "holder_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=new_uid, unique=True)
    sequence: int = 0
    holder_id: int = Field(foreign_key="person.id")
    creator_id: int = Field(foreign_key="person.id")
    host_id: int | None = Field(default=None, foreign_key="person.id")
    partner_id: int | None = Field(default=None, foreign_key="partner.id")
    rule: str
    """The value of an RRULE (RFC 5545 §3.3.10); it counts local dates from ``first_on``."""
    zone: str = "Europe/Amsterdam"
    first_on: date
    begins: time
    ends: time
    """00:00 is the midnight after."""
    space_id: int = Field(foreign_key="space.id")
    title: str = Field(default="", sa_type=OneLine)
    note: str = ""
    visibility: Visibility = Field(default=Visibility.COLLEAGUES, sa_type=word(Visibility))
    attendee_count: int = 1
    layout: LayoutKind | None = Field(default=None, sa_type=word(LayoutKind))
    created_at: datetime
    changed_at: datetime
    kept_at: datetime | None = None
    """When its organiser last said that it goes on although nobody came."""


class SeriesGap(SQLModel, table=True):
    """A date of a series on which nothing could be reserved, and why."""

    __tablename__ = "series_gap"

    series_id: int = Field(foreign_key="series.id", primary_key=True)
    day: date = Field(primary_key=True)
    reasons: str
    """Codes of the objections, separated by spaces."""
