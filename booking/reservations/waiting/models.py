"""Tables of the waiting list."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, column
from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.foundation.ids import new_uid
from booking.foundation.periods import Period
from booking.reservations.values import Needs
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import LayoutKind, SpaceKind

FOR_ANY, FOR_ONE = column("space_id").is_(None), column("space_id").is_not(None)


class Waiting(SQLModel, table=True):
    """One person who waits for one wish; the lowest ``id`` came first.

    Whether they still wait is not stored but seen: without an ``offer_id`` they wait; with one
    they were offered a place, and the state of that reservation says what became of it (an
    option: still open; confirmed: taken; expired: never answered). A row is thrown away when
    its day is past.
    """

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="waiting_ends_after_start"),
        CheckConstraint("attendee_count >= 1", name="waiting_for_someone"),
        Index("waiting_by_start", "starts_at"),
        Index("waiting_for_any_once", "person_id", "kind", "starts_at", "ends_at", unique=True,
              sqlite_where=FOR_ANY, postgresql_where=FOR_ANY),
        Index("waiting_for_one_once", "person_id", "space_id", "starts_at", "ends_at", unique=True,
              sqlite_where=FOR_ONE, postgresql_where=FOR_ONE),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=new_uid, unique=True)
    person_id: int = Field(foreign_key="person.id")
    kind: SpaceKind = Field(sa_type=word(SpaceKind))
    space_id: int | None = Field(default=None, foreign_key="space.id")
    starts_at: datetime
    ends_at: datetime
    minutes: int | None = None
    """So long somewhere between these; None: all of it."""
    attendee_count: int = 1
    """Of desks: so many together."""
    equipment: str = ""
    """Codes, sorted, separated by spaces."""
    layout: LayoutKind | None = Field(default=None, sa_type=word(LayoutKind))
    is_accessible: bool = False
    joined_at: datetime
    offer_id: int | None = Field(default=None, foreign_key="reservation.id", unique=True)

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    @property
    def wanted(self) -> Wanted:
        desks, people = 1, self.attendee_count
        if self.kind is SpaceKind.DESK:
            desks, people = people, 1
        needs = Needs(self.period, people, frozenset(self.equipment.split()), self.layout,
                      self.is_accessible)  # fmt: skip
        length = timedelta(minutes=self.minutes) if self.minutes else None
        return Wanted(self.kind, needs, self.space_id, length, desks)


class WaitingDeclined(SQLModel, table=True):
    """A space that somebody was offered and did not want: it is not offered again."""

    __tablename__ = "waiting_declined"

    waiting_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("waiting.id", ondelete="CASCADE"), primary_key=True,
            autoincrement=False,
        )
    )  # fmt: skip
    space_id: int = Field(
        sa_column=Column(Integer, ForeignKey("space.id"), primary_key=True, autoincrement=False)
    )
