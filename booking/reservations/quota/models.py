"""The table of quota."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.reservations.quota.values import Measure, Per, Subject
from booking.spaces.values import SpaceKind


class QuotaRow(SQLModel, table=True):
    """How many reservations or hours of a kind of space, from a day until (not on) another."""

    __tablename__ = "quota"
    __table_args__ = (
        CheckConstraint("count_max >= 0", name="quota_counts"),
        CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="quota_runs"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: Subject = Field(sa_type=word(Subject))
    subject_id: int | None = None
    """The person, team, department or partner; each of them when None."""
    space_kind: SpaceKind = Field(sa_type=word(SpaceKind))
    per: Per = Field(sa_type=word(Per))
    count_max: int
    measure: Measure = Field(
        default=Measure.COUNT, sa_type=word(Measure), sa_column_kwargs={"server_default": "count"}
    )
    valid_from: date
    valid_until: date | None = None
