"""The table of service agreements."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.reservations.quota.values import Subject


class ServiceAgreement(SQLModel, table=True):
    """What the house promises a partner or a department, from a day until (not on) another."""

    __tablename__ = "service_agreement"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="agreement_runs"),
        CheckConstraint("answer_hours IS NOT NULL OR hours_a_year IS NOT NULL",
                        name="agreement_says_something"),
        CheckConstraint("answer_percent BETWEEN 1 AND 100", name="agreement_percent"),
        Index("service_agreement_by_subject", "subject", "subject_id", "valid_from"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    subject: Subject = Field(sa_type=word(Subject))
    subject_id: int
    """The partner or the department."""
    answer_hours: int | None = None
    answer_percent: int
    hours_a_year: int | None = None
    valid_from: date
    valid_until: date | None = None
