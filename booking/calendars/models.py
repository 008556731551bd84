"""Tables of how calendars reach us, and of what changed for each of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.spaces.values import SpaceKind

DAYS_BACK, DAYS_AHEAD = 30, 365


class FeedToken(SQLModel, table=True):
    """A secret address at which a calendar reads reservations.

    Those of one person, of one space, of the desks or rooms of one zone, or of one partner.
    Shown once, kept as a hash, revoked at will.
    """

    __tablename__ = "feed_token"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN space_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN zone_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="feed_token_of_one",
        ),
        CheckConstraint(
            "(zone_id IS NULL) = (space_kind IS NULL)", name="feed_token_of_a_kind_in_a_zone"
        ),
        Index("feed_token_by_person", "person_id"),
    )

    token_hash: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    space_id: int | None = Field(default=None, foreign_key="space.id")
    zone_id: int | None = None
    space_kind: SpaceKind | None = Field(default=None, sa_type=word(SpaceKind))
    partner_id: int | None = Field(default=None, foreign_key="partner.id")
    language: str = "nl"
    """Of who made it; one's own address speaks as one does now."""
    creator_id: int = Field(foreign_key="person.id")
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    version: str = ""
    """What was given out last, and since when: each version is later than the one before."""
    version_at: datetime | None = None


class FeedChoice(SQLModel, table=True):
    """What somebody wants in their own calendar; without a row, all of it."""

    __tablename__ = "feed_choice"
    __table_args__ = (
        CheckConstraint("days_back >= 0 AND days_ahead >= 1", name="feed_choice_of_days"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    has_desks: bool = True
    has_rooms: bool = True
    has_hosted: bool = True
    """What they host for others."""
    has_waiting: bool = True
    """Requests without an answer, and options."""
    days_back: int = DAYS_BACK
    days_ahead: int = DAYS_AHEAD


class CollectionKind(StrEnum):
    """Of whom a calendar is. That of a zone is that of its spaces together."""

    PERSON = "person"
    SPACE = "space"
    PARTNER = "partner"


class CalendarChange(SQLModel, table=True):
    """When a thing with a UID last changed for one calendar, or that it is gone from it.

    ``number`` is the seal of the act in the journal: it only rises, also within a collection.
    """

    __tablename__ = "calendar_change"
    __table_args__ = (
        Index("calendar_change_by_number", "kind", "owner_id", "number"),
        Index("calendar_change_by_uid", "uid"),
        Index("calendar_change_by_time", "at"),
    )

    kind: CollectionKind = Field(sa_type=word(CollectionKind), primary_key=True)
    owner_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    uid: str = Field(primary_key=True)
    """Of a reservation, or of the series that it is a date of."""
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime
    is_gone: bool = False


class CalendarLog(SQLModel, table=True):
    """How far the journal was followed: one row."""

    __tablename__ = "calendar_log"

    id: int = Field(default=1, primary_key=True)
    epoch: str = ""
    """Another after a backup was put back: then numbers are given out once more."""
    seal_number: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    others_number: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """Of the last act on anything but a reservation: on people, addresses and what they choose."""
    forgotten_until: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """Who knows only what was before this number must read all anew."""
