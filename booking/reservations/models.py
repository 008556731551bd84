"""Tables of reservations and of what guards them."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, column
from sqlmodel import Field, SQLModel

import booking.reservations.series.models  # noqa: F401 -- the table that series_id points to
from booking.foundation.columns import OneLine, word
from booking.foundation.ids import new_uid
from booking.foundation.periods import Period
from booking.reservations.values import (
    HOLDING,
    DeadlineKind,
    Outcome,
    PartyKind,
    ReservationState,
    Visibility,
)
from booking.spaces.values import LayoutKind, SpaceKind

IN_SERIES = column("series_id").is_not(None)
IS_DUE = column("due_at").is_not(None)
IS_SOMEBODYS = column("person_id").is_not(None)
REV = Column("rev", Integer, nullable=False)


class Reservation(SQLModel, table=True):
    """One space, or a group of them, held for one person for one period.

    ``sequence`` rises with what calendars must know (RFC 5545 §3.8.7.4), ``rev`` with
    every change: it is the ETag, and the database refuses a change of another than the latest
    (https://docs.sqlalchemy.org/orm/versioning.html), even to code that forgot to lock its days.
    """

    __mapper_args__: ClassVar[dict[str, Any]] = {
        "version_id_col": REV,
        "version_id_generator": False,
    }

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="reservation_ends_after_start"),
        CheckConstraint("attendee_count >= 1", name="reservation_for_someone"),
        Index("reservation_by_holder", "holder_id", "starts_at"),
        Index("reservation_by_host", "host_id", "starts_at"),
        Index("reservation_by_creator", "creator_id", "starts_at"),
        Index("reservation_by_partner", "partner_id", "starts_at"),
        Index("reservation_by_start", "starts_at"),
        Index("reservation_by_state", "state", "starts_at"),
        Index("reservation_by_due", "due_at", sqlite_where=IS_DUE, postgresql_where=IS_DUE),
        Index(
            "reservation_by_series",
            "series_id",
            "recurrence_at",
            unique=True,
            sqlite_where=IN_SERIES,
            postgresql_where=IN_SERIES,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=new_uid, unique=True)
    sequence: int = 0
    rev: int = Field(default=1, sa_column=REV)
    holder_id: int = Field(foreign_key="person.id")
    creator_id: int = Field(foreign_key="person.id")
    host_id: int | None = Field(default=None, foreign_key="person.id")
    partner_id: int | None = Field(default=None, foreign_key="partner.id")
    title: str = Field(default="", sa_type=OneLine)
    note: str = ""
    visibility: Visibility = Field(default=Visibility.COLLEAGUES, sa_type=word(Visibility))
    attendee_count: int = 1
    layout: LayoutKind | None = Field(default=None, sa_type=word(LayoutKind))
    starts_at: datetime
    ends_at: datetime
    state: ReservationState = Field(
        default=ReservationState.CONFIRMED, sa_type=word(ReservationState)
    )
    created_at: datetime
    changed_at: datetime
    answer_by: datetime | None = None
    """Until when the house promised to answer a request."""
    expires_at: datetime | None = None
    """Until when an option is held; stays when it lapsed, goes when it is confirmed."""
    due_at: datetime | None = None
    """When time itself will change it, unless somebody does before: see settling.py."""
    checked_in_at: datetime | None = None
    ended_at: datetime | None = None
    released_at: datetime | None = None
    cancelled_at: datetime | None = None
    series_id: int | None = Field(default=None, foreign_key="series.id")
    recurrence_at: datetime | None = None
    """When it starts by the rule of its series, wherever it went since (RECURRENCE-ID)."""

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing can be changed about it any more: given back, left, lapsed or past."""
        is_lapsed = self.expires_at is not None and self.expires_at <= now
        is_past = self.ended_at is not None or self.ends_at <= now
        return self.state not in HOLDING or is_lapsed or is_past


class Answer(SQLModel, table=True):
    """What the house said to a request: yes, or no with a reason and perhaps another place."""

    __tablename__ = "reservation_answer"
    __table_args__ = (
        CheckConstraint(
            "(alternative_space_id IS NULL) = (alternative_starts_at IS NULL)"
            " AND (alternative_space_id IS NULL) = (alternative_ends_at IS NULL)",
            name="answer_alternative_whole",
        ),
    )

    reservation_id: int = Field(foreign_key="reservation.id", primary_key=True)
    decider_id: int = Field(foreign_key="person.id")
    decided_at: datetime
    is_approved: bool
    reason: str = ""
    alternative_space_id: int | None = Field(default=None, foreign_key="space.id")
    alternative_starts_at: datetime | None = None
    alternative_ends_at: datetime | None = None


class DeadlineTold(SQLModel, table=True):
    """That people were told of a deadline: once of each, however often a job looks.

    Kept apart from the reservation: being told changes nothing about it.
    """

    __tablename__ = "deadline_told"

    reservation_id: int = Field(foreign_key="reservation.id", primary_key=True)
    kind: DeadlineKind = Field(sa_type=word(DeadlineKind), primary_key=True)
    deadline: datetime = Field(primary_key=True)
    told_at: datetime


class ReservationSpace(SQLModel, table=True):
    """The spaces a reservation names: one, or a group of desks.

    A desk is of who sits there: ``person_id``, or the holder where nobody is named.
    """

    __tablename__ = "reservation_space"
    __table_args__ = (
        Index("reservation_space_by_space", "space_id", "reservation_id"),
        Index("reservation_space_by_person", "person_id",
              sqlite_where=IS_SOMEBODYS, postgresql_where=IS_SOMEBODYS),
    )  # fmt: skip

    reservation_id: int = Field(foreign_key="reservation.id", primary_key=True)
    space_id: int = Field(foreign_key="space.id", primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    checked_in_at: datetime | None = None
    """Of a desk in a group: when who sits there came. Of one space the reservation tells."""


class Claim(SQLModel, table=True):
    """A unit held during minutes [s, e) since 1970 UTC, buffers included; a row a local day.

    No two claims of one unit overlap: the database itself refuses it (see guard.py), which
    also makes (unit_id, s) a key. ``day`` is the local date's proleptic ordinal.
    """

    __table_args__ = (
        CheckConstraint("e > s AND s >= 0", name="claim_runs"),
        Index("claim_by_day", "day", "unit_id", "s", "e"),
        Index("claim_by_reservation", "reservation_id"),
    )

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    s: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    e: int
    day: int
    reservation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation.id"), nullable=False)
    )


class DayVersion(SQLModel, table=True):
    """How often the claims of a zone changed on a day.

    Raised first in every transaction that touches claims: it is the lock that keeps writers
    in line, the key of cached pages, their ETag, and what open screens poll.
    """

    __tablename__ = "day_version"

    day: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    zone_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    v: int = Field(sa_column=Column(BigInteger, nullable=False))


class HouseRule(SQLModel, table=True):
    """The limits for a kind of space from a day until another, in minutes."""

    __tablename__ = "house_rule"

    id: int | None = Field(default=None, primary_key=True)
    space_kind: SpaceKind = Field(sa_type=word(SpaceKind))
    valid_from: date
    valid_until: date | None = None
    notice_minutes_min: int = 0
    ahead_days_max: int = 365
    duration_minutes_min: int = 0
    duration_minutes_max: int = 16 * 60
    asks_check_in: bool = True
    check_in_opens_minutes_before: int = 15
    check_in_grace_minutes: int = 15
    answer_minutes: int = 16 * 60
    """Within how many minutes of opening time (not of the night) a request is answered."""
    option_minutes_max: int = 24 * 60
    """For how many minutes of opening time an option is held; 0 where there are none."""
    offer_minutes: int = 30
    """For how many minutes of the day an offer of the waiting list is held."""
    offers_from_minute: int = 7 * 60
    offers_until_minute: int = 21 * 60
    """Between which minutes of the wall clock that time runs."""


class WishRecord(SQLModel, table=True):
    """What was asked for and what became of it, without the person (occupancy.md §1).

    ``dedupe_key`` is a daily keyed hash, so that three tries of one person count once; the
    key is thrown away after a day and the hash then leads nowhere.
    """

    __tablename__ = "wish"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="wish_ends_after_start"),
        Index("wish_by_start", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str | None = Field(default=None, unique=True)
    asked_on: date
    building_id: int | None = None
    """Where it was asked for; None where any building would do."""
    space_kind: SpaceKind = Field(sa_type=word(SpaceKind))
    starts_at: datetime
    ends_at: datetime
    attendee_count: int
    party: PartyKind = Field(sa_type=word(PartyKind))
    needs: str = ""
    """Codes of equipment and layout asked for, sorted, separated by spaces."""
    outcome: Outcome = Field(sa_type=word(Outcome))
    reasons: str = ""
    """Codes of the objections, or of :class:`Unmet`, separated by spaces."""


class WishSalt(SQLModel, table=True):
    """The key under which one day's wishes are hashed; thrown away a day later."""

    __tablename__ = "wish_salt"

    day: date = Field(primary_key=True)
    salt: str
